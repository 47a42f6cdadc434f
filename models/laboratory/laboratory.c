/* Members, coalitions and what these mean to them, drawn; the month; surplus.
 *
 * Every draw is keyed by member (and coalition), so that a laboratory with more members, or other conditions, keeps the
 * draws of those it had. */
#include "models/laboratory/laboratory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "models/network_outcomes.h"
#include "models/outcomes.h"
#include "models/purpose.h"
#include "models/shocks.h"
#include "sim/base/mem.h"

#define MEAN_FTE 100.0 /* the network reads sizes relative to their mean */
#define MOST_GAIN 3.0  /* as in a region */

enum { TASK_MANY, TASK_JOINT };

/* Lognormal of mean 1. */
static double lognormal(double cv, uint32_t word)
{
    const double variance = log1p(cv * cv);
    return exp(sqrt(variance) * gsl_cdf_ugaussian_Pinv(rng_unit(word)) - 0.5 * variance);
}

static double clip(double x)
{
    return fmin(MOST_GAIN, fmax(-MOST_GAIN, x));
}

/* -- creation ------------------------------------------------------------------------------------------------------ */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void read_sizes(struct laboratory *laboratory, const struct settings *settings)
{
    const size_t founders = (size_t)settings_int(settings, "laboratory.founders");
    const bool joint = settings_choice(settings, "laboratory.task") == TASK_JOINT;
    laboratory->spinup_months = (size_t)settings_int(settings, "spinup_months");
    laboratory->n = (size_t)settings_int(settings, "laboratory.members");
    laboratory->n_payers = (size_t)settings_int(settings, "laboratory.payers");
    laboratory->n_workers = laboratory->n - laboratory->n_payers;
    laboratory->n_founders = founders > 0 ? founders : laboratory->n;
    laboratory->n_coalitions = 1;
    laboratory->n_roles = laboratory->n_workers;
    if (!joint) {
        const double wanted =
            settings_real(settings, "laboratory.coalitions_per_member") * (double)laboratory->n_workers;
        laboratory->n_coalitions = (size_t)fmax(1.0, floor(wanted + 0.5));
        laboratory->n_roles = least((size_t)settings_int(settings, "laboratory.roles"), laboratory->n_workers);
    }
    laboratory->roles_needed = least((size_t)settings_int(settings, "laboratory.roles_needed"), laboratory->n_roles);
    laboratory->hours = settings_real(settings, "laboratory.role_hours");
    laboratory->value =
        (settings_real(settings, "laboratory.health_value") + settings_real(settings, "laboratory.role_saving"))
        * (double)laboratory->n_roles;
    laboratory->cost_linear = settings_real(settings, "effort.cost_linear");
    laboratory->cost_square = settings_real(settings, "effort.cost_square");
}

static int allocate(struct laboratory *laboratory, struct sim_err *err)
{
    const size_t n = laboratory->n, n_c = laboratory->n_coalitions;
    laboratory->member = sim_calloc(n, sizeof *laboratory->member);
    laboratory->coalition = sim_calloc(n_c, sizeof *laboratory->coalition);
    laboratory->name = sim_calloc(n + n_c, sizeof *laboratory->name);
    laboratory->role = sim_calloc(n * n_c, sizeof *laboratory->role);
    laboratory->role_hours = sim_calloc(laboratory->n_roles, sizeof *laboratory->role_hours);
    laboratory->block = sim_calloc(2 * n + 4 * n * n_c + n_c, sizeof *laboratory->block);
    if (!laboratory->member || !laboratory->coalition || !laboratory->name || !laboratory->role
        || !laboratory->role_hours || !laboratory->block)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a laboratory of %zu members", n);
    return SIM_OK;
}

