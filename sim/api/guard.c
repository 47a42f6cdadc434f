#include <gsl/gsl_errno.h>
#include <pthread.h>

#include "sim/api/api.h"

/* GSL keeps its error handler in a variable of the process, so what is needed to give it back is one of the process
 * too: the handler that the host had is put back when the last call in any thread ends. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t inside;
static gsl_error_handler_t *of_host;

static void ignore(const char *reason, const char *file, int line, int number)
{
    (void)reason;
    (void)file;
    (void)line;
    (void)number;
}

int api_enter(struct api_guard *guard, char *message, size_t size)
{
    /* All of "C", not only its numbers: that one exists already, and nothing is loaded or allocated in glibc. */
    guard->inside = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (guard->inside == (locale_t)0)
        return api_say(SAMENSPEL_E_NOMEM, "out of memory", message, size);
    guard->outside = uselocale(guard->inside);
    (void)pthread_mutex_lock(&lock);
    if (inside++ == 0)
        of_host = gsl_set_error_handler(ignore);
    (void)pthread_mutex_unlock(&lock);
    return SAMENSPEL_OK;
}

void api_leave(struct api_guard *guard)
{
    (void)pthread_mutex_lock(&lock);
    if (--inside == 0) {
        gsl_error_handler_t *const last = gsl_set_error_handler(of_host);
        if (last != ignore) /* the host chose another one meanwhile */
            (void)gsl_set_error_handler(last);
    }
    (void)pthread_mutex_unlock(&lock);
    (void)uselocale(guard->outside);
    freelocale(guard->inside);
}
