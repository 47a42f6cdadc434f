/* The map of who wins, over the two parameters that decide most. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/store/columns.h"
#include "sim/study/discover.h"

static const struct frame_column map_columns[] = {
    COLUMN_OUTCOME,
    {"across", FRAME_TEXT, "", "parameter across", "parameter naar rechts"},
    {"across_value", FRAME_TEXT, "", "its value, or middle", "waarde daarvan, of midden"},
    {"up", FRAME_TEXT, "", "parameter upwards", "parameter omhoog"},
    {"up_value", FRAME_TEXT, "", "its value, or middle", "waarde daarvan, of midden"},
    COLUMN_POINTS,
    {"arm", FRAME_TEXT, "", "likeliest best arm", "variant met beste kans"},
    {"p_best", FRAME_REAL, "1", "its chance to be best", "kans de beste te zijn"},
    {"told", FRAME_REAL, "1", "clearly best at", "duidelijk beste op"},
    {"letter", FRAME_TEXT, "", "letter in the map", "letter op de kaart"},
};
const struct frame_definition discover_map_frame = {
    .name = "map",
    .en = "Who wins, over the two parameters that decide most",
    .nl = "Wie wint, over de twee parameters die het meest beslissen",
    .columns = map_columns,
    .n_columns = sizeof map_columns / sizeof map_columns[0],
    .bulk = true,
};

struct map {
    double *share;    /* [factors] */
    size_t *group[2]; /* [points] */
    char *letter;     /* [arms] */
    double *sums;     /* [cells][2][arms] */
    size_t factor[2], n_groups[2];
};

/* The first of each name that is not taken, else the first of the alphabet, else '*'. */
static void choose_letters(const struct discover *d, char *letter)
{
    bool taken[26] = {false};
    for (size_t a = 0; a < d->block.n_arms; a++) {
        const char *name = discover_arm(d, a);
        int found = -1;
        for (size_t i = 0; found < 0 && name[i] != '\0'; i++) {
            const int c = tolower((unsigned char)name[i]);
            found = c >= 'a' && c <= 'z' && !taken[c - 'a'] ? c - 'a' : -1;
        }
        for (int c = 0; found < 0 && c < 26; c++)
            found = taken[c] ? -1 : c;
        letter[a] = found < 0 ? '*' : (char)('A' + found);
        if (found >= 0)
            taken[found] = true;
    }
}

static bool is_before(double a, double b)
{
    return !isnan(a) && (isnan(b) || a > b);
}

/* Across goes what decides most, upwards what decides second most; the first of equals. */
static void choose_factors(struct map *m, size_t k)
{
    m->factor[0] = 0;
    for (size_t f = 1; f < k; f++)
        m->factor[0] = is_before(m->share[f], m->share[m->factor[0]]) ? f : m->factor[0];
    m->factor[1] = m->factor[0] == 0 && k > 1 ? 1 : 0;
    for (size_t f = 0; f < k; f++)
        if (f != m->factor[0] && is_before(m->share[f], m->share[m->factor[1]]))
            m->factor[1] = f;
}

static void add_cell(struct discover *d, const struct map *m, size_t across, size_t up, size_t points,
                     const double *sums)
{
    const struct study_request *request = d->study->request;
    const size_t arms = d->block.n_arms;
    const bool flat = request->n_factors < 2;
    char across_text[64], up_text[64] = "", letter[2] = " ";
    size_t best = 0;
    points_group_text(request, &d->points, m->factor[0], across, across_text, sizeof across_text);
    if (!flat)
        points_group_text(request, &d->points, m->factor[1], up, up_text, sizeof up_text);
    for (size_t a = 1; a < arms; a++)
        best = sums[a] > sums[best] ? a : best;
    const double n = points > 0 ? (double)points : (double)NAN, chance = sums[best] / n, told = sums[arms + best] / n;
    if (points > 0)
        letter[0] = told > 0.5 ? m->letter[best] : chance >= 0.5 ? (char)tolower((unsigned char)m->letter[best]) : '.';
    frame_add(&d->tables[DISCOVER_MAP], d->outcome->name, request->factors[m->factor[0]].parameter, across_text,
              flat ? "" : request->factors[m->factor[1]].parameter, up_text, (int64_t)points,
              points > 0 ? discover_arm(d, best) : "", chance, told, letter);
}

static void draw(struct discover *d, struct map *m, double *points)
{
    const size_t arms = d->block.n_arms;
    for (size_t p = 0; p < d->block.n_points; p++) {
        const size_t cell = m->group[1][p] * m->n_groups[0] + m->group[0][p];
        if (d->regime.point[p].n < 2)
            continue;
        points[cell] += 1.0;
        for (size_t a = 0; a < arms; a++) {
            const double chance = d->regime.cell[p * arms + a].p_best;
            m->sums[cell * 2 * arms + a] += isnan(chance) ? 0.0 : chance;
            m->sums[cell * 2 * arms + arms + a] += d->regime.point[p].winner == a ? 1.0 : 0.0;
        }
    }
    for (size_t up = m->n_groups[1]; up-- > 0;)
        for (size_t across = 0; across < m->n_groups[0]; across++) {
            const size_t cell = up * m->n_groups[0] + across;
            add_cell(d, m, across, up, (size_t)points[cell], m->sums + cell * 2 * arms);
        }
}

static bool reserve(const struct discover *d, struct map *m)
{
    const struct study_request *request = d->study->request;
    const size_t n = d->block.n_points;
    size_t most = 1;
    for (size_t f = 0; f < request->n_factors; f++) {
        const size_t groups = points_n_groups(request, &d->points, f);
        most = groups > most ? groups : most;
    }
    m->share = sim_calloc(request->n_factors, sizeof *m->share);
    m->group[0] = sim_calloc(n, sizeof *m->group[0]);
    m->group[1] = sim_calloc(n, sizeof *m->group[1]);
    m->letter = sim_calloc(d->block.n_arms, sizeof *m->letter);
    m->sums = sim_calloc(most * most, (2 * d->block.n_arms + 1) * sizeof *m->sums);
    return m->share != NULL && m->group[0] != NULL && m->group[1] != NULL && m->letter != NULL && m->sums != NULL;
}

int discover_map(struct discover *d, struct sim_err *err)
{
    const struct study_request *request = d->study->request;
    struct map m = {.share = NULL};
    int status = SIM_OK;
    if (!reserve(d, &m)) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for the map");
        goto cleanup;
    }
    status = discover_drivers(d, m.share, err);
    if (status != SIM_OK)
        goto cleanup;
    choose_letters(d, m.letter);
    choose_factors(&m, request->n_factors);
    m.n_groups[0] = points_groups(request, &d->points, m.factor[0], m.group[0]);
    m.n_groups[1] = 1;
    if (request->n_factors > 1)
        m.n_groups[1] = points_groups(request, &d->points, m.factor[1], m.group[1]);
    /* The numbers of points stand behind the sums. */
    draw(d, &m, m.sums + m.n_groups[0] * m.n_groups[1] * 2 * d->block.n_arms);

cleanup:
    free(m.share);
    free(m.group[0]);
    free(m.group[1]);
    free(m.letter);
    free(m.sums);
    return status;
}
