/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The processes ("ranks") of one job: one alone, or several that mpirun started. The thinnest layer
 * over MPI: who am I, a counter that all share, and a few collective calls. Without MPI at build
 * time, or without mpirun, there is one rank and the counter is an atomic number.
 *
 *     main:      ranks_open(&ranks)                      once in a process, by its main thread
 *     a job:     ranks_count_from_zero(&ranks)           collective
 *                while (ranks_next(&ranks, limit, &n))   any thread
 *                ranks_barrier(&ranks)                   collective
 *     main:      ranks_close(&ranks)
 *
 * Collective calls are made by every rank, in the same order, outside parallel regions, by the
 * thread that called ranks_open.
 */
#ifndef ADRIFT_EXPERIMENTS_RANKS_H
#define ADRIFT_EXPERIMENTS_RANKS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RANKS_OK = 0,
    RANKS_NO_MPI = -1, /* started by mpirun as one of several, but built without MPI */
    RANKS_FAILED = -2  /* MPI says no */
};

typedef struct ranks_shared ranks_shared_t; /* what needs mpi.h */

typedef struct ranks {
    int rank;                /* 0 .. size - 1 */
    int size;                /* at least 1 */
    bool one_thread;         /* this MPI lets only the main thread call it: work with one thread */
    ranks_shared_t *shared;  /* owned; NULL where there is no MPI */
    pthread_mutex_t mutex;   /* MPI is called by one thread at a time; protects `shared` */
    _Atomic uint64_t next;   /* the counter, where there is no MPI */
    _Atomic bool stopped;    /* by this rank */
    bool open;
} ranks_t;

/*
 * Whether this process can be one of several: MPI_Init is called only where mpirun (or srun) has
 * left its marks in the environment. After a failure ranks->rank = 0 and ranks->size = 1, and
 * ranks_close is legal, not needed.
 */
int ranks_open(ranks_t *ranks);

/* MPI_Finalize; collective. Legal on a zeroed, failed or closed ranks_t. */
void ranks_close(ranks_t *ranks);

/* Whether MPI was there at build time. */
bool ranks_have_mpi(void);

/* The counter back to 0. Collective. */
void ranks_count_from_zero(ranks_t *ranks);

/*
 * The next number that no thread of any rank has had, from 0. False, and *number is `limit`, if
 * there is none below the limit (at most 2^43) or ranks_stop was called. Any thread (but see
 * one_thread).
 */
bool ranks_next(ranks_t *ranks, uint64_t limit, uint64_t *number);

/* From now on ranks_next gives nothing more, to any rank. Any thread (but see one_thread). */
void ranks_stop(ranks_t *ranks);

/* Collective; all at once returns without doing anything where there is one rank. */
void ranks_barrier(ranks_t *ranks);
int ranks_least(ranks_t *ranks, int value);                  /* the least of all ranks' values */
void ranks_sum(ranks_t *ranks, uint64_t *values, int count); /* each becomes the sum over ranks */
void ranks_share(ranks_t *ranks, void *data, size_t size);   /* rank 0's bytes to all */

#endif
