#include <stdio.h>
#include <string.h>

#include "sim/cli/cli.h"
#include "sim/engine/experiment.h"

static const double SECONDS_BETWEEN_LINES = 0.2;

static void write_time_left(char *out, size_t size, double seconds)
{
    if (seconds < 60)
        (void)snprintf(out, size, "%.0f s", seconds);
    else if (seconds < 3600)
        (void)snprintf(out, size, "%d min %02d s", (int)seconds / 60, (int)seconds % 60);
    else
        (void)snprintf(out, size, "%ld h %02ld min", (long)seconds / 3600, (long)seconds / 60 % 60);
}

void cli_progress_line(void *context, const struct experiment_progress *progress)
{
    struct cli_progress *line = context;
    char left[32], text[160];

    if (!line->shown || progress->total == 0 || progress->seconds - line->last < SECONDS_BETWEEN_LINES)
        return;
    const size_t fresh = progress->done - progress->resumed;
    if (fresh == 0 || progress->seconds <= 0)
        return;
    write_time_left(left, sizeof left, progress->seconds / (double)fresh * (double)(progress->total - progress->done));
    const bool citizens = progress->agent_months > 0.0;
    const double rate = (citizens ? progress->agent_months : (double)fresh) / progress->seconds;
    const int n = snprintf(text, sizeof text, "%3.0f %%  %zu/%zu runs  %.3g %s/s  %s left",
                           100.0 * (double)progress->done / (double)progress->total, progress->done, progress->total,
                           rate, citizens ? "citizen-months" : "runs", left);
    const size_t length = n < 0 ? 0 : strlen(text);
    /* Blanks over what a longer line left behind. */
    (void)fprintf(stderr, "\r%s%*s", text, (int)(line->length > length ? line->length - length : 0), "");
    (void)fflush(stderr);
    line->last = progress->seconds;
    line->length = length;
}

void cli_progress_erase(struct cli_progress *line)
{
    if (line->length == 0)
        return;
    (void)fprintf(stderr, "\r%*s\r", (int)line->length, "");
    (void)fflush(stderr);
    line->length = 0;
}
