/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/parameters.h"

#include <limits.h>
#include <string.h>

/* clang-format off */
const parameter_info_t parameters_table[] = {
#define REAL(group, name, initial, lowest, highest, unit, meaning, source) \
    {#group, #name, PARAMETER_REAL, offsetof(parameters_t, group##_##name), initial, lowest, highest, NULL, unit, meaning, source},
#define INTEGER(group, name, initial, lowest, highest, unit, meaning, source) \
    {#group, #name, PARAMETER_INTEGER, offsetof(parameters_t, group##_##name), initial, lowest, highest, NULL, unit, meaning, source},
#define CHOICE(group, name, initial, words, meaning, source) \
    {#group, #name, PARAMETER_CHOICE, offsetof(parameters_t, group##_##name), initial, 0, 1, words, "word", meaning, source},
#include "sim/parameters.def"
#undef REAL
#undef INTEGER
#undef CHOICE
};
/* clang-format on */

const size_t parameters_count = sizeof parameters_table / sizeof parameters_table[0];

void parameters_init(parameters_t *self)
{
    memset(self, 0, sizeof *self);
    for (size_t i = 0; i < parameters_count; i++) {
        parameters_set(self, &parameters_table[i], parameters_table[i].initial);
    }
}

const parameter_info_t *parameters_find(const char *group, const char *name)
{
    const parameter_info_t *found = NULL;
    for (size_t i = 0; i < parameters_count && found == NULL; i++) {
        if (strcmp(parameters_table[i].group, group) == 0 && strcmp(parameters_table[i].name, name) == 0) {
            found = &parameters_table[i];
        }
    }
    return found;
}

double parameters_get(const parameters_t *self, const parameter_info_t *info)
{
    const void *field = (const char *)self + info->offset;
    return info->type == PARAMETER_REAL ? *(const double *)field : (double)*(const int *)field;
}

void parameters_set(parameters_t *self, const parameter_info_t *info, double value)
{
    void *field = (char *)self + info->offset;
    if (info->type == PARAMETER_REAL) {
        *(double *)field = value;
    } else if (value > (double)INT_MIN && value < (double)INT_MAX) {
        *(int *)field = (int)value;
    } else { /* NaN too: in no range */
        *(int *)field = value > 0.0 ? INT_MAX : INT_MIN;
    }
}
