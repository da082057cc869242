/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/ranks.h"

#include <stdlib.h>
#include <string.h>

#ifdef ADRIFT_HAVE_MPI
#include <mpi.h>
#endif

/* Added to the counter by ranks_stop: above any limit, and a million ranks may add it. */
#define RANKS_STOPPED (UINT64_C(1) << 43)

/* How many processes mpirun or srun says that it started; 0 if neither did. */
static long launched(void)
{
    static const char *const sizes[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MPI_LOCALNRANKS"};
    long count = 0;

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0] && count == 0; i++) {
        const char *value = getenv(sizes[i]);

        if (value != NULL) {
            count = strtol(value, NULL, 10);
        }
    }
    if (count == 0 && getenv("PMIX_RANK") != NULL) {
        const char *tasks = getenv("SLURM_STEP_NUM_TASKS");

        count = tasks != NULL ? strtol(tasks, NULL, 10) : 1;
    }
    return count > 0 ? count : 0;
}

bool ranks_have_mpi(void)
{
#ifdef ADRIFT_HAVE_MPI
    return true;
#else
    return false;
#endif
}

#ifdef ADRIFT_HAVE_MPI

struct ranks_shared {
    MPI_Win window;     /* one uint64_t, of rank 0 */
    uint64_t *counter;  /* its memory; means something on rank 0 only */
    bool window_open;
};

static int shared_open(ranks_t *ranks)
{
    int status = RANKS_FAILED;
    int provided = 0;
    MPI_Aint size = 0;
    ranks_shared_t *shared = calloc(1, sizeof *shared);

    if (shared == NULL) {
        goto out;
    }
    ranks->shared = shared;
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS) {
        free(shared);
        ranks->shared = NULL;
        goto out;
    }
    ranks->one_thread = provided < MPI_THREAD_SERIALIZED;
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks->rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks->size);
    size = ranks->rank == 0 ? (MPI_Aint)sizeof(uint64_t) : 0;
    /* errors of MPI end the job by MPI's own default, which says what is wrong */
    MPI_Win_allocate(size, (int)sizeof(uint64_t), MPI_INFO_NULL, MPI_COMM_WORLD, &shared->counter,
                     &shared->window);
    MPI_Win_lock_all(MPI_MODE_NOCHECK, shared->window);
    shared->window_open = true;
    status = RANKS_OK;
out:
    return status;
}

static void shared_close(ranks_shared_t *shared)
{
    if (shared->window_open) {
        MPI_Win_unlock_all(shared->window);
        MPI_Win_free(&shared->window);
    }
    MPI_Finalize();
    free(shared);
}

/* Adds to the counter and returns what it was. */
static uint64_t shared_add(ranks_t *ranks, uint64_t value)
{
    uint64_t before = 0;

    pthread_mutex_lock(&ranks->mutex);
    MPI_Fetch_and_op(&value, &before, MPI_UINT64_T, 0, 0, MPI_SUM, ranks->shared->window);
    MPI_Win_flush(0, ranks->shared->window);
    pthread_mutex_unlock(&ranks->mutex);
    return before;
}

static void shared_zero(ranks_t *ranks)
{
    uint64_t zero = 0;
    uint64_t before = 0;

    MPI_Barrier(MPI_COMM_WORLD);
    if (ranks->rank == 0) {
        MPI_Fetch_and_op(&zero, &before, MPI_UINT64_T, 0, 0, MPI_REPLACE, ranks->shared->window);
        MPI_Win_flush(0, ranks->shared->window);
    }
    MPI_Barrier(MPI_COMM_WORLD);
}

#endif

int ranks_open(ranks_t *ranks)
{
    int status = RANKS_OK;
    long count = launched();

    memset(ranks, 0, sizeof *ranks);
    ranks->size = 1;
    if (pthread_mutex_init(&ranks->mutex, NULL) != 0) {
        status = RANKS_FAILED;
        goto out;
    }
#ifdef ADRIFT_HAVE_MPI
    if (count > 0) {
        status = shared_open(ranks);
    }
#else
    if (count > 1) {
        status = RANKS_NO_MPI;
    }
#endif
    if (status != RANKS_OK) {
        pthread_mutex_destroy(&ranks->mutex);
        goto out;
    }
    ranks->open = true;
out:
    return status;
}

void ranks_close(ranks_t *ranks)
{
    if (ranks->open) {
#ifdef ADRIFT_HAVE_MPI
        if (ranks->shared != NULL) {
            shared_close(ranks->shared);
        }
#endif
        pthread_mutex_destroy(&ranks->mutex);
    }
    memset(ranks, 0, sizeof *ranks);
    ranks->size = 1;
}

void ranks_count_from_zero(ranks_t *ranks)
{
    atomic_store(&ranks->stopped, false);
    atomic_store(&ranks->next, 0);
#ifdef ADRIFT_HAVE_MPI
    if (ranks->shared != NULL) {
        shared_zero(ranks);
    }
#endif
}

bool ranks_next(ranks_t *ranks, uint64_t limit, uint64_t *number)
{
    *number = limit;
    if (!atomic_load(&ranks->stopped)) {
#ifdef ADRIFT_HAVE_MPI
        if (ranks->shared != NULL) {
            *number = shared_add(ranks, 1);
        } else {
            *number = atomic_fetch_add(&ranks->next, 1);
        }
#else
        *number = atomic_fetch_add(&ranks->next, 1);
#endif
        if (*number >= limit) {
            *number = limit;
        }
    }
    return *number < limit;
}

void ranks_stop(ranks_t *ranks)
{
    if (!atomic_exchange(&ranks->stopped, true)) {
#ifdef ADRIFT_HAVE_MPI
        if (ranks->shared != NULL) {
            shared_add(ranks, RANKS_STOPPED);
        }
#endif
    }
}

void ranks_barrier(ranks_t *ranks)
{
#ifdef ADRIFT_HAVE_MPI
    if (ranks->shared != NULL) {
        MPI_Barrier(MPI_COMM_WORLD);
    }
#else
    (void)ranks;
#endif
}

int ranks_least(ranks_t *ranks, int value)
{
    int least = value;

#ifdef ADRIFT_HAVE_MPI
    if (ranks->shared != NULL) {
        MPI_Allreduce(&value, &least, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    }
#else
    (void)ranks;
#endif
    return least;
}

void ranks_sum(ranks_t *ranks, uint64_t *values, int count)
{
#ifdef ADRIFT_HAVE_MPI
    if (ranks->shared != NULL) {
        MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
    }
#else
    (void)ranks;
    (void)values;
    (void)count;
#endif
}

void ranks_share(ranks_t *ranks, void *data, size_t size)
{
#ifdef ADRIFT_HAVE_MPI
    const size_t most = (size_t)1 << 30;

    for (size_t done = 0; ranks->shared != NULL && done < size;) {
        size_t part = size - done < most ? size - done : most;

        MPI_Bcast((char *)data + done, (int)part, MPI_BYTE, 0, MPI_COMM_WORLD);
        done += part;
    }
#else
    (void)ranks;
    (void)data;
    (void)size;
#endif
}
