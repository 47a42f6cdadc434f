/* libsamenspel: simulate cross-domain collaboration in health and social care from a program of your own.
 *
 *     cc program.c $(pkg-config --cflags --libs samenspel)
 *
 * C99 and C++. The library never prints, never ends the program and keeps nothing between calls but what your handles
 * hold.
 *
 * Stability. SAMENSPEL_API_VERSION is 1000 x major + minor. Within a major version nothing here changes or goes away:
 * functions, constants and fields at the end of structs are added, and then minor is raised. Programs go on working
 * with every later library of the same major version, without being compiled again: a struct is passed with its size,
 * so that the library knows which fields the program knows; the shared library's name holds the major version. What
 * scenarios mean and what comes out of them belongs to the version of the model (samenspel_model_version), not to that
 * of this interface.
 *
 * Status and message. Functions that can fail return a status, SAMENSPEL_OK or another one, and write why into
 * `message` (at most `message_size` bytes with the closing NUL, UTF-8, cut between letters when it is longer;
 * SAMENSPEL_MESSAGE_SIZE is enough for all but the longest faults of a scenario; NULL when you do not care; "" when
 * all went well). What they give back through pointers is defined only after SAMENSPEL_OK, except handles, which are
 * NULL after a failure unless said otherwise. Functions that look something up cannot fail: with a NULL handle or an
 * index out of range they return NULL, 0, NaN or SAMENSPEL_NONE as their description says.
 *
 * Texts are UTF-8 and borrowed: from the library for ever, from a handle until it is released. `lang` is "en" or "nl";
 * anything else, NULL included, is taken for "en". Indices count from 0.
 *
 * Threads. Different handles can be used by different threads at the same time. A scenario or a result does not change
 * once you have it, so any number of threads may read the same one; only its release must come last. Only
 * samenspel_run starts threads (OpenMP; they may stay for the next call, so that a program must not fork and then call
 * samenspel_run in the child). Numbers never depend on the number of threads.
 *
 * What belongs to the whole process. GSL calls a function of the process when a computation fails, which by default
 * ends the program: during calls of this library that compute, that function does nothing; afterwards it is yours
 * again. If another thread relies on an error handler of GSL of its own, it must not do so during these calls. Calls
 * that read or compute do so in the C locale, set for their thread alone: numbers in files have a decimal point in
 * whatever locale the program uses. */
#ifndef SAMENSPEL_H
#define SAMENSPEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SAMENSPEL_API __attribute__((visibility("default")))
#else
#define SAMENSPEL_API
#endif

#define SAMENSPEL_API_MAJOR 1
#define SAMENSPEL_API_MINOR 0
#define SAMENSPEL_API_VERSION (1000 * SAMENSPEL_API_MAJOR + SAMENSPEL_API_MINOR)

/* Statuses; more may be added. */
enum {
    SAMENSPEL_OK = 0,
    SAMENSPEL_E_NOMEM = 1,    /* out of memory */
    SAMENSPEL_E_ARGUMENT = 2, /* NULL, an index out of range, a struct of an unknown size */
    SAMENSPEL_E_INPUT = 3,    /* the scenario is wrong */
    SAMENSPEL_E_IO = 4,       /* a file could not be read or written (disk full included) */
    SAMENSPEL_E_RESULT = 5,   /* the result database is unreadable, foreign, of another version, of a design, or busy */
    SAMENSPEL_E_MISMATCH = 6, /* the result database holds another scenario, seed or version */
    SAMENSPEL_E_MODEL = 7,    /* the model broke one of its invariants; a mistake of ours */
    SAMENSPEL_E_CANCELLED = 8 /* as asked for; finished replications are stored */
};

#define SAMENSPEL_MESSAGE_SIZE 1024
#define SAMENSPEL_NONE ((size_t)-1) /* no such arm, outcome or twin */

/* -- versions ------------------------------------------------------------------------------------------------------ */

/* SAMENSPEL_API_VERSION of the library that is in use, which may be later than that of the header. */
SAMENSPEL_API int samenspel_api_version(void);
/* Of the program and of its model, e.g. "0.1.0". The same version of the model gives the same numbers. */
SAMENSPEL_API const char *samenspel_version(void);
SAMENSPEL_API const char *samenspel_model_version(void);

/* -- what can be measured: the outcomes of the model --------------------------------------------------------------- */

