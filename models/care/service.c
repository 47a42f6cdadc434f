#include "models/care/service.h"

#include <math.h>
#include <string.h>

const struct service_type service_types[N_SERVICES] = {
    [SERVICE_GP] = {"gp-contact", LAW_ZVW, KIND_GP, 0, 0, 0},
    [SERVICE_EMERGENCY] = {"emergency", LAW_ZVW, KIND_HOSPITAL, 0, 0, 0},
    [SERVICE_OUTPATIENT] = {"outpatient", LAW_ZVW, KIND_HOSPITAL, 1, 1, 1},
    [SERVICE_ADMISSION] = {"admission", LAW_ZVW, KIND_HOSPITAL, 0, 1, 0},
    [SERVICE_MENTAL] = {"mental-health", LAW_ZVW, KIND_MENTAL, 1, 0, 1},
    [SERVICE_NURSING] = {"district-nursing", LAW_ZVW, KIND_NURSING, 1, 0, 1},
    [SERVICE_HELP] = {"household-help", LAW_WMO, KIND_NURSING, 1, 0, 1},
    [SERVICE_SUPPORT] = {"support", LAW_WMO, KIND_WELFARE, 1, 0, 1},
    [SERVICE_SOCIAL] = {"social-help", LAW_WMO, KIND_WELFARE, 0, 0, 0},
    [SERVICE_DEBT] = {"debt-help", LAW_OTHER, KIND_DEBT, 0, 0, 0},
    [SERVICE_YOUTH] = {"youth-care", LAW_YOUTH, KIND_YOUTH, 0, 0, 1},
    [SERVICE_HOME_LONGTERM] = {"home-longterm", LAW_WLZ, KIND_NURSING, 0, 0, 0},
    [SERVICE_NURSING_HOME] = {"nursing-home", LAW_WLZ, KIND_NURSING, 0, 0, 1},
    [SERVICE_ASSESSMENT] = {"needs-assessment", LAW_WMO, KIND_MUNICIPAL, 0, 0, 1},
};

const char *const kind_names[N_KINDS] = {
    "gp",    "hospital",  "nursing",    "mental-health",       "welfare",           "municipal-team",
    "youth", "debt-help", "other-care", "patient-association", "citizen-initiative"};

const char *const payer_kind_names[N_PAYER_KINDS] = {"insurer", "care-office", "municipality", "state"};

enum payer_kind service_payer_kind(enum law law)
{
    switch (law) {
    case LAW_ZVW:
        return PAYER_INSURER;
    case LAW_WLZ:
        return PAYER_CARE_OFFICE;
    case LAW_WMO:
    case LAW_YOUTH:
    case LAW_OTHER:
    case N_LAWS:
        break;
    }
    return PAYER_MUNICIPALITY;
}

void service_read(const struct settings *settings, struct service_terms *services)
{
    for (int s = 0; s < N_SERVICES; s++) {
        const int found = settings_find(settings, "services", service_types[s].name);
        if (found < 0) {
            services[s] = (struct service_terms){0};
            continue;
        }
        const size_t i = (size_t)found;
        services[s] = (struct service_terms){
            .price_cents = 100.0 * settings_real_at(settings, "services[].price_eur", i),
            .units = settings_real_at(settings, "services[].units", i),
            .complex_units = settings_real_at(settings, "services[].complex_units", i),
            .hours = settings_real_at(settings, "services[].hours", i),
            .duration_months = settings_real_at(settings, "services[].duration_months", i),
            .wait_months = settings_real_at(settings, "services[].wait_months", i),
            .own_payment_cents = 100.0 * settings_real_at(settings, "services[].own_payment_eur", i),
        };
        /* The wait of a decision counts the half month in which people ask on average: the decision falls at its end. */
        services[s].held_months =
            s == SERVICE_ASSESSMENT ? fmax(0.0, services[s].wait_months - 0.5) : services[s].wait_months;
    }
}

int service_role(const char *name)
{
    for (int kind = 0; kind < N_KINDS; kind++)
        if (strcmp(name, kind_names[kind]) == 0)
            return kind;
    for (int kind = 0; kind < N_PAYER_KINDS; kind++)
        if (strcmp(name, payer_kind_names[kind]) == 0)
            return N_KINDS + kind;
    return -1;
}
