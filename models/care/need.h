/* Needs (M1): the chance of every event in a month, per class of citizen.
 *
 * One draw per citizen and month is compared with the sum of the chances of the class; only when it falls below is the
 * event looked up. Risks that depend on more than the class (informal care, conditions, an intervention) are taken into
 * account by thinning: the table holds the highest rate, and an event is then accepted with the ratio. */
#ifndef MODELS_CARE_NEED_H
#define MODELS_CARE_NEED_H

#include "models/care/citizen.h"
#include "sim/config/settings.h"

enum event {
    EVENT_DEATH,
    EVENT_WORSEN,   /* robust to chronic, chronic to frail, frail to long-term care */
    EVENT_LONGTERM, /* chronic directly to long-term care */
    EVENT_RECOVER,  /* frail to chronic */
    EVENT_DEMENTIA,
    EVENT_PSYCHO_UP,
    EVENT_PSYCHO_DOWN,
    EVENT_ACUTE,
    EVENT_ELECTIVE,
    EVENT_MENTAL,
    EVENT_SOCIAL,
    EVENT_NURSING,
    EVENT_HELP,
    EVENT_SUPPORT,
    EVENT_YOUTH,
    EVENT_LEAVE,
    N_EVENTS
};

/* Room above the mean in the table for interventions that raise a rate: relative effects down to -0.5 fit. */
#define NEED_HEADROOM 1.5

struct need {
    /* By band. */
    double state_share[N_BANDS][N_STATES];
    double dementia_share[N_BANDS][N_STATES];
    /* Share of people who at the start use a service, and who wait for it or for the decision on it. */
    double stock_mental[N_BANDS][N_STATES], stock_nursing[N_BANDS][N_STATES], stock_help[N_BANDS][N_STATES],
        stock_support[N_BANDS][N_STATES], stock_youth[N_BANDS][N_STATES];
    double waiting_mental[N_BANDS][N_STATES], waiting_nursing[N_BANDS][N_STATES], waiting_help[N_BANDS][N_STATES],
        waiting_support[N_BANDS][N_STATES], waiting_youth[N_BANDS][N_STATES], waiting_outpatient[N_BANDS][N_STATES];
    double carer_share[2][4]; /* strength of informal care; [1] for people frail or with dementia */
    double psycho_share[N_POSITIONS][N_PSYCHO];
    double position_share[N_POSITIONS];
    /* By class. */
    uint32_t cumulative[N_CLASSES][N_EVENTS];       /* chance of event 0..e, as threshold of a 32-bit word */
    uint32_t total[N_CLASSES + 1];                  /* the last one, again, for the scan; 0 for CLASS_NONE */
    int64_t gp_contacts_micro[N_CLASSES + 1];       /* routine GP contacts a month, in millionths */
    int64_t weight_micro[N_CLASSES + 1];            /* relative use of medical care, in millionths of the mean */
    double utility[N_CLASSES];                      /* quality of life */
    double state_utility[N_STATES], psycho_utility; /* by state; of one psychosocial level less */
    double accept_carer[4];              /* thinning of entry to long-term care by strength of informal care */
    double accept_conditions[4];         /* thinning of elective episodes by number of physical conditions */
    double condition_share[3][N_GROUPS]; /* osteoarthritis, cardiometabolic, cancer */
    double condition_onset[3][N_GROUPS]; /* per year, among those without */
    double admission_acute[N_GROUPS], admission_elective[N_GROUPS];
};

/* Fills the table from the health.* and need.* parameters. */
void need_build(const struct settings *settings, struct need *need);

/* Fills the stocks: people who use services, and who wait for them, when stock and flow agree. Right routes to welfare
 * and mental health of the status quo: 0..1, means over practices. */
void need_stocks(const struct settings *settings, double route_social, double route_mental, struct need *need);

/* Of those who ask when district nursing comes, how many ask for household help: its share of the class's own requests,
 * 0..1; the others ask for support. */
double need_help_share(const struct need *need, uint16_t class);

#endif
