/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/perception.h"

#include <math.h>

#include "sim/noise.h"
#include "sim/vector.h"

void perception_note_patron(world_t *world, uint32_t w)
{
    const roster_t *roster = &world->roster;
    world->only_patron[w] = roster->strongs;
    for (uint32_t d = roster->alliance_first[w]; d < roster->alliance_first[w + 1]; d++) {
        if (world->status[d] != STATUS_ENDED) {
            world->only_patron[w] = roster->alliance_strong[d];
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

/* Intentions about sources first ... first + PERCEPTION_AT_ONCE - 1 laid by weak state, so that one
 * state's stand together. */
static void lay_views(world_t *world, uint32_t first, uint32_t n)
{
    const size_t weaks = world->roster.weaks;
    for (uint32_t k = 0; k < n; k++) {
        const double *intention = world->weak_intention + (first + k) * weaks;
        for (size_t w = 0; w < weaks; w++) {
            world->views[w * PERCEPTION_AT_ONCE + k] = intention[w];
        }
    }
}

/* The tie-weighted mean of neighbours' views, laid likewise; NaN for a state without ties. */
VECTOR_INLINE void hear_lanes(uint32_t weaks, const uint32_t *restrict first,
                              const uint32_t *restrict to, const double *restrict weight,
                              const double *restrict views, double *restrict heard)
{
    for (uint32_t w = 0; w < weaks; w++) {
        double sum[PERCEPTION_AT_ONCE] = {0}, all = 0;
        for (uint32_t i = first[w]; i < first[w + 1]; i++) {
            const double *theirs = views + (size_t)to[i] * PERCEPTION_AT_ONCE;
            all += weight[i];
            for (uint32_t k = 0; k < PERCEPTION_AT_ONCE; k++) {
                sum[k] += weight[i] * theirs[k];
            }
        }
        const double share = all > 0 ? 1.0 / all : (double)NAN;
        for (uint32_t k = 0; k < PERCEPTION_AT_ONCE; k++) {
            heard[(size_t)w * PERCEPTION_AT_ONCE + k] = sum[k] * share;
        }
    }
}

VECTORISED(hear,
           (uint32_t weaks, const uint32_t *restrict first, const uint32_t *restrict to,
            const double *restrict weight, const double *restrict views, double *restrict heard),
           (weaks, first, to, weight, views, heard))

static void hear_neighbours(world_t *world)
{
    const ties_t *ties = &world->ties;
    const uint32_t sources = world->roster.sources;
    const size_t weaks = world->roster.weaks;
    for (uint32_t first = 0; first < sources; first += PERCEPTION_AT_ONCE) {
        const uint32_t left = sources - first;
        const uint32_t n = left < PERCEPTION_AT_ONCE ? left : PERCEPTION_AT_ONCE;
        lay_views(world, first, n);
        hear((uint32_t)weaks, ties->first, ties->to, ties->weight, world->views, world->heard);
        for (uint32_t k = 0; k < n; k++) {
            double *view = world->neighbours_view + (first + k) * weaks;
            for (size_t w = 0; w < weaks; w++) {
                view[w] = world->heard[w * PERCEPTION_AT_ONCE + k];
            }
        }
    }
}

/* `patrons` and `neighbours` NaN (or NULL for all): there are none, and one's own view stands in.
 */
VECTOR_INLINE void perceive_lanes(uint32_t n, double by_patrons, double by_neighbours, double keep,
                                  double shake, double lowest, double highest,
                                  const double *restrict own, const double *restrict patrons,
                                  const double *restrict neighbours, const float *restrict z,
                                  double *restrict intention)
{
    for (uint32_t w = 0; w < n; w++) {
        const double theirs = patrons[w] == patrons[w] ? patrons[w] - own[w] : 0.0;
        const double around = neighbours[w] == neighbours[w] ? neighbours[w] - own[w] : 0.0;
        const double target = own[w] + by_patrons * theirs + by_neighbours * around;
        const double next = target + keep * (intention[w] - target) + shake * (double)z[w];
        intention[w] = next < lowest ? lowest : next > highest ? highest : next;
    }
}

VECTORISED(perceive,
           (uint32_t n, double by_patrons, double by_neighbours, double keep, double shake,
            double lowest, double highest, const double *restrict own,
            const double *restrict patrons, const double *restrict neighbours,
            const float *restrict z, double *restrict intention),
           (n, by_patrons, by_neighbours, keep, shake, lowest, highest, own, patrons, neighbours, z,
            intention))

/* What strong state s says about k: world->said[s]; NaN if it embodies k, and for `strongs`, which
 * is nobody. */
static void ask_patrons(world_t *world, uint32_t k)
{
    const roster_t *roster = &world->roster;
    for (uint32_t s = 0; s < roster->strongs; s++) {
        world->said[s] = roster->source_state[k] == (int32_t)s
                             ? (double)NAN
                             : world->strong_intention[(size_t)s * roster->sources + k];
    }
    world->said[roster->strongs] = (double)NAN;
}

/* What the patrons of states begin ... end - 1 think of k, in place or laid into `room`. */
static const double *lay_patrons(const world_t *world, uint32_t k, uint32_t begin, uint32_t end,
                                 double *room)
{
    const double *laid = room;
    if (world->several_patrons) {
        laid = world->patrons_view + (size_t)k * world->roster.weaks + begin;
    } else {
        for (uint32_t w = begin; w < end; w++) {
            room[w - begin] = world->said[world->only_patron[w]];
        }
    }
    return laid;
}

static void perceive_all(world_t *world, double keep, double shake)
{
    const roster_t *roster = &world->roster;
    const parameters_t *p = &world->model->parameters;
    const size_t pairs = (size_t)roster->sources * roster->weaks;
    const variable_info_t *info = variable_info(VARIABLE_WEAK_intention);
    double nobody[TILE_SIZE], room[TILE_SIZE];
    if (world->listens) {
        hear_neighbours(world);
    } else {
        for (uint32_t i = 0; i < TILE_SIZE; i++) {
            nobody[i] = (double)NAN;
        }
    }
    for (uint32_t k = 0; k < roster->sources; k++) {
        if (world->several_patrons) {
            mean_of_patrons(world, k);
        } else {
            ask_patrons(world, k);
        }
        for (uint32_t begin = 0, end; begin < roster->weaks; begin = end) {
            const size_t at = (size_t)k * roster->weaks + begin;
            end = tile_end(begin, roster->weaks);
            perceive(end - begin, p->socialisation_patrons, p->socialisation_neighbours, keep,
                     shake, info->lowest, info->highest, world->own_view + at,
                     lay_patrons(world, k, begin, end, room),
                     world->listens ? world->neighbours_view + at : nobody,
                     world->weak_noise + noise_lane(world->tick) * pairs + at,
                     world->weak_intention + at);
        }
    }
}

void perception_start(world_t *world)
{
    for (uint32_t w = 0; w < world->roster.weaks; w++) {
        perception_note_patron(world, w);
    }
    perceive_all(world, 0.0, 0.0);
}

void perception_update(world_t *world)
{
    perceive_all(world, world->constants.keep_intention, world->constants.shake_intention);
}
