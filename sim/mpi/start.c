#include "sim/mpi/start.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/base/mem.h"

#ifdef SAMENSPEL_MPI
#include <mpi.h>
#endif

/* A whole number of the environment; -1 when it is not there. */
static long stated(const char *name)
{
    const char *text = getenv(name);
    char *end = NULL;
    if (text == NULL || text[0] == '\0')
        return -1;
    errno = 0;
    const long number = strtol(text, &end, 10);
    return errno != 0 || *end != '\0' || number < 0 ? -1 : number;
}

/* The first of these that is there. mpirun sets OMPI_*, whatever starts through PMIx PMIX_RANK (srun --mpi=pmix), and
 * srun --mpi=pmi2 PMI_*. */
static long rank_stated(void)
{
    static const char *const names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"};
    long rank = -1;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && rank < 0; i++)
        rank = stated(names[i]);
    return rank;
}

/* How many processes the environment speaks of; only srun sets SLURM_STEP_NUM_TASKS, a batch script on its own has none. */
static long count_stated(void)
{
    static const char *const names[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"};
    long count = -1;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && count < 0; i++)
        count = stated(names[i]);
    return count;
}

size_t mpi_rank_expected(void)
{
    const long rank = rank_stated();
    return rank > 0 ? (size_t)rank : 0;
}

#ifdef SAMENSPEL_MPI

#define STRING(x) #x
#define VALUE(x) STRING(x)

const char *mpi_library(void)
{
    return "Open MPI " VALUE(OMPI_MAJOR_VERSION) "." VALUE(OMPI_MINOR_VERSION) "." VALUE(OMPI_RELEASE_VERSION);
}

/* How long a rank may take to stop: well below the half minute after which a scheduler kills. */
static const double PATIENCE_SECONDS = 10.0;

/* A message on its way out. */
struct parcel {
    unsigned char *bytes;
    MPI_Request request;
};

struct transport {
    MPI_Comm comm;
    struct parcel *parcels;
    size_t n, capacity;
};

/* Cores are shared equally by the ranks of this node that may use them: ranks that mpirun bound to cores of their own have
 * those, ranks that are not bound share all. What does not divide goes to the first ranks. */
static int share_of_cores(MPI_Comm comm)
{
    enum { MOST_CORES = CPU_SETSIZE };
    cpu_set_t mask;
    MPI_Comm node;
    int rank = 0, mine[MOST_CORES] = {0}, all[MOST_CORES] = {0};
    double share = 0.0;

    CPU_ZERO(&mask);
    if (sched_getaffinity(0, sizeof mask, &mask) != 0)
        CPU_SET(0, &mask);
    for (int core = 0; core < MOST_CORES; core++)
        mine[core] = CPU_ISSET((size_t)core, &mask) ? 1 : 0;
    (void)MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
    (void)MPI_Comm_rank(node, &rank);
    (void)MPI_Allreduce(mine, all, MOST_CORES, MPI_INT, MPI_SUM, node);
    (void)MPI_Comm_free(&node);
    for (int core = 0; core < MOST_CORES; core++)
        share += mine[core] > 0 ? 1.0 / all[core] : 0.0;
    const double slack = 1e-9; /* thirds do not add up */
    const int threads = (int)((rank + 1) * share + slack) - (int)(rank * share + slack);
    return threads > 1 ? threads : 1;
}

static int no_memory(struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "out of memory for messages between ranks");
}

/* Releases the messages that have left. */
static void clear_parcels(struct transport *transport, bool wait)
{
    size_t kept = 0;
    for (size_t i = 0; i < transport->n; i++) {
        int gone = 0;
        if (wait)
            /* The checker does not follow requests that are kept in a list. NOLINTNEXTLINE(clang-analyzer-optin.mpi*) */
            (void)MPI_Wait(&transport->parcels[i].request, MPI_STATUS_IGNORE);
        else
            (void)MPI_Test(&transport->parcels[i].request, &gone, MPI_STATUS_IGNORE);
        if (wait || gone)
            free(transport->parcels[i].bytes);
        else
            transport->parcels[kept++] = transport->parcels[i];
    }
    transport->n = kept;
}

static int mpi_send(struct ranks *ranks, size_t to, int tag, struct wire *message, struct sim_err *err)
{
    struct transport *transport = ranks->transport;
    if (message->failed)
        return no_memory(err);
    if (message->n > INT_MAX)
        return sim_fail(err, SIM_E_IO, "a message of %zu bytes between ranks is too long", message->n);
    if (transport->n == transport->capacity) {
        const size_t capacity = transport->capacity > 0 ? 2 * transport->capacity : 16;
        struct parcel *parcels = sim_realloc(transport->parcels, capacity, sizeof *parcels);
        if (parcels == NULL)
            return no_memory(err);
        transport->parcels = parcels;
        transport->capacity = capacity;
    }
    struct parcel *parcel = &transport->parcels[transport->n++];
    parcel->bytes = message->bytes;
    /* Waited for in clear_parcels. NOLINTNEXTLINE(clang-analyzer-optin.mpi*) */
    (void)MPI_Isend(message->bytes, (int)message->n, MPI_BYTE, (int)to, tag, transport->comm, &parcel->request);
    *message = (struct wire){0};
    return SIM_OK;
}

