/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from what was done: issues, prices, drift, recovery, ends (model 4, Consequences).
 */
#ifndef ADRIFT_SIM_CONSEQUENCE_H
#define ADRIFT_SIM_CONSEQUENCE_H

#include "sim/state.h"

void consequence_update(world_t *world);

#endif
