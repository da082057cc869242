/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dependence.h"

#include <string.h>

#include "sim/arithmetic.h"
#include "sim/threat.h"
#include "sim/vector.h"

void dependence_weigh_ties(world_t *world)
{
    const ties_t *ties = &world->ties;
    const double *capability = world->attribute[VARIABLE_WEAK_capability].value;
    for (uint32_t w = 0; w < world->roster.weaks; w++) {
        double gap = 1.0;
        for (uint32_t i = ties->first[w]; i < ties->first[w + 1]; i++) {
            gap *= 1.0 - ties->weight[i] * capability[ties->to[i]];
        }
        world->tie_gap[w] = gap;
    }
}

/* What w's other living patrons leave open: the product over them of 1 - B rho. */
static double patrons_gap(const world_t *world, uint32_t d)
{
    const roster_t *roster = &world->roster;
    const uint32_t w = roster->alliance_weak[d];
    double gap = 1.0;
    for (uint32_t other = roster->alliance_first[w]; other < roster->alliance_first[w + 1];
         other++) {
        if (other != d && world->status[other] != STATUS_ENDED) {
            gap *= 1.0 - world->attribute[VARIABLE_ALLIANCE_support].value[other] *
                             world->engagement[roster->alliance_strong[other]];
        }
    }
    return gap;
}

/* What a tile's targets are worked out from, each [count]. */
typedef struct dependence_input {
    const double *capability, *everyday_need, *outside, *tie_gap; /* of the weak states */
    const double *support, *basing, *salience, *political_need;   /* of the alliances */
    double engagement[TILE_SIZE];                                 /* of the strong states */
    double lost[TILE_SIZE];                                       /* L_d */
    double patrons_gap[TILE_SIZE];
    double backed[TILE_SIZE], based[TILE_SIZE]; /* 1, or what sanction and withdrawal leave */
} dependence_input_t;

VECTOR_INLINE void work_out_lanes(uint32_t n, const parameters_t *p,
                                  const dependence_input_t *restrict in,
                                  const threat_tile_t *restrict threats,
                                  dependence_tile_t *restrict target, double *restrict alternatives,
                                  double *restrict vulnerability)
{
    const double self_help = p->dependence_self_help, substitutes = p->dependence_substitutes;
    const double treaty = p->dependence_treaty, standing = p->dependence_standing;
    const double substitution = p->consequence_substitution;
    for (uint32_t i = 0; i < n; i++) {
        const double need =
            in->everyday_need[i] + (1.0 - in->everyday_need[i]) * threats->deterrable[i];
        const double short_of = need - in->capability[i] > 0 ? need - in->capability[i] : 0.0;
        const double room = 1.0 - in->capability[i];
        const double gap = short_of / (room > 0 ? room : 1.0);
        const double open =
            (1.0 - in->outside[i]) * in->tie_gap[i] * in->patrons_gap[i]; /* 1 - A_d */
        const double unhelped = gap / self_help < 1.0 ? gap / self_help : 1.0;
        const double backing = treaty + (1.0 - treaty) * in->engagement[i];
        const double near = standing + (1.0 - standing) * threats->position[i];
        const double wanted = in->engagement[i] * near * (1.0 + substitution * in->lost[i]);
        alternatives[i] = 1.0 - open;
        vulnerability[i] = open * unhelped;
        target->weak_military[i] =
            gap * in->support[i] * backing * (1.0 - substitutes * (1.0 - open)) * in->backed[i];
        target->weak_political[i] = in->political_need[i];
        target->strong_military[i] = wanted * in->basing[i] * in->based[i];
        target->strong_political[i] = wanted * in->salience[i];
    }
}

VECTORISED(work_out,
           (uint32_t n, const parameters_t *p, const dependence_input_t *restrict in,
            const threat_tile_t *restrict threats, dependence_tile_t *restrict target,
            double *restrict alternatives, double *restrict vulnerability),
           (n, p, in, threats, target, alternatives, vulnerability))

