/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Paths name whatever in a scenario can be set or swept:
 *
 *     group.parameter                      threshold.dependence, decision.rule
 *     sources.ID.attribute                 sources.CHN.power
 *     strong.ID.attribute, .response       strong.USA.engagement, strong.USA.response
 *     weak.ID.attribute, .count            weak.KOR.capability, weak.ally.count
 *     strong|weak.ID.intention|proximity.SOURCE
 *     alliances.STRONG.WEAK.attribute      alliances.USA.KOR.support
 *     ties.FROM.TO.weight, .mutual, .partners
 *     shocks.ID.field, events.ID.field     shocks.coup.rate, events.asks.date
 *
 * and, where a value is a distribution, one step more for its parameters: weak.ally.capability.a. Setting the value itself
 * to a number makes it that constant. A group is set as a whole.
 */
#ifndef ADRIFT_CONFIG_PATH_H
#define ADRIFT_CONFIG_PATH_H

#include "config/knob.h"

enum {
    PATH_OK = 0,
    PATH_UNKNOWN = -1, /* there is nothing of that name */
    PATH_INVALID = -2  /* the value cannot be stored (KNOB_INVALID), or this is no assignment */
};

enum { PATH_WHY_SIZE = KNOB_WHY_SIZE }; /* room for any reason, a knob's too */

/*
 * PATH_OK, or PATH_UNKNOWN and the reason in `why` (may be NULL), which says which step is unknown and the nearest known
 * name: "weak.KOR has no capabilty; did you mean capability?".
 */
int path_resolve(scenario_t *self, const char *path, knob_t *knob, char *why, size_t why_size);

/*
 * "PATH=VALUE" (the argument of -s): resolve and set in one, and mark it as given. PATH_OK, PATH_UNKNOWN or PATH_INVALID,
 * with the reason.
 */
int path_assign(scenario_t *self, const char *assignment, char *why, size_t why_size);

/* Which paths to list; any of the first line together, narrowed by the second. */
enum {
    PATH_PARAMETERS = 1,  /* group.parameter */
    PATH_CODES = 2,       /* the values of sources, states and alliances: what a case study codes */
    PATH_OTHERS = 4,      /* counts, responses */
    PATH_TIES = 8,
    PATH_SHOCKS = 16,     /* shocks and events */
    PATH_DETAILS = 32,    /* parameters of the distributions among them; alone, of all */
    PATH_ALL = 63,
    PATH_GIVEN = 64,      /* only what the file gave explicitly (parameters and codes; ties and shocks always are) */
    PATH_CONSTANT = 128   /* only what is no distribution */
};

/* Told of each path; anything but 0 ends the listing. `path` is valid during the call, `knob` may be copied. */
typedef int (*path_visitor_t)(void *context, const char *path, const knob_t *knob);

/*
 * Every path that path_resolve would know, in the order of the tables and of the scenario's entries; each resolves to the
 * knob that comes with it. 0, or what ended it; SCENARIO_NO_MEMORY too.
 * `cases --perturb` wants PATH_CODES | PATH_GIVEN | PATH_CONSTANT.
 */
int path_list(scenario_t *self, unsigned which, path_visitor_t visitor, void *context);

#endif
