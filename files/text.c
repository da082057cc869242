/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/text.h"

#include "files/failure.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_FIRST_CAPACITY = 256 };

void text_init(text_t *text)
{
    *text = (text_t){.data = NULL};
}

void text_init_fixed(text_t *text, char *storage, size_t capacity)
{
    *text = (text_t){.data = storage, .capacity = capacity, .fixed = true};
}

void text_free(text_t *text)
{
    if (!text->fixed) {
        free(text->data);
    }
    text_init(text);
}

void text_clear(text_t *text)
{
    text->length = 0;
    text->status = FILES_OK;
}

static int text_grow(text_t *text, size_t size)
{
    int status = FILES_OK;
    size_t capacity = text->capacity < TEXT_FIRST_CAPACITY ? TEXT_FIRST_CAPACITY : text->capacity;
    char *data = NULL;

    if (text->fixed) {
        status = FILES_NO_ROOM;
        goto out;
    }
    while (capacity - text->length < size) {
        if (capacity > SIZE_MAX / 4) {
            status = FILES_NO_MEMORY;
            goto out;
        }
        capacity *= 2;
    }
    data = realloc(text->data, capacity);
    if (data == NULL) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    text->data = data;
    text->capacity = capacity;
out:
    text->status = status;
    return status;
}

char *text_reserve(text_t *text, size_t size)
{
    char *place = NULL;

    if (text->status != FILES_OK) {
        goto out;
    }
    if (text->capacity - text->length < size || text->data == NULL) {
        if (text_grow(text, size) != FILES_OK) {
            goto out;
        }
    }
    place = text->data + text->length;
out:
    return place;
}

int text_append(text_t *text, const char *data, size_t size)
{
    char *place = text_reserve(text, size);

    if (place != NULL && size > 0) {
        memcpy(place, data, size);
        text->length += size;
    }
    return text->status;
}

int text_inherit(text_t *text, const text_t *part)
{
    if (text->status == FILES_OK) {
        text->status = part->status;
    }
    return text->status;
}
