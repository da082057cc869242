/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dependence.h"

#include <string.h>

#include "sim/threat.h"
#include "sim/ties.h"

void dependence_weigh_ties(world_t *world)
{
    ties_open(world, world->tie_gap);
    world->ties_stale = false;
}

void dependence_note_status(world_t *world, uint32_t d)
{
    const parameters_t *p = &world->model->parameters;
    const uint32_t s = world->roster.alliance_strong[d];
    const bool drifting = world->status[d] == STATUS_DRIFTING;
    const bool sanctions = drifting && world->model->strong[world->roster.strong_entry[s]].response !=
                                           RESPONSE_IGNORE;
    world->apart[d] = world->status[d] == STATUS_ALLIED ? 0.0 : 1.0;
    world->backed[d] = sanctions ? 1.0 - p->consequence_sanction : 1.0;
    world->based[d] = drifting ? 1.0 - p->consequence_withdrawal : 1.0;
}

/* What w's other living patrons leave open: the product over them of 1 - B rho. */
static double other_patrons_gap(const world_t *world, uint32_t d)
{
    const roster_t *roster = &world->roster;
    const uint32_t w = roster->alliance_weak[d];
    double gap = 1.0;
    const uint32_t end = roster->alliance_first[w + roster->copies];
    for (uint32_t other = roster->alliance_first[w]; other < end; other += roster->copies) {
        if (other != d && world->status[other] != STATUS_ENDED) {
            gap *= 1.0 - world->attribute[VARIABLE_ALLIANCE_support].value[other] *
                             world->engagement[roster->alliance_strong[other]];
        }
    }
    return gap;
}

void dependence_security(const world_t *world, uint32_t d, double deterrable, security_t *self)
{
    const uint32_t w = world->roster.alliance_weak[d];
    const attribute_t *attribute = world->attribute;
    const double unhelped_from = world->model->parameters.dependence_self_help;
    self->ties_open = world->tie_gap[w];
    self->patrons_open = world->several_patrons ? world->patrons_gap[d] : 1.0;
    self->need = dependence_need(attribute[VARIABLE_WEAK_defense_need].value[w], deterrable);
    self->gap = dependence_gap(self->need, attribute[VARIABLE_WEAK_capability].value[w]);
    self->unhelped = lesser(1.0, self->gap / unhelped_from);
    const double open = dependence_open(attribute[VARIABLE_WEAK_alternatives].value[w], self->ties_open,
                                self->patrons_open);
    self->alternatives = 1.0 - open;
    self->vulnerability = open * self->unhelped;
}

/* What a tile's components are worked out from, each [count]. */
typedef struct dependence_input {
    const double *capability, *everyday_need, *outside, *tie_gap; /* of the weak states */
    const double *support, *basing, *salience, *political_need;   /* of the alliances */
    const double *patrons_gap; /* NULL: nobody has other patrons */
    const double *apart, *backed, *based;
    const double *engagement;      /* of the strong states, as `share` says */
    const double *unallied, *lost_each; /* likewise: L_d = (unallied - apart) lost_each */
    const threat_tile_t *threats;
    float noise[4][TILE_SIZE];
} dependence_input_t;

VECTOR_INLINE double revert(double level, double target, float z, double keep, double shake)
{
    return clamp(target + keep * (level - target) + shake * (double)z, 0.0, 1.0);
}

/* Inlined with constants: how they have what is their strong state's, and whether there are other
 * patrons. */
VECTOR_INLINE void revert_all(uint32_t n, const parameters_t *p, double keep, double shake,
                              const dependence_input_t *restrict in,
                              double *restrict weak_military, double *restrict weak_political,
                              double *restrict strong_military,
                              double *restrict strong_political, const vector_share_t share,
                              const bool one_patron)
{
    const double substitutes = p->dependence_substitutes;
    const double treaty = p->dependence_treaty, standing = p->dependence_standing;
    const double substitution = p->consequence_substitution;
    VECTOR_EACH(n, share, i, s, {
        const double need = dependence_need(in->everyday_need[i], in->threats->deterrable[i]);
        const double gap = dependence_gap(need, in->capability[i]);
        const double open =
            dependence_open(in->outside[i], in->tie_gap[i], one_patron ? 1.0 : in->patrons_gap[i]);
        const double backing = treaty + (1.0 - treaty) * in->engagement[s];
        const double military =
            gap * in->support[i] * backing * (1.0 - substitutes * (1.0 - open)) * in->backed[i];
        const double near = standing + (1.0 - standing) * in->threats->position[i];
        const double lost = (in->unallied[s] - in->apart[i]) * in->lost_each[s];
        const double wanted = in->engagement[s] * near * (1.0 + substitution * lost);
        weak_military[i] = revert(weak_military[i], military, in->noise[0][i], keep, shake);
        weak_political[i] =
            revert(weak_political[i], in->political_need[i], in->noise[1][i], keep, shake);
        strong_military[i] = revert(strong_military[i], wanted * in->basing[i] * in->based[i],
                                    in->noise[2][i], keep, shake);
        strong_political[i] =
            revert(strong_political[i], wanted * in->salience[i], in->noise[3][i], keep, shake);
    });
}

