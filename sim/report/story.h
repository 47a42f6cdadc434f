/* Inside of sim/report: an event as a sentence. */
#ifndef SIM_REPORT_STORY_H
#define SIM_REPORT_STORY_H

#include "sim/base/text.h"
#include "sim/engine/model.h"
#include "sim/report/report.h"

/* Appends the sentence of `event` in the language, by the template of its kind (sim/engine/model.h). What a template asks
 * for and the event does not have is left out, with the brackets around it. */
void story_sentence(struct text *out, const struct sim_model *model, const struct sim_event *event,
                    enum report_lang lang);
/* Position of a number's name in `names` (words with blanks between them), of `length` bytes; -1: not there. */
int story_number(const char *names, const char *name, size_t length);

#endif
