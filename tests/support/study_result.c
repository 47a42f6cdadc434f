#include "tests/support/study_result.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/analytic_model.h"
#include "tests/support/workdir.h"

struct study_result study_result_of(const struct study_request *request, study_procedure *procedure)
{
    struct study_result result = {.n = 0};
    struct sim_err err = {SIM_OK, ""};
    const int status = analytic_study(request, procedure, result.frames, &result.n, &err);
    if (status != SIM_OK)
        fail_msg("status %d: %s", status, err.text);
    return result;
}

void study_result_release(struct study_result *result)
{
    for (size_t i = 0; i < result->n; i++)
        frame_free(&result->frames[i]);
    result->n = 0;
}

const struct frame *study_table(const struct study_result *result, const char *name)
{
    for (size_t i = 0; i < result->n; i++)
        if (strcmp(result->frames[i].definition->name, name) == 0)
            return &result->frames[i];
    fail_msg("no table %s", name);
    return NULL;
}

const union frame_cell *study_cell(const struct frame *frame, size_t row, const char *column)
{
    if (row >= frame->n_rows || frame_column(frame->definition, column) >= frame->definition->n_columns)
        fail_msg("%s has no row %zu or no column %s", frame->definition->name, row, column);
    return frame_at(frame, row, column);
}

double study_real(const struct frame *frame, size_t row, const char *column)
{
    return study_cell(frame, row, column)->real;
}

const char *study_word(const struct frame *frame, size_t row, const char *column)
{
    return study_cell(frame, row, column)->text;
}

static void in_one_line(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        const bool blank = *from == ' ' || *from == '\n';
        if (!blank || (to > text && to[-1] != ' '))
            *to++ = blank ? ' ' : *from;
    }
    *to = '\0';
}

char *study_text(const struct study_result *result, struct report_study report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    report.title = "t";
    report.path = "t.db";
    report.model = &analytic_model;
    report.frames = result->frames;
    report.n_frames = result->n;
    report.format = REPORT_TEXT;
    assert_int_equal(report_study_print(out, &report, NULL), SIM_OK);
    assert_int_equal(fclose(out), 0);
    in_one_line(text);
    return text;
}

static void count_runs(void *context, const struct experiment_progress *progress)
{
    struct study_brake *brake = context;
    (void)progress;
    if (++brake->runs == brake->at)
        __atomic_store_n(&brake->stop, 1, __ATOMIC_RELAXED);
}

void study_brake_fit(struct study_request *request, struct study_brake *brake)
{
    request->progress = count_runs;
    request->progress_context = brake;
    request->stop = &brake->stop;
}

void study_interrupt_and_compare(struct study_request request, study_procedure *procedure)
{
    char whole[512], cut[512];
    struct study_brake brake = {.at = 17};
    struct sim_err err = {SIM_OK, ""};
    request.path = workdir_path(whole, "whole.db");
    request.fresh = true;
    struct study_result result = study_result_of(&request, procedure);
    study_result_release(&result);
    request.path = workdir_path(cut, "cut.db");
    study_brake_fit(&request, &brake);
    assert_int_equal(analytic_study(&request, procedure, NULL, NULL, &err), SIM_E_INTERRUPTED);
    request.progress = NULL;
    request.stop = NULL;
    request.fresh = false;
    request.threads = 2;
    result = study_result_of(&request, procedure);
    study_result_release(&result);
    char *a = analytic_export(whole), *b = analytic_export(cut);
    assert_string_equal(a, b);
    free(a);
    free(b);
}
