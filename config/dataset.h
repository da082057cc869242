/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The field's data sets as tables of numbers: one table in dataset.c says which columns each has, under which names, and
 * whether it can do without. Columns are found by name, whatever their case and order; all others are ignored. NA, -9, "."
 * and an empty field are missing. Nothing is printed.
 *
 *     status = dataset_read(&self, DATASET_CAPABILITY, "NMC.csv", &report);
 *     cinc = dataset_value(&self, row, CAPABILITY_CINC);     NaN if it is missing
 */
#ifndef ADRIFT_CONFIG_DATASET_H
#define ADRIFT_CONFIG_DATASET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/report.h"
#include "files/digest.h"

typedef enum dataset_id {
    DATASET_STATES,
    DATASET_CAPABILITY,
    DATASET_PACTS,
    DATASET_DISTANCE,
    DATASET_CONTIGUITY,
    DATASET_TROOPS,
    DATASET_IDEAL,
    DATASET_DISPUTES,
    DATASET_COUNT
} dataset_id_t;

enum { DATASET_COLUMNS_MAX = 9 };

/* Columns, by data set. Codes are those of the Correlates of War; years are whole. */
enum { STATES_ABBREVIATION, STATES_CODE, STATES_NAME, STATES_FROM, STATES_TO }; /* from, to: infinite if there are none */
enum { CAPABILITY_CODE, CAPABILITY_YEAR, CAPABILITY_CINC, CAPABILITY_SPENDING, CAPABILITY_PERSONNEL, CAPABILITY_POPULATION };
enum { PACTS_A, PACTS_B, PACTS_YEAR, PACTS_DEFENSE, PACTS_OFFENSE, PACTS_CONSULTATION };
enum { DISTANCE_A, DISTANCE_B, DISTANCE_YEAR, DISTANCE_KM };
enum { CONTIGUITY_A, CONTIGUITY_B, CONTIGUITY_TYPE, CONTIGUITY_FROM, CONTIGUITY_TO };
enum { TROOPS_CODE, TROOPS_YEAR, TROOPS_NUMBER };
enum { IDEAL_CODE, IDEAL_YEAR, IDEAL_POINT };
enum { DISPUTES_NUMBER, DISPUTES_CODE, DISPUTES_SIDE, DISPUTES_FROM, DISPUTES_TO, DISPUTES_HOSTILITY };

typedef struct dataset {
    dataset_id_t id;
    char *path;       /* as the user gave it; NULL: not read */
    const char *name; /* its last part, within `path` */
    size_t rows;
    size_t columns;
    double *values;  /* [rows][columns] */
    uint64_t *lines; /* [rows]: of the file, from 1 */
    char **texts;    /* [rows][2]: abbreviation and name, of the list of states; else NULL */
    size_t skipped;  /* rows without a state's code, left out */
    char digest[DIGEST_HEX_SIZE]; /* SHA-256 of the file */
    double first_year, last_year; /* that it has; NaN where it has no years */
} dataset_t;

enum { DATASET_OK = 0, DATASET_NO_MEMORY = -1, DATASET_INVALID = -2 };

/* What is wrong (cannot be read, a column missing, a field that is no number, ...) is in the report, with file and line.
 * `self` need not be initialised; dataset_free it, also after a failure. */
int dataset_read(dataset_t *self, dataset_id_t id, const char *path, report_t *report);
void dataset_free(dataset_t *self); /* legal on a zeroed one, and twice */

static inline bool dataset_is_there(const dataset_t *self)
{
    return self->path != NULL;
}

static inline double dataset_value(const dataset_t *self, size_t row, int column)
{
    return self->values[row * self->columns + (size_t)column];
}

/* For people and for options: "capability", "National Material Capabilities"; and how it is cited. */
const char *dataset_option(dataset_id_t id);
const char *dataset_title(dataset_id_t id);
const char *dataset_citation(dataset_id_t id);

#endif
