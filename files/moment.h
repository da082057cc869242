/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When it is, on a clock that does not jump: for waiting, for intervals, for how long something took. */
#ifndef ADRIFT_FILES_MOMENT_H
#define ADRIFT_FILES_MOMENT_H

#include <time.h>

/* Seconds since some moment that stays the same while the machine is up. */
static inline double moment_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

#endif
