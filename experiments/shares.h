/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replicates that need nothing of one another, shared out to threads: as many to each, in sequence. */
#ifndef ADRIFT_EXPERIMENTS_SHARES_H
#define ADRIFT_EXPERIMENTS_SHARES_H

#include <stdint.h>

/* Does the replicates first ... end - 1; 0 or a status. In several threads at once. */
typedef int shares_work_t(void *context, uint64_t first, uint64_t end);

/* Shares `replicates` >= 1 among as many threads (0: as many as OpenMP would take), no more than there are
 * replicates. 0, or the status of one share that failed. */
int shares_work(int threads, uint64_t replicates, shares_work_t *work, void *context);

#endif