static void draw_members(struct laboratory *laboratory, const struct settings *settings)
{
    const double weight_cv = settings_real(settings, "laboratory.weight_cv"),
                 size_cv = settings_real(settings, "laboratory.size_cv"),
                 spread = settings_real(settings, "laboratory.orientation_spread"),
                 mandate = settings_real(settings, "laboratory.mandate"),
                 entry = settings_real(settings, "laboratory.entry_months");
    for (size_t i = 0; i < laboratory->n; i++) {
        const struct rng_words self = rng_draw(&laboratory->stream, (uint32_t)i, 0, PURPOSE_LABORATORY_MEMBER, 0),
                               weight = rng_draw(&laboratory->stream, (uint32_t)i, 0, PURPOSE_LABORATORY_WEIGHTS, 0);
        (void)snprintf(laboratory->name[i], LABORATORY_NAME_SIZE, "m%u", (unsigned)(i + 1));
        laboratory->member[i] = (struct network_member_setup){
            .name = laboratory->name[i],
            .size_fte = MEAN_FTE * lognormal(size_cv, self.w[0]),
            .weight_finance = lognormal(weight_cv, weight.w[0]),
            .weight_mission = lognormal(weight_cv, weight.w[1]),
            .weight_status = lognormal(weight_cv, weight.w[2]),
            .weight_relation = lognormal(weight_cv, weight.w[3]),
            .mandate = mandate,
            .orientation = 0.5 + spread * (2.0 * rng_unit(self.w[1]) - 1.0),
            .founder = i < laboratory->n_founders,
            .payer = i<laboratory->n_payers, .joins = entry> 0.0 && i >= laboratory->n_founders
                         ? 1 + (size_t)ceil(entry * (double)(i + 1 - laboratory->n_founders))
                         : 0,
        };
    }
}

/* Coalitions lie on a ring of the working members: neighbours work together, and every member works in about as many
 * coalitions. */
static void form_coalitions(struct laboratory *laboratory)
{
    const size_t n = laboratory->n, workers = laboratory->n_workers;
    for (size_t r = 0; r < laboratory->n_roles; r++)
        laboratory->role_hours[r] = laboratory->hours;
    for (size_t c = 0; c < laboratory->n_coalitions; c++) {
        int *role = laboratory->role + c * n;
        for (size_t i = 0; i < n; i++)
            role[i] = -1;
        for (size_t r = 0; r < laboratory->n_roles; r++)
            role[laboratory->n_payers + (c * workers / laboratory->n_coalitions + r) % workers] = (int)r;
        (void)snprintf(laboratory->name[n + c], LABORATORY_NAME_SIZE, "coalition-%u", (unsigned)(c + 1));
        laboratory->coalition[c] = (struct network_coalition_setup){.name = laboratory->name[n + c],
                                                                    .n_roles = laboratory->n_roles,
                                                                    .role_of_member = role,
                                                                    .role_hours = laboratory->role_hours,
                                                                    .least_roles = laboratory->roles_needed};
    }
}

/* Of each pair of members one is in either camp, by the toss of a coin: camps of equal size, whatever their number. */
static double camp_of(const struct laboratory *laboratory, size_t i)
{
    const struct rng_words words = rng_draw(&laboratory->stream, (uint32_t)(i / 2), 0, PURPOSE_LABORATORY_CAMP, 0);
    return (words.w[0] & 1u) == (i & 1u) ? 1.0 : -1.0;
}

/* Who leads where nobody is named: the largest that is no payer. */
static size_t largest_worker(const struct laboratory *laboratory)
{
    size_t largest = laboratory->n_payers;
    for (size_t i = largest; i < laboratory->n; i++)
        if (laboratory->member[i].size_fte > laboratory->member[largest].size_fte)
            largest = i;
    return largest;
}

