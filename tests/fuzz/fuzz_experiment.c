/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An experiment on small.cfg (prepare): read, and if it is one, written so that it reads the same. */
#include "config/experiment.h"
#include "experiments/design.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static int read(experiment_t *experiment, const void *data, size_t size)
{
    report_t report;
    int status;

    report_init(&report);
    status = experiment_read_text(experiment, "fuzz.cfg", data, size, NULL, 0, NULL, &report);
    fuzz_require((status == EXPERIMENT_OK) == (report_count(&report) == 0), "what is refused has a reason");
    report_free(&report);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    experiment_t experiment, again;
    text_t first = {.length = 0}, second = {.length = 0};

    if (read(&experiment, data, size) == EXPERIMENT_OK) {
        fuzz_require(experiment_write(&experiment, &first) == EXPERIMENT_OK, "an experiment can be written");
        fuzz_require(read(&again, first.data, first.length) == EXPERIMENT_OK, "what is written can be read");
        fuzz_require(experiment_write(&again, &second) == EXPERIMENT_OK, "an experiment can be written again");
        fuzz_require(first.length == second.length && memcmp(first.data, second.data, first.length) == 0,
                     "it is written the same again");
        experiment_free(&again);
    }
    experiment_free(&experiment);
    text_free(&first);
    text_free(&second);
    return 0;
}
