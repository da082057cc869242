/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers by address. Every draw is a pure function of

       key     (seed, replicate)
       who     64-bit hash of the entity's ID, never its position
       when    tick; burn-in ticks are negative
       purpose what the draw is for
       which   0, 1, 2 ... where one purpose needs more than one block

   by Philox4x32-10 (Salmon, Moraes, Dror and Shaw, 2011, "Parallel random numbers: as easy as
   1, 2, 3", SC'11). Counter words: 0 and 1 = who (low, high), 2 = when + 2^31, 3 = purpose << 16 |
   which. No state, no order of draws, nothing to lock: same bits on any thread or machine.

   One address belongs to one kind of draw. random_uniform, random_normal_one, random_normal4 and
   random_stream_init all begin at which = 0 of (who, when, purpose): do not use two of them, or
   one of them twice, where independent numbers are wanted. */
#ifndef ADRIFT_RANDOM_H
#define ADRIFT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include <gsl/gsl_rng.h>

#include "sim/vector.h"

typedef struct random_key {
    uint32_t word[2];
} random_key_t;

/* What a draw is for. The values are part of every result: never renumber, only append. */
typedef enum random_purpose {
    RANDOM_ATTRIBUTE = 1,        /* attributes of a group's members, at the start */
    RANDOM_INTENTION = 2,        /* noise of a weak state's intention */
    RANDOM_STRONG = 3,           /* noise of a strong state's intentions and engagement */
    RANDOM_DEPENDENCE = 5,       /* noise of M_w, Q_w, M_s, Q_s: one block of four normals */
    RANDOM_DEMAND = 6,           /* whether a demand is made: a block's four words serve four ticks */
    RANDOM_ISSUE = 9,            /* an issue: its source, whether it conflicts, its stake */
    RANDOM_DECISION = 11,        /* the logit rule's uniform, one per issue */
    RANDOM_SHOCK = 12,           /* an arrival: the wait for the next one, its source, its size */
    RANDOM_SHOCK_SIZE = 13,      /* its size about one of several sources */
    RANDOM_TIE = 15,             /* ties between weak states */
    RANDOM_DESIGN = 16           /* experimental designs, resampling */
} random_purpose_t;

/* The key of one replicate. For one seed a bijection of replicate: two replicates never share a
   key. Both are mixed, so neighbouring seeds and replicates have unrelated keys. */
random_key_t random_key(uint64_t seed, uint64_t replicate);

/* Address of an ID: FNV-1a (64 bits) with a finaliser. Text is hashed byte by byte. Callers refuse
   collisions. Depends on nothing but the text. */
uint64_t random_hash(const char *text);

/* Address of an ordered pair: (strong, weak), (weak, source), (process, target), (group, index).
   Not commutative, not associative; a bijection of b for fixed a and of a for fixed b, so within
   one group (fixed a) indices never collide. Nest it for triples. */
uint64_t random_hash_join(uint64_t a, uint64_t b);

/* Counter word 3. which: 0 ... 65535 */
static inline uint32_t random_what(random_purpose_t purpose, uint32_t which)
{
    return (uint32_t)purpose << 16 | (which & 0xffffu);
}

/* One block: 128 random bits. what: see random_what(). */
void random_block(random_key_t key, uint64_t who, int32_t when, uint32_t what, uint32_t out[4]);

/* One word of a block as a number in (0, 1), a multiple of 2^-33: what is sparse needs no more. */
static inline double random_unit(uint32_t word)
{
    return ((double)word + 0.5) * 0x1p-32;
}

/* One uniform draw in (0, 1): an odd multiple of 2^-53, never 0 or 1. */
double random_uniform(random_key_t key, uint64_t who, int32_t when, random_purpose_t purpose);

/* Four independent standard normals (Box-Muller in float, |z| <= 6.67) from one block. */
void random_normal_one(random_key_t key, uint64_t who, int32_t when, random_purpose_t purpose,
                       float z[4]);

/* Room for n numbers of the functions below: they write whole vectors of the widest kind. */
#define RANDOM_ROOM(n) (((n) + 15) / 16 * 16)

/* The keys of many entities: those of number i are drawn with the key i % RANDOM_KEYS, so that 1, 2, 4 or 8 replicates
   stand side by side. */
enum { RANDOM_KEYS = 8 };

typedef struct random_keys {
    uint32_t word[2][RANDOM_KEYS];
} random_keys_t;

/* `count` keys, which divides RANDOM_KEYS, in turn. */
random_keys_t random_keys(const random_key_t *key, size_t count);

static inline random_key_t random_key_of(const random_keys_t *keys, size_t i)
{
    const random_key_t key = {{keys->word[0][i % RANDOM_KEYS], keys->word[1][i % RANDOM_KEYS]}};

    return key;
}

/* The same for n entities: z0[i] ... z3[i] are bit for bit what random_normal_one() gives for
   who[i] and its key. Arrays of RANDOM_ROOM(n), caller's, not overlapping; what is beyond n is
   rubbish. The bits do not depend on the width of vectors, which must not be more than
   vector_widest(). */
void random_normal4(vector_width_t width, const random_keys_t *keys, size_t n,
                    const uint64_t *restrict who, int32_t when, random_purpose_t purpose,
                    float *restrict z0, float *restrict z1, float *restrict z2, float *restrict z3);

/* The four words of random_block() for n entities, likewise. */
void random_words4(vector_width_t width, const random_keys_t *keys, size_t n,
                   const uint64_t *restrict who, int32_t when, random_purpose_t purpose,
                   uint32_t *restrict w0, uint32_t *restrict w1, uint32_t *restrict w2,
                   uint32_t *restrict w3);

/* The same with keys and times of their own: entity i is drawn with the key which[i] of `keys`, at when[i]. */
void random_words4_each(vector_width_t width, const random_keys_t *keys, size_t n,
                        const uint32_t *restrict which, const uint64_t *restrict who,
                        const int32_t *restrict when, random_purpose_t purpose,
                        uint32_t *restrict w0, uint32_t *restrict w1, uint32_t *restrict w2,
                        uint32_t *restrict w3);

/* A stream of numbers from one address, as a gsl_rng, for samplers that need an unknown number of
   them. Lives where the caller puts it (no allocation, nothing to free); it holds a pointer to
   itself, so do not copy or move it after random_stream_init().

   which counts the blocks: 2^16 blocks = 2^18 words of 32 bits (2^17 doubles). A stream that goes
   on beyond that continues under a key derived from its own, so it never repeats. */
typedef struct random_stream_state {
    random_key_t key;
    uint64_t who;
    int32_t when;
    random_purpose_t purpose;
    uint32_t which;    /* next block */
    uint32_t used;     /* words of block[] already given out */
    uint32_t block[4];
    random_key_t first_key; /* key at the beginning, for gsl_rng_set() */
} random_stream_state_t;

typedef struct random_stream {
    gsl_rng gsl;
    random_stream_state_t state;
} random_stream_t;

void random_stream_init(random_stream_t *stream, random_key_t key, uint64_t who, int32_t when,
                        random_purpose_t purpose);

/* The same stream, where its first block is at hand and `used` <= 4 of the block's words are spent. */
void random_stream_resume(random_stream_t *stream, random_key_t key, uint64_t who, int32_t when,
                          random_purpose_t purpose, const uint32_t block[4], uint32_t used);

/* The stream as a generator for gsl_ran_*(). Words have 32 bits (0 ... 2^32 - 1);
   gsl_rng_uniform() has 52 bits and is never 0 or 1. gsl_rng_set() goes back to the beginning,
   whatever its seed. Valid as long as the stream; never gsl_rng_free() it. */
gsl_rng *random_stream_gsl(random_stream_t *stream);

/* The stream's next word as random_unit(); its next two as an odd multiple of 2^-53 in (0, 1), which
   is what gsl_rng_uniform() takes from it. */
double random_stream_unit(random_stream_t *stream);
double random_stream_uniform(random_stream_t *stream);

#endif
