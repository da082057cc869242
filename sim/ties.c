/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/ties.h"

#include <stdlib.h>
#include <string.h>

#include "sim/arithmetic.h"

/* One entry's ties: from whom to whom. Cells; `to_count` counts those of one copy. */
typedef struct reach {
    uint32_t from_first, from_count, to_first, to_count;
} reach_t;

static reach_t reach_of(const model_tie_t *entry, const roster_t *roster)
{
    reach_t reach;
    roster_weak_range(roster, entry->from, entry->from_member, &reach.from_first,
                      &reach.from_count);
    roster_weak_range(roster, entry->to, entry->to_member, &reach.to_first, &reach.to_count);
    reach.to_count >>= roster->copy_bits;
    return reach;
}

static uint32_t slices_of(uint32_t weaks)
{
    return weaks / TIES_ROWS + (weaks % TIES_ROWS > 0);
}

int ties_init(ties_t *self, const roster_t *roster)
{
    int status = MODEL_NO_MEMORY;
    uint64_t capacity = 0;
    const model_t *model = roster->model;
    memset(self, 0, sizeof *self);
    for (size_t i = 0; i < model->tie_count; i++) {
        const model_tie_t *entry = &model->ties[i];
        reach_t reach = reach_of(entry, roster);
        uint64_t each = entry->partners > 0 ? entry->partners : reach.to_count;
        capacity += reach.from_count * each * (entry->mutual ? 2 : 1);
    }
    if (capacity > UINT32_MAX - 1) {
        status = MODEL_INVALID;
        goto out;
    }
    self->capacity = (uint32_t)capacity;
    self->first = calloc((size_t)roster->weaks + 2, sizeof *self->first);
    self->fill = calloc((size_t)roster->weaks + 1, sizeof *self->fill);
    self->to = calloc((size_t)capacity + 1, sizeof *self->to);
    self->weight = calloc((size_t)capacity + 1, sizeof *self->weight);
    self->share = calloc((size_t)capacity + 1, sizeof *self->share);
    self->slots = calloc((size_t)slices_of(roster->weaks) + 1, sizeof *self->slots);
    self->slot_to = calloc(2 * (size_t)capacity + 1, sizeof *self->slot_to);
    self->slot_weight = calloc(2 * (size_t)capacity + 1, sizeof *self->slot_weight);
    self->slot_share = calloc(2 * (size_t)capacity + 1, sizeof *self->slot_share);
    self->longer = calloc((size_t)roster->weaks + 1, sizeof *self->longer);
    if (self->first == NULL || self->fill == NULL || self->to == NULL || self->weight == NULL ||
        self->share == NULL || self->slots == NULL || self->slot_to == NULL ||
        self->slot_weight == NULL || self->slot_share == NULL || self->longer == NULL) {
        goto out;
    }
    status = MODEL_OK;
out:
    return status;
}

void ties_free(ties_t *self)
{
    free(self->first);
    free(self->fill);
    free(self->to);
    free(self->weight);
    free(self->share);
    free(self->slots);
    free(self->slot_to);
    free(self->slot_weight);
    free(self->slot_share);
    free(self->longer);
    memset(self, 0, sizeof *self);
}

/* The first pass over the ties counts, the second places. */
typedef enum tie_pass { TIE_COUNT, TIE_PLACE } tie_pass_t;

/* Rows are short: each is kept sorted as it is filled, and a repeated tie keeps the greater weight.
 */
static void tie_place(ties_t *self, uint32_t from, uint32_t to, double weight)
{
    uint32_t begin = self->first[from], end = begin + self->fill[from], at = end;
    while (at > begin && self->to[at - 1] > to) {
        at--;
    }
    if (at > begin && self->to[at - 1] == to) {
        self->weight[at - 1] = weight > self->weight[at - 1] ? weight : self->weight[at - 1];
    } else {
        memmove(&self->to[at + 1], &self->to[at], (end - at) * sizeof *self->to);
        memmove(&self->weight[at + 1], &self->weight[at], (end - at) * sizeof *self->weight);
        self->to[at] = to;
        self->weight[at] = weight;
        self->fill[from]++;
    }
}

