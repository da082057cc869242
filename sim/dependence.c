/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dependence.h"

#include <string.h>

#include "sim/arithmetic.h"
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

VECTOR_INLINE double need_of(double everyday, double deterrable)
{
    return everyday + (1.0 - everyday) * deterrable;
}

VECTOR_INLINE double gap_of(double need, double capability)
{
    const double room = 1.0 - capability;
    return greater(0.0, need - capability) / (room > 0 ? room : 1.0);
}

/* 1 - A_d */
VECTOR_INLINE double open_of(double outside, double ties, double patrons)
{
    return (1.0 - outside) * ties * patrons;
}

void dependence_security(const world_t *world, uint32_t d, double deterrable, security_t *self)
{
    const uint32_t w = world->roster.alliance_weak[d];
    const attribute_t *attribute = world->attribute;
    const double unhelped_from = world->model->parameters.dependence_self_help;
    self->ties_open = world->tie_gap[w];
    self->patrons_open = world->several_patrons ? world->patrons_gap[d] : 1.0;
    self->need = need_of(attribute[VARIABLE_WEAK_defense_need].value[w], deterrable);
    self->gap = gap_of(self->need, attribute[VARIABLE_WEAK_capability].value[w]);
    self->unhelped = lesser(1.0, self->gap / unhelped_from);
    const double open = open_of(attribute[VARIABLE_WEAK_alternatives].value[w], self->ties_open,
                                self->patrons_open);
    self->alternatives = 1.0 - open;
    self->vulnerability = open * self->unhelped;
}

/* What a tile's components are worked out from, each [count]. */
typedef struct dependence_input {
    const double *capability, *everyday_need, *outside, *tie_gap; /* of the weak states */
    const double *support, *basing, *salience, *political_need;   /* of the alliances */
    const double *patrons_gap, *apart, *backed, *based;
    double *engagement;            /* of the strong states; in turn, if there is one */
    double *unallied, *per_other;  /* likewise: L_d = (unallied - apart) per_other */
    const threat_tile_t *threats;
    float noise[4][TILE_SIZE];
} dependence_input_t;

VECTOR_INLINE double revert(double level, double target, float z, double keep, double shake)
{
    return clamp(target + keep * (level - target) + shake * (double)z, 0.0, 1.0);
}

/* Inlined with constants: whether one strong state is everybody's, and whether there are other
 * patrons. */
VECTOR_INLINE void revert_all(uint32_t n, const parameters_t *p, double keep, double shake,
                              const dependence_input_t *restrict in,
                              double *restrict weak_military, double *restrict weak_political,
                              double *restrict strong_military,
                              double *restrict strong_political, const bool one_strong,
                              const bool one_patron)
{
    const double substitutes = p->dependence_substitutes;
    const double treaty = p->dependence_treaty, standing = p->dependence_standing;
    const double substitution = p->consequence_substitution;
    VECTOR_EACH(n, one_strong, i, s, {
        const double need = need_of(in->everyday_need[i], in->threats->deterrable[i]);
        const double gap = gap_of(need, in->capability[i]);
        const double open =
            open_of(in->outside[i], in->tie_gap[i], one_patron ? 1.0 : in->patrons_gap[i]);
        const double backing = treaty + (1.0 - treaty) * in->engagement[s];
        const double military =
            gap * in->support[i] * backing * (1.0 - substitutes * (1.0 - open)) * in->backed[i];
        const double near = standing + (1.0 - standing) * in->threats->position[i];
        const double lost = (in->unallied[s] - in->apart[i]) * in->per_other[s];
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

VECTOR_INLINE void revert_one_lanes(uint32_t n, const parameters_t *p, double keep, double shake,
                                    const dependence_input_t *in, double *weak_military,
                                    double *weak_political, double *strong_military,
                                    double *strong_political)
{
    revert_all(n, p, keep, shake, in, weak_military, weak_political, strong_military,
               strong_political, true, true);
}

VECTOR_INLINE void revert_several_lanes(uint32_t n, const parameters_t *p, double keep,
                                        double shake, const dependence_input_t *in,
                                        double *weak_military, double *weak_political,
                                        double *strong_military, double *strong_political,
                                        bool one_patron)
{
    if (one_patron) {
        revert_all(n, p, keep, shake, in, weak_military, weak_political, strong_military,
                   strong_political, false, true);
    } else {
        revert_all(n, p, keep, shake, in, weak_military, weak_political, strong_military,
                   strong_political, false, false);
    }
}

VECTORISED(revert_one,
           (uint32_t n, const parameters_t *p, double keep, double shake,
            const dependence_input_t *in, double *weak_military, double *weak_political,
            double *strong_military, double *strong_political),
           (n, p, keep, shake, in, weak_military, weak_political, strong_military,
            strong_political))
VECTORISED(revert_several,
           (uint32_t n, const parameters_t *p, double keep, double shake,
            const dependence_input_t *in, double *weak_military, double *weak_political,
            double *strong_military, double *strong_political, bool one_patron),
           (n, p, keep, shake, in, weak_military, weak_political, strong_military,
            strong_political, one_patron))

/* What the strong states of a tile invest and have lost; in turn, if `one_strong`. */
static void lay_strong(const world_t *world, const tile_t *tile, bool one_strong,
                       dependence_input_t *in)
{
    const uint32_t *alliances = world->roster.strong_alliances;
    const uint32_t n = tile_strongs(tile, one_strong);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t s = tile_strong(tile, one_strong, i);
        in->engagement[i] = world->engagement[s];
        in->unallied[i] = (double)world->unallied[s];
        in->per_other[i] = alliances[s] > 1 ? 1.0 / (double)(alliances[s] - 1) : 0.0;
    }
}

static void update_tile(world_t *world, const tile_t *tile, double keep, double shake)
{
    const parameters_t *p = &world->model->parameters;
    const attribute_t *attribute = world->attribute;
    const uint32_t begin = tile->begin, n = tile->count;
    const bool one_strong = tile->one_strong && !world->several_patrons;
    double room[4][TILE_SIZE], engagement[TILE_SIZE], unallied[TILE_SIZE], per_other[TILE_SIZE];
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
    in.engagement = engagement;
    in.unallied = unallied;
    in.per_other = per_other;
    in.threats = &threats;
    lay_strong(world, tile, one_strong, &in);
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
    if (one_strong) {
        revert_one(world->width, n, p, keep, shake, &in, world->weak_military + begin,
                   world->weak_political + begin, world->strong_military + begin,
                   world->strong_political + begin);
    } else {
        revert_several(world->width, n, p, keep, shake, &in, world->weak_military + begin,
                       world->weak_political + begin, world->strong_military + begin,
                       world->strong_political + begin, !world->several_patrons);
    }
}

static void update_all(world_t *world, double keep, double shake)
{
    if (world->ties_stale) {
        dependence_weigh_ties(world);
    }
    for (uint32_t i = 0; i < world->tile_count; i++) {
        update_tile(world, &world->tiles[i], keep, shake);
    }
}

void dependence_start(world_t *world)
{
    update_all(world, 0.0, 0.0);
}

void dependence_update(world_t *world)
{
    update_all(world, world->constants.keep_dependence, world->constants.shake_dependence);
}