static int mpi_receive(struct ranks *ranks, bool *there, struct ranks_message *message, struct sim_err *err)
{
    struct transport *transport = ranks->transport;
    MPI_Status status;
    MPI_Message matched;
    int flag = 0, n = 0;

    clear_parcels(transport, false);
    *there = false;
    (void)MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, transport->comm, &flag, &matched, &status);
    if (!flag)
        return SIM_OK;
    (void)MPI_Get_count(&status, MPI_BYTE, &n);
    unsigned char *bytes = sim_calloc((size_t)n, 1);
    if (bytes == NULL)
        return no_memory(err);
    (void)MPI_Mrecv(bytes, n, MPI_BYTE, &matched, &status);
    *message = (struct ranks_message){.from = (size_t)status.MPI_SOURCE,
                                      .tag = status.MPI_TAG,
                                      .bytes = bytes,
                                      .n = (size_t)n};
    *there = true;
    return SIM_OK;
}

static struct ranks *make(int rank, int count)
{
    struct ranks *ranks = sim_calloc(1, sizeof *ranks);
    if (ranks == NULL)
        return NULL;
    ranks->mine = (size_t)rank;
    ranks->count = (size_t)count;
    ranks->patience_seconds = PATIENCE_SECONDS;
    ranks->send = mpi_send;
    ranks->receive = mpi_receive;
    ranks->threads_of = sim_calloc((size_t)count, sizeof *ranks->threads_of);
    ranks->transport = sim_calloc(1, sizeof(struct transport));
    if (ranks->threads_of != NULL && ranks->transport != NULL)
        return ranks;
    free(ranks->transport);
    free(ranks->threads_of);
    free(ranks);
    return NULL;
}

int mpi_start(bool apart, struct ranks **out, struct sim_err *err)
{
    int provided, rank, count;
    *out = NULL;
    if (rank_stated() < 0 && (apart || count_stated() <= 1))
        return SIM_OK;
    if (rank_stated() < 0)
        return sim_fail(err, SIM_E_INPUT,
                        "srun started %ld processes that cannot reach each other: add --mpi=pmix to srun, or use "
                        "mpirun or --shard",
                        count_stated());
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS)
        return sim_fail(err, SIM_E_IO, "MPI cannot be started");
    (void)MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    (void)MPI_Comm_size(MPI_COMM_WORLD, &count);
    if (count == 1 && count_stated() > 1) {
        (void)MPI_Finalize();
        return sim_fail(err, SIM_E_INPUT,
                        "%ld processes were started, but Open MPI sees only one: use Open MPI's own mpirun, or srun "
                        "--mpi=pmix",
                        count_stated());
    }
    struct ranks *ranks = make(rank, count);
    if (ranks == NULL) {
        (void)MPI_Abort(MPI_COMM_WORLD, 1); /* the others would wait for ever */
        return no_memory(err);
    }
    struct transport *transport = ranks->transport;
    (void)MPI_Comm_dup(MPI_COMM_WORLD, &transport->comm);
    ranks->threads = share_of_cores(transport->comm);
    *out = ranks;
    return SIM_OK;
}

void mpi_end(struct ranks *ranks, int status)
{
    if (ranks == NULL)
        return;
    if (ranks->lost) {
        (void)fflush(NULL);                      /* MPI may end this process without */
        (void)MPI_Abort(MPI_COMM_WORLD, status); /* does not return */
        return;
    }
    struct transport *transport = ranks->transport;
    clear_parcels(transport, true);
    (void)MPI_Comm_free(&transport->comm);
    (void)MPI_Finalize();
    free(transport->parcels);
    free(transport);
    free(ranks->threads_of);
    free(ranks);
}

#else

const char *mpi_library(void)
{
    return "without MPI";
}

int mpi_start(bool apart, struct ranks **out, struct sim_err *err)
{
    const long count = count_stated();
    *out = NULL;
    if ((rank_stated() < 0 && apart) || (count <= 1 && mpi_rank_expected() == 0))
        return SIM_OK;
    return sim_fail(
        err, SIM_E_INPUT,
        "%ld processes were started, but this program was built without MPI: install libopenmpi-dev and build "
        "again, or use --shard",
        count);
}

void mpi_end(struct ranks *ranks, int status)
{
    (void)ranks;
    (void)status;
}

#endif
