/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/perception.h"

#include <math.h>

#include "sim/arithmetic.h"
#include "sim/noise.h"
#include "sim/tile.h"
#include "sim/ties.h"

void perception_note_patron(world_t *world, uint32_t w)
{
    const roster_t *roster = &world->roster;
    world->only_patron[w] = roster->strongs;
    const uint32_t end = roster->alliance_first[w + roster->copies];
    for (uint32_t d = roster->alliance_first[w]; d < end; d += roster->copies) {
        if (world->status[d] != STATUS_ENDED) {
            world->only_patron[w] = roster->alliance_strong[d];
        }
    }
    world->swayed[w] = world->only_patron[w] < roster->strongs
                           ? world->model->parameters.socialisation_patrons
                           : 0.0;
}

void perception_note_all(world_t *world)
{
    for (uint32_t w = 0; w < world->roster.weaks; w++) {
        perception_note_patron(world, w);
        if (world->listens) {
            world->heeding[w] = ties_weigh(&world->ties, w) > 0
                                    ? world->model->parameters.socialisation_neighbours
                                    : 0.0;
        }
    }
}

/* Where states have several patrons: the mean over the living ones that do not embody k, NaN if
 * there is none. */
static void mean_of_patrons(world_t *world, uint32_t k)
{
    const roster_t *roster = &world->roster;
    double *view = world->patrons_view + (size_t)k * roster->weaks;
    for (uint32_t w = 0; w < roster->weaks; w++) {
        double sum = 0;
        uint32_t n = 0;
        const uint32_t end = roster->alliance_first[w + roster->copies];
        for (uint32_t d = roster->alliance_first[w]; d < end; d += roster->copies) {
            const uint32_t s = roster->alliance_strong[d];
            if (world->status[d] != STATUS_ENDED && !roster_embodies(roster, s, k)) {
                sum += world->strong_intention[(size_t)k * roster->strongs + s];
                n++;
            }
        }
        view[w] = n == 0 ? (double)NAN : sum / n;
    }
}

/* Where the states of a tile tend, about one source, and how far they have come. */
typedef struct perception_input {
    const double *own;
    const double *by_patrons, *patrons;       /* weight, which is 0 where there are none; view, perhaps in turn */
    const double *by_neighbours, *neighbours; /* likewise; NULL if nobody listens */
    const float *noise;
    double keep, shake, lowest, highest;
} perception_input_t;

/* Inlined with constants: how they have their patron's view, and whether anybody listens to
 * neighbours. */
VECTOR_INLINE void perceive_as(uint32_t n, const perception_input_t *restrict in,
                               double *restrict intention, const vector_share_t share,
                               const bool listens)
{
    VECTOR_EACH(n, share, w, s, {
        const double own = in->own[w];
        const double patrons = in->by_patrons[w] * (in->patrons[s] - own);
        const double neighbours = listens ? in->by_neighbours[w] * (in->neighbours[w] - own) : 0.0;
        const double target = own + patrons + neighbours;
        const double next =
            target + in->keep * (intention[w] - target) + in->shake * (double)in->noise[w];
        intention[w] = clamp(next, in->lowest, in->highest);
    });
}

VECTOR_INLINE void perceive_shared(uint32_t n, const perception_input_t *in, double *intention,
                                   const vector_share_t share)
{
    if (in->neighbours != NULL) {
        perceive_as(n, in, intention, share, true);
    } else {
        perceive_as(n, in, intention, share, false);
    }
}

VECTOR_INLINE void perceive_lanes(uint32_t n, const perception_input_t *in, double *intention,
                                  vector_share_t share)
{
    switch (share) {
    case VECTOR_ONE:
        perceive_shared(n, in, intention, VECTOR_ONE);
        break;
    case VECTOR_TURNS:
        perceive_shared(n, in, intention, VECTOR_TURNS);
        break;
    default:
        perceive_shared(n, in, intention, VECTOR_OWN);
        break;
    }
}

VECTORISED(perceive,
           (uint32_t n, const perception_input_t *in, double *intention, vector_share_t share),
           (n, in, intention, share))

/* What each state's only patron thinks of k, and its weight: none if it embodies k. */
static void ask_patron(const world_t *world, uint32_t k, uint32_t begin, uint32_t n, double *weight,
                       double *view)
{
    const roster_t *roster = &world->roster;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t s = world->only_patron[begin + i];
        const bool speaks = s < roster->strongs && !roster_embodies(roster, s, k);
        weight[i] = speaks ? world->swayed[begin + i] : 0.0;
        view[i] = speaks ? world->strong_intention[(size_t)k * roster->strongs + s] : 0.0;
    }
}

/* The same of several. */
static void ask_patrons(const world_t *world, uint32_t k, uint32_t begin, uint32_t n,
                        double *weight, double *view)
{
    const double sway = world->model->parameters.socialisation_patrons;
    const double *mean = world->patrons_view + (size_t)k * world->roster.weaks + begin;
    for (uint32_t i = 0; i < n; i++) {
        const bool any = mean[i] == mean[i];
        weight[i] = any ? sway : 0.0;
        view[i] = any ? mean[i] : 0.0;
    }
}

void perception_prepare(world_t *world)
{
    if (world->listens) {
        ties_hear(world, world->neighbours_view);
    }
    for (uint32_t k = 0; k < world->roster.sources && world->several_patrons; k++) {
        mean_of_patrons(world, k);
    }
}

static void perceive_some(world_t *world, uint32_t begin, uint32_t end, double keep, double shake)
{
    const roster_t *roster = &world->roster;
    const size_t stride = noise_stride((size_t)roster->sources * roster->weaks);
    const variable_info_t *info = variable_info(VARIABLE_WEAK_intention);
    double weight[TILE_SIZE], view[TILE_SIZE];
    perception_input_t in = {
        .keep = keep, .shake = shake, .lowest = info->lowest, .highest = info->highest};
    for (uint32_t k = 0; k < roster->sources; k++) {
        const size_t at = (size_t)k * roster->weaks + begin;
        const bool one_strong = roster->strongs == roster->copies && roster->source_state[k] == MODEL_NONE &&
                                !world->several_patrons;
        double turn[VECTOR_TURN];
        in.own = world->own_view + at;
        in.by_patrons = weight;
        in.patrons = view;
        if (one_strong) {
            in.by_patrons = world->swayed + begin;
            in.patrons =
                tile_shared(roster->copies, world->strong_intention + (size_t)k * roster->strongs, turn);
        } else if (world->several_patrons) {
            ask_patrons(world, k, begin, end - begin, weight, view);
        } else {
            ask_patron(world, k, begin, end - begin, weight, view);
        }
        in.by_neighbours = world->listens ? world->heeding + begin : NULL;
        in.neighbours = world->listens ? world->neighbours_view + at : NULL;
        in.noise = world->weak_noise + noise_lane(world->tick) * stride + at;
        perceive(world->width, end - begin, &in, world->weak_intention + at,
                 one_strong ? tile_share(roster->copies) : VECTOR_OWN);
    }
}

void perception_start(world_t *world)
{
    perception_note_all(world);
    perception_prepare(world);
    for (uint32_t begin = 0, end; begin < world->roster.weaks; begin = end) {
        end = tile_end(begin, world->roster.weaks);
        perceive_some(world, begin, end, 0.0, 0.0);
    }
}

void perception_update(world_t *world, uint32_t begin, uint32_t end)
{
    perceive_some(world, begin, end, world->constants.keep_intention, world->constants.shake_intention);
}