SAMENSPEL_API size_t samenspel_outcome_count(void);
SAMENSPEL_API size_t samenspel_find_outcome(const char *name); /* SAMENSPEL_NONE when there is no such outcome */
/* NULL for an index out of range. */
SAMENSPEL_API const char *samenspel_outcome_name(size_t outcome);
SAMENSPEL_API const char *samenspel_outcome_unit(size_t outcome);
SAMENSPEL_API const char *samenspel_outcome_aim(size_t outcome); /* what it speaks of, e.g. "population health" */
SAMENSPEL_API const char *samenspel_outcome_label(size_t outcome, const char *lang);
/* +1 higher is better, -1 lower is better, 0 neither or out of range. */
SAMENSPEL_API int samenspel_outcome_direction(size_t outcome);

/* -- what a scenario can say: the parameters ----------------------------------------------------------------------- */

SAMENSPEL_API size_t samenspel_parameter_count(void);
/* NULL for an index out of range. Lists are written "organisations[].fte": each group of the list has its own. */
SAMENSPEL_API const char *samenspel_parameter_path(size_t parameter);
/* "real", "integer", "boolean", "choice", "text", "reals" (array of numbers) or "texts" (array of texts). */
SAMENSPEL_API const char *samenspel_parameter_type(size_t parameter);
SAMENSPEL_API const char *samenspel_parameter_unit(size_t parameter);    /* "1" for a share, "" for words */
SAMENSPEL_API const char *samenspel_parameter_choices(size_t parameter); /* "a|b|c"; "" when it is no choice */
SAMENSPEL_API const char *samenspel_parameter_description(size_t parameter, const char *lang);
SAMENSPEL_API const char *samenspel_parameter_source(size_t parameter);
/* Allowed range of a number, both ends included, possibly infinite; NaN for words and booleans. */
SAMENSPEL_API double samenspel_parameter_lowest(size_t parameter);
SAMENSPEL_API double samenspel_parameter_highest(size_t parameter);
/* 1: the scenario must state it, there is no default. */
SAMENSPEL_API int samenspel_parameter_required(size_t parameter);
/* The default as a scenario would write it ("" when required), at most `size` bytes with the NUL. SAMENSPEL_E_ARGUMENT
 * when it does not fit. */
SAMENSPEL_API int samenspel_parameter_default(size_t parameter, char *text, size_t size);

/* -- scenarios ----------------------------------------------------------------------------------------------------- */

typedef struct samenspel_scenario samenspel_scenario;

/* Reads a scenario file and all that it builds on. `overrides`: n texts "path.to.key=value", as --set of the program
 * takes; NULL when n is 0. SAMENSPEL_E_INPUT when something in the files or the overrides is wrong, with the first
 * fault in `message`; *scenario is then a handle that holds all faults and nothing else. Release it in any case. */
SAMENSPEL_API int samenspel_scenario_load(const char *path, const char *const *overrides, size_t n_overrides,
                                          samenspel_scenario **scenario, char *message, size_t message_size);
SAMENSPEL_API void samenspel_scenario_free(samenspel_scenario *scenario); /* NULL is allowed */

/* Faults, each "file:line: key: what is wrong; what is allowed": 0 for a scenario that can be run. */
SAMENSPEL_API size_t samenspel_scenario_fault_count(const samenspel_scenario *scenario);
SAMENSPEL_API const char *samenspel_scenario_fault(const samenspel_scenario *scenario, size_t fault); /* or NULL */

/* Of a scenario with faults there is nothing to tell: NULL and 0. */
SAMENSPEL_API const char *samenspel_scenario_title(const samenspel_scenario *scenario);
SAMENSPEL_API size_t samenspel_scenario_spinup_months(const samenspel_scenario *scenario);
SAMENSPEL_API size_t samenspel_scenario_months(const samenspel_scenario *scenario); /* that outcomes speak of */
SAMENSPEL_API size_t samenspel_scenario_replications(const samenspel_scenario *scenario);
SAMENSPEL_API uint64_t samenspel_scenario_seed(const samenspel_scenario *scenario);

/* The arms: those that the file lists come first, then twins that it does not list. A twin is the arm without what is
 * being studied. */
