/* The story of one replication, as sentences by year or as JSON. */
#include "sim/report/story.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/json.h"
#include "sim/report/layout.h"
#include "sim/store/event.h"

enum { SCHEMA = 1, YEAR = 12 };

static bool names(const char *a, const char *b)
{
    return a != NULL && strcmp(a, b) == 0;
}

static bool is_about(const struct sim_event *event, const char *name)
{
    bool found = names(event->who, name) || names(event->whom, name) || names(event->thing, name);
    for (size_t k = 0; k < event->n_names; k++)
        found = found || names(event->names[k].name, name);
    return found;
}

static bool wanted(const struct report_story *story, const struct sim_event *event)
{
    return event->month >= story->from && event->month <= story->to
           && event_level(story->model, event) <= (story->all || story->about != NULL ? 3 : 2)
           && (story->about == NULL || is_about(event, story->about));
}

bool report_story_names(const struct report_story *story, const char *name)
{
    for (size_t k = 0; k < story->n_events; k++)
        if (is_about(&story->events[k], name))
            return true;
    return false;
}

static void add_header(struct text *out, const struct report_story *story)
{
    const bool dutch = story->lang == REPORT_NL;
    text_printf(out, "%s\n", story->title);
    text_printf(out,
                dutch ? "arm %s, replicatie %zu, seed %llu, samenspel %s\n\n"
                      : "arm %s, replication %zu, seed %llu, samenspel %s\n\n",
                story->arm, story->replication, (unsigned long long)story->seed, story->version);
    layout_paragraph(
        out, 0,
        dutch ? "Dit is het verhaal van één replicatie: zo kán het gaan, met dit toeval. Vertrouwen loopt "
                "van 0 (geen) tot 100 (volledig). Vooraan staat de maand."
              : "This is the story of one replication: how it may go, with this luck. Trust runs from 0 (none) "
                "to 100 (full). The month stands in front.");
}

static void add_event(struct text *out, const struct report_story *story, const struct sim_event *event)
{
    struct text sentence = {0};
    story_sentence(&sentence, story->model, event, story->lang);
    out->failed = out->failed || sentence.failed;
    const char *rest = text_get(&sentence);
    enum { LEFT = 7, WIDTH = LAYOUT_WIDTH - LEFT };
    for (bool first = true; *rest != '\0'; first = false) {
        size_t n = 0, points = 0, last = 0;
        for (; rest[n] != '\0' && points <= WIDTH; n++) {
            points += ((unsigned char)rest[n] & 0xc0u) != 0x80u;
            last = rest[n] == ' ' ? n : last;
        }
        n = rest[n] == '\0' && points <= WIDTH ? n : last > 0 ? last : n;
        if (first)
            text_printf(out, "  %3zu  ", event->month + 1);
        else
            text_add(out, "       ");
        text_bytes(out, rest, n);
        text_add(out, "\n");
        rest += n + strspn(rest + n, " ");
    }
    text_free(&sentence);
}

static void add_story(struct text *out, const struct report_story *story)
{
    const bool dutch = story->lang == REPORT_NL;
    size_t year = 0, told = 0;
    add_header(out, story);
    for (size_t k = 0; k < story->n_events; k++) {
        const struct sim_event *event = &story->events[k];
        if (!wanted(story, event))
            continue;
        if (told++ == 0 || event->month / YEAR != year) {
            year = event->month / YEAR;
            text_printf(out, dutch ? "\nJaar %zu\n" : "\nYear %zu\n", year + 1);
        }
        add_event(out, story, event);
    }
    if (told == 0)
        text_add(out, dutch ? "\nIn deze maanden is er niets te vertellen.\n"
                            : "\nThere is nothing to tell of these months.\n");
}

/* -- JSON ---------------------------------------------------------------------------------------------------------- */

static json_t *sentence_of(const struct report_story *story, const struct sim_event *event, enum report_lang lang)
{
    struct text sentence = {0};
    story_sentence(&sentence, story->model, event, lang);
    json_t *value = sentence.failed ? NULL : json_string(text_get(&sentence));
    text_free(&sentence);
    return value;
}

static json_t *event_object(const struct report_story *story, const struct sim_event *event)
{
    const struct sim_event_kind *kind = &story->model->events[event->kind];
    json_t *object = json_object();
    if (object != NULL && sim_json_set(object, "month", json_integer((json_int_t)event->month + 1))
        && sim_json_set(object, "kind", sim_json_text(kind->name))
        && sim_json_set(object, "level", json_integer(event_level(story->model, event)))
        && sim_json_set(object, "who", sim_json_text(event->who))
        && sim_json_set(object, "whom", sim_json_text(event->whom))
        && sim_json_set(object, "thing", sim_json_text(event->thing)) && event_set_detail(object, story->model, event)
        && sim_json_set(object, "en", sentence_of(story, event, REPORT_EN))
        && sim_json_set(object, "nl", sentence_of(story, event, REPORT_NL)))
        return object;
    json_decref(object);
    return NULL;
}

static char *json_of(const struct report_story *story)
{
    json_t *root = json_object(), *events = json_array();
    bool good = root != NULL && events != NULL && sim_json_set(root, "schema", json_integer(SCHEMA))
                && sim_json_set(root, "title", sim_json_text(story->title))
                && sim_json_set(root, "arm", sim_json_text(story->arm))
                && sim_json_set(root, "seed", json_integer((json_int_t)story->seed))
                && sim_json_set(root, "replication", json_integer((json_int_t)story->replication))
                && sim_json_set(root, "version", sim_json_text(story->version))
                && sim_json_set(root, "model", sim_json_text(story->model->name))
                && sim_json_set(root, "model_version", sim_json_text(story->model->version));
    for (size_t k = 0; good && k < story->n_events; k++)
        if (wanted(story, &story->events[k]))
            good = sim_json_append(events, event_object(story, &story->events[k]));
    char *text = NULL;
    if (good && sim_json_set(root, "events", json_incref(events)))
        text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    json_decref(events);
    json_decref(root);
    return text;
}

int report_story_print(FILE *out, const struct report_story *story, struct sim_err *err)
{
    struct text text = {0};
    if (story->format == REPORT_JSON) {
        char *json = json_of(story);
        text.failed = json == NULL;
        if (json != NULL)
            text_printf(&text, "%s\n", json);
        free(json);
    } else {
        add_story(&text, story);
    }
    const bool failed = text.failed, written = !failed && fputs(text_get(&text), out) != EOF && fflush(out) == 0;
    text_free(&text);
    if (failed)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the story");
    return written ? SIM_OK : sim_fail(err, SIM_E_IO, "cannot write the story");
}
