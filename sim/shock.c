/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/shock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/agenda.h"
#include "sim/arithmetic.h"
#include "sim/chronicle.h"

/* A transient smaller than this is gone (model 4, fine print). */
#define transient_least 0x1p-40

bool shock_is_on(const model_t *model, variable_t variable)
{
    bool found = false;
    for (size_t i = 0; i < model->shock_count && !found; i++) {
        found = model->shocks[i].on == variable;
    }
    return found;
}

/* Exponential in ticks, floored, and one: each tick has a chance 1 - exp(-rate dt). */
VECTOR_INLINE void wait_lanes(uint32_t n, const uint32_t *restrict word, const double *restrict per_tick,
                              double *restrict wait)
{
    for (uint32_t i = 0; i < n; i++) {
        wait[i] = 1.0 + floor(-arithmetic_log_normal(random_unit(word[i])) / per_tick[i]);
    }
}

VECTORISED(wait,
           (uint32_t n, const uint32_t *restrict word, const double *restrict per_tick, double *restrict wait),
           (n, word, per_tick, wait))

void shock_waits(vector_width_t width, uint32_t n, const uint32_t *word, const double *per_tick, double *waits)
{
    wait(width, n, word, per_tick, waits);
}

int32_t shock_later(int32_t when, double wait)
{
    const double next = (double)when + wait;
    return next < (double)INT32_MAX ? (int32_t)next : INT32_MAX;
}

static int compare_entries(const void *a, const void *b)
{
    const model_shock_t *x = ((const shock_t *)a)->entry, *y = ((const shock_t *)b)->entry;
    int order = (int)y->scripted - (int)x->scripted;
    return order != 0 ? order : strcmp(x->id, y->id);
}

static bool alliance_is_target(const roster_t *roster, const model_shock_t *entry,
                               uint32_t alliance)
{
    uint32_t w = roster->alliance_weak[alliance], first = w, count = 1;
    bool strong = entry->strong == MODEL_NONE ||
                  roster->strong_of[entry->strong] + roster_copy(roster, alliance) ==
                      roster->alliance_strong[alliance];
    if (entry->weak != MODEL_NONE) {
        roster_weak_range(roster, entry->weak, entry->member, &first, &count);
    }
    return strong && w >= first && w - first < count;
}

/* Those of the kind that the shock acts on: a range of states, or the alliances that match. Counts
 * if `target` is NULL. */
static uint32_t list_targets(const roster_t *roster, const model_shock_t *entry, uint32_t *target)
{
    uint32_t first = 0, count = 0, n = 0;
    bool all = entry->target == MODEL_NONE;
    switch (variable_info(entry->on)->kind) {
    case KIND_SOURCE:
        first = all ? 0 : roster->source_of[entry->target] << roster->copy_bits;
        count = (all ? roster->sources : 1) << roster->copy_bits;
        break;
    case KIND_STRONG:
        first = all ? 0 : roster->strong_of[entry->target];
        count = all ? roster->strongs : roster->copies;
        break;
    case KIND_WEAK:
        count = roster->weaks;
        if (!all) {
            roster_weak_range(roster, entry->target, entry->member, &first, &count);
        }
        break;
    case KIND_ALLIANCE:
        count = roster->alliances;
        break;
    default:
        count = roster->copies; /* the world */
        break;
    }
    for (uint32_t i = first; i < first + count; i++) {
        if (variable_info(entry->on)->kind != KIND_ALLIANCE ||
            alliance_is_target(roster, entry, i)) {
            if (target != NULL) {
                target[n] = i;
            }
            n++;
        }
    }
    return n;
}

static uint64_t target_address(const roster_t *roster, const shock_t *shock, uint32_t target)
{
    uint64_t address = shock->address;
    switch (variable_info(shock->entry->on)->kind) {
    case KIND_SOURCE:
        address = random_hash_join(address, roster->source_address[target >> roster->copy_bits]);
        break;
    case KIND_STRONG:
        address = random_hash_join(address, roster->strong_address[target]);
        break;
    case KIND_WEAK:
        address = random_hash_join(address, roster->weak_address[target]);
        break;
    case KIND_ALLIANCE:
        address = random_hash_join(address, roster->alliance_address[target]);
        break;
    default:
        break; /* the world */
    }
    return address;
}

