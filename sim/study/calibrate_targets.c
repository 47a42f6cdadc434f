#include "sim/store/columns.h"
#include "sim/study/calibrate.h"

static const struct frame_column predictive_columns[] = {
    {"target", FRAME_TEXT, "", "target", "uitkomst"},
    COLUMN_ARM,
    COLUMN_UNIT,
    {"value", FRAME_REAL, "outcome", "aim", "doel"},
    {"sd", FRAME_REAL, "outcome", "sd of aim", "sd doel"},
    {"noise", FRAME_REAL, "outcome", "sd by chance", "sd toeval"},
    {"prior_least", FRAME_REAL, "outcome", "least tried, with error", "laagst, met fout"},
    {"prior_most", FRAME_REAL, "outcome", "most, with error", "hoogst, met fout"},
    {"q05", FRAME_REAL, "outcome", "fitted 5 %, with error", "na: 5%, met fout"},
    {"q50", FRAME_REAL, "outcome", "median", "mediaan"},
    {"q95", FRAME_REAL, "outcome", "95 %", "95%"},
    {"inside", FRAME_TEXT, "", "met", "gehaald"},
    {"reachable", FRAME_TEXT, "", "in reach", "haalbaar"},
};
const struct frame_definition calibrate_predictive_frame = {
    .name = "predictive",
    .en = "The targets against fresh runs with the fitted parameters",
    .nl = "De doelen naast nieuwe runs met de geschatte parameters",
    .columns = predictive_columns,
    .n_columns = sizeof predictive_columns / sizeof predictive_columns[0],
};

static const struct frame_column off_columns[] = {
    {"target", FRAME_TEXT, "", "target", "uitkomst"},      COLUMN_ARM,
    {"off", FRAME_REAL, "sd", "off (sd)", "ernaast (sd)"}, {"met", FRAME_REAL, "1", "share near", "deel dichtbij"},
    {"narrowed", FRAME_REAL, "1", "narrowed", "versmald"},
};
const struct frame_definition calibrate_off_frame = {
    .name = "predictive-off",
    .en = "How far off fresh runs are, and what each target narrowed",
    .nl = "Hoe ver nieuwe runs ernaast zitten, en wat elk doel versmalde",
    .columns = off_columns,
    .n_columns = sizeof off_columns / sizeof off_columns[0],
};

static const struct frame_column joint_columns[] = {
    {"points", FRAME_INTEGER, "", "fresh points", "nieuwe punten"},
    {"met_all", FRAME_REAL, "1", "share near all targets at once", "deel dicht bij alle doelen tegelijk"},
    {"met_all_if_sharp", FRAME_REAL, "1", "that share of a sharp fit", "dat deel bij scherp schatten"},
    {"p", FRAME_REAL, "1", "predictive p", "voorspellende p"},
    {"together", FRAME_TEXT, "", "met together", "samen gehaald"},
};
const struct frame_definition calibrate_joint_frame = {
    .name = "predictive-joint",
    .en = "All targets at once, in the same fresh runs",
    .nl = "Alle doelen tegelijk, in dezelfde nieuwe runs",
    .columns = joint_columns,
    .n_columns = sizeof joint_columns / sizeof joint_columns[0],
};

/* "tension" also where the margin of one target leaves it out. */
static const char *together_of(const struct calibration *c)
{
    bool inside = true;
    for (size_t j = 0; j < c->settings.m; j++)
        inside = inside && c->check[j].inside;
    if (!inside || c->joint.verdict == ABC_TENSION)
        return "tension";
    return c->joint.verdict == ABC_TOGETHER ? "yes" : "not shown";
}

void calibrate_add_targets(struct frame *predictive, struct frame *off, struct frame *joint,
                           const struct calibration *c)
{
    const struct study_request *request = c->study->request;
    for (size_t j = 0; j < c->settings.m; j++) {
        const struct sim_outcome *outcome = &request->model->outcomes[c->outcome[j]];
        const struct abc_check *check = &c->check[j];
        frame_add(predictive, outcome->name, request->scenario->arms[request->scenario->targets[j].arm].name,
                  outcome->unit, c->targets[j].value, c->targets[j].sd, c->targets[j].noise, check->prior_lo,
                  check->prior_hi, check->q05, check->q50, check->q95, check->inside ? "yes" : "no",
                  check->outside_prior && !check->inside ? "no" : "yes");
        frame_add(off, outcome->name, request->scenario->arms[request->scenario->targets[j].arm].name,
                  c->joint_target[j].off, c->joint_target[j].met, c->joint_target[j].narrowed);
    }
    frame_add(joint, (int64_t)c->joint.n, c->joint.met_all, c->joint.met_all_if_sharp, c->joint.p, together_of(c));
}
