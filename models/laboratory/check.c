/* Contradictions between values of a laboratory. */
#include <stdlib.h>

#include "models/laboratory/laboratory.h"

/* A laboratory is no region: what a region lists would be left unread. */
static void check_lists(const struct settings *settings, struct sim_messages *messages)
{
    static const struct {
        const char *list, *name, *instead;
    } lists[] = {{"organisations", "organisations[].name", "its members are drawn (laboratory.members)"},
                 {"payers", "payers[].name", "some of its members can be payers (laboratory.payers)"},
                 {"coalitions", "coalitions[].name", "its coalitions are drawn (laboratory.coalitions_per_member)"}};
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
        if (settings_count(settings, lists[k].list) > 0)
            sim_messages_add(messages,
                             "%s: a laboratory has no %s: %s; take away the list or set "
                             "laboratory.active = false",
                             settings_where(settings, lists[k].name, 0), lists[k].list, lists[k].instead);
}

static void check_numbers(const struct settings *settings, struct sim_messages *messages)
{
    const long long members = settings_int(settings, "laboratory.members"),
                    founders = settings_int(settings, "laboratory.founders"),
                    payers = settings_int(settings, "laboratory.payers"),
                    fewest = settings_int(settings, "membership.least_members");
    if (members < fewest)
        sim_messages_add(messages, "%s: %lld members; a network of fewer than %lld is dead (membership.least_members)",
                         settings_where(settings, "laboratory.members", 0), members, fewest);
    if (payers + 2 > members)
        sim_messages_add(messages, "%s: %lld payers of %lld members; at least 2 must be left to work",
                         settings_where(settings, "laboratory.payers", 0), payers, members);
    if (founders > members)
        sim_messages_add(messages, "%s: %lld founders; at most the %lld members",
                         settings_where(settings, "laboratory.founders", 0), founders, members);
    if (founders > 0 && founders < fewest)
        sim_messages_add(messages, "%s: %lld founders; a network of fewer than %lld is dead (membership.least_members)",
                         settings_where(settings, "laboratory.founders", 0), founders, fewest);
}

/* Members are called m1, m2, ... */
static void check_lead(const struct settings *settings, struct sim_messages *messages)
{
    const char *lead = settings_text(settings, "network.lead");
    char *end = NULL;
    if (lead[0] == '\0')
        return;
    const long number = lead[0] == 'm' && lead[1] >= '1' && lead[1] <= '9' ? strtol(lead + 1, &end, 10) : 0;
    if (number < 1 || *end != '\0' || number > settings_int(settings, "laboratory.members"))
        sim_messages_add(messages, "%s: '%s' is no member of the laboratory; must be one of m1 to m%lld",
                         settings_where(settings, "network.lead", 0), lead,
                         (long long)settings_int(settings, "laboratory.members"));
}

void laboratory_check(const struct settings *settings, struct sim_messages *messages)
{
    check_lists(settings, messages);
    check_numbers(settings, messages);
    check_lead(settings, messages);
    if (!settings_bool(settings, "network.active"))
        sim_messages_add(messages, "%s: a laboratory is nothing but a network: must be true",
                         settings_where(settings, "network.active", 0));
}
