/* The care and support that people use: which services exist, which law pays and which kind of organisation provides
 * them. Prices, hours and durations are scenario data (services[]). */
#ifndef MODELS_CARE_SERVICE_H
#define MODELS_CARE_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/config/settings.h"

/* Kinds of organisation, in the order of the choices of organisations[].kind. */
enum kind {
    KIND_GP,
    KIND_HOSPITAL,
    KIND_NURSING,
    KIND_MENTAL,
    KIND_WELFARE,
    KIND_MUNICIPAL,
    KIND_YOUTH,
    KIND_DEBT,
    KIND_OTHER,
    KIND_PATIENTS,
    KIND_CITIZENS,
    N_KINDS
};

/* Kinds of payer, in the order of the choices of payers[].kind. */
enum payer_kind { PAYER_INSURER, PAYER_CARE_OFFICE, PAYER_MUNICIPALITY, PAYER_STATE, N_PAYER_KINDS };

/* Laws with their own money (E101, E103-E107). */
enum law { LAW_ZVW, LAW_WLZ, LAW_WMO, LAW_YOUTH, LAW_OTHER, N_LAWS };

enum service {
    SERVICE_GP,
    SERVICE_EMERGENCY,
    SERVICE_OUTPATIENT,
    SERVICE_ADMISSION,
    SERVICE_MENTAL,
    SERVICE_NURSING,
    SERVICE_HELP,
    SERVICE_SUPPORT,
    SERVICE_SOCIAL,
    SERVICE_DEBT,
    SERVICE_YOUTH,
    SERVICE_HOME_LONGTERM,
    SERVICE_NURSING_HOME,
    SERVICE_ASSESSMENT, /* of the need for household help and support: a municipal decision */
    N_SERVICES
};

struct service_type {
    const char *name;
    enum law law;
    enum kind kind;    /* who provides it */
    int discretionary; /* providers choose units per client: visits, hours */
    int optional;      /* providers choose whether they open a case */
    int queued; /* first-in-first-out queue when capacity is short; else it is always delivered and loads staff */
};

struct service_terms {    /* a type with its numbers */
    double price_cents;   /* per unit */
    double units;         /* a month per client, or per event */
    double complex_units; /* units of a complex client per unit of a simple one */
    double hours;         /* staff hours per unit */
    double duration_months;
    double wait_months; /* at the start */
    double held_months; /* arrivals of so many months still wait when a month ends, at the start */
    double own_payment_cents;
};

extern const struct service_type service_types[N_SERVICES];
extern const char *const kind_names[N_KINDS];
extern const char *const payer_kind_names[N_PAYER_KINDS];

/* Whether people stay in a service: then capacity is users at a time, else events a month. */
static inline bool service_lasts(const struct service_terms *services, int service)
{
    return services[service].duration_months > 0.0 || service == SERVICE_HOME_LONGTERM
           || service == SERVICE_NURSING_HOME;
}

/* Who pays under a law. */
enum payer_kind service_payer_kind(enum law law);

/* Fills services[N_SERVICES] from services[]; every service must exist (samenspel_check says so before). */
void service_read(const struct settings *settings, struct service_terms *services);

/* Kind of organisation (0..N_KINDS-1), kind of payer (N_KINDS..), or -1, for a role name. */
int service_role(const char *name);

#endif
