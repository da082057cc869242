/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The attributes of agents and what shocks can act on: one table, made from variables.def. */
#ifndef ADRIFT_SIM_VARIABLES_H
#define ADRIFT_SIM_VARIABLES_H

#include <stdbool.h>

typedef enum agent_kind { KIND_SOURCE, KIND_STRONG, KIND_WEAK, KIND_ALLIANCE, KIND_WORLD, KIND_COUNT } agent_kind_t;

typedef enum variable_role { ROLE_ATTRIBUTE, ROLE_FIXED, ROLE_REVERTING, ROLE_ACTION } variable_role_t;

/* SOURCE_POWER, WEAK_CAPABILITY, ... are written as VARIABLE_SOURCE_power, VARIABLE_WEAK_capability, ... */
typedef enum variable {
#define VARIABLE(kind, name, role, per_source, initial, lowest, highest, meaning, source) VARIABLE_##kind##_##name,
#include "sim/variables.def"
#undef VARIABLE
    VARIABLE_COUNT
} variable_t;

typedef struct variable_info {
    agent_kind_t kind;
    const char *kind_name; /* "source", "strong", "weak", "alliance", "world" */
    const char *name;
    variable_role_t role;
    bool per_source;
    double initial, lowest, highest; /* default and range; of an ACTION, of its size */
    const char *meaning;
    const char *source;
} variable_info_t;

const char *agent_kind_name(agent_kind_t kind);

const variable_info_t *variable_info(variable_t variable);

/* The variable of "weak.capability" (or kind and name); -1 if there is none. */
int variable_from_name(const char *dotted);
int variable_find(agent_kind_t kind, const char *name);

/* Whether a shock or event may name it: anything but FIXED. */
bool variable_shockable(variable_t variable);

/* Whether each agent of its kind has one plain value of it: an ATTRIBUTE or FIXED, and not per source. */
bool variable_is_attribute(variable_t variable);

#endif