SAMENSPEL_API size_t samenspel_scenario_arm_count(const samenspel_scenario *scenario);
SAMENSPEL_API size_t samenspel_scenario_listed_count(const samenspel_scenario *scenario);
SAMENSPEL_API const char *samenspel_scenario_arm_name(const samenspel_scenario *scenario, size_t arm); /* or NULL */
/* These return SAMENSPEL_NONE when there is none. */
SAMENSPEL_API size_t samenspel_scenario_find_arm(const samenspel_scenario *scenario, const char *name);
SAMENSPEL_API size_t samenspel_scenario_twin(const samenspel_scenario *scenario, size_t arm);
SAMENSPEL_API size_t samenspel_scenario_reference(const samenspel_scenario *scenario); /* others are compared with it */

/* -- simulating ---------------------------------------------------------------------------------------------------- */

/* One replication of one arm, in the calling thread, without a file. values[samenspel_outcome_count()] receives the
 * outcomes over the horizon, NaN where there is no value; series[months][samenspel_outcome_count()], month by month, or
 * is NULL. The replication is from 0 to 4294967295; arms with the same seed and replication have the same luck. */
SAMENSPEL_API int samenspel_simulate(const samenspel_scenario *scenario, size_t arm, uint64_t seed,
                                     uint64_t replication, double *values, double *series, char *message,
                                     size_t message_size);

/* How to run. All zero is a good start: every listed arm, as the scenario says, on all cores. */
typedef struct samenspel_run_options {
    size_t replications; /* 0: as the scenario says */
    uint64_t seed;       /* with use_seed; at most 2^63 - 1 */
    int use_seed;        /* 0: the scenario's seed */
    int threads;         /* 0: all cores (OMP_NUM_THREADS is honoured); changes no result */
    int first_arm_only;  /* 1: as `samenspel run`; 0: as `samenspel compare` */
    int series;          /* 1: also store the outcomes and money flows of every month */
    int fresh;           /* 1: discard what the result database holds */
    int reserved;        /* must be 0: else SAMENSPEL_E_ARGUMENT */
    /* Called after each finished replication, from one thread at a time, which is not always the same one; may be NULL.
     * Something else than 0 cancels the run, also after the last replication, when tables are still to be computed. It
     * must return: no longjmp, no exception. Called in the thread of samenspel_run, it finds the C locale. */
    int (*progress)(void *context, size_t done, size_t total, double seconds);
    void *context;
    /* Looked at every simulated month, and between tables; anything but 0 cancels the run. May be set by another thread or by a signal
     * handler; set by the library when `progress` cancels. NULL: not needed. */
    volatile int *stop;
} samenspel_run_options;

typedef struct samenspel_result samenspel_result;

/* Runs the arms of a scenario and stores each replication at once in the result database `path`, the very file that
 * `samenspel compare --out` makes; folders are made when needed. What the file already holds of this experiment is not
 * run again: after SAMENSPEL_E_CANCELLED the same call goes on. A file that keeps every month goes on with that without
 * `series`. While another program reads the file, the run waits, at most half an hour, with its batch kept; cancelling
 * ends that within seconds. What happens when a run fails in the model is for the scenario to say
 * (experiment.on_failure): an error at once, an error after all other runs, or SAMENSPEL_OK without it
 * (samenspel_result_arm_failed). options: NULL for all zero; size: sizeof(samenspel_run_options). *result, when `result`
 * is not NULL, receives the result to be read. */
SAMENSPEL_API int samenspel_run(const samenspel_scenario *scenario, const char *path,
                                const samenspel_run_options *options, size_t options_size, samenspel_result **result,
                                char *message, size_t message_size);

/* -- results ------------------------------------------------------------------------------------------------------- */

/* Reads a result database: what it holds now. The file is closed again. SAMENSPEL_E_RESULT, with the command and the
 * number of points in `message`, when it is of a design (sweep, sensitivity, calibrate, discover): arms have values at
 * every point then, which `samenspel export` prints and these functions do not tell. */
SAMENSPEL_API int samenspel_result_open(const char *path, samenspel_result **result, char *message,
                                        size_t message_size);
SAMENSPEL_API void samenspel_result_free(samenspel_result *result); /* NULL is allowed */

SAMENSPEL_API const char *samenspel_result_title(const samenspel_result *result);
SAMENSPEL_API int samenspel_result_complete(const samenspel_result *result); /* 1: every replication is there */
SAMENSPEL_API uint64_t samenspel_result_seed(const samenspel_result *result);
/* Of a result of antithetic pairs: the pairs, of which a value is the mean. */
SAMENSPEL_API size_t samenspel_result_replications(const samenspel_result *result);