void dependence_targets(world_t *world, const tile_t *tile, dependence_tile_t *target)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const attribute_t *attribute = world->attribute;
    double room[4][TILE_SIZE];
    threat_tile_t threats;
    dependence_input_t in; /* field by field: an initialiser would clear all the room in it */
    in.capability = tile_weak(tile, attribute[VARIABLE_WEAK_capability].value, room[0]);
    in.everyday_need = tile_weak(tile, attribute[VARIABLE_WEAK_defense_need].value, room[1]);
    in.outside = tile_weak(tile, attribute[VARIABLE_WEAK_alternatives].value, room[2]);
    in.tie_gap = tile_weak(tile, world->tie_gap, room[3]);
    in.support = attribute[VARIABLE_ALLIANCE_support].value + tile->begin;
    in.basing = attribute[VARIABLE_ALLIANCE_basing].value + tile->begin;
    in.salience = attribute[VARIABLE_ALLIANCE_salience].value + tile->begin;
    in.political_need = attribute[VARIABLE_ALLIANCE_political_need].value + tile->begin;
    tile_strong(tile, world->engagement, 1, in.engagement);
    for (uint32_t i = 0; i < tile->count; i++) {
        const uint32_t d = tile->begin + i, s = tile->strong[i],
                       others = roster->strong_alliances[s] - 1;
        const bool drifting = world->status[d] == STATUS_DRIFTING,
                   allied = world->status[d] == STATUS_ALLIED;
        const bool sanctions =
            drifting && world->model->strong[roster->strong_entry[s]].response != RESPONSE_IGNORE;
        in.lost[i] = world->unallied[s] > 0 && others > 0
                         ? (double)(world->unallied[s] - (allied ? 0u : 1u)) / (double)others
                         : 0.0;
        in.backed[i] = sanctions ? 1.0 - p->consequence_sanction : 1.0;
        in.based[i] = drifting ? 1.0 - p->consequence_withdrawal : 1.0;
        in.patrons_gap[i] = world->several_patrons ? patrons_gap(world, d) : 1.0;
    }
    threat_compare(world, tile, &threats);
    work_out(tile->count, p, &in, &threats, target, world->alternatives + tile->begin,
             world->vulnerability + tile->begin);
}

VECTOR_INLINE void revert_lanes(double *restrict level, const double *restrict target,
                                const float *restrict z, uint32_t n, double keep, double shake)
{
    for (uint32_t i = 0; i < n; i++) {
        level[i] =
            clamp(target[i] + keep * (level[i] - target[i]) + shake * (double)z[i], 0.0, 1.0);
    }
}

VECTORISED(revert,
           (double *restrict level, const double *restrict target, const float *restrict z,
            uint32_t n, double keep, double shake),
           (level, target, z, n, keep, shake))

void dependence_update(world_t *world)
{
    const uint32_t alliances = world->roster.alliances;
    const double keep = world->constants.keep_dependence, shake = world->constants.shake_dependence;
    dependence_weigh_ties(world);
    for (uint32_t begin = 0, end; begin < alliances; begin = end) {
        float z[4][TILE_SIZE];
        dependence_tile_t target;
        end = tile_end(begin, alliances);
        dependence_targets(world, &world->tiles[begin / TILE_SIZE], &target);
        if (shake > 0) {
            random_normal4(world->key, end - begin, world->roster.alliance_address + begin,
                           world->tick, RANDOM_DEPENDENCE, z[0], z[1], z[2], z[3]);
        } else {
            memset(z, 0, sizeof z);
        }
        revert(world->weak_military + begin, target.weak_military, z[0], end - begin, keep, shake);
        revert(world->weak_political + begin, target.weak_political, z[1], end - begin, keep,
               shake);
        revert(world->strong_military + begin, target.strong_military, z[2], end - begin, keep,
               shake);
        revert(world->strong_political + begin, target.strong_political, z[3], end - begin, keep,
               shake);
    }
}