int shock_init_all(world_t *world)
{
    int status = MODEL_NO_MEMORY;
    const model_t *model = world->model;
    world->shocks = calloc(model->shock_count + 1, sizeof *world->shocks);
    if (world->shocks == NULL) {
        goto out;
    }
    world->shock_count = (uint32_t)model->shock_count;
    for (uint32_t i = 0; i < world->shock_count; i++) {
        world->shocks[i].entry = &model->shocks[i];
    }
    qsort(world->shocks, world->shock_count, sizeof *world->shocks, compare_entries);
    for (uint32_t i = 0; i < world->shock_count; i++) {
        shock_t *shock = &world->shocks[i];
        shock->address = random_hash_join((uint64_t)KIND_COUNT + 1, random_hash(shock->entry->id));
        shock->targets = list_targets(&world->roster, shock->entry, NULL);
        shock->source = shock->entry->source == MODEL_NONE
                            ? MODEL_NONE
                            : (int32_t)world->roster.source_of[shock->entry->source];
        shock->target = calloc((size_t)shock->targets + 1, sizeof *shock->target);
        shock->who = calloc((size_t)shock->targets + 1, sizeof *shock->who);
        shock->next = calloc((size_t)shock->targets + VECTOR_ROOM, sizeof *shock->next);
        if (shock->target == NULL || shock->who == NULL || shock->next == NULL) {
            goto out;
        }
        list_targets(&world->roster, shock->entry, shock->target);
        for (uint32_t j = 0; j < shock->targets; j++) {
            shock->who[j] = target_address(&world->roster, shock, shock->target[j]);
        }
    }
    status = MODEL_OK;
out:
    return status;
}

void shock_free_all(world_t *world)
{
    for (uint32_t i = 0; i < world->shock_count; i++) {
        free(world->shocks[i].target);
        free(world->shocks[i].who);
        free(world->shocks[i].next);
    }
    free(world->shocks);
    world->shocks = NULL;
    world->shock_count = 0;
}

/* The first arrivals of a process, as waits from the tick before. */
static void schedule_process(const world_t *world, shock_t *shock)
{
    const int32_t last = world->tick - 1;
    for (uint32_t begin = 0, end; begin < shock_arrivals(world, shock); begin = end) {
        uint64_t who[TILE_SIZE];
        uint32_t word[4][TILE_SIZE];
        double per_tick[TILE_SIZE], waits[TILE_SIZE];
        end = tile_end(begin, shock_arrivals(world, shock));
        const uint32_t n = end - begin;
        for (uint32_t i = 0; i < n; i++) {
            who[i] = shock_address(shock, begin + i);
            per_tick[i] = shock->entry->rate * world->constants.dt;
        }
        random_words4(world->width, &world->keys, n, who, last, RANDOM_SHOCK, word[0], word[1],
                      word[2], word[3]);
        shock_waits(world->width, n, word[0], per_tick, waits);
        for (uint32_t i = 0; i < n; i++) {
            shock->next[begin + i] = shock_later(last, waits[i]);
        }
    }
}

static void schedule_event(const world_t *world, shock_t *shock)
{
    const int32_t when =
        model_ticks(world->model, shock->entry->date - world->model->parameters.time_start);
    for (uint32_t i = 0; i < shock_arrivals(world, shock); i++) {
        shock->next[i] = when < world->tick ? INT32_MAX : when;
    }
}

static void schedule(const world_t *world, shock_t *shock)
{
    if (shock->entry->scripted) {
        schedule_event(world, shock);
    } else {
        schedule_process(world, shock);
    }
}

void shock_reset_all(world_t *world)
{
    for (uint32_t j = 0; j < world->shock_count; j++) {
        schedule(world, &world->shocks[j]);
    }
    agenda_look_again(world);
}

void shock_adopt_all(world_t *world, const model_t *before)
{
    for (uint32_t j = 0; j < world->shock_count; j++) {
        shock_t *shock = &world->shocks[j];
        const model_shock_t *now = shock->entry,
                            *then = &before->shocks[now - world->model->shocks];
        if (now->together != then->together ||
            (now->scripted ? now->date != then->date : now->rate != then->rate)) {
            schedule(world, shock);
        }
    }
    agenda_look_again(world);
}

static void attribute_settle(attribute_t *attribute, uint32_t i, const variable_info_t *info)
{
    double transient = attribute->transient != NULL ? attribute->transient[i] : 0.0;
    attribute->value[i] = clamp(attribute->constant[i] + transient, info->lowest, info->highest);
}

static void attribute_move(attribute_t *attribute, uint32_t i, double size, bool permanent,
                           const variable_info_t *info)
{
    if (permanent) {
        attribute->constant[i] += size;
    } else {
        attribute->transient[i] += size;
        attribute->fading[i / TILE_SIZE] = true;
    }
    attribute_settle(attribute, i, info);
}