/* The arms in the order of the scenario, twins that it does not list included. */
SAMENSPEL_API size_t samenspel_result_arm_count(const samenspel_result *result);
SAMENSPEL_API const char *samenspel_result_arm_name(const samenspel_result *result, size_t arm); /* or NULL */
SAMENSPEL_API int samenspel_result_arm_listed(const samenspel_result *result, size_t arm);
SAMENSPEL_API size_t samenspel_result_arm_done(const samenspel_result *result, size_t arm); /* replications stored */
/* Replications that failed in the model: they have no value, and the numbers of the arm are of the others. With
 * experiment.on_failure = "record" a result is complete without them. Seeds and reasons: the table `failures` of the
 * database, in SQL or by `samenspel export R.db --table failures`. */
SAMENSPEL_API size_t samenspel_result_arm_failed(const samenspel_result *result, size_t arm);
/* These return SAMENSPEL_NONE when there is none. */
SAMENSPEL_API size_t samenspel_result_find_arm(const samenspel_result *result, const char *name);
SAMENSPEL_API size_t samenspel_result_twin(const samenspel_result *result, size_t arm);
SAMENSPEL_API size_t samenspel_result_reference(const samenspel_result *result);

/* The outcomes of the model that made the result, and those that follow from money flows of arms and their twins. */
SAMENSPEL_API size_t samenspel_result_outcome_count(const samenspel_result *result);
SAMENSPEL_API size_t samenspel_result_find_outcome(const samenspel_result *result, const char *name);
SAMENSPEL_API const char *samenspel_result_outcome_name(const samenspel_result *result, size_t outcome);
SAMENSPEL_API const char *samenspel_result_outcome_unit(const samenspel_result *result, size_t outcome);
SAMENSPEL_API const char *samenspel_result_outcome_label(const samenspel_result *result, size_t outcome,
                                                         const char *lang);
SAMENSPEL_API int samenspel_result_outcome_direction(const samenspel_result *result, size_t outcome);

/* The values of an outcome in an arm by replication: values[samenspel_result_replications()], of which n is the number
 * of places (SAMENSPEL_E_ARGUMENT when that is another number). NaN: no value, or not run. */
SAMENSPEL_API int samenspel_result_values(const samenspel_result *result, size_t arm, size_t outcome, double *values,
                                          size_t n, char *message, size_t message_size);

/* Mean and spread over replications. The interval is Student's, 95 %, corrected for skewness, of events (0 or 100 in a
 * replication) that of a share, and speaks of chance alone: how far the mean of these replications may be from that of
 * infinitely many. */
typedef struct samenspel_summary {
    size_t n, missing;    /* replications with and without a value */
    double mean, sd;      /* NaN: mean when n = 0, sd when n < 2 */
    double lo, hi;        /* 95 % interval of the mean; NaN when n < 2, or most values are equal and fewer than 10
                             differ */
    double q05, q50, q95; /* quantiles over replications (R's type 7); NaN when n = 0 */
} samenspel_summary;

/* Replication by replication: arm - reference, with the same luck. */
typedef struct samenspel_contrast {
    size_t n;              /* replications in which both have a value */
    double diff, sd;       /* mean and sd of the differences; NaN when n = 0, n < 2 */
    double lo, hi;         /* 95 % interval of diff; NaN when n < 2, or most differences are equal and fewer than 10
                              differ */
    double p_better;       /* share of pairs in which the arm is better, ties half; NaN without a better direction */
    double correlation;    /* between the two columns; NaN when one does not vary */
    double variance_ratio; /* how many times more replications would be needed without the same luck */
} samenspel_contrast;

/* As the tables `summary` and `contrasts` of `samenspel export` say; any arm can be the reference.
 * size: sizeof of the struct; SAMENSPEL_E_ARGUMENT when it is no number of whole fields, or above 4096. */
SAMENSPEL_API int samenspel_result_summary(const samenspel_result *result, size_t arm, size_t outcome,
                                           samenspel_summary *out, size_t size, char *message, size_t message_size);
SAMENSPEL_API int samenspel_result_contrast(const samenspel_result *result, size_t arm, size_t reference,
                                            size_t outcome, samenspel_contrast *out, size_t size, char *message,
                                            size_t message_size);

#ifdef __cplusplus
}
#endif

#endif