static void tie_visit(ties_t *self, const roster_t *roster, const model_tie_t *entry, uint32_t from,
                      uint32_t to, const random_keys_t *keys, tie_pass_t pass)
{
    if (pass == TIE_COUNT) {
        self->first[from + 1]++;
        self->first[to + 1] += entry->mutual;
    } else {
        random_stream_t stream;
        random_stream_init(&stream, random_key_of(keys, roster_copy(roster, from)),
                           random_hash_join(roster->weak_address[from], roster->weak_address[to]),
                           0, RANDOM_TIE);
        const double weight = clamp(distribution_sample(&entry->weight, &stream), 0.0, 1.0);
        tie_place(self, from, to, weight);
        if (entry->mutual) {
            tie_place(self, to, from, weight);
        }
    }
}

/* n of the members without replacement (Floyd's algorithm; Bentley and Floyd 1987). Partners are
 * few: a plain search. */
static void partners_visit(ties_t *self, const roster_t *roster, const model_tie_t *entry,
                           reach_t reach, uint32_t from, const random_keys_t *keys, tie_pass_t pass)
{
    uint32_t drawn[MODEL_MAX_PARTNERS];
    const uint32_t self_at = (from - reach.to_first) >> roster->copy_bits; /* rubbish unless inside */
    const bool inside = from >= reach.to_first && self_at < reach.to_count;
    uint32_t available = reach.to_count - (inside ? 1 : 0);
    uint32_t wanted = entry->partners < available ? entry->partners : available;
    random_stream_t stream;
    uint64_t whom = random_hash(roster->model->weak[entry->to].id);
    random_stream_init(&stream, random_key_of(keys, roster_copy(roster, from)),
                       random_hash_join(roster->weak_address[from], whom), 1, RANDOM_TIE);
    for (uint32_t i = 0; i < wanted; i++) {
        uint32_t top = available - wanted + i;
        uint32_t pick =
            (uint32_t)gsl_rng_uniform_int(random_stream_gsl(&stream), (unsigned long)top + 1);
        for (uint32_t j = 0; j < i; j++) {
            if (drawn[j] == pick) {
                pick = top;
                break;
            }
        }
        drawn[i] = pick;
        const uint32_t to = inside && pick >= self_at ? pick + 1 : pick;
        tie_visit(self, roster, entry, from, reach.to_first + roster_beside(roster, to, from), keys, pass);
    }
}

static void ties_visit(ties_t *self, const roster_t *roster, const random_keys_t *keys, tie_pass_t pass)
{
    for (size_t i = 0; i < roster->model->tie_count; i++) {
        const model_tie_t *entry = &roster->model->ties[i];
        reach_t reach = reach_of(entry, roster);
        for (uint32_t from = reach.from_first; from < reach.from_first + reach.from_count; from++) {
            if (entry->partners > 0) {
                partners_visit(self, roster, entry, reach, from, keys, pass);
            } else {
                for (uint32_t j = 0; j < reach.to_count; j++) {
                    const uint32_t to = reach.to_first + roster_beside(roster, j, from);
                    if (to != from) {
                        tie_visit(self, roster, entry, from, to, keys, pass);
                    }
                }
            }
        }
    }
}

/* Rows that lost a repeated tie are moved together. */
static void ties_close_ranks(ties_t *self, uint32_t weaks)
{
    uint32_t end = 0;
    for (uint32_t w = 0; w < weaks; w++) {
        uint32_t begin = self->first[w];
        memmove(&self->to[end], &self->to[begin], self->fill[w] * sizeof *self->to);
        memmove(&self->weight[end], &self->weight[begin], self->fill[w] * sizeof *self->weight);
        self->first[w] = end;
        end += self->fill[w];
    }
    self->first[weaks] = end;
}

double ties_weigh(const ties_t *self, uint32_t w)
{
    double sum = 0;
    for (uint32_t i = self->first[w]; i < self->first[w + 1]; i++) {
        sum += self->weight[i];
    }
    return sum;
}

static void ties_share_out(ties_t *self, uint32_t weaks)
{
    for (uint32_t w = 0; w < weaks; w++) {
        const double sum = ties_weigh(self, w);
        for (uint32_t i = self->first[w]; i < self->first[w + 1]; i++) {
            self->share[i] = sum > 0 ? self->weight[i] / sum : 0.0;
        }
    }
}

static uint32_t length_of(const ties_t *self, uint32_t w)
{
    return self->first[w + 1] - self->first[w];
}

