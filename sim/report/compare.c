#include "sim/base/text.h"
#include "sim/report/analysis.h"

int report_compare(FILE *out, struct store *store, const struct report_options *options, struct sim_err *err)
{
    struct analysis analysis;
    struct text text = {0};
    int status = analysis_read_until(store, options->kind, options->stop, &analysis, err);
    if (status == SIM_OK && analysis.n_listed == 0)
        status = analysis.contents.n_failures > 0
                     ? sim_fail(err, SIM_E_MODEL, "every run failed: samenspel export %s --table failures tells why",
                                options->path != NULL ? options->path : "R.db")
                     : sim_fail(err, SIM_E_INPUT, "the result holds no replications yet");
    if (status == SIM_OK && options->format != REPORT_CSV)
        status = analysis_meet(&analysis, err);
    if (status != SIM_OK)
        goto cleanup;
    switch (options->format) {
    case REPORT_TEXT:
        status = compare_text(&text, &analysis, options, err);
        if (status == SIM_OK)
            status = report_write(out, text_get(&text), text.n, text.failed, err);
        break;
    case REPORT_JSON:
        status = compare_json(out, &analysis, options->kind, err);
        break;
    case REPORT_CSV:
        status = report_rows(out, store, &analysis, options->kind == REPORT_RUN ? STORE_SUMMARY : STORE_CONTRASTS,
                             REPORT_CSV, err);
        break;
    default:
        status = sim_fail(err, SIM_E_INPUT, "a result is shown as text, json or csv");
        break;
    }
cleanup:
    text_free(&text);
    analysis_free(&analysis);
    return status;
}
