/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which lines of two texts differ, for a person who must see why something was refused. */
#ifndef ADRIFT_EXPERIMENTS_DIFFERENCE_H
#define ADRIFT_EXPERIMENTS_DIFFERENCE_H

#include "files/text.h"

#include <stddef.h>

enum { DIFFERENCE_LINES = 40 }; /* are enough to see why */

/*
 * Appends the lines that are only in `before`, "- line\n", and those that are only in `after`,
 * "+ line\n", in the order of the texts (by a longest common subsequence where the part that
 * differs is not too large, else all of one and then all of the other). At most `most` lines, then
 * "...\n".
 * Nothing if they are the same. The status of `out`; FILES_NO_MEMORY.
 */
int difference_append(text_t *out, const char *before, size_t before_size, const char *after,
                      size_t after_size, size_t most);

#endif