/* phi: what coalitions at full output do to members' own results. */
static void draw_gains(const struct laboratory *laboratory, const struct settings *settings, double *gain)
{
    const double aligned = settings_real(settings, "laboratory.gain_aligned"),
                 opposed = settings_real(settings, "laboratory.gain_opposed"),
                 alignment = settings_real(settings, "laboratory.alignment"),
                 sd = settings_real(settings, "laboratory.gain_sd"),
                 conflict = settings_real(settings, "laboratory.conflict"),
                 camp_gain = settings_real(settings, "laboratory.camp_gain");
    const double mean = opposed + (aligned - opposed) * alignment;
    const double saving = settings_real(settings, "laboratory.role_saving") * (double)laboratory->n_roles
                          / fmax(1.0, (double)laboratory->n_payers);
    const double taken = settings_real(settings, "laboratory.divergence") * camp_gain;
    const size_t largest = largest_worker(laboratory);
    for (size_t i = 0; i < laboratory->n; i++) {
        const double center = (1.0 - conflict) * mean + conflict * camp_gain * camp_of(laboratory, i);
        for (size_t c = 0; c < laboratory->n_coalitions; c++) {
            const struct rng_words words =
                rng_draw(&laboratory->stream, (uint32_t)i, 0, PURPOSE_LABORATORY_GAIN, (uint32_t)c);
            double *own = &gain[i * laboratory->n_coalitions + c];
            if (i < laboratory->n_payers)
                *own = clip(saving);
            else if (laboratory->role[c * laboratory->n + i] >= 0)
                *own = clip(center + sd * gsl_cdf_ugaussian_Pinv(rng_unit(words.w[0])));
            /* What the largest takes, those who do the work lose together. */
            if (taken > 0.0 && i == largest)
                *own = clip(*own + taken);
            else if (taken > 0.0 && laboratory->role[c * laboratory->n + i] >= 0)
                *own = clip(*own - taken / fmax(1.0, (double)laboratory->n_roles - 1.0));
        }
    }
}

/* Winners of a coalition pay part of its losers' losses, in proportion to their gains and never more than these. */
static void set_compensation(const struct laboratory *laboratory, double part, const double *gain, double *compensation)
{
    const size_t n_c = laboratory->n_coalitions;
    for (size_t c = 0; c < n_c; c++) {
        double gains = 0.0, losses = 0.0;
        for (size_t i = 0; i < laboratory->n; i++) {
            gains += fmax(0.0, gain[i * n_c + c]);
            losses += fmax(0.0, -gain[i * n_c + c]);
        }
        const double paid = fmin(part * losses, gains);
        for (size_t i = 0; i < laboratory->n && paid > 0.0; i++) {
            const double own = gain[i * n_c + c];
            compensation[i * n_c + c] = own > 0.0 ? -paid * own / gains : -paid * own / losses;
        }
    }
}

static void fill_inputs(struct laboratory *laboratory, const struct settings *settings)
{
    const size_t n = laboratory->n, nc = n * laboratory->n_coalitions;
    double *workload = laboratory->block, *hours_free = workload + n, *own = hours_free + n, *compensation = own + nc,
           *paid = compensation + nc, *on_paper = paid + nc, *health = on_paper + nc;
    for (size_t i = 0; i < n; i++) {
        workload[i] = settings_real(settings, "laboratory.workload");
        hours_free[i] = settings_real(settings, "laboratory.free_hours");
    }
    for (size_t c = 0; c < laboratory->n_coalitions; c++)
        health[c] = 1.0;
    draw_gains(laboratory, settings, own);
    set_compensation(laboratory, settings_real(settings, "laboratory.compensation"), own, compensation);
    for (size_t at = 0; at < nc; at++)
        on_paper[at] = fabs(compensation[at]) > 0.0;
    laboratory->inputs = (struct network_inputs){.workload = workload,
                                                 .hours_free = hours_free,
                                                 .own_gain = own,
                                                 .compensation = compensation,
                                                 .paid_share = paid,
                                                 .health_gain = health,
                                                 .on_paper = on_paper};
}

int laboratory_create(const struct settings *settings, const struct rng_stream *stream, struct laboratory **out,
                      struct sim_err *err)
{
    struct laboratory *laboratory = sim_calloc(1, sizeof *laboratory);
    *out = laboratory;
    if (!laboratory)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a laboratory");
    laboratory->stream = *stream;
    laboratory->surplus = (double)NAN;
    read_sizes(laboratory, settings);
    const int status = allocate(laboratory, err);
    if (status != SIM_OK)
        return status;
    draw_members(laboratory, settings);
    form_coalitions(laboratory);
    fill_inputs(laboratory, settings);
    if (shocks_read(settings, &laboratory->shocks, &laboratory->inputs.n_shocks, err) != SIM_OK)
        return SIM_E_NOMEM;
    laboratory->inputs.shocks = laboratory->shocks;
    return network_create(settings, laboratory->member, laboratory->n, laboratory->coalition, laboratory->n_coalitions,
                          &laboratory->network, err);
}

