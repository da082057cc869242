/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rule (paper, figure 1 and table 2; model 4): type of interdependence x threat perception ->
 * disposition, as the paper's table or as a quantal response about it.
 */
#ifndef ADRIFT_SIM_RULE_H
#define ADRIFT_SIM_RULE_H

#include "sim/state.h"

/* Where one alliance stands, and the lines about it. */
typedef struct rule_position {
    double strong_dependence, weak_dependence;
    double strong_line,
        weak_line;        /* at or above which each counts as strong, hysteresis included */
    double same_distance; /* least largest move of threats until they are the same; 0 if they are */
    double different_distance; /* the other way round */
    double divergence, vulnerability, ally_threat;
    bool clock_has_run; /* termination is within reach */
} rule_position_t;

interdependence_t rule_type(bool strong_is_strong, bool weak_is_strong);

/* Whether divergence or the ally itself puts perceptions beyond reconciliation. */
bool rule_irreconcilable(const parameters_t *p, double divergence, double ally_threat);

/* The table. `ending`: weak-weak, different, irreconcilable, not vulnerable, and the clock has run.
 */
behaviour_t rule_table(interdependence_t type, bool same, bool ending);

/* Largest single move from the position to where the table would choose each behaviour; INFINITY if
 * it is out of reach. */
void rule_distances(const parameters_t *p, const rule_position_t *position,
                    double distance[BEHAVIOUR_COUNT]);

/* The behaviour at uniform draw u in (0, 1) of P(behaviour) ~ exp(-lambda distance). */
behaviour_t rule_logit(double lambda, const double distance[BEHAVIOUR_COUNT], double u);

/* The position of one alliance in this tick (after dependence and demands). */
void rule_position(const world_t *world, uint32_t alliance, rule_position_t *position);

/* Dependences and types at the start of a replicate, by the plain threshold. */
void rule_start(world_t *world);

/* Take up what `before` was not: draws, if the quantal response rules only now. */
void rule_adopt(world_t *world, const model_t *before);

/* The quantal response's draw for what opened in this tick, if it rules. */
void rule_draw(world_t *world, uint32_t alliance);

/* Nothing done yet in this tick. */
void rule_prepare(world_t *world);

/* Then, type, threat perception, disposition and behaviour of a tile's alliances. */
void rule_update(world_t *world, const tile_t *tile);

#endif
