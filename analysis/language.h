/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the program says to readers in two languages: one table of phrases {key, English, Chinese}.
 * The words of the files ("negative_response", "weak-strong", "drifting") are keys themselves.
 * Chinese terms are those of Wang and Dong (2025).
 */
#ifndef ADRIFT_ANALYSIS_LANGUAGE_H
#define ADRIFT_ANALYSIS_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "files/text.h"

typedef enum language { LANGUAGE_EN, LANGUAGE_ZH, LANGUAGE_COUNT } language_t;

typedef struct phrase {
    const char *key;
    const char *text[LANGUAGE_COUNT]; /* UTF-8; {0}, {1}, ... are places for what language_fill is given */
} phrase_t;

extern const phrase_t language_table[];
extern const size_t language_count;

/* "en", "zh"; false if it is none of them. */
bool language_from_name(const char *name, language_t *language);
const char *language_name(language_t language);

/* The phrase; a key that is not in the table comes back as it is (IDs do). Never NULL. */
const char *language_say(language_t language, const char *key);

/* Appends the phrase with {0}, {1}, ... replaced by the arguments (const char *), which end with NULL. */
void language_fill(language_t language, text_t *out, const char *key, ...);

#endif