/* How many ties at least half of a slice's rows have. */
static uint32_t usual_length(const ties_t *self, uint32_t begin, uint32_t end)
{
    uint32_t usual = 0, rows = TIES_ROWS;
    while (rows >= TIES_ROWS / 2) {
        rows = 0;
        for (uint32_t w = begin; w < end; w++) {
            rows += length_of(self, w) > usual;
        }
        usual += rows >= TIES_ROWS / 2;
    }
    return usual;
}

/* The rows, laid out in slots. */
static void ties_slice(ties_t *self, uint32_t weaks)
{
    self->longer_count = 0;
    for (uint32_t slice = 0; slice < slices_of(weaks); slice++) {
        const uint32_t begin = slice * TIES_ROWS, end = weaks - begin > TIES_ROWS ? begin + TIES_ROWS : weaks;
        const uint32_t usual = usual_length(self, begin, end);
        self->slots[slice + 1] = self->slots[slice] + usual;
        for (size_t i = 0; i < (size_t)usual * TIES_ROWS; i++) {
            const size_t at = (size_t)self->slots[slice] * TIES_ROWS + i, j = i / TIES_ROWS;
            const uint32_t w = begin + (uint32_t)(i % TIES_ROWS);
            const bool tied = w < end && j < length_of(self, w);
            const size_t tie = tied ? self->first[w] + j : 0;
            self->slot_to[at] = tied ? (int32_t)self->to[tie] : (int32_t)begin;
            self->slot_weight[at] = tied ? self->weight[tie] : 0.0;
            self->slot_share[at] = tied ? self->share[tie] : 0.0;
        }
        for (uint32_t w = begin; w < end; w++) {
            if (length_of(self, w) > usual) {
                self->longer[self->longer_count++] = w;
            }
        }
    }
}

/* Where the ties begin that a longer row does not have in slots. */
VECTOR_INLINE uint32_t rest_of(const ties_t *self, uint32_t w)
{
    return self->first[w] + self->slots[w / TIES_ROWS + 1] - self->slots[w / TIES_ROWS];
}

void ties_lay(ties_t *self, const roster_t *roster, const random_keys_t *keys)
{
    memset(self->first, 0, ((size_t)roster->weaks + 1) * sizeof *self->first);
    memset(self->fill, 0, (size_t)roster->weaks * sizeof *self->fill);
    ties_visit(self, roster, keys, TIE_COUNT);
    for (uint32_t w = 0; w < roster->weaks; w++) {
        self->first[w + 1] += self->first[w];
    }
    ties_visit(self, roster, keys, TIE_PLACE);
    ties_close_ranks(self, roster->weaks);
    ties_share_out(self, roster->weaks);
    ties_slice(self, roster->weaks);
}

/* What a state thinks of four sources stands together, so that what a tie brings is one load. */
enum { AT_ONCE = 4 };

#if defined(__GNUC__)
typedef double quad_t __attribute__((vector_size(AT_ONCE * sizeof(double)), aligned(sizeof(double))));
#define QUAD_ADD(sum, share, seen) ((sum) += (share) * (seen))
#define QUAD_AT(quad, k) ((quad)[k])
#else
typedef struct quad {
    double of[AT_ONCE];
} quad_t;
#define QUAD_ADD(sum, share, seen)                                                                 \
    do {                                                                                           \
        for (int k_ = 0; k_ < AT_ONCE; k_++)                                                       \
            (sum).of[k_] += (share) * (seen).of[k_];                                               \
    } while (0)
#define QUAD_AT(quad, k) ((quad).of[k])
#endif

/* One slice, of which `rows` are there; inlined with constants, but for the last. */
VECTOR_INLINE void hear_slice(const ties_t *ties, size_t weaks, size_t begin, const quad_t *restrict together,
                              double *restrict heard, const size_t count, const size_t rows)
{
    const int32_t *restrict to = ties->slot_to;
    const double *restrict share = ties->slot_share;
    const size_t end = ties->slots[begin / TIES_ROWS + 1];
    quad_t sum[TIES_ROWS];
    memset(sum, 0, sizeof sum);
    for (size_t j = ties->slots[begin / TIES_ROWS]; j < end; j++) {
        for (size_t r = 0; r < TIES_ROWS; r++) {
            QUAD_ADD(sum[r], share[j * TIES_ROWS + r], together[to[j * TIES_ROWS + r]]);
        }
    }
    for (size_t r = 0; r < rows; r++) {
        for (size_t k = 0; k < count; k++) {
            heard[k * weaks + begin + r] = QUAD_AT(sum[r], k);
        }
    }
}

