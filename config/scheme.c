/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/scheme.h"

#include <stdint.h>
#include <stdio.h>

#include "config/experiment.h"

const scheme_t schemes[] = {
    {"factorial", OPTION_LEVELS | OPTION_GRID, SIZE_MAX, EXPERIMENT_LEVELS},
    {"one_at_a_time", OPTION_LEVELS | OPTION_GRID | OPTION_BASE, SIZE_MAX, EXPERIMENT_LEVELS},
    {"random", OPTION_POINTS, SIZE_MAX, 0},
    {"latin_hypercube", OPTION_POINTS | OPTION_MAXIMIN, SIZE_MAX, 0},
    {"sobol", OPTION_POINTS | OPTION_SKIP, 40, 0},
    {"halton", OPTION_POINTS | OPTION_SKIP, 1229, 0},
    {"reverse_halton", OPTION_POINTS | OPTION_SKIP, 1229, 0},
    {"niederreiter", OPTION_POINTS | OPTION_SKIP, 12, 0},
    {"morris", OPTION_TRAJECTORIES | OPTION_LEVELS, SIZE_MAX, EXPERIMENT_MORRIS_LEVELS},
    {"saltelli", OPTION_SAMPLES | OPTION_SECOND_ORDER | OPTION_SKIP, 20, 0},
    {"ramp", OPTION_LEVELS | OPTION_GRID | OPTION_RAMP, 1, EXPERIMENT_RAMP_LEVELS},
    {"table", OPTION_TABLE | OPTION_FILE, SIZE_MAX, 0},
};
const size_t scheme_count = sizeof schemes / sizeof schemes[0];

const scheme_option_t scheme_options[] = {
    {"levels", OPTION_LEVELS},
    {"points", OPTION_POINTS},
    {"maximin", OPTION_MAXIMIN},
    {"skip", OPTION_SKIP},
    {"trajectories", OPTION_TRAJECTORIES},
    {"samples", OPTION_SAMPLES},
    {"second_order", OPTION_SECOND_ORDER},
    {"table", OPTION_TABLE},
    {"file", OPTION_FILE},
    {"ramp", OPTION_RAMP},
};
const size_t scheme_option_count = sizeof scheme_options / sizeof scheme_options[0];

void scheme_list(unsigned options, char *list, size_t size)
{
    size_t used = 0;
    list[0] = '\0';
    for (size_t d = 0; d < scheme_count && used < size; d++) {
        if (schemes[d].options & options) {
            used += (size_t)snprintf(list + used, size - used, "%s%s", used == 0 ? "" : "|",
                                     schemes[d].name);
        }
    }
}
