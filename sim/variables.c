/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/variables.h"

#include <string.h>

#define SINGLE false
#define PER_SOURCE true

static const char *const kind_names[KIND_COUNT] = {"source", "strong", "weak", "alliance", "world"};

static const variable_info_t table[VARIABLE_COUNT] = {
#define VARIABLE(kind, name, role, per_source, initial, lowest, highest, meaning, source) \
    {KIND_##kind, kind_names_##kind, #name, ROLE_##role, per_source, initial, lowest, highest, meaning, source},
#define kind_names_SOURCE "source"
#define kind_names_STRONG "strong"
#define kind_names_WEAK "weak"
#define kind_names_ALLIANCE "alliance"
#define kind_names_WORLD "world"
#include "sim/variables.def"
#undef VARIABLE
};

const char *agent_kind_name(agent_kind_t kind)
{
    return kind_names[kind];
}

const variable_info_t *variable_info(variable_t variable)
{
    return &table[variable];
}

int variable_find(agent_kind_t kind, const char *name)
{
    int found = -1;
    for (int i = 0; i < VARIABLE_COUNT && found < 0; i++) {
        if (table[i].kind == kind && strcmp(table[i].name, name) == 0) {
            found = i;
        }
    }
    return found;
}

int variable_from_name(const char *dotted)
{
    int found = -1;
    const char *dot = strchr(dotted, '.');
    for (int kind = 0; dot != NULL && kind < KIND_COUNT && found < 0; kind++) {
        if (strlen(kind_names[kind]) == (size_t)(dot - dotted) &&
            strncmp(kind_names[kind], dotted, (size_t)(dot - dotted)) == 0) {
            found = variable_find((agent_kind_t)kind, dot + 1);
        }
    }
    return found;
}

bool variable_shockable(variable_t variable)
{
    return table[variable].role != ROLE_FIXED;
}

bool variable_is_attribute(variable_t variable)
{
    const variable_info_t *info = &table[variable];
    return !info->per_source && (info->role == ROLE_ATTRIBUTE || info->role == ROLE_FIXED);
}