/* About `count` <= AT_ONCE sources, whose rows stand `weaks` apart, by way of together[weaks]; inlined with a constant
 * count. */
VECTOR_INLINE void hear_about(const ties_t *ties, size_t weaks, const double *restrict view,
                              quad_t *restrict together, double *restrict heard, const size_t count)
{
    for (size_t w = 0; w < weaks; w++) {
        quad_t seen = {0};
        for (size_t k = 0; k < count; k++) {
            QUAD_AT(seen, k) = view[k * weaks + w];
        }
        together[w] = seen;
    }
    for (size_t begin = 0; begin < weaks; begin += TIES_ROWS) {
        if (weaks - begin >= TIES_ROWS) {
            hear_slice(ties, weaks, begin, together, heard, count, TIES_ROWS);
        } else {
            hear_slice(ties, weaks, begin, together, heard, count, weaks - begin);
        }
    }
    for (size_t l = 0; l < ties->longer_count; l++) {
        const uint32_t w = ties->longer[l];
        for (uint32_t i = rest_of(ties, w); i < ties->first[w + 1]; i++) {
            for (size_t k = 0; k < count; k++) {
                heard[k * weaks + w] += ties->share[i] * view[k * weaks + ties->to[i]];
            }
        }
    }
}

VECTOR_INLINE void hear_lanes(const ties_t *ties, uint32_t weaks, uint32_t sources,
                              const double *view, quad_t *together, double *heard)
{
    for (uint32_t k = 0; k < sources; k += AT_ONCE) {
        const double *from = view + (size_t)k * weaks;
        double *into = heard + (size_t)k * weaks;
        switch (sources - k) {
        case 1:
            hear_about(ties, weaks, from, together, into, 1);
            break;
        case 2:
            hear_about(ties, weaks, from, together, into, 2);
            break;
        case 3:
            hear_about(ties, weaks, from, together, into, 3);
            break;
        default:
            hear_about(ties, weaks, from, together, into, AT_ONCE);
            break;
        }
    }
}

VECTORISED(hear,
           (const ties_t *ties, uint32_t weaks, uint32_t sources, const double *view,
            quad_t *together, double *heard),
           (ties, weaks, sources, view, together, heard))

void ties_hear(const world_t *world, double *heard)
{
    hear(world->width, &world->ties, world->roster.weaks, world->roster.sources,
         world->weak_intention, (quad_t *)world->views_together, heard);
}

VECTOR_INLINE void open_slice(const ties_t *ties, size_t begin, const double *restrict capability,
                              double *restrict open, const size_t rows)
{
    const int32_t *restrict to = ties->slot_to;
    const double *restrict weight = ties->slot_weight;
    const size_t end = ties->slots[begin / TIES_ROWS + 1];
    double left[TIES_ROWS] = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
    for (size_t j = ties->slots[begin / TIES_ROWS]; j < end; j++) {
        for (size_t r = 0; r < TIES_ROWS; r++) {
            left[r] *= 1.0 - weight[j * TIES_ROWS + r] * capability[to[j * TIES_ROWS + r]];
        }
    }
    for (size_t r = 0; r < rows; r++) {
        open[begin + r] = left[r];
    }
}

VECTOR_INLINE void open_lanes(const ties_t *ties, uint32_t weaks, const double *restrict capability,
                              double *restrict open)
{
    for (size_t begin = 0; begin < weaks; begin += TIES_ROWS) {
        if (weaks - begin >= TIES_ROWS) {
            open_slice(ties, begin, capability, open, TIES_ROWS);
        } else {
            open_slice(ties, begin, capability, open, weaks - begin);
        }
    }
    for (uint32_t l = 0; l < ties->longer_count; l++) {
        const uint32_t w = ties->longer[l];
        for (uint32_t i = rest_of(ties, w); i < ties->first[w + 1]; i++) {
            open[w] *= 1.0 - ties->weight[i] * capability[ties->to[i]];
        }
    }
}

VECTORISED(open,
           (const ties_t *ties, uint32_t weaks, const double *restrict capability,
            double *restrict left),
           (ties, weaks, capability, left))

void ties_open(const world_t *world, double *left)
{
    /* Not that of POSIX. NOLINTNEXTLINE(clang-analyzer-unix.API) */
    open(world->width, &world->ties, world->roster.weaks,
         world->attribute[VARIABLE_WEAK_capability].value, left);
}
