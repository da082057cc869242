/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"

const command_t commands[] = {
    {"run", "simulate replicates of one scenario: CSV files and a summary", command_run},
    {"sweep", "run an experiment's design over a scenario, in parallel, resumable", command_sweep},
    {"flip", "pairs of worlds with and without a shock, over a range of sizes", command_flip},
    {"cases", "play the historical cases and compare them with their histories", command_cases},
    {"analyze", "statistics of finished results as CSV tables", command_analyze},
    {"compare", "paired differences between two results of the same seed", command_compare},
    {"explain", "why an alliance did what it did in one tick, in words", command_explain},
    {"report", "one page that explains a run, sweep or flip, with figures", command_report},
    {"import", "a scenario from the field's data sets: states, pacts, troops, votes, disputes", command_import},
    {"verify", "whether results are what they say: run them again, compare digests", command_verify},
    {"check", "validate a scenario and say what would be run", command_check},
    {"params", "list every parameter: name, unit, range, default, meaning, source", command_params},
    {"examples", "list the shipped scenarios and experiments, or copy them", command_examples},
    {"bench", "the speed of this machine, as ratios to a floor measured in the same run", command_bench},
};

const size_t command_count = sizeof commands / sizeof commands[0];
