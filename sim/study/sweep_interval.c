#include "sim/study/sweep_interval.h"

#include <math.h>

#include "sim/design/profile.h"
#include "sim/stats/bounded.h"

#define LEVEL 0.95
#define WHOLE 100.0

static const struct stats_interval NOWHERE = {(double)NAN, (double)NAN};

/* Without its interval when that knows nothing. One that is not there for want of values is no matter of being alike. */
static struct sweep_judged judged(double value, struct stats_interval interval, size_t points, bool thin,
                                  const char *over)
{
    const bool alike = thin && !isnan(interval.lo);
    return (struct sweep_judged){value, alike ? NOWHERE : interval, points, alike ? "alike" : over};
}

/* What the spread says, for intervals of what lies between limits. */
static double half_width(const struct sweep_judged *j)
{
    return 0.5 * (j->interval.hi - j->interval.lo);
}

struct sweep_judged sweep_planned(double *y, size_t n, const struct sweep_kind *kind, bool change)
{
    const size_t replications = kind->replications;
    const double whole = change && kind->difference ? 2.0 * WHOLE : WHOLE;
    const struct bounded part = bounded_of(y, n, replications, whole, change || kind->difference);
    struct stats_interval interval;
    size_t filled, seen = 0;
    for (size_t r = 0; r < replications; r++) {
        bool any = false;
        for (size_t p = 0; p < n; p++)
            any = any || !isnan(y[p * replications + r]);
        seen += any;
    }
    const double mean = profile_mean(y, n, replications, LEVEL, &interval, &filled);
    struct sweep_judged j =
        judged(mean, interval, filled, profile_is_thin(y, n, replications, kind->rounding), kind->over);
    if (kind->events) {
        /* One replication cannot tell what is chance. */
        j.interval = seen > 1 ? bounded_mean(&part, seen, half_width(&j), LEVEL) : NOWHERE;
        j.over = kind->over;
    }
    j.interval = bounded_within(j.interval, change ? sim_range_of_difference(kind->range) : kind->range);
    return j;
}

/* Independent at least: points that all have other luck, or replications of points that are all alike. */
static size_t fewest(size_t points, size_t replications)
{
    return replications > 1 && replications < points ? replications : points;
}

struct sweep_judged sweep_mean(struct crossed_part part, const struct sweep_kind *kind)
{
    const struct bounded of = bounded_of(part.y, part.n, kind->replications, WHOLE, kind->difference);
    const struct crossed_result c = crossed_mean(part, kind->replications, LEVEL);
    struct sweep_judged j = judged(c.value, c.interval, c.points, c.thin, kind->over);
    if (kind->events) {
        j.interval = bounded_mean(&of, fewest(c.points, kind->replications), half_width(&j), LEVEL);
        j.over = kind->over;
    }
    j.interval = bounded_within(j.interval, kind->range);
    return j;
}

struct sweep_judged sweep_change(struct crossed_part from, struct crossed_part to, const struct sweep_kind *kind)
{
    const size_t replications = kind->replications;
    const struct bounded a = bounded_of(from.y, from.n, replications, WHOLE, kind->difference),
                         b = bounded_of(to.y, to.n, replications, WHOLE, kind->difference);
    const size_t n = from.n < to.n ? from.n : to.n;
    const struct crossed_result c = crossed_change(from, to, replications, LEVEL);
    struct sweep_judged j = judged(c.value, c.interval, c.points, c.thin, kind->over);
    if (kind->events) {
        j.interval = bounded_change(&a, &b, fewest(n, replications), half_width(&j), LEVEL);
        j.over = kind->over;
    }
    j.interval = bounded_within(j.interval, sim_range_of_difference(kind->range));
    return j;
}
