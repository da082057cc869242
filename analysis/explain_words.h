/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phrases of analysis/explain.c: a table of the shape of analysis/language.h, with the terms of
 * Wang and Dong (2025). */
#ifndef ADRIFT_ANALYSIS_EXPLAIN_WORDS_H
#define ADRIFT_ANALYSIS_EXPLAIN_WORDS_H

#include "analysis/language.h"

extern const phrase_t explain_phrases[];
extern const size_t explain_phrase_count;

/* The phrase; a key that is not in the table comes back as it is. Never NULL. */
const char *explain_say(language_t language, const char *key);

/* Appends the phrase with {0}, {1}, ... replaced by the arguments (const char *), which end with
 * NULL; at most ten. */
void explain_fill(language_t language, text_t *out, const char *key, ...);

#endif
