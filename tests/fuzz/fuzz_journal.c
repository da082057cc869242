/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A journal: as it is, if the first byte is even; else its checksums are put right before, wherever the sizes that stand
 * there lead, so that what lies behind them is reached.
 */
#include "experiments/payload.h"
#include "files/checksum.h"
#include "files/journal.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void put(uint8_t *bytes, uint64_t value)
{
    for (size_t i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
    }
}

static void put_right(uint8_t *bytes, size_t size)
{
    checksum_t checksum;
    size_t at = JOURNAL_HEADER_SIZE;

    checksum_init(&checksum);
    if (size >= JOURNAL_HEADER_SIZE) {
        put(bytes + 56, checksum_add(&checksum, 0, bytes, 56));
    }
    while (at + JOURNAL_RECORD_HEADER_SIZE <= size) {
        const size_t payload = bytes[at + 8] | (size_t)bytes[at + 9] << 8;
        uint8_t place[8];

        if (payload <= size - at - JOURNAL_RECORD_HEADER_SIZE) {
            put(bytes + at + 16, checksum_add(&checksum, 0, bytes + at + JOURNAL_RECORD_HEADER_SIZE, payload));
        }
        put(place, at);
        put(bytes + at + 24, checksum_add(&checksum, checksum_add(&checksum, checksum_add(&checksum, 0, bytes + 16, 32), place, 8),
                                          bytes + at, 24));
        at += JOURNAL_RECORD_HEADER_SIZE + payload;
    }
}

static int take(void *context, uint64_t number, const void *payload, size_t size)
{
    double numbers[3];
    const char *letters = NULL;
    size_t at = 0, length = 0;

    (void)number;
    if (payload_get_numbers(payload, size, &at, numbers, 3) && payload_get_text(payload, size, &at, &letters, &length)) {
        fuzz_require(at <= size && length <= size, "nothing is taken from behind a payload");
    }
    *(uint64_t *)context += 1;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t read = 0, opened = 0;
    journal_contents_t found;
    journal_t journal;
    uint8_t *bytes = malloc(size + 1);

    if (bytes != NULL && size > 0) {
        memcpy(bytes, data + 1, size - 1);
        if (data[0] & 1) {
            put_right(bytes, size - 1);
        }
        fuzz_write_file("journal.bin", bytes, size - 1);
        if (journal_read("journal.bin", NULL, take, &read, &found, NULL) == FILES_OK) {
            fuzz_require(found.records == read && found.bytes + found.cut == size - 1, "every byte is accounted for");
        }
        if (journal_open(&journal, "journal.bin", found.key, take, &opened) == FILES_OK) {
            fuzz_require(read == opened, "what can be read can be opened");
            fuzz_require(journal_append(&journal, 7, "seven", 5) == FILES_OK, "it can be continued");
            fuzz_require(journal_close(&journal) == FILES_OK, "it can be closed");
            fuzz_require(journal_read("journal.bin", NULL, NULL, NULL, &found, NULL) == FILES_OK && found.cut == 0
                             && found.records == read + 1,
                         "a continued journal is whole");
        }
    }
    free(bytes);
    return 0;
}
