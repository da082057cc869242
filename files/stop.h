/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long work is told to stop by a number that others set: it looks now and then whether that is still 0. */
#ifndef ADRIFT_FILES_STOP_H
#define ADRIFT_FILES_STOP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* NULL: nobody will ask. */
static inline bool stop_asked(const atomic_int *stop)
{
    return stop != NULL && atomic_load_explicit(stop, memory_order_relaxed) != 0;
}

#endif