void laboratory_destroy(struct laboratory *laboratory)
{
    if (!laboratory)
        return;
    network_destroy(laboratory->network);
    free(laboratory->member);
    free(laboratory->coalition);
    free(laboratory->name);
    free(laboratory->role);
    free(laboratory->role_hours);
    free(laboratory->block);
    free(laboratory->shocks);
    free(laboratory);
}

/* -- the month ----------------------------------------------------------------------------------------------------- */

/* Public value less what effort and coordination cost, per founder. Effort costs what it costs in members' own utility
 * (M5), coordination its hours, both in units of full effort in a role; contributions only move cost between members. */
static double surplus_of(const struct laboratory *laboratory)
{
    double value = 0.0, cost = network_staff_hours(laboratory->network) / laboratory->hours;
    for (size_t c = 0; c < laboratory->n_coalitions; c++)
        value += laboratory->value * network_output(laboratory->network, c)
                 * (laboratory->roles_needed > 0 ? network_reach(laboratory->network, c) : 1.0);
    for (size_t i = 0; i < laboratory->n; i++) {
        cost += network_coordination_hours(laboratory->network, i) / laboratory->hours;
        for (size_t c = 0; c < laboratory->n_coalitions; c++) {
            const double effort = network_effort(laboratory->network, i, c);
            cost += laboratory->cost_linear * effort + laboratory->cost_square * effort * effort;
        }
    }
    return (value - cost) / (double)laboratory->n_founders;
}

static void account(struct laboratory *laboratory)
{
    double output = 0.0;
    for (size_t c = 0; c < laboratory->n_coalitions; c++)
        output += network_output(laboratory->network, c) / (double)laboratory->n_coalitions;
    laboratory->output = output;
    laboratory->output_past[laboratory->months++ % LABORATORY_WINDOW] = output;
    laboratory->surplus = surplus_of(laboratory);
}

int laboratory_step(struct laboratory *laboratory, size_t month, struct sim_err *err)
{
    if (month < laboratory->spinup_months)
        return SIM_OK;
    network_meet(laboratory->network, &laboratory->inputs, &laboratory->stream, month,
                 month - laboratory->spinup_months);
    network_work(laboratory->network, &laboratory->inputs, &laboratory->stream, month);
    /* Before trust and death: what was worked this month counts. */
    account(laboratory);
    network_reflect(laboratory->network, &laboratory->inputs, &laboratory->stream, month);
#ifdef SAMENSPEL_CHECKED
    return network_check(laboratory->network, err);
#else
    return month % 12 == 11 ? network_check(laboratory->network, err) : SIM_OK;
#endif
}

double laboratory_output_of(const struct laboratory *laboratory, size_t months)
{
    const size_t n = least(months, least(laboratory->months, LABORATORY_WINDOW));
    double sum = 0.0;
    for (size_t back = 1; back <= n; back++)
        sum += laboratory->output_past[(laboratory->months - back) % LABORATORY_WINDOW];
    return n > 0 ? sum / (double)n : 0.0;
}

void laboratory_observe(const struct laboratory *laboratory, double *values)
{
    enum { YEAR = 12 };
    for (int k = 0; k < N_OUTCOMES; k++)
        values[k] = (double)NAN;
    network_outcomes(laboratory->network, values);
    values[OUTCOME_FIDELITY] = 100.0 * laboratory->output;
    values[OUTCOME_SURPLUS] = laboratory->surplus;
    values[OUTCOME_NETWORK_DEAD] = values[OUTCOME_ALIVE] > 0.0 ? 0.0 : 100.0;
    values[OUTCOME_ALL_FULL] = laboratory_output_of(laboratory, YEAR) > 0.9 ? 100.0 : 0.0;
    values[OUTCOME_ALL_ZERO] = laboratory_output_of(laboratory, LABORATORY_WINDOW) < 0.02 ? 100.0 : 0.0;
}
