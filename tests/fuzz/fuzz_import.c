/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Data sets, and what the user says of them, made into a scenario. The first byte chooses options. Behind it a byte from 1 to 8
 * begins the file of a data set (dataset_id_t + 1), another one what the user says: a strong state, a source, the label, the name;
 * of what is not begun there are those of prepare (import/), or the usual ones.
 */
#include "config/import.h"
#include "config/scenario.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

enum { STRONG = 14, SOURCE, LABEL, NAME, BEHIND, WORDS = 20, OPTIONS = 1 };
enum { TIES = 4, SHOCKS = 8, SPAN = 16, ONLY = 32, WITHOUT = 64, BARE = 128 }; /* bits of the first byte; the lowest two: missing */

typedef struct words {
    char *list[WORDS]; /* owned */
    size_t count;
} words_t;

static void take(words_t *self, const uint8_t *data, size_t size)
{
    if (self->count < WORDS) {
        self->list[self->count] = strndup((const char *)data, size);
        fuzz_require(self->list[self->count] != NULL, "there is memory");
        self->count++;
    }
}

static void leave(words_t *self)
{
    while (self->count > 0) {
        free(self->list[--self->count]);
    }
}

static size_t part_size(const uint8_t *data, size_t size)
{
    size_t length = 0;

    while (length < size && !(data[length] >= 1 && data[length] <= DATASET_COUNT) && !(data[length] >= STRONG && data[length] < BEHIND)) {
        length++;
    }
    return length;
}

/* What it made and what it said, looked at as the program does. */
static void import(const import_request_t *request)
{
    text_t text = {.length = 0};
    report_t faults, notes;
    char line[256];
    int status;

    report_init(&faults);
    report_init(&notes);
    status = import_write(request, &text, &faults, &notes);
    fuzz_require((status == IMPORT_OK) == (report_count(&faults) == 0), "what is refused has a reason");
    fuzz_require((status == IMPORT_OK) == (text.length > 0), "all is written or nothing");
    report_sort(&notes);
    for (size_t i = 0; i < notes.count; i++) {
        report_line(&notes, i, line, sizeof line);
    }
    for (size_t i = 0; i < faults.count; i++) {
        report_line(&faults, i, line, sizeof line);
        fuzz_require(strncmp(line, "(imported)", 10) != 0, "what is wrong is told of what the user gave");
    }
    report_free(&faults);
    report_free(&notes);
    text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const usual[] = {"USA", "PRK", "CHN", "RUS"}, *const korea[] = {"ROK"}, *const turkey[] = {"640"};
    const uint8_t options = size > 0 ? data[0] : 0;
    char paths[DATASET_COUNT][32];
    import_request_t request = {.from = (options & SPAN) != 0 ? 2014 : 2015,
                                .to = 2015,
                                .missing = (import_missing_t)((options & 3) % 3),
                                .years = 10.0,
                                .ties = (options & TIES) != 0,
                                .shocks = (options & SHOCKS) != 0,
                                .only = korea,
                                .only_count = (options & ONLY) != 0,
                                .without = turkey,
                                .without_count = (options & WITHOUT) != 0,
                                .command = "adrift import"};
    words_t words[BEHIND - STRONG] = {{.count = 0}};
    const words_t *strong = &words[0], *sources = &words[SOURCE - STRONG], *label = &words[LABEL - STRONG], *name = &words[NAME - STRONG];

    for (int id = 0; id < DATASET_COUNT; id++) {
        const bool needed = id == DATASET_STATES || id == DATASET_CAPABILITY || id == DATASET_PACTS;

        snprintf(paths[id], sizeof paths[id], "import/%s.csv", dataset_option((dataset_id_t)id));
        request.paths[id] = needed || (options & BARE) == 0 ? paths[id] : NULL;
    }
    for (size_t at = OPTIONS + part_size(data + (size > 0), size - (size > 0)); at < size;) {
        const uint8_t kind = data[at++];
        const size_t length = part_size(data + at, size - at);

        if (kind >= STRONG) {
            take(&words[kind - STRONG], data + at, length);
        } else {
            const int id = kind - 1;

            snprintf(paths[id], sizeof paths[id], "%s.csv", dataset_option((dataset_id_t)id));
            fuzz_write_file(paths[id], data + at, length);
            request.paths[id] = paths[id];
        }
        at += length;
    }
    request.strong = strong->count > 0 ? (const char *const *)strong->list : usual;
    request.strong_count = strong->count > 0 ? strong->count : 1;
    request.sources = sources->count > 0 ? (const char *const *)sources->list : usual + 1;
    request.source_count = sources->count > 0 ? sources->count : 3;
    request.label = label->count > 0 ? label->list[0] : NULL;
    request.name = name->count > 0 ? name->list[0] : "fuzz";
    import(&request);
    for (size_t i = 0; i < BEHIND - STRONG; i++) {
        leave(&words[i]);
    }
    return 0;
}
