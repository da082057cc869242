/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/state.h"

#include <stdlib.h>
#include <string.h>

#include "sim/agenda.h"
#include "sim/consequence.h"
#include "sim/demand.h"
#include "sim/dependence.h"
#include "sim/noise.h"
#include "sim/observe.h"
#include "sim/perception.h"
#include "sim/rule.h"
#include "sim/shock.h"
#include "sim/start.h"
#include "sim/strong.h"
#include "sim/threat.h"
#include "sim/ties.h"

/* All arrays stand in one block: laid out once to measure it, and once more to point into it. */
typedef struct layout {
    char *block;
    size_t size;
} layout_t;

enum { ALIGNMENT = 64 };

static void *place(layout_t *layout, size_t count, size_t size)
{
    char *at = layout->block == NULL ? NULL : layout->block + layout->size;
    const size_t room = size < sizeof(double) ? VECTOR_ROOM - 1 : 0; /* only loops over bytes go further */
    layout->size += ((count + room) * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return at;
}

#define PLACE(field, count) (world->field = place(layout, (count), sizeof *world->field))

static void lay_out(world_t *world, layout_t *layout)
{
    const roster_t *roster = &world->roster;
    const size_t strongs = roster->strongs, weaks = roster->weaks, alliances = roster->alliances;
    const size_t strong_pairs = strongs * roster->sources, weak_pairs = weaks * roster->sources;
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const size_t n = roster_agents(roster, variable_info((variable_t)v)->kind);
        if (variable_is_attribute((variable_t)v)) {
            const bool transients = shock_is_on(world->model, (variable_t)v);
            world->attribute[v].count = (uint32_t)n;
            PLACE(attribute[v].constant, n);
            PLACE(attribute[v].value, n);
            if (transients) {
                PLACE(attribute[v].transient, n);
                PLACE(attribute[v].fading, (n + TILE_SIZE - 1) / TILE_SIZE);
            }
        }
    }
    PLACE(tiles, world->tile_count);
    PLACE(strong_proximity, strong_pairs);
    PLACE(weak_proximity, weak_pairs);
    PLACE(engagement, strongs);
    PLACE(engagement_base, strongs);
    PLACE(strong_intention, strong_pairs);
    PLACE(strong_intention_base, strong_pairs);
    PLACE(weak_intention, weak_pairs);
    PLACE(weak_intention_base, weak_pairs);
    PLACE(government, weak_pairs);
    PLACE(own_view, weak_pairs);
    PLACE(weak_military, alliances);
    PLACE(weak_political, alliances);
    PLACE(strong_military, alliances);
    PLACE(strong_political, alliances);
    PLACE(conceded, strongs);
    PLACE(status, alliances);
    PLACE(strong_is_strong, alliances);
    PLACE(weak_is_strong, alliances);
    PLACE(termination_clock, alliances);
    PLACE(calm_clock, alliances);
    PLACE(decision_draw, alliances);
    PLACE(apart, alliances);
    PLACE(backed, alliances);
    PLACE(based, alliances);
    PLACE(issue, alliances);
    PLACE(issue_source, alliances);
    PLACE(issue_opened, alliances);
    PLACE(issue_duration, alliances);
    PLACE(issue_confronted, alliances);
    PLACE(issue_stake, alliances);
    PLACE(issue_price, alliances);
    PLACE(issue_paid, alliances);
    PLACE(issue_conflict, alliances);
    PLACE(issue_gravest, alliances);
    if (world->listens) {
        PLACE(neighbours_view, weak_pairs);
        PLACE(views_together, weaks * 4);
        PLACE(heeding, weaks);
    }
    if (world->several_patrons) {
        PLACE(patrons_view, weak_pairs);
        PLACE(patrons_gap, alliances);
    }
    PLACE(only_patron, weaks);
    PLACE(swayed, weaks);
    PLACE(weak_threat, weak_pairs);
    PLACE(strong_threat, strong_pairs);
    PLACE(greatest_threat, strongs);
    PLACE(menace, (size_t)roster->sources << roster->copy_bits);
    PLACE(demand_last, strongs);
    PLACE(unallied, strongs);
    PLACE(lost_each, strongs);
    PLACE(shaken, strongs);
    PLACE(conceding, strongs);
    PLACE(tie_gap, weaks);
    PLACE(pending_stake, alliances);
    PLACE(pending_source, alliances);
    PLACE(pending_conflict, alliances);
    PLACE(strong_dependence, alliances);
    PLACE(weak_dependence, alliances);
    PLACE(focal_source, alliances);
    PLACE(united, alliances);
    PLACE(type, alliances);
    PLACE(same, alliances);
    PLACE(disposition, alliances);
    PLACE(behaviour, alliances);
    PLACE(same_last_year, alliances);
    PLACE(census.kind, alliances);
    PLACE(census.since, alliances);
    PLACE(census.kinds, (size_t)CENSUS_KINDS * roster->copies);
    PLACE(tally, roster->copies);
    PLACE(weak_noise, WORLD_NOISE_TICKS * noise_stride(weak_pairs));
    PLACE(strong_noise, WORLD_NOISE_TICKS * noise_stride(strong_pairs + strongs));
    PLACE(weak_noise_address, weak_pairs);
    PLACE(strong_noise_address, strong_pairs + strongs);
    PLACE(prospects.alliance, alliances);
    PLACE(prospects.source, alliances);
    PLACE(prospects.conflict, alliances);
    PLACE(prospects.word, alliances);
    PLACE(prospects.stake, alliances);
    PLACE(demand_word, WORLD_NOISE_TICKS * noise_stride(alliances));
}

