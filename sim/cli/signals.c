#include <signal.h>

#include "sim/cli/cli.h"

/* Global: a signal handler can reach nothing else. */
static volatile int stop_flag;

static void on_stop(int number)
{
    (void)number;
    __atomic_store_n(&stop_flag, 1, __ATOMIC_RELAXED);
}

void cli_signals(void)
{
    struct sigaction stop = {.sa_handler = on_stop, .sa_flags = SA_RESTART};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigemptyset(&stop.sa_mask);
    (void)sigemptyset(&ignore.sa_mask);
    (void)sigaction(SIGINT, &stop, NULL);
    (void)sigaction(SIGTERM, &stop, NULL);
    /* The one that schedulers and mpirun pass on without ending anything themselves. */
    (void)sigaction(SIGUSR1, &stop, NULL);
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGXFSZ, &ignore, NULL);
}

const volatile int *cli_stop(void)
{
    return &stop_flag;
}