/* With other patrons, there are several strong states. */
VECTOR_INLINE void revert_tile_lanes(uint32_t n, vector_share_t share, const parameters_t *p,
                                     double keep, double shake, const dependence_input_t *in,
                                     double *weak_military, double *weak_political,
                                     double *strong_military, double *strong_political)
{
    if (in->patrons_gap != NULL) {
        revert_all(n, p, keep, shake, in, weak_military, weak_political, strong_military,
                   strong_political, VECTOR_OWN, false);
    } else if (share == VECTOR_ONE) {
        revert_all(n, p, keep, shake, in, weak_military, weak_political, strong_military,
                   strong_political, VECTOR_ONE, true);
    } else if (share == VECTOR_TURNS) {
        revert_all(n, p, keep, shake, in, weak_military, weak_political, strong_military,
                   strong_political, VECTOR_TURNS, true);
    } else {
        revert_all(n, p, keep, shake, in, weak_military, weak_political, strong_military,
                   strong_political, VECTOR_OWN, true);
    }
}

VECTORISED(revert_tile,
           (uint32_t n, vector_share_t share, const parameters_t *p, double keep, double shake, const dependence_input_t *in, double *weak_military,
            double *weak_political, double *strong_military, double *strong_political),
           (n, share, p, keep, shake, in, weak_military, weak_political,
            strong_military, strong_political))

static void update_tile(world_t *world, const tile_t *tile, double keep, double shake)
{
    const parameters_t *p = &world->model->parameters;
    const attribute_t *attribute = world->attribute;
    const uint32_t begin = tile->begin, n = tile->count;
    const vector_share_t share = world->several_patrons ? VECTOR_OWN : tile->share;
    double room[7][TILE_SIZE];
    threat_tile_t threats;
    dependence_input_t in; /* field by field: an initialiser would clear all the room in it */
    in.capability = tile_weak(tile, attribute[VARIABLE_WEAK_capability].value, room[0]);
    in.everyday_need = tile_weak(tile, attribute[VARIABLE_WEAK_defense_need].value, room[1]);
    in.outside = tile_weak(tile, attribute[VARIABLE_WEAK_alternatives].value, room[2]);
    in.tie_gap = tile_weak(tile, world->tie_gap, room[3]);
    in.support = attribute[VARIABLE_ALLIANCE_support].value + begin;
    in.basing = attribute[VARIABLE_ALLIANCE_basing].value + begin;
    in.salience = attribute[VARIABLE_ALLIANCE_salience].value + begin;
    in.political_need = attribute[VARIABLE_ALLIANCE_political_need].value + begin;
    in.patrons_gap = world->several_patrons ? world->patrons_gap + begin : NULL;
    in.apart = world->apart + begin;
    in.backed = world->backed + begin;
    in.based = world->based + begin;
    in.engagement = tile_strong(tile, share, world->engagement, room[4]);
    in.unallied = tile_strong(tile, share, world->unallied, room[5]);
    in.lost_each = tile_strong(tile, share, world->lost_each, room[6]);
    in.threats = &threats;
    for (uint32_t d = begin; world->several_patrons && d < begin + n; d++) {
        world->patrons_gap[d] = other_patrons_gap(world, d);
    }
    if (shake > 0) {
        random_normal4(world->width, &world->keys, n, world->roster.alliance_address + begin,
                       world->tick, RANDOM_DEPENDENCE, in.noise[0], in.noise[1], in.noise[2],
                       in.noise[3]);
    } else {
        memset(in.noise, 0, sizeof in.noise);
    }
    threat_reach(world, tile, &threats);
    revert_tile(world->width, n, share, p, keep, shake, &in,
                world->weak_military + begin, world->weak_political + begin,
                world->strong_military + begin, world->strong_political + begin);
}

void dependence_prepare(world_t *world)
{
    if (world->ties_stale) {
        dependence_weigh_ties(world);
    }
}

void dependence_start(world_t *world)
{
    dependence_prepare(world);
    for (uint32_t i = 0; i < world->tile_count; i++) {
        update_tile(world, &world->tiles[i], 0.0, 0.0);
    }
}

void dependence_update(world_t *world, const tile_t *tile)
{
    update_tile(world, tile, world->constants.keep_dependence, world->constants.shake_dependence);
}
