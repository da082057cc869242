/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings of a document as values, strictly: each function reads one of a type, or says what
 * is wrong with it, where it stands. What scenarios and experiments are read with.
 */
#ifndef ADRIFT_CONFIG_SETTINGS_H
#define ADRIFT_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libconfig.h>

#include "config/document.h"
#include "config/report.h"
#include "config/suggest.h"
#include "config/table.h"
#include "sim/distribution.h"

enum { SETTINGS_VALUE_SIZE = 96, SETTINGS_MESSAGE_SIZE = 1024, SETTINGS_FAULTS_MAX = 1000 };

/* Zero it, then read the document; set the report. */
typedef struct settings {
    document_t document;
    report_t *report; /* not owned */
    char **blamed;    /* owned; paths already complained of */
    size_t blamed_count, blamed_capacity;
    size_t sorted;   /* so many of `blamed`, the first ones, are in order */
    size_t said;     /* faults in the report ... */
    size_t withheld; /* ... and beyond the most that anyone would read */
    bool no_memory;
} settings_t;

/* Legal on zeroed settings. */
void settings_free(settings_t *self);

/* If faults were withheld, says how many. */
void settings_end(settings_t *self);

/* The setting of that name in a group; NULL if there is none, or it is no group. */
const config_setting_t *settings_member(const config_setting_t *group, const char *name);

/* "a number", "a group { ... }": what a setting is, for people. */
const char *settings_type_name(const config_setting_t *setting);

/* " = 1.4", or "" of what is not a single value. */
void settings_describe(const config_setting_t *setting, char text[SETTINGS_VALUE_SIZE]);

/* "parent.name", cut; `parent` may be `path`. */
void settings_join(char path[TABLE_PATH_SIZE], const char *parent, const char *name);

/* ---- Complaints ---- */

/* Adds to the report, unless there are SETTINGS_FAULTS_MAX already. */
void settings_say(settings_t *self, const char *file, int line, const char *path,
                  const char *message);

/* At a setting; its value is told with the path if it is a single one. Blames the path. */
void settings_fault(settings_t *self, const config_setting_t *setting, const char *path,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* From now on consequences of what is wrong there need not be complained of. */
void settings_blame(settings_t *self, const char *path);

/* Makes looking up what is blamed so far fast. */
void settings_sort_blamed(settings_t *self);

/* Whether `path` is blamed, or (with `below`) something below it. */
bool settings_is_blamed(const settings_t *self, const char *path, bool below);

/* Whether `path` is `prefix`, or a step or more below it. */
bool settings_at_or_below(const char *path, size_t length, const char *prefix,
                          size_t prefix_length);

/* ---- Values: true if it was read, else `value` is as before and a complaint was made ---- */

/* Finite. */
bool settings_number(settings_t *self, const config_setting_t *setting, const char *path,
                     double *value);

/* Whether it is written as a whole number (a complaint if not), and that number: of a hexadecimal
 * one the bits. */
bool settings_is_whole(settings_t *self, const config_setting_t *setting, const char *path);
int64_t settings_whole_of(const config_setting_t *setting);

/* A whole number in a range. */
bool settings_count(settings_t *self, const config_setting_t *setting, const char *path,
                    double lowest, double highest, uint64_t *value);

/* Any whole number of 64 bits that is not negative; in hexadecimal all of them. */
bool settings_seed(settings_t *self, const config_setting_t *setting, const char *path,
                   uint64_t *value);

bool settings_boolean(settings_t *self, const config_setting_t *setting, const char *path,
                      bool *value);

/* A list or an array with something in it. */
bool settings_is_sequence(settings_t *self, const config_setting_t *setting, const char *path);

/* UTF-8; of the document. NULL if it is none. */
const char *settings_text(settings_t *self, const config_setting_t *setting, const char *path);

/* Index of one of "framework|logit". */
bool settings_word(settings_t *self, const config_setting_t *setting, const char *path,
                   const char *words, int *value);

/* A number, or a group { distribution = "beta"; a = 2.0; b = 8.0; }. */
bool settings_distribution(settings_t *self, const config_setting_t *setting, const char *path,
                           distribution_t *value);

/* Of a group, which may have settings of these other names too ("path|levels"; NULL: none) that are
 * no parameter's. */
bool settings_distribution_group(settings_t *self, const config_setting_t *setting,
                                 const char *path, const char *others, distribution_t *value);

/* ---- Keys ---- */

/* All that could stand there is offered twice: to see whether it is known, and if not, to find the
 * nearest. */
typedef struct settings_key {
    suggest_t nearest;
    bool known;
    bool suggesting;
} settings_key_t;

void settings_key_init(settings_key_t *self, const char *name);
void settings_key_offer(settings_key_t *self, const char *name);

/* "unknown; did you mean ...": of a child of `path` ("" at the top). */
void settings_unknown(settings_t *self, const config_setting_t *child, const char *path,
                      const settings_key_t *key);

/* Complains of every setting of a group that is none of "name|label". */
void settings_check_keys(settings_t *self, const config_setting_t *group, const char *path,
                         const char *known);

#endif
