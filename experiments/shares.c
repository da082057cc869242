/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/shares.h"

#ifdef _OPENMP
#include <omp.h>
#endif

int shares_work(int threads, uint64_t replicates, shares_work_t *work, void *context)
{
    int failed = 0;
#ifdef _OPENMP
    threads = threads > 0 ? threads : omp_get_max_threads();
    threads = (uint64_t)threads > replicates ? (int)replicates : threads;
#pragma omp parallel num_threads(threads)
    {
        const uint64_t i = (uint64_t)omp_get_thread_num(), n = (uint64_t)omp_get_num_threads();
        const uint64_t each = replicates / n, more = replicates % n; /* the first `more` have one more */
        const uint64_t first = i * each + (i < more ? i : more);
        const int status = work(context, first, first + each + (i < more ? 1 : 0));
#pragma omp critical(adrift_shares)
        failed = status != 0 ? status : failed;
    }
#else
    (void)threads;
    failed = work(context, 0, replicates);
#endif
    return failed;
}
