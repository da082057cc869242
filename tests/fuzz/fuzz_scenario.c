/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario: read, and if it is one, written so that it reads the same. */
#include "config/reader.h"
#include "config/writer.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static int read(scenario_t *scenario, const void *data, size_t size)
{
    report_t report;
    char line[256];
    int status;

    report_init(&report);
    status = scenario_read_text(scenario, "fuzz.cfg", data, size, NULL, 0, &report);
    fuzz_require((status == SCENARIO_OK) == (report_count(&report) == 0), "what is refused has a reason");
    report_sort(&report);
    for (size_t i = 0; i < report.count; i++) {
        report_line(&report, i, line, sizeof line);
    }
    report_free(&report);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    scenario_t scenario, again;
    text_t first = {.length = 0}, second = {.length = 0};

    if (read(&scenario, data, size) == SCENARIO_OK) {
        fuzz_require(scenario_write(&scenario, &first) == SCENARIO_OK, "a scenario can be written");
        fuzz_require(read(&again, first.data, first.length) == SCENARIO_OK, "what is written can be read");
        fuzz_require(scenario_write(&again, &second) == SCENARIO_OK, "a scenario can be written again");
        fuzz_require(first.length == second.length && memcmp(first.data, second.data, first.length) == 0,
                     "it is written the same again");
        scenario_free(&again);
    }
    scenario_free(&scenario);
    text_free(&first);
    text_free(&second);
    return 0;
}