int world_create(world_t **created, const model_t *model, uint32_t copies)
{
    int status = MODEL_NO_MEMORY;
    layout_t layout = {0};
    world_t *world = calloc(1, sizeof *world);
    *created = NULL;
    if (world == NULL) {
        goto out;
    }
    if (copies != 1 && copies != 2 && copies != 4 && copies != WORLD_COPIES) {
        status = MODEL_INVALID;
        goto out;
    }
    world->model = model;
    world->width = vector_widest();
    status = roster_init(&world->roster, model, copies);
    if (status == MODEL_OK) {
        status = ties_init(&world->ties, &world->roster);
    }
    if (status == MODEL_OK) {
        status = shock_init_all(world);
    }
    if (status == MODEL_OK) {
        status = agenda_init(world);
    }
    if (status != MODEL_OK) {
        goto out;
    }
    world->tile_count = (world->roster.alliances + TILE_SIZE - 1) / TILE_SIZE;
    world->listens = model->tie_count > 0;
    for (uint32_t w = 0; w < world->roster.weaks; w++) {
        world->several_patrons |=
            world->roster.alliance_first[w + world->roster.copies] - world->roster.alliance_first[w] >
            world->roster.copies;
    }
    lay_out(world, &layout);
    layout.block = aligned_alloc(ALIGNMENT, layout.size + ALIGNMENT);
    if (layout.block == NULL) {
        status = MODEL_NO_MEMORY;
        goto out;
    }
    memset(layout.block, 0, layout.size + ALIGNMENT);
    world->block = layout.block;
    layout.size = 0;
    lay_out(world, &layout);
    noise_address(world);
    for (uint32_t s = 0; s < world->roster.strongs; s++) {
        const uint32_t n = world->roster.strong_alliances[s];
        world->lost_each[s] = n > 1 ? 1.0 / (double)(n - 1) : 0.0;
    }
    for (uint32_t i = 0; i < world->tile_count; i++) {
        const uint32_t begin = i * TILE_SIZE;
        world->tiles[i] = tile_of(&world->roster, begin, tile_end(begin, world->roster.alliances));
    }
    *created = world;
    world = NULL;
out:
    world_free(world);
    return status;
}

void world_free(world_t *world)
{
    if (world != NULL) {
        agenda_free(world);
        shock_free_all(world);
        ties_free(&world->ties);
        roster_free(&world->roster);
        free(world->block);
        free(world);
    }
}

void world_reset(world_t *world, uint64_t seed, uint64_t replicate)
{
    start_replicate(world, seed, replicate);
}

