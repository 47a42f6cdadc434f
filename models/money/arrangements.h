/* What the arrangements that pay for collaboration need to know and to remember: their terms, read once, and the books
 * of the cashier, of the funds, and of the year. Who pays is in payment.c, cashier.c, fund.c and settlement.c. */
#ifndef MODELS_MONEY_ARRANGEMENTS_H
#define MODELS_MONEY_ARRANGEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/config/settings.h"

struct money;
struct region;

/* By what shared savings are divided over those who did the work (E652, E947). */
enum sharing_key { SHARE_BY_WORK, SHARE_BY_SIZE, SHARE_BY_INITIATIVE };

/* Of one coalition. */
struct coalition_books {
    bool carer;   /* has an effect on informal carers */
    bool decided; /* not existing practice: it runs because the network decided on it */
    size_t live_months;
    double hours_year;         /* worked in it since the year began */
    double budget_month_cents; /* wages of a month in the cashier's budget of this year, when all payers support it */
};

/* Of one organisation, since the year began. */
struct organisation_books {
    double cashier_hours;      /* worked in coalitions with the cashier paying part of it */
    double coordination_hours; /* meetings and carrying work */
};

struct cashier_books {
    double ratio;         /* part of the invoices that is paid: this month, and expected before the invoices are in */
    int64_t budget_cents; /* for wages, of the year to date, as far as payers support it */
    int64_t paid_cents;   /* invoices, of the year to date */
};

struct transformation {
    bool begun;
    int64_t left_cents;
    bool runs;           /* this month: in time, money left, conditions hold */
    double ratio;        /* part of what it could pay that the money left allows: this month, and expected before it */
    double claims_cents; /* of last month, had there been money enough */
};

struct regional_fund {
    int64_t month_cents; /* may be paid this month */
    double ratio, claims_cents;
};

struct arrangements {
    /* terms */
    double cashier_result, registration_hours, registration_trust;
    double general_services;
    bool prevention_title;
    double carer_hours, carer_title;
    double transformation_eur, transformation_share, transformation_competence, transformation_admin;
    size_t transformation_start, transformation_months;
    double reinvest, regional_fund_eur;
    enum sharing_key sharing_key;
    size_t subsidy_lag_months;
    /* books */
    struct coalition_books *coalitions;
    struct organisation_books *organisations;
    int64_t *instalments; /* [accounts of organisations and payers, broker] paid to the cashier since the year began */
    int64_t *subsidy_due; /* [lag months][organisations], granted and not yet paid */
    int64_t *general_due; /* [members] paid for general services this month */
    struct cashier_books cashier;
    struct transformation transformation;
    struct regional_fund fund;
    int64_t work_cents; /* of the cost of collaboration of this month: work in coalitions */
};

/* The settings of the arrangements, those in struct money included. */
void arrangements_read(struct money *money, const struct settings *settings);
/* Memory for the books; after organisations and payers are known. */
int arrangements_create(struct region *region, const struct settings *settings, struct sim_err *err);
void arrangements_destroy(struct region *region);
/* The books of a new year. */
void arrangements_new_year(struct region *region);

#endif
