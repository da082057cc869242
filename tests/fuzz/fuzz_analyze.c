/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Results with one file replaced, and a manifest that says that this is right: analyzed, compared with themselves, and
 * explained. The first byte says which file. The working directory holds results of each kind (prepare).
 */
#include "analysis/analyze.h"
#include "analysis/compare.h"
#include "analysis/explain.h"
#include "files/manifest.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static const struct {
    const char *directory, *name, *path;
} places[] = {
    {"run", "timeseries.csv", "run/timeseries.csv"}, {"run", "counts.csv", "run/counts.csv"},
    {"run", "events.csv", "run/events.csv"},         {"sweep", "runs.csv", "sweep/runs.csv"},
    {"sweep", "design.csv", "sweep/design.csv"},     {"flip", "flips.csv", "flip/flips.csv"},
    {"flip", "design.csv", "flip/design.csv"},       {"ramp", "ramps.csv", "ramp/ramps.csv"},
    {"ramp", "ramp_areas.csv", "ramp/ramp_areas.csv"}};

static void look(const char *directory)
{
    static compare_t comparison;
    const analyze_options_t options = {.resamples = 5};
    const explain_request_t request = {
        .directory = directory, .has_point = directory[0] == 's', .strong = "patron", .weak = "ally", .tick = 5};
    analyze_outcome_t outcome;
    explain_t explain;
    failure_t failure = {.status = 0};
    const int status = analyze(directory, &options, &outcome);

    fuzz_require((status == FILES_OK) == (outcome.failure.status == FILES_OK), "a failure is told");
    fuzz_require(status != FILES_NO_MEMORY && status != FILES_CANNOT_WRITE, "what is refused is the file");
    compare_directories(&comparison, directory, directory, 0.95, 0.01, NULL, &failure);
    if (directory[0] == 's' || directory[0] == 'r') {
        explain_open(&explain, &request);
        explain_free(&explain);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t place = size > 0 ? data[0] % (sizeof places / sizeof places[0]) : 0;
    manifest_t manifest, original;
    char hex[DIGEST_HEX_SIZE];
    manifest_file_t file = {.name = places[place].name, .sha256 = hex, .rows = -1};

    if (size > 0) {
        fuzz_require(manifest_read(&manifest, places[place].directory, NULL) == FILES_OK
                         && manifest_read(&original, places[place].directory, NULL) == FILES_OK
                         && rename(places[place].path, "kept") == 0,
                     "the working directory holds results");
        fuzz_write_file(places[place].path, data + 1, size - 1);
        fuzz_require(digest_file(places[place].path, hex, &file.bytes, NULL) == FILES_OK
                         && manifest_add_file(&manifest, &file) == FILES_OK
                         && manifest_write(&manifest, places[place].directory, NULL) == FILES_OK,
                     "the manifest says what stands there");
        look(places[place].directory);
        fuzz_require(rename("kept", places[place].path) == 0
                         && manifest_write(&original, places[place].directory, NULL) == FILES_OK,
                     "all is as it was");
        manifest_free(&manifest);
        manifest_free(&original);
    }
    return 0;
}
