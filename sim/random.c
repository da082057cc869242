/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/random.h"

#include "sim/random_lanes.h"

/* Stafford's mixer 13, the finaliser of splitmix64: a bijection of 64 bits. */
static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    return x;
}

static uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

static uint32_t counter_when(int32_t when)
{
    return (uint32_t)when + 0x80000000u;
}

random_key_t random_key(uint64_t seed, uint64_t replicate)
{
    const uint64_t of_seed = mix(seed + UINT64_C(0x9e3779b97f4a7c15));
    const uint64_t of_replicate = mix(replicate + UINT64_C(0xd1b54a32d192ed03));
    const uint64_t key = mix(of_seed ^ of_replicate);
    random_key_t result = {{(uint32_t)key, (uint32_t)(key >> 32)}};

    return result;
}

uint64_t random_hash(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *text != '\0'; text++) {
        hash ^= (unsigned char)*text;
        hash *= UINT64_C(0x100000001b3);
    }
    return mix(hash);
}

uint64_t random_hash_join(uint64_t a, uint64_t b)
{
    return mix(rotate(mix(a + UINT64_C(0x9e3779b97f4a7c15)), 32) ^
               mix(b + UINT64_C(0xa0761d6478bd642f)));
}

void random_block(random_key_t key, uint64_t who, int32_t when, uint32_t what, uint32_t out[4])
{
    random_lane_philox(key.word[0], key.word[1], (uint32_t)who, (uint32_t)(who >> 32),
                       counter_when(when), what, &out[0], &out[1], &out[2], &out[3]);
}

/* 52 bits and a half: exact in a double, never 0 or 1. */
static double unit(uint32_t high, uint32_t low)
{
    const uint64_t bits = (uint64_t)(high >> 6) << 26 | low >> 6;

    return ((double)bits + 0.5) * 0x1p-52;
}

double random_uniform(random_key_t key, uint64_t who, int32_t when, random_purpose_t purpose)
{
    uint32_t out[4];

    random_block(key, who, when, random_what(purpose, 0), out);
    return unit(out[0], out[1]);
}

void random_normal_one(random_key_t key, uint64_t who, int32_t when, random_purpose_t purpose,
                       float z[4])
{
    uint32_t out[4];

    random_block(key, who, when, random_what(purpose, 0), out);
    random_lane_pair(out[0], out[1], &z[0], &z[1]);
    random_lane_pair(out[2], out[3], &z[2], &z[3]);
}

random_keys_t random_keys(const random_key_t *key, size_t count)
{
    random_keys_t keys;

    for (size_t i = 0; i < RANDOM_KEYS; i++) {
        keys.word[0][i] = key[i % count].word[0];
        keys.word[1][i] = key[i % count].word[1];
    }
    return keys;
}

#if VECTOR_X86
VECTOR_CHOICE(random_lanes_normal4, (RANDOM_LANES_NORMALS),
              (key0, key1, n, who, when, what, z0, z1, z2, z3))
VECTOR_CHOICE(random_lanes_words4, (RANDOM_LANES_WORDS),
              (key0, key1, n, who, when, what, w0, w1, w2, w3))
VECTOR_CHOICE(random_lanes_words4_each, (RANDOM_LANES_WORDS),
              (key0, key1, n, who, when, what, w0, w1, w2, w3))
#else
#define random_lanes_normal4(width, ...) ((void)(width), random_lanes_normal4_plain(__VA_ARGS__))
#define random_lanes_words4(width, ...) ((void)(width), random_lanes_words4_plain(__VA_ARGS__))
#define random_lanes_words4_each(width, ...)                                                      \
    ((void)(width), random_lanes_words4_each_plain(__VA_ARGS__))
#endif

void random_normal4(vector_width_t width, const random_keys_t *keys, size_t n,
                    const uint64_t *restrict who, int32_t when, random_purpose_t purpose,
                    float *restrict z0, float *restrict z1, float *restrict z2, float *restrict z3)
{
    const uint32_t word = counter_when(when);

    random_lanes_normal4(width, keys->word[0], keys->word[1], n, who, &word,
                         random_what(purpose, 0), z0, z1, z2, z3);
}

