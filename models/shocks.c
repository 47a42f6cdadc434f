#include "models/shocks.h"

#include "sim/base/mem.h"

int shocks_read(const struct settings *settings, struct network_shock **shocks, size_t *n, struct sim_err *err)
{
    *shocks = NULL;
    *n = settings_count(settings, "shocks");
    if (*n == 0)
        return SIM_OK;
    *shocks = sim_calloc(*n, sizeof **shocks);
    if (!*shocks)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu shocks", *n);
    for (size_t k = 0; k < *n; k++)
        (*shocks)[k] = (struct network_shock){
            .month = (double)settings_int_at(settings, "shocks[].month", k),
            .months = (double)settings_int_at(settings, "shocks[].months", k),
            .urgency = settings_real_at(settings, "shocks[].urgency", k),
            .workload = settings_real_at(settings, "shocks[].workload", k),
            .contact_hours = settings_real_at(settings, "shocks[].contact_hours", k),
            .turnover = settings_real_at(settings, "shocks[].turnover", k),
        };
    return SIM_OK;
}
