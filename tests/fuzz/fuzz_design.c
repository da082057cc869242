/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The points of a sweep as a CSV file: the sheet, then the experiment on small.cfg (prepare) that reads
 * it, then its design.
 */
#include "config/experiment.h"
#include "config/sheet.h"
#include "experiments/design.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static const char table[] = "name = \"t\"; scenario = \"small.cfg\"; design = \"table\"; file = \"points.csv\";\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    experiment_t experiment;
    design_t design;
    sheet_t sheet;
    report_t report;
    size_t letters = 0;

    fuzz_write_file("points.csv", data, size);
    report_init(&report);
    if (sheet_read(&sheet, "points.csv", &report) == SHEET_OK) {
        for (size_t row = 0; row <= sheet.rows; row++) {
            for (size_t column = 0; column < sheet.columns; column++) {
                letters += strlen(sheet_cell(&sheet, row, column));
            }
        }
        fuzz_require(letters <= size, "cells are not longer than their file");
    }
    sheet_free(&sheet);
    if (experiment_read_text(&experiment, "fuzz.cfg", table, sizeof table - 1, NULL, 0, NULL, &report) == EXPERIMENT_OK) {
        const design_options_t options = {
            .kind = DESIGN_TABLE, .points = experiment.points, .table = experiment.table, .seed = experiment.seed};

        if (design_init(&design, &options, experiment.factors, experiment.factor_count, &report) == DESIGN_OK) {
            fuzz_require(design.points == experiment.points, "a point for each row");
            design_free(&design);
        }
    }
    experiment_free(&experiment);
    report_free(&report);
    return 0;
}