void random_words4(vector_width_t width, const random_keys_t *keys, size_t n,
                   const uint64_t *restrict who, int32_t when, random_purpose_t purpose,
                   uint32_t *restrict w0, uint32_t *restrict w1, uint32_t *restrict w2,
                   uint32_t *restrict w3)
{
    const uint32_t word = counter_when(when);

    random_lanes_words4(width, keys->word[0], keys->word[1], n, who, &word,
                        random_what(purpose, 0), w0, w1, w2, w3);
}

void random_words4_each(vector_width_t width, const random_keys_t *keys, size_t n,
                        const uint32_t *restrict which, const uint64_t *restrict who,
                        const int32_t *restrict when, random_purpose_t purpose,
                        uint32_t *restrict w0, uint32_t *restrict w1, uint32_t *restrict w2,
                        uint32_t *restrict w3)
{
    uint32_t word[RANDOM_LANES], key[2][RANDOM_LANES];

    for (size_t i = 0; i < n; i += RANDOM_LANES) {
        const size_t m = n - i < RANDOM_LANES ? n - i : RANDOM_LANES;

        for (size_t j = 0; j < RANDOM_ROOM(m); j++) {
            const uint32_t k = j < m ? which[i + j] : 0;

            word[j] = counter_when(j < m ? when[i + j] : 0);
            key[0][j] = keys->word[0][k];
            key[1][j] = keys->word[1][k];
        }
        random_lanes_words4_each(width, key[0], key[1], m, who + i, word, random_what(purpose, 0),
                                 w0 + i, w1 + i, w2 + i, w3 + i);
    }
}

static uint32_t stream_word(random_stream_state_t *state)
{
    if (state->used == 4) {
        if (state->which == 0x10000u) {
            const uint64_t old = (uint64_t)state->key.word[1] << 32 | state->key.word[0];

            state->key = random_key(old, 1);
            state->which = 0;
        }
        random_block(state->key, state->who, state->when,
                     random_what(state->purpose, state->which), state->block);
        state->which++;
        state->used = 0;
    }
    return state->block[state->used++];
}

static unsigned long stream_get(void *state)
{
    return stream_word(state);
}

static double stream_get_double(void *state)
{
    const uint32_t high = stream_word(state);
    const uint32_t low = stream_word(state);

    return unit(high, low);
}

static void stream_set(void *state, unsigned long seed)
{
    random_stream_state_t *stream = state;

    (void)seed;
    stream->key = stream->first_key;
    stream->which = 0;
    stream->used = 4;
}

static const gsl_rng_type stream_type = {
    .name = "philox4x32-10",
    .max = 0xffffffffu,
    .min = 0,
    .size = sizeof(random_stream_state_t),
    .set = stream_set,
    .get = stream_get,
    .get_double = stream_get_double,
};

void random_stream_init(random_stream_t *stream, random_key_t key, uint64_t who, int32_t when,
                        random_purpose_t purpose)
{
    stream->state = (random_stream_state_t){
        .key = key, .who = who, .when = when, .purpose = purpose, .used = 4, .first_key = key};
    stream->gsl.type = &stream_type;
    stream->gsl.state = &stream->state;
}

void random_stream_resume(random_stream_t *stream, random_key_t key, uint64_t who, int32_t when,
                          random_purpose_t purpose, const uint32_t block[4], uint32_t used)
{
    random_stream_init(stream, key, who, when, purpose);
    memcpy(stream->state.block, block, sizeof stream->state.block);
    stream->state.used = used;
    stream->state.which = 1;
}

gsl_rng *random_stream_gsl(random_stream_t *stream)
{
    return &stream->gsl;
}

double random_stream_unit(random_stream_t *stream)
{
    return random_unit(stream_word(&stream->state));
}

double random_stream_uniform(random_stream_t *stream)
{
    return stream_get_double(&stream->state);
}
