/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each side of an alliance depends on the other for (model 4, Dependence). */
#ifndef ADRIFT_SIM_DEPENDENCE_H
#define ADRIFT_SIM_DEPENDENCE_H

#include "sim/arithmetic.h"
#include "sim/state.h"

/* How secure the weak state is: only an open issue (or whoever looks) needs to know. */
typedef struct security {
    double need, gap;                       /* need_d, gap_d */
    double ties_open, patrons_open;         /* what ties, and other patrons, leave open */
    double unhelped;                        /* min(1, gap / self_help) */
    double alternatives, vulnerability;     /* A_d, V_d */
} security_t;

/* As in the last dependence_update; `deterrable`: of threat_compare. */
void dependence_security(const world_t *world, uint32_t alliance, double deterrable,
                         security_t *security);

/* What ties leave open of each weak state's needs: when capabilities or ties have changed. */
void dependence_weigh_ties(world_t *world);

/* The alliance's status is another now. */
void dependence_note_status(world_t *world, uint32_t alliance);

/* Every component at its target (it must be a number before). */
void dependence_start(world_t *world);

/* What ties leave open, if that may be another. */
void dependence_prepare(world_t *world);

/* Then, revert every component of a tile to its target, with noise. */
void dependence_update(world_t *world, const tile_t *tile);

/* The parts of it: need_d, gap_d, and 1 - A_d of what others leave open. */
VECTOR_INLINE double dependence_need(double everyday, double deterrable)
{
    return everyday + (1.0 - everyday) * deterrable;
}

VECTOR_INLINE double dependence_gap(double need, double capability)
{
    const double room = 1.0 - capability;
    return greater(0.0, need - capability) / (room > 0 ? room : 1.0);
}

/* 1 - A_d */
VECTOR_INLINE double dependence_open(double outside, double ties, double patrons)
{
    return (1.0 - outside) * ties * patrons;
}

#endif
