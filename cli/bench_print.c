/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/bench_print.h"

#include <math.h>
#include <string.h>

#include "files/csv.h"

enum { CELL_SIZE = 24 };

/* Four digits, whatever the size; "" if it is none. */
static const char *cell(char text[CELL_SIZE], double value)
{
    const double size = fabs(value);
    if (!isfinite(value)) {
        text[0] = '\0';
    } else if (size >= 1e5) {
        snprintf(text, CELL_SIZE, "%.3e", value);
    } else {
        snprintf(text, CELL_SIZE, "%.*f",
                 size >= 1000  ? 0
                 : size >= 100 ? 1
                 : size >= 10  ? 2
                               : 3,
                 value);
    }
    return text;
}

static void print_row(const bench_row_t *row, FILE *stream)
{
    char wall[CELL_SIZE], least[CELL_SIZE], greatest[CELL_SIZE], cpu[CELL_SIZE], rate[CELL_SIZE],
        ratio[CELL_SIZE], lowest[CELL_SIZE], reference[CELL_SIZE];
    fprintf(stream, "  %-11s %-13s %9s %9s %9s %9s %10s %8s %8s %9s\n", row->name, row->unit,
            cell(wall, row->wall.median), cell(least, row->wall.least),
            cell(greatest, row->wall.greatest), cell(cpu, row->cpu.median),
            cell(rate, 1e9 / row->wall.median), cell(ratio, row->cpu_ratio),
            cell(lowest, row->to_floor), cell(reference, row->to_reference));
}

static void print_memory(const bench_row_t *row, FILE *stream)
{
    char bytes[CELL_SIZE];
    fprintf(stream, "  %-11s %-13s %9s bytes\n", row->name, row->unit, cell(bytes, row->bytes));
}

static void print_fact(const char *what, double value, FILE *stream)
{
    if (isfinite(value)) {
        fprintf(stream, "  %-64s %8.3f\n", what, value);
    }
}

/* In processor time, or by the clock, of the first row of its table: the median of what each round
 * gives, for machines change their pace between rounds. */
static double paired(const bench_t *bench, const char *table, const char *name, bool clock)
{
    const bench_row_t *row = bench_find(bench, table, name);
    return row == NULL ? NAN : clock ? row->wall_ratio : row->cpu_ratio;
}

/* The dearest of a table, in the cost of the size `name`. */
static double dearest(const bench_t *bench, const char *table, const char *name)
{
    double most = NAN;
    bool counts = false;
    for (size_t i = 0; i < bench->row_count; i++) {
        const bench_row_t *row = &bench->rows[i];
        counts = strcmp(row->table, table) == 0 && (counts || strcmp(row->name, name) == 0);
        most = counts ? fmax(most, row->cpu_ratio) : most;
    }
    return most / paired(bench, table, name, false);
}

static void print_facts(const bench_t *bench, FILE *stream)
{
    const double writing = paired(bench, "csv", "run", true) - paired(bench, "csv", "none", true);
    fputs("in short\n", stream);
    print_fact("cost of the tick in floors", paired(bench, "tick", "tick", false), stream);
    print_fact("the tick is so many times as fast as the reference",
               paired(bench, "tick", "reference", false) / paired(bench, "tick", "tick", false),
               stream);
    print_fact("  ... with AVX2 alone",
               paired(bench, "tick", "reference", false) / paired(bench, "tick", "tick_avx2", false),
               stream);
    print_fact("two threads are so many times as fast as one (by the clock)",
               1 / paired(bench, "threads", "2", true), stream);
    print_fact("cost of an alliance's tick grows from 100 alliances on by",
               dearest(bench, "alliances", "100"), stream);
    print_fact("cost of an alliance's tick grows from 0 to 32 ties by", dearest(bench, "ties", "0"),
               stream);
    print_fact("speed of making and writing CSV in that of copying it (by the clock)",
               1 / (paired(bench, "csv", "written", true) - paired(bench, "csv", "none", true)), stream);
    print_fact("  ... with its digest, and synced", 1 / writing, stream);
    print_fact("  ... in that of copying and syncing it", paired(bench, "csv", "synced", true) / writing, stream);
    print_fact("speed of a sweep in that of the bare tick",
               1 / paired(bench, "sweep", "sweep", false), stream);
}

void bench_print(const bench_t *bench, FILE *stream)
{
    const char *table = "";
    fprintf(
        stream,
        "%s, vectors %s, medians of %zu rounds of about %g s for each row\n"
        "ns: for one unit, by the clock (median, least, greatest) and of the processor, all "
        "threads\ntogether; x: processor time in that of the table's first row, of the floor, of "
        "the reference\n",
        bench->scenario->name, bench_vectors(), bench->repeats, bench->seconds);
    for (size_t i = 0; i < bench->row_count; i++) {
        const bench_row_t *row = &bench->rows[i];
        const bool memory = strcmp(row->table, "memory") == 0;
        if (strcmp(row->table, table) != 0) {
            table = row->table;
            fprintf(stream, "%-13s", table);
            if (!memory) {
                fprintf(stream, " %-13s %9s %9s %9s %9s %10s %8s %8s %9s", "unit", "ns", "least",
                        "greatest", "cpu ns", "a second", "x first", "x floor", "x refer.");
            }
            fputc('\n', stream);
        }
        if (memory) {
            print_memory(row, stream);
        } else {
            print_row(row, stream);
        }
    }
    print_facts(bench, stream);
}

void bench_csv(const bench_t *bench, text_t *text)
{
    csv_header(text, "table,case,unit,units,wall_ns,wall_least_ns,wall_greatest_ns,cpu_ns,"
                     "cpu_least_ns,cpu_greatest_ns,per_second,wall_ratio,cpu_ratio,to_floor,"
                     "to_reference,bytes");
    for (size_t i = 0; i < bench->row_count; i++) {
        const bench_row_t *row = &bench->rows[i];
        const double numbers[] = {row->units,         row->wall.median,       row->wall.least,
                                  row->wall.greatest, row->cpu.median,        row->cpu.least,
                                  row->cpu.greatest,  1e9 / row->wall.median, row->wall_ratio,
                                  row->cpu_ratio,     row->to_floor,          row->to_reference,
                                  row->bytes};
        csv_word(text, row->table);
        csv_word(text, row->name);
        csv_word(text, row->unit);
        for (size_t j = 0; j < sizeof numbers / sizeof numbers[0]; j++) {
            csv_double17(text, numbers[j]);
        }
        csv_end_row(text);
    }
}
