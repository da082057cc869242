/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/input.h"

#include "files/output.h"
#include "testing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME "input_test.csv"

enum { LONGEST = 1 << 20 };

static void name_of(output_form_t form, char name[64])
{
    snprintf(name, 64, NAME "%s", output_form_ending(form));
}

static void clear(void)
{
    char name[64];

    for (int f = OUTPUT_PLAIN; f < OUTPUT_FORMS; f++) {
        name_of((output_form_t)f, name);
        remove(name);
    }
}

/* Text that can be compressed, but not away. */
static char *make_text(size_t length)
{
    char *text = malloc(length + 1);
    uint32_t state = 12345;

    assert_non_null(text);
    for (size_t i = 0; i < length; i++) {
        state = state * 1664525u + 1013904223u;
        text[i] = "0123456789,\n"[(state >> 24) % 12];
    }
    return text;
}

/* All of it in pieces; the status, and how long it was. */
static int read_all(const char *name, size_t piece, char *data, size_t room, size_t *length)
{
    failure_t failure = {.status = FILES_OK};
    input_t input;
    size_t got = piece;
    int status = input_open(&input, ".", name, &failure);

    assert_int_equal(status, failure.status);
    *length = 0;
    while (status == FILES_OK && got == piece) {
        assert_true(*length + piece <= room);
        status = input_read(&input, data + *length, piece, &got);
        *length += status == FILES_OK ? got : 0;
    }
    assert_true(status != FILES_DAMAGED || strstr(input.reason, "compressed data") != NULL);
    input_close(&input);
    input_close(&input);
    return status;
}

static char *read_file(const char *name, size_t *length)
{
    FILE *file = fopen(name, "rb");
    char *data = malloc(2 * LONGEST);

    assert_non_null(file);
    assert_non_null(data);
    *length = fread(data, 1, 2 * LONGEST, file);
    fclose(file);
    return data;
}

static void write_file(const char *name, const char *data, size_t length)
{
    FILE *file = fopen(name, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, length, file), length);
    fclose(file);
}

/* What was written comes back, of every length around a block, in pieces of every kind. */
static void test_whole(void **state)
{
    static const size_t lengths[] = {0, 1, 65535, 65536, 65537, LONGEST};
    static const size_t pieces[] = {1, 1000, 65536, 262144};
    char *text = make_text(LONGEST);
    char *data = malloc(2 * LONGEST);
    char name[64];

    (void)state;
    assert_non_null(data);
    for (int f = OUTPUT_PLAIN; f < OUTPUT_FORMS; f++) {
        name_of((output_form_t)f, name);
        for (size_t i = 0; output_has_form((output_form_t)f) && i < sizeof lengths / sizeof lengths[0]; i++) {
            assert_int_equal(output_write_file(".", name, text, lengths[i], NULL, NULL), FILES_OK);
            for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
                size_t length = 0;

                assert_int_equal(read_all(name, pieces[p], data, 2 * LONGEST, &length), FILES_OK);
                assert_int_equal(length, lengths[i]);
                assert_memory_equal(data, text, length);
            }
        }
    }
    clear();
    free(text);
    free(data);
}

/* Cut at every byte, with a byte changed anywhere, with something behind it: damaged, never less text. */
static void test_not_whole(void **state)
{
    enum { LENGTH = 3000 };
    char *text = make_text(LENGTH);
    char *data = malloc(2 * LONGEST);
    char name[64];

    (void)state;
    assert_non_null(data);
    for (int f = OUTPUT_PLAIN + 1; f < OUTPUT_FORMS; f++) {
        size_t size = 0, length = 0;
        char *packed = NULL;

        if (!output_has_form((output_form_t)f)) {
            continue;
        }
        name_of((output_form_t)f, name);
        assert_int_equal(output_write_file(".", name, text, LENGTH, NULL, NULL), FILES_OK);
        packed = read_file(name, &size);
        for (size_t cut = 0; cut < size; cut++) {
            write_file(name, packed, cut);
            assert_int_equal(read_all(name, 1000, data, 2 * LONGEST, &length), FILES_DAMAGED);
        }
        for (size_t at = 0; at < size; at++) {
            packed[at] ^= 0x55;
            write_file(name, packed, size);
            packed[at] ^= 0x55;
            if (read_all(name, 1000, data, 2 * LONGEST, &length) == FILES_OK) { /* of gzip: time and system in its header */
                assert_int_equal(length, LENGTH);
                assert_memory_equal(data, text, LENGTH);
                assert_true(at < 10);
            }
        }
        packed[size] = 'x';
        write_file(name, packed, size + 1);
        assert_int_equal(read_all(name, 1000, data, 2 * LONGEST, &length), FILES_DAMAGED);
        memcpy(packed + size, packed, size); /* a second one behind it */
        write_file(name, packed, 2 * size);
        assert_int_equal(read_all(name, 1000, data, 2 * LONGEST, &length), FILES_OK);
        assert_int_equal(length, 2 * LENGTH);
        assert_memory_equal(data + LENGTH, text, LENGTH);
        write_file(name, packed, 2 * size - 1);
        assert_int_equal(read_all(name, 1000, data, 2 * LONGEST, &length), FILES_DAMAGED);
        free(packed);
    }
    clear();
    free(text);
    free(data);
}

/* The plain one first; a compressed one where that is not there; none. */
static void test_which(void **state)
{
    char data[100], name[64];
    size_t length = 0;
    input_t input;
    failure_t failure = {.status = FILES_OK};

    (void)state;
    clear();
    assert_int_equal(input_open(&input, ".", NAME, &failure), FILES_CANNOT_OPEN);
    assert_int_equal(failure.error_number, ENOENT);
    assert_string_equal(failure.path, "./" NAME);
    input_close(&input);
    for (int f = OUTPUT_PLAIN; f < OUTPUT_FORMS; f++) {
        name_of((output_form_t)f, name);
        if (output_has_form((output_form_t)f)) {
            assert_int_equal(output_write_file(".", name, name, strlen(name), NULL, NULL), FILES_OK);
        }
    }
    for (int f = OUTPUT_PLAIN; f < OUTPUT_FORMS; f++) {
        name_of((output_form_t)f, name);
        if (output_has_form((output_form_t)f)) {
            assert_int_equal(read_all(NAME, sizeof data, data, sizeof data, &length), FILES_OK);
            assert_int_equal(length, strlen(name));
            assert_memory_equal(data, name, length);
        }
        remove(name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_not_whole),
        cmocka_unit_test(test_which),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
