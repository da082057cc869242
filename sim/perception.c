/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/perception.h"

#include <math.h>

#include "sim/arithmetic.h"
#include "sim/noise.h"
#include "sim/ties.h"

void perception_note_patron(world_t *world, uint32_t w)
{
    const roster_t *roster = &world->roster;
    world->only_patron[w] = roster->strongs;
    for (uint32_t d = roster->alliance_first[w]; d < roster->alliance_first[w + 1]; d++) {
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
        for (uint32_t d = roster->alliance_first[w]; d < roster->alliance_first[w + 1]; d++) {
            const uint32_t s = roster->alliance_strong[d];
            if (world->status[d] != STATUS_ENDED && roster->source_state[k] != (int32_t)s) {
                sum += world->strong_intention[(size_t)s * roster->sources + k];
                n++;
            }
        }
        view[w] = n == 0 ? (double)NAN : sum / n;
    }
}

/* Towards patrons' and neighbours' views, each by its weight, which is 0 where there are none. */
VECTOR_INLINE void perceive_lanes(uint32_t n, double keep, double shake, double lowest,
                                  double highest, const double *restrict own,
                                  const double *restrict by_patrons,
                                  const double *restrict patrons,
                                  const double *restrict by_neighbours,
                                  const double *restrict neighbours, const float *restrict z,
                                  double *restrict intention)
{
    for (uint32_t w = 0; w < n; w++) {
        const double target = own[w] + by_patrons[w] * (patrons[w] - own[w]) +
                              by_neighbours[w] * (neighbours[w] - own[w]);
        const double next = target + keep * (intention[w] - target) + shake * (double)z[w];
        intention[w] = clamp(next, lowest, highest);
    }
}

VECTORISED(perceive,
           (uint32_t n, double keep, double shake, double lowest,
            double highest, const double *restrict own, const double *restrict by_patrons,
            const double *restrict patrons, const double *restrict by_neighbours,
            const double *restrict neighbours, const float *restrict z,
            double *restrict intention),
           (n, keep, shake, lowest, highest, own, by_patrons, patrons, by_neighbours, neighbours, z,
            intention))

/* What the patrons of some states, `begin` and on, think of a source, and with which weight. */
typedef struct counsel {
    const double *weight, *view;
    double weight_room[TILE_SIZE], view_room[TILE_SIZE];
} counsel_t;

/* One patron each: its view, unless it embodies k. */
static void ask_patron(const world_t *world, uint32_t k, uint32_t begin, uint32_t n, counsel_t *self)
{
    const roster_t *roster = &world->roster;
    self->view = self->view_room;
    self->weight = world->swayed + begin;
    if (roster->strongs == 1) {
        const double said = world->strong_intention[k];
        for (uint32_t i = 0; i < n; i++) {
            self->view_room[i] = said;
        }
    } else {
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t s = world->only_patron[begin + i];
            self->view_room[i] =
                s < roster->strongs ? world->strong_intention[(size_t)s * roster->sources + k] : 0.0;
        }
    }
    if (roster->source_state[k] != MODEL_NONE) {
        for (uint32_t i = 0; i < n; i++) {
            const bool itself = roster->source_state[k] == (int32_t)world->only_patron[begin + i];
            self->weight_room[i] = itself ? 0.0 : world->swayed[begin + i];
        }
        self->weight = self->weight_room;
    }
}

static void ask_patrons(const world_t *world, uint32_t k, uint32_t begin, uint32_t n,
                        counsel_t *self)
{
    if (world->several_patrons) {
        const double weight = world->model->parameters.socialisation_patrons;
        const double *view = world->patrons_view + (size_t)k * world->roster.weaks + begin;
        for (uint32_t i = 0; i < n; i++) {
            const bool any = view[i] == view[i];
            self->weight_room[i] = any ? weight : 0.0;
            self->view_room[i] = any ? view[i] : 0.0;
        }
        self->weight = self->weight_room;
        self->view = self->view_room;
    } else {
        ask_patron(world, k, begin, n, self);
    }
}

static void perceive_all(world_t *world, double keep, double shake)
{
    const roster_t *roster = &world->roster;
    const size_t pairs = (size_t)roster->sources * roster->weaks;
    const variable_info_t *info = variable_info(VARIABLE_WEAK_intention);
    const double nobody[TILE_SIZE] = {0};
    counsel_t counsel;
    if (world->listens) {
        ties_hear(world, world->neighbours_view);
    }
    for (uint32_t k = 0; k < roster->sources; k++) {
        if (world->several_patrons) {
            mean_of_patrons(world, k);
        }
        for (uint32_t begin = 0, end; begin < roster->weaks; begin = end) {
            const size_t at = (size_t)k * roster->weaks + begin;
            end = tile_end(begin, roster->weaks);
            ask_patrons(world, k, begin, end - begin, &counsel);
            perceive(world->width, end - begin, keep, shake, info->lowest, info->highest,
                     world->own_view + at, counsel.weight, counsel.view,
                     world->listens ? world->heeding + begin : nobody,
                     world->listens ? world->neighbours_view + at : nobody,
                     world->weak_noise + noise_lane(world->tick) * pairs + at,
                     world->weak_intention + at);
        }
    }
}

void perception_start(world_t *world)
{
    perception_note_all(world);
    perceive_all(world, 0.0, 0.0);
}

void perception_update(world_t *world)
{
    perceive_all(world, world->constants.keep_intention, world->constants.shake_intention);
}
