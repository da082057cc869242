/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameters of the model: one struct and one table, both made from parameters.def. */
#ifndef ADRIFT_SIM_PARAMETERS_H
#define ADRIFT_SIM_PARAMETERS_H

#include <stddef.h>

typedef enum decision_rule { DECISION_FRAMEWORK, DECISION_LOGIT } decision_rule_t;
typedef enum perception_scope { SCOPE_FOCAL, SCOPE_ANY } perception_scope_t;

/* The field of group g and name n is g_n. */
typedef struct parameters {
#define REAL(group, name, initial, lowest, highest, unit, meaning, source) double group##_##name;
#define INTEGER(group, name, initial, lowest, highest, unit, meaning, source) int group##_##name;
#define CHOICE(group, name, initial, words, meaning, source) int group##_##name;
#include "sim/parameters.def"
#undef REAL
#undef INTEGER
#undef CHOICE
} parameters_t;

typedef enum parameter_type { PARAMETER_REAL, PARAMETER_INTEGER, PARAMETER_CHOICE } parameter_type_t;

typedef struct parameter_info {
    const char *group;
    const char *name;
    parameter_type_t type;
    size_t offset; /* in parameters_t; of a double, or of an int for INTEGER and CHOICE */
    double initial, lowest, highest;
    const char *words; /* CHOICE: the words, separated by '|', in the order of their numbers; else NULL */
    const char *unit;
    const char *meaning;
    const char *source;
} parameter_info_t;

/* The table, in the order of parameters.def. */
extern const parameter_info_t parameters_table[];
extern const size_t parameters_count;

void parameters_init(parameters_t *self); /* every default */

/* The row of group and name, or NULL. */
const parameter_info_t *parameters_find(const char *group, const char *name);

/* Any parameter as a number (a choice as the index of its word). `set` does not check ranges: model_check does. */
double parameters_get(const parameters_t *self, const parameter_info_t *info);
void parameters_set(parameters_t *self, const parameter_info_t *info, double value);

#endif