VECTOR_INLINE void fade_lanes(uint32_t n, double keep, double lowest, double highest,
                              const double *restrict constant, double *restrict transient,
                              double *restrict value)
{
    for (uint32_t i = 0; i < n; i++) {
        const double faded = transient[i] * keep;
        const double size = faded < 0 ? -faded : faded;
        const double left = size < transient_least ? 0.0 : faded;
        const double sum = constant[i] + left;
        transient[i] = left;
        value[i] = clamp(sum, lowest, highest);
    }
}

VECTORISED(fade,
           (uint32_t n, double keep, double lowest, double highest,
            const double *restrict constant, double *restrict transient, double *restrict value),
           (n, keep, lowest, highest, constant, transient, value))

/* Tiles that carry no transient are passed over. */
static void attributes_fade(world_t *world)
{
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        attribute_t *attribute = &world->attribute[v];
        const variable_info_t *info = variable_info((variable_t)v);
        for (uint32_t begin = 0; attribute->transient != NULL && begin < attribute->count;
             begin += TILE_SIZE) {
            const uint32_t n = tile_end(begin, attribute->count) - begin;
            if (attribute->fading[begin / TILE_SIZE]) {
                world->ties_stale |= v == VARIABLE_WEAK_capability;
                fade(world->width, n, world->constants.keep_attribute, info->lowest, info->highest,
                     attribute->constant + begin, attribute->transient + begin,
                     attribute->value + begin);
            }
        }
    }
}

/* A mean-reverting variable: a permanent shock moves level and base alike, a transient one the
 * level alone. */
static void level_move(double *level, double *base, double size, bool permanent,
                       const variable_info_t *info)
{
    *level = clamp(*level + size, info->lowest, info->highest);
    *base += permanent ? size : 0.0;
}

static void weak_intention_move(world_t *world, uint32_t w, uint32_t k, double size, bool permanent)
{
    size_t i = (size_t)k * world->roster.weaks + w;
    const variable_info_t *info = variable_info(VARIABLE_WEAK_intention);
    level_move(&world->weak_intention[i], &world->weak_intention_base[i], size, permanent, info);
    world->own_view[i] =
        clamp(world->weak_intention_base[i] + world->government[i], info->lowest, info->highest);
}

static void strong_intention_move(world_t *world, uint32_t s, uint32_t k, double size,
                                  bool permanent)
{
    const size_t i = (size_t)k * world->roster.strongs + s;
    level_move(&world->strong_intention[i], &world->strong_intention_base[i], size, permanent,
               variable_info(VARIABLE_STRONG_intention));
}

/* A new government sees differently at once: the level moves by the weight of one's own view times
 * its change. */
static void government_set(world_t *world, uint32_t w, uint32_t k, double orientation)
{
    size_t i = (size_t)k * world->roster.weaks + w;
    const variable_info_t *info = variable_info(VARIABLE_WEAK_intention);
    double before = world->own_view[i];
    world->government[i] = orientation;
    world->own_view[i] =
        clamp(world->weak_intention_base[i] + orientation, info->lowest, info->highest);
    world->weak_intention[i] = clamp(world->weak_intention[i] + world->constants.own_weight *
                                                                    (world->own_view[i] - before),
                                     info->lowest, info->highest);
}

static void demand_ask(world_t *world, const shock_t *shock, uint32_t d, double stake)
{
    bool free_to_ask = world->issue[d] != ISSUE_OPEN && world->pending_stake[d] < 0;
    if (world->status[d] != STATUS_ENDED && (shock->entry->scripted || free_to_ask)) {
        world->pending_count += world->pending_stake[d] < 0;
        world->pending_stake[d] = clamp(stake, 0.0, 1.0);
        world->pending_source[d] = shock->source;
        world->pending_conflict[d] = shock->entry->conflict;
    }
}

static void hit(world_t *world, const shock_t *shock, uint32_t target, int32_t source, double size)
{
    const model_shock_t *entry = shock->entry;
    uint32_t k = source == MODEL_NONE ? 0 : (uint32_t)source;
    switch (entry->on) {
    case VARIABLE_STRONG_engagement:
        level_move(&world->engagement[target], &world->engagement_base[target], size,
                   entry->permanent, variable_info(entry->on));
        break;
    case VARIABLE_STRONG_intention:
        strong_intention_move(world, target, k, size, entry->permanent);
        break;
    case VARIABLE_WEAK_intention:
        weak_intention_move(world, target, k, size, entry->permanent);
        break;
    case VARIABLE_WEAK_government:
        government_set(world, target, k, size);
        break;
    case VARIABLE_ALLIANCE_demand:
        demand_ask(world, shock, target, size);
        break;
    case VARIABLE_WORLD_intention:
        for (uint32_t s = target; s < world->roster.strongs; s += world->roster.copies) {
            strong_intention_move(world, s, k, size, entry->permanent);
        }
        for (uint32_t w = target; w < world->roster.weaks; w += world->roster.copies) {
            weak_intention_move(world, w, k, size, entry->permanent);
        }
        break;
    default:
        attribute_move(&world->attribute[entry->on], target, size, entry->permanent,
                       variable_info(entry->on));
        world->ties_stale |= entry->on == VARIABLE_WEAK_capability;
        break;
    }
}

