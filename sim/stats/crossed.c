#include "sim/stats/crossed.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

/* What is known of one part, its values replaced by what each moves the mean of its own point by. */
struct centred {
    const double *moves; /* [n][replications] NaN: says nothing of replications */
    size_t n, replications;
    struct stats_moments means;
    double several;  /* points with two values or more */
    bool thin;       /* the means of points are */
    double rounding; /* values may differ by so much and be equal */
};

/* So many parts of the largest value may be rounding. */
#define ROUNDING 1e-12

/* An estimate of a variance, with the squares over degrees of freedom that Satterthwaite's formula adds up. */
struct variance {
    double value, squares;
};

struct variances {
    struct variance points, replications;
    double cells;
    double seen; /* replications */
    bool known;
};

static void add(struct variance *variance, double value, double freedom)
{
    variance->value += value;
    variance->squares += value * value / freedom;
}

struct rows {
    const double *y;
    size_t replications;
};

static double row_mean(const void *of, size_t p)
{
    const struct rows *rows = of;
    struct stats_moments point = {0};
    for (size_t r = 0; r < rows->replications; r++)
        stats_add(&point, rows->y[p * rows->replications + r]);
    return stats_mean(&point);
}

static struct centred centre(struct crossed_part part, size_t replications)
{
    struct centred c = {.moves = part.y, .n = part.n, .replications = replications};
    struct thin sample;
    for (size_t i = 0; i < part.n * replications; i++)
        c.rounding = fmax(c.rounding, ROUNDING * fabs(part.y[i])); /* fmax leaves NaN out */
    thin_count_of(row_mean, &(struct rows){part.y, replications}, part.n, c.rounding, &sample);
    c.thin = thin_is(&sample);
    for (size_t p = 0; p < part.n; p++) {
        struct stats_moments point = {0};
        double *row = part.y + p * replications;
        for (size_t r = 0; r < replications; r++)
            stats_add(&point, row[r]);
        for (size_t r = 0; r < replications; r++)
            row[r] = point.n < 2 ? (double)NAN : (row[r] - point.mean) / (double)point.n;
        stats_add(&c.means, stats_mean(&point));
        c.several += point.n < 2 ? 0.0 : 1.0;
    }
    return c;
}

static struct stats_moments column(const struct centred *c, size_t r)
{
    struct stats_moments moments = {0};
    for (size_t p = 0; p < c->n; p++)
        stats_add(&moments, c->moves[p * c->replications + r]);
    return moments;
}

/* What replication r moves the mean of the part by. */
static double moved(const struct centred *c, const struct stats_moments *of_r)
{
    if (of_r->n == 0)
        return 0.0;
    return of_r->mean * (double)of_r->n / c->several;
}

static void add_points(const struct centred *c, struct variances *v)
{
    const double n = (double)c->means.n;
    add(&v->points, stats_variance(&c->means) / n, n - 1.0);
}

/* What is left of the moves when what a replication does to all points is taken off. */
static void add_cells(const struct centred *c, struct variances *v)
{
    double squares = 0.0, cells = 0.0, columns = 0.0;
    for (size_t r = 0; r < c->replications; r++) {
        const struct stats_moments of_r = column(c, r);
        squares += of_r.squares;
        cells += (double)of_r.n;
        columns += of_r.n > 0 ? 1.0 : 0.0;
    }
    const double freedom = cells - c->several - columns + 1.0;
    if (freedom > 0.0)
        v->cells += squares / (c->several * c->several) * cells / freedom;
}

static void add_replications(const struct centred *from, const struct centred *to, struct variances *v)
{
    double squares = 0.0;
    for (size_t r = 0; r < to->replications; r++) {
        const struct stats_moments b = column(to, r);
        const struct stats_moments a = from == NULL ? (struct stats_moments){0} : column(from, r);
        const double by = moved(to, &b) - (from == NULL ? 0.0 : moved(from, &a));
        v->seen += a.n + b.n > 0 ? 1.0 : 0.0;
        squares += by * by;
    }
    if (v->seen > 1.0)
        add(&v->replications, squares * v->seen / (v->seen - 1.0), v->seen - 1.0);
}

/* from == NULL: a mean, else a change. */
static struct variances judge(const struct centred *from, const struct centred *to)
{
    const struct centred *const parts[] = {to, from};
    const size_t n_parts = from == NULL ? 1 : 2;
    struct variances v = {.known = true};
    for (size_t i = 0; i < n_parts; i++)
        v.known = v.known && parts[i]->means.n >= 2 && (to->replications == 1 || parts[i]->several > 0.0);
    for (size_t i = 0; v.known && i < n_parts; i++) {
        add_points(parts[i], &v);
        if (to->replications > 1)
            add_cells(parts[i], &v);
    }
    if (v.known && to->replications > 1) {
        add_replications(from, to, &v);
        v.known = v.seen > 1.0;
    }
    return v;
}

/* Half-width of a normal mean with this estimate of its variance. */
static double half_width(struct variance v, double level)
{
    if (!(v.value > 0.0))
        return 0.0;
    return gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, v.value * v.value / v.squares) * sqrt(v.value);
}

/* What the cells add is in both estimates; it is left where fewer values tell of it. */
static struct stats_interval around(double value, const struct variances *v, double level)
{
    if (!v->known)
        return (struct stats_interval){(double)NAN, (double)NAN};
    const double without = fmax(0.0, 1.0 - v->cells / v->points.value);
    const double half = hypot(half_width(v->points, level) * (v->cells > 0.0 ? sqrt(without) : 1.0),
                              half_width(v->replications, level));
    return (struct stats_interval){value - half, value + half};
}

struct sides {
    const struct centred *from, *to; /* from: NULL of a mean */
};

/* What replication r moves the mean or the change by. */
static double moved_by(const void *of, size_t r)
{
    const struct sides *sides = of;
    const struct stats_moments b = column(sides->to, r),
                               a = sides->from == NULL ? (struct stats_moments){0} : column(sides->from, r);
    if (a.n + b.n == 0)
        return (double)NAN;
    return moved(sides->to, &b) - (sides->from == NULL ? 0.0 : moved(sides->from, &a));
}

/* One replication, or none with two values, leaves it to the points. */
static bool is_thin(const struct centred *from, const struct centred *to)
{
    struct thin sample;
    if (!to->thin || (from != NULL && !from->thin))
        return false;
    thin_count_of(moved_by, &(struct sides){from, to}, to->replications,
                  from == NULL ? to->rounding : fmax(from->rounding, to->rounding), &sample);
    return sample.n < 2 || thin_is(&sample);
}

struct crossed_result crossed_mean(struct crossed_part part, size_t replications, double level)
{
    const struct centred c = centre(part, replications);
    const struct variances v = judge(NULL, &c);
    const double value = stats_mean(&c.means);
    return (struct crossed_result){value, around(value, &v, level), c.means.n, is_thin(NULL, &c)};
}

struct crossed_result crossed_change(struct crossed_part from, struct crossed_part to, size_t replications,
                                     double level)
{
    const struct centred a = centre(from, replications), b = centre(to, replications);
    const struct variances v = judge(&a, &b);
    const double value = stats_mean(&b.means) - stats_mean(&a.means);
    return (struct crossed_result){value, around(value, &v, level), a.means.n + b.means.n, is_thin(&a, &b)};
}
