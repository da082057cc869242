/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dependence.h"

#include "sim/arithmetic.h"
#include "sim/threat.h"

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
    for (uint32_t other = roster->alliance_first[w]; other < roster->alliance_first[w + 1]; other++) {
        if (other != d && world->status[other] != STATUS_ENDED) {
            gap *= 1.0 - world->attribute[VARIABLE_ALLIANCE_support].value[other] *
                             world->engagement[roster->alliance_strong[other]];
        }
    }
    return gap;
}

void dependence_targets(world_t *world, uint32_t begin, uint32_t end, dependence_tile_t *target)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const double *capability = world->attribute[VARIABLE_WEAK_capability].value;
    const double *everyday_need = world->attribute[VARIABLE_WEAK_defense_need].value;
    const double *outside = world->attribute[VARIABLE_WEAK_alternatives].value;
    const double *support = world->attribute[VARIABLE_ALLIANCE_support].value;
    const double *basing = world->attribute[VARIABLE_ALLIANCE_basing].value;
    const double *salience = world->attribute[VARIABLE_ALLIANCE_salience].value;
    const double *political_need = world->attribute[VARIABLE_ALLIANCE_political_need].value;
    threat_tile_t threat;
    threat_compare(world, begin, end, &threat);
    for (uint32_t d = begin; d < end; d++) {
        const uint32_t s = roster->alliance_strong[d], w = roster->alliance_weak[d], i = d - begin;
        const double engagement = world->engagement[s];
        const bool drifting = world->status[d] == STATUS_DRIFTING, allied = world->status[d] == STATUS_ALLIED;
        const bool sanctions = drifting && world->model->strong[roster->strong_entry[s]].response != RESPONSE_IGNORE;
        const double need = everyday_need[w] + (1.0 - everyday_need[w]) * threat.deterrable[i];
        const double short_of = need - capability[w];
        const double gap = capability[w] < 1.0 && short_of > 0 ? short_of / (1.0 - capability[w]) : 0.0;
        const double open = (1.0 - outside[w]) * world->tie_gap[w] * patrons_gap(world, d); /* 1 - A_d */
        const double unhelped = gap < p->dependence_self_help ? gap / p->dependence_self_help : 1.0;
        const double backing = p->dependence_treaty + (1.0 - p->dependence_treaty) * engagement;
        const double near = p->dependence_standing + (1.0 - p->dependence_standing) * threat.position[i];
        const uint32_t others = roster->strong_alliances[s] - 1;
        const double lost = others > 0 ? (double)(world->unallied[s] - (allied ? 0u : 1u)) / (double)others : 0.0;
        const double wanted = engagement * near * (1.0 + p->consequence_substitution * lost);
        world->alternatives[d] = 1.0 - open;
        world->vulnerability[d] = open * unhelped;
        target->weak_military[i] = gap * support[d] * backing * (1.0 - p->dependence_substitutes * (1.0 - open)) *
                                   (1.0 - (sanctions ? p->consequence_sanction : 0.0));
        target->weak_political[i] = political_need[d];
        target->strong_military[i] = wanted * basing[d] * (1.0 - (drifting ? p->consequence_withdrawal : 0.0));
        target->strong_political[i] = wanted * salience[d];
    }
}

static void revert(double *restrict level, const double *restrict target, const float *restrict z, uint32_t n, double keep,
                   double shake)
{
    for (uint32_t i = 0; i < n; i++) {
        level[i] = clamp(target[i] + keep * (level[i] - target[i]) + shake * (double)z[i], 0.0, 1.0);
    }
}

void dependence_update(world_t *world)
{
    const uint32_t alliances = world->roster.alliances;
    const double keep = world->constants.keep_dependence, shake = world->constants.shake_dependence;
    dependence_weigh_ties(world);
    for (uint32_t begin = 0, end; begin < alliances; begin = end) {
        float z[4][WORLD_TILE] = {{0}};
        dependence_tile_t target;
        end = world_tile_end(begin, alliances);
        dependence_targets(world, begin, end, &target);
        if (shake > 0) {
            random_normal4(world->key, end - begin, world->roster.alliance_address + begin, world->tick, RANDOM_DEPENDENCE,
                           z[0], z[1], z[2], z[3]);
        }
        revert(world->weak_military + begin, target.weak_military, z[0], end - begin, keep, shake);
        revert(world->weak_political + begin, target.weak_political, z[1], end - begin, keep, shake);
        revert(world->strong_military + begin, target.strong_military, z[2], end - begin, keep, shake);
        revert(world->strong_political + begin, target.strong_political, z[3], end - begin, keep, shake);
    }
}
