/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/suggest.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 63 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t suggest_distance(const char *a, const char *b, size_t limit)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    size_t length_a = strlen(a), length_b = strlen(b);
    size_t distance = SIZE_MAX;
    if (length_a > LONGEST || length_b > LONGEST) {
        goto out;
    }
    for (size_t j = 0; j <= length_b; j++) {
        above[j] = j;
        before[j] = j;
    }
    for (size_t i = 1; i <= length_a; i++) {
        size_t *oldest = before;
        row[0] = i;
        for (size_t j = 1; j <= length_b; j++) {
            char x = lower(a[i - 1]), y = lower(b[j - 1]);
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2])) {
                row[j] = least(row[j], before[j - 2] + 1);
            }
        }
        before = above;
        above = row;
        row = oldest;
    }
    distance = above[length_b];
out:
    return distance > limit ? limit + 1 : distance;
}

void suggest_init(suggest_t *self, const char *word)
{
    self->word = word;
    self->best = NULL;
    self->distance = SIZE_MAX;
}

void suggest_offer(suggest_t *self, const char *name)
{
    if (name != NULL) {
        size_t length_word = strlen(self->word), length_name = strlen(name);
        size_t longer = length_word > length_name ? length_word : length_name;
        size_t limit = longer < 2 ? 0 : longer < 6 ? 1 : longer / 3;
        if (longer <= LONGEST) {
            size_t distance = suggest_distance(self->word, name, limit);
            if (distance <= limit && distance < self->distance) {
                self->best = name;
                self->distance = distance;
            }
        }
    }
}

const char *suggest_nearest(const char *word, const char *const *names, size_t count)
{
    suggest_t nearest;
    suggest_init(&nearest, word);
    for (size_t i = 0; i < count; i++) {
        suggest_offer(&nearest, names[i]);
    }
    return nearest.best;
}

void suggest_did_you_mean(const suggest_t *self, char *text, size_t size)
{
    text[0] = '\0';
    if (self->best != NULL) {
        snprintf(text, size, "; did you mean %s?", self->best);
    }
}
