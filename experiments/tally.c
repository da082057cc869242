/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/tally.h"

void tally_init(tally_t *self)
{
    *self = (tally_t){.first_non_following = MODEL_NONE, .first_termination = MODEL_NONE};
}

static void add_each(uint64_t *to, const uint64_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] += from[i];
    }
}

static void add_counts(counts_t *self, const counts_t *other)
{
    add_each(self->disposition, other->disposition, BEHAVIOUR_COUNT);
    add_each(self->behaviour, other->behaviour, BEHAVIOUR_COUNT);
    add_each(self->type, other->type, INTERDEPENDENCE_COUNT);
    add_each(self->status, other->status, STATUS_COUNT);
    self->same += other->same;
    self->issues += other->issues;
}

static void keep_earlier(int32_t *tick, int32_t other)
{
    if (other != MODEL_NONE && (*tick == MODEL_NONE || other < *tick)) {
        *tick = other;
    }
}

void tally_add(tally_t *self, const tally_t *other)
{
    self->ticks += other->ticks;
    add_counts(&self->sum, &other->sum);
    add_each(self->demands, other->demands, BEHAVIOUR_COUNT);
    self->settled += other->settled;
    self->lapsed += other->lapsed;
    self->drifts += other->drifts;
    self->recoveries += other->recoveries;
    self->terminations += other->terminations;
    self->formations += other->formations;
    self->same_lost += other->same_lost;
    self->same_gained += other->same_gained;
    self->flips += other->flips;
    self->spells += other->spells;
    keep_earlier(&self->first_non_following, other->first_non_following);
    keep_earlier(&self->first_termination, other->first_termination);
    self->conceded += other->conceded;
    self->strong_dependence += other->strong_dependence;
    self->weak_dependence += other->weak_dependence;
}

static uint64_t sum_of(const uint64_t *counts, size_t count)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        sum += counts[i];
    }
    return sum;
}

uint64_t tally_living(const tally_t *self)
{
    return sum_of(self->sum.disposition, BEHAVIOUR_COUNT);
}

uint64_t tally_demands(const tally_t *self)
{
    return sum_of(self->demands, BEHAVIOUR_COUNT);
}

uint64_t tally_alliance_ticks(const tally_t *self)
{
    return sum_of(self->sum.status, STATUS_COUNT);
}
