/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/payload.h"

#include <string.h>

#include "files/failure.h"

enum { WORD = 8 };

static void put(unsigned char *bytes, uint64_t value)
{
    for (int i = 0; i < WORD; i++) {
        bytes[i] = (unsigned char)(value >> (8 * i));
    }
}

static uint64_t get(const unsigned char *bytes)
{
    uint64_t value = 0;

    for (int i = WORD - 1; i >= 0; i--) {
        value = value << 8 | bytes[i];
    }
    return value;
}

void payload_put_numbers(text_t *payload, const double *numbers, size_t count)
{
    char *room = text_reserve(payload, count * WORD);

    for (size_t i = 0; i < count && room != NULL; i++) {
        uint64_t bits = 0;

        memcpy(&bits, &numbers[i], sizeof bits);
        put((unsigned char *)room + i * WORD, bits);
    }
    payload->length += room != NULL ? count * WORD : 0;
}

void payload_put_text(text_t *payload, const text_t *text)
{
    unsigned char length[WORD];

    put(length, text->length);
    text_append(payload, (const char *)length, sizeof length);
    text_append(payload, text->data, text->length);
    if (text->status != FILES_OK && payload->status == FILES_OK) {
        payload->status = text->status;
    }
}

bool payload_get_numbers(const void *data, size_t size, size_t *at, double *numbers, size_t count)
{
    const unsigned char *bytes = data;
    const bool enough = *at <= size && (size - *at) / WORD >= count;

    for (size_t i = 0; i < count && enough; i++) {
        const uint64_t bits = get(bytes + *at);

        memcpy(&numbers[i], &bits, sizeof bits);
        *at += WORD;
    }
    return enough;
}

bool payload_get_text(const void *data, size_t size, size_t *at, const char **letters, size_t *length)
{
    const unsigned char *bytes = data;
    bool enough = *at <= size && size - *at >= WORD;

    if (enough) {
        const uint64_t wanted = get(bytes + *at);

        enough = wanted <= size - *at - WORD;
        *letters = (const char *)bytes + *at + WORD;
        *length = enough ? (size_t)wanted : 0;
        *at += enough ? WORD + (size_t)wanted : 0;
    }
    return enough;
}
