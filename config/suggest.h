/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The known name that is nearest to one that is not known: the least number of letters inserted, left out, replaced
 * or swapped with their neighbour (Damerau 1964; the restricted distance, "optimal string alignment"), whatever their
 * case. Names further away than a third of the longer one's length are no suggestion.
 *
 *     suggest_t nearest;
 *     suggest_init(&nearest, "capabilty");
 *     for (...) suggest_offer(&nearest, known[i]);
 *     suggest_did_you_mean(&nearest, text, sizeof text);
 */
#ifndef ADRIFT_CONFIG_SUGGEST_H
#define ADRIFT_CONFIG_SUGGEST_H

#include <stddef.h>

typedef struct suggest {
    const char *word; /* of the caller; must outlive this */
    const char *best; /* the nearest offered so far (a pointer of the caller's), NULL if none is near enough */
    size_t distance;  /* of `best`; SIZE_MAX without one */
} suggest_t;

enum { SUGGEST_MOST = 100000 }; /* so many names are worth comparing, where there may be millions */

void suggest_init(suggest_t *self, const char *word);

/* The first of equally near names stays. NULL is ignored. Cost: product of the lengths; names above 63 bytes are never near. */
void suggest_offer(suggest_t *self, const char *name);

/* The whole at once; NULL if none is near enough. */
const char *suggest_nearest(const char *word, const char *const *names, size_t count);

enum { SUGGEST_TEXT_SIZE = 96 }; /* room for any */

/* "; did you mean USA?", or "" if none is near enough. */
void suggest_did_you_mean(const suggest_t *self, char *text, size_t size);

/* The distance itself, ignoring ASCII case; anything above `limit` counts as limit + 1. */
size_t suggest_distance(const char *a, const char *b, size_t limit);

#endif