static void shock_tell(world_t *world, const shock_t *shock, uint32_t target, bool all,
                       int32_t source, double size)
{
    if (chronicle_is_read(world)) {
        const roster_t *roster = &world->roster;
        agent_kind_t kind = variable_info(shock->entry->on)->kind;
        bool one = !all || shock->targets == roster->copies;
        const uint32_t agent = target >> roster->copy_bits;
        world_event_t event = {.kind = EVENT_SHOCK,
                               .copy = roster_copy(roster, target),
                               .tick = world->tick,
                               .shock = (int32_t)(shock->entry - world->model->shocks),
                               .strong = MODEL_NONE,
                               .weak = MODEL_NONE,
                               .source = source,
                               .size = size};
        if (kind == KIND_SOURCE && one) {
            event.source = (int32_t)agent;
        } else if (kind == KIND_STRONG && one) {
            event.strong = (int32_t)agent;
        } else if (kind == KIND_WEAK && one) {
            event.weak = (int32_t)agent;
        } else if (kind == KIND_ALLIANCE && one) {
            event.strong = (int32_t)(roster->alliance_strong[target] >> roster->copy_bits);
            event.weak = (int32_t)(roster->alliance_weak[target] >> roster->copy_bits);
        }
        world->listener(world->listener_context, &event);
    }
}

/* The source that an arrival concerns, where the shock names none: -1 if there are no sources. */
static int32_t draw_source(const world_t *world, random_stream_t *stream)
{
    const uint32_t sources = world->roster.sources;
    return sources == 0 ? -1 : (int32_t)(random_stream_unit(stream) * sources);
}

static void fire_about(world_t *world, const shock_t *shock, uint32_t i, int32_t source, double size)
{
    const bool together = shock->entry->together;
    shock_tell(world, shock, shock->target[i], together, source, size);
    for (uint32_t j = i; j < (together ? shock->targets : i + 1); j += world->roster.copies) {
        hit(world, shock, shock->target[j], source, size);
    }
}

/* A change of government: about the source that it names, or about each with a size of its own. */
static void fire_about_each(world_t *world, const shock_t *shock, uint32_t i)
{
    const uint64_t who = shock_address(shock, i);
    const bool all = shock->source == MODEL_NONE;
    const int32_t first = all ? 0 : shock->source;
    const int32_t end = all ? (int32_t)world->roster.sources : shock->source + 1;
    for (int32_t k = first; k < end; k++) {
        random_stream_t stream;
        random_stream_init(&stream, world_key(world, i),
                           random_hash_join(who, world->roster.source_address[k]), world->tick,
                           RANDOM_SHOCK_SIZE);
        fire_about(world, shock, i, k, distribution_sample(&shock->entry->size, &stream));
    }
}

/* One arrival: at its target, or at all targets with the same size and source. Its stream begins with the wait for the
 * one after it. */
static void fire(world_t *world, const shock_t *shock, const arrival_t *arrival)
{
    const variable_t on = shock->entry->on;
    const uint32_t i = arrival->target;
    const bool named = shock->source != MODEL_NONE;
    random_stream_t stream;
    random_stream_resume(&stream, world_key(world, i), shock_address(shock, i), world->tick, RANDOM_SHOCK, arrival->block, 1);
    const int32_t drawn = draw_source(world, &stream);
    if (on == VARIABLE_WEAK_government) {
        fire_about_each(world, shock, i);
    } else if (!variable_info(on)->per_source && on != VARIABLE_WORLD_intention) {
        fire_about(world, shock, i, shock->source, distribution_sample(&shock->entry->size, &stream));
    } else if (named || drawn >= 0) { /* without sources: nothing */
        fire_about(world, shock, i, named ? shock->source : drawn,
                   distribution_sample(&shock->entry->size, &stream));
    }
}

void shock_apply_all(world_t *world)
{
    const arrival_t *arrival;
    attributes_fade(world);
    while ((arrival = agenda_next(world)) != NULL) {
        fire(world, &world->shocks[arrival->shock], arrival);
    }
}
