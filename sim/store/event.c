#include "sim/store/event.h"

#include <string.h>

#include "sim/base/json.h"

int event_level(const struct sim_model *model, const struct sim_event *event)
{
    return event->level > 0 ? event->level : model->events[event->kind].level;
}

/* Arrays and objects are taken by what they are added to; these give NULL when they are not whole. */
static json_t *whole(json_t *value, bool good)
{
    if (good)
        return value;
    json_decref(value);
    return NULL;
}

static json_t *words_of(const struct sim_model *model, const struct sim_event *event)
{
    json_t *array = json_array();
    bool good = array != NULL;
    for (size_t k = 0; good && k < SIM_EVENT_WORDS; k++)
        if (event->word[k] > 0)
            good = sim_json_append(array, sim_json_text(model->terms[event->word[k]].name));
    return whole(array, good);
}

static json_t *numbers_of(const struct sim_model *model, const struct sim_event *event)
{
    json_t *object = json_object();
    bool good = object != NULL;
    const char *at = model->events[event->kind].numbers;
    for (size_t k = 0; good && *at != '\0' && k < SIM_EVENT_NUMBERS; k++) {
        const size_t n = strcspn(at, " ");
        good = json_object_setn_new(object, at, n, sim_json_real(event->number[k])) == 0;
        at += n + (at[n] == ' ');
    }
    return whole(object, good);
}

static json_t *names_of(const struct sim_event *event)
{
    json_t *array = json_array();
    bool good = array != NULL;
    for (size_t k = 0; good && k < event->n_names; k++) {
        json_t *one = json_object();
        good = one != NULL && sim_json_set(one, "name", sim_json_text(event->names[k].name))
               && sim_json_set(one, "value", sim_json_real(event->names[k].value));
        good = sim_json_append(array, whole(one, good));
    }
    return whole(array, good);
}

static json_t *reasons_of(const struct sim_model *model, const struct sim_event *event)
{
    json_t *array = json_array();
    bool good = array != NULL;
    for (size_t k = 0; good && k < event->n_reasons; k++) {
        const struct sim_event_reason *reason = &event->reasons[k];
        json_t *one = json_object();
        good = one != NULL && sim_json_set(one, "party", sim_json_text(reason->party))
               && sim_json_set(one, "term", sim_json_text(model->terms[reason->term].name))
               && sim_json_set(one, "value", sim_json_real(reason->value));
        good = sim_json_append(array, whole(one, good));
    }
    return whole(array, good);
}

bool event_set_detail(json_t *object, const struct sim_model *model, const struct sim_event *event)
{
    return sim_json_set(object, "words", words_of(model, event))
           && sim_json_set(object, "numbers", numbers_of(model, event))
           && sim_json_set(object, "names", names_of(event))
           && sim_json_set(object, "reasons", reasons_of(model, event));
}

char *event_detail(const struct sim_model *model, const struct sim_event *event)
{
    json_t *object = json_object();
    char *text = NULL;
    if (object != NULL && event_set_detail(object, model, event))
        text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_decref(object);
    return text;
}