void world_adopt(world_t *world, const model_t *before)
{
    start_adopt(world, before);
}

void world_narrow(world_t *world, vector_width_t width)
{
    world->width = width < vector_widest() ? width : vector_widest();
}

/* Weak states up to those of a tile of alliances, or all if there is none: what they see and fear. From `begin` on; up to
 * where. */
static uint32_t look_round(world_t *world, uint32_t begin, const tile_t *tile)
{
    const uint32_t weaks = world->roster.weaks;
    while (begin < weaks && (tile == NULL || begin <= tile->weak[tile->count - 1])) {
        const uint32_t end = tile_end(begin, weaks);
        perception_update(world, begin, end);
        threat_update(world, begin, end);
        begin = end;
    }
    return begin;
}

/* In the order of docs/model.md 3, but that demands, which ask nothing of weak states, come before these: so perception,
 * threats, dependence and the rule go tile by tile, and what one leaves is at hand for the next. */
void world_step(world_t *world)
{
    uint32_t seen = 0;
    noise_draw(world, false);
    shock_apply_all(world);
    strong_update(world);
    perception_prepare(world);
    threat_prepare(world);
    dependence_prepare(world);
    demand_update(world);
    rule_prepare(world);
    observe_prepare(world);
    for (uint32_t i = 0; i < world->tile_count; i++) {
        const tile_t *tile = &world->tiles[i];
        seen = look_round(world, seen, tile);
        dependence_update(world, tile);
        rule_update(world, tile);
        observe_tile(world, tile);
    }
    look_round(world, seen, NULL);
    consequence_update(world);
    observe_update(world);
    world->tick++;
}

int32_t world_tick(const world_t *world)
{
    return world->tick;
}

int32_t world_end(const world_t *world)
{
    return world->end;
}

size_t world_source_count(const world_t *world)
{
    return world->roster.sources;
}

enum { CELLS_BEST = 640 }; /* beyond that the state leaves the nearer cache, and loops are long enough */

uint32_t world_copies_best(size_t states, uint64_t wanted)
{
    uint32_t copies = WORLD_COPIES;
    while (copies > 1 && (copies > wanted || copies * states > CELLS_BEST)) {
        copies /= 2;
    }
    return copies;
}

uint32_t world_copies(const world_t *world)
{
    return world->roster.copies;
}

size_t world_strong_count(const world_t *world)
{
    return world->roster.strongs >> world->roster.copy_bits;
}

size_t world_weak_count(const world_t *world)
{
    return world->roster.weaks >> world->roster.copy_bits;
}

size_t world_alliance_count(const world_t *world)
{
    return world->roster.alliances >> world->roster.copy_bits;
}

const char *world_source_id(const world_t *world, size_t source)
{
    return world->model->sources[world->roster.source_entry[source]].id;
}

const char *world_strong_id(const world_t *world, size_t strong)
{
    return world->model->strong[world->roster.strong_entry[world_cell(world, 0, strong)]].id;
}

void world_weak_id(const world_t *world, size_t weak, char id[WORLD_ID_SIZE])
{
    roster_weak_id(&world->roster, world_cell(world, 0, weak), id);
}

size_t world_alliance_strong(const world_t *world, size_t alliance)
{
    return world->roster.alliance_strong[world_cell(world, 0, alliance)] >> world->roster.copy_bits;
}

size_t world_alliance_weak(const world_t *world, size_t alliance)
{
    return world->roster.alliance_weak[world_cell(world, 0, alliance)] >> world->roster.copy_bits;
}

double world_weak_capability(const world_t *world, uint32_t copy, size_t weak)
{
    return world->attribute[VARIABLE_WEAK_capability].value[world_cell(world, copy, weak)];
}

void world_counts(const world_t *world, uint32_t copy, counts_t *counts)
{
    observe_counts(world, copy, counts);
}

void world_tally(const world_t *world, uint32_t copy, tally_t *tally)
{
    observe_tally(world, copy, tally);
}

void world_listen(world_t *world, world_listener_t listener, void *context)
{
    world->listener = listener;
    world->listener_context = context;
}
