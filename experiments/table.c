/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/table.h"

#include <string.h>

#include "files/csv.h"

/* What several files begin with. */
#define POINT(file) {file, "point", "count", "row of design.csv, from 0", true},
#define REPLICATE(file) {file, "replicate", "count", "number of the replicate, from 0", false},
#define WHEN(file)                                                                                 \
    {file, "tick", "tick", "tick after the burn-in, from 0", false},                               \
    {file, "year", "year", "date at which the tick begins: time.start + tick / ticks_per_year", false},

#define SERIES(column, unit, meaning) {TABLE_TIMESERIES, column, unit, meaning, false},
#define COUNT(column, meaning) {TABLE_COUNTS, column, "alliances", meaning, false},
#define EVENT(column, unit, meaning) {TABLE_EVENTS, column, unit, meaning, false},
#define COLUMN(column, meaning) {TABLE_COLUMNS, column, "text", meaning, false},

const table_column_t table_columns[] = {
    POINT(TABLE_TIMESERIES)
    REPLICATE(TABLE_TIMESERIES)
    WHEN(TABLE_TIMESERIES)
    SERIES("strong", "text", "ID of the strong state")
    SERIES("weak", "text", "ID of the weak state")
    SERIES("status", "word", "of the alliance at the end of the tick: allied, drifting or ended")
    SERIES("issue_source", "text", "ID of the source that the open issue is about; empty without an open issue")
    SERIES("stake", "1", "how much the strong state needs consent on the open issue; empty without an open issue")
    SERIES("conflict", "true/false", "whether the open issue hurts the weak state's interest; empty without an open issue")
    SERIES("strong_dependence", "1", "d_s: the strong state's dependence on the weak one, with the open issue's stake")
    SERIES("weak_dependence", "1", "d_w: the weak state's dependence on the strong one")
    SERIES("interdependence", "word", "type, the strong state's dependence first: strong-strong, strong-weak, weak-strong or weak-weak")
    SERIES("focal_source", "text", "ID of the source by which threat perception is judged: the open issue's, else the strong state's greatest threat")
    SERIES("strong_threat", "1", "threat that the strong state sees in the focal source")
    SERIES("weak_threat", "1", "threat that the weak state sees in the focal source")
    SERIES("threat_perception", "word", "same or different")
    SERIES("divergence", "1", "Delta: how far apart the two threat perceptions are")
    SERIES("vulnerability", "1", "V: of the weak state in this alliance")
    SERIES("ally_threat", "1", "the greatest threat that the weak state sees in what the strong state embodies")
    SERIES("disposition", "word", "what the rule gives: follow, negative_response, price_raising, confrontation or termination; empty once ended")
    SERIES("behavior", "word", "what is done about the open issue, in the same words; empty without an open issue")
    SERIES("price", "1", "asked on the open issue; empty if none was raised")
    SERIES("concession", "1", "paid so far on the open issue; empty if no price was raised")

    POINT(TABLE_COUNTS)
    REPLICATE(TABLE_COUNTS)
    WHEN(TABLE_COUNTS)
    COUNT("disposition_follow", "living alliances disposed to follow")
    COUNT("disposition_negative_response", "living alliances disposed to respond negatively")
    COUNT("disposition_price_raising", "living alliances disposed to raise the price")
    COUNT("disposition_confrontation", "living alliances disposed to confront")
    COUNT("disposition_termination", "alliances that end in this tick")
    COUNT("behavior_follow", "open issues answered by following")
    COUNT("behavior_negative_response", "open issues answered by negative response")
    COUNT("behavior_price_raising", "open issues answered by raising the price")
    COUNT("behavior_confrontation", "open issues answered by confrontation")
    COUNT("behavior_termination", "open issues answered by ending the alliance")
    COUNT("interdependence_strong_strong", "living alliances of type 1: both depend strongly")
    COUNT("interdependence_strong_weak", "living alliances of type 2: the strong state depends strongly, the weak one weakly")
    COUNT("interdependence_weak_strong", "living alliances of type 3: the strong state depends weakly, the weak one strongly")
    COUNT("interdependence_weak_weak", "living alliances of type 4: both depend weakly")
    COUNT("status_allied", "alliances allied at the end of the tick")
    COUNT("status_drifting", "alliances drifting at the end of the tick")
    COUNT("status_ended", "alliances ended at the end of the tick")
    COUNT("threat_same", "living alliances in which both see the same strong threat")
    COUNT("issues", "open issues")

    POINT(TABLE_EVENTS)
    REPLICATE(TABLE_EVENTS)
    WHEN(TABLE_EVENTS)
    EVENT("event", "word", "shock, issue_opened, issue_followed, issue_settled, issue_lapsed, issue_replaced, issue_ended, warning_started, warning_half, drifted, recovered, terminated or formed")
    EVENT("shock", "text", "ID of the shock or scripted event that fired; empty for other events")
    EVENT("variable", "text", "what the shock acts on; empty for other events")
    EVENT("strong", "text", "ID of the strong state; empty if it is not about one")
    EVENT("weak", "text", "ID of the weak state; empty if it is not about one")
    EVENT("source", "text", "ID of the source it is about; empty if it is about none or all")
    EVENT("size", "1", "of a shock: its size; of an issue: its stake, if settled the price paid; empty for other events")

    {TABLE_DESIGN, "point", "count", "number of the point, from 0", false},
    {TABLE_DESIGN, "role", "word", "what the point is for: point (nothing special), base or level (one_at_a_time), start or move (morris), A, B, AB or BA (saltelli), up or down (ramp)", false},
    {TABLE_DESIGN, "block", "count", "trajectory (morris), row of the base sample (saltelli) or ramp, from 0; else 0", false},
    {TABLE_DESIGN, "factor", "text", "path of the factor that the role speaks of; empty if none", false},
    {TABLE_DESIGN, "level", "count", "level of that factor, from 0 (one_at_a_time, ramp); else 0", false},
    {TABLE_DESIGN, "delta", "1", "change of that factor since the row before, in units of its whole range (morris); else 0", false},

    {TABLE_RUNS, "point", "count", "row of design.csv, from 0; empty for the world without a shock (flip)", false},
    {TABLE_RUNS, "replicate", "count", "number of the replicate: with the seed it decides the random numbers", false},
    {TABLE_RUNS, "seed", "count", "seed of the random numbers", false},
    {TABLE_RUNS, "status", "word", "finished, or failed: then all outcomes are empty", false},

    {TABLE_RAMPS, "ramp", "count", "block of design.csv: which ramp, from 0", false},
    {TABLE_RAMPS, "replicate", "count", "number of the replicate: with the seed it decides the random numbers", false},
    {TABLE_RAMPS, "seed", "count", "seed of the random numbers", false},
    {TABLE_RAMPS, "step", "count", "from 0, in order of time", false},
    {TABLE_RAMPS, "direction", "word", "up (the top too) or down", false},
    {TABLE_RAMPS, "value", "of its path", "of the factor that is moved, during the step", false},
    {TABLE_RAMPS, "disposition_follow", "1", "share of living alliance-ticks in the second half of the step with the disposition to follow; empty if none was alive", false},
    {TABLE_RAMPS, "disposition_negative_response", "1", "the same for negative response", false},
    {TABLE_RAMPS, "disposition_price_raising", "1", "the same for price raising", false},
    {TABLE_RAMPS, "disposition_confrontation", "1", "the same for confrontation", false},
    {TABLE_RAMPS, "disposition_termination", "1", "the same for termination", false},
    {TABLE_RAMPS, "status_allied", "1", "share of all alliance-ticks in the second half of the step after which the alliance was allied", false},
    {TABLE_RAMPS, "status_drifting", "1", "the same for drifting", false},
    {TABLE_RAMPS, "status_ended", "1", "the same for ended", false},
    {TABLE_RAMPS, "same_threat", "1", "share of living alliance-ticks in the second half of the step in which both see the same strong threat; empty if none was alive", false},
    {TABLE_RAMPS, "strong_dependence", "1", "mean dependence of the strong on the weak state over these alliance-ticks; empty if none was alive", false},
    {TABLE_RAMPS, "weak_dependence", "1", "mean dependence of the weak on the strong state over these alliance-ticks; empty if none was alive", false},

    {TABLE_RAMP_AREAS, "ramp", "count", "as in ramps.csv", false},
    {TABLE_RAMP_AREAS, "replicate", "count", "as in ramps.csv", false},
    {TABLE_RAMP_AREAS, "measure", "word", "the column of ramps.csv", false},
    {TABLE_RAMP_AREAS, "area", "of its path", "between the branches: integral over the value of (down - up), linear between levels; 0 is no hysteresis; empty if a share is", false},
    {TABLE_RAMP_AREAS, "area_absolute", "of its path", "the same of the absolute difference", false},

    {TABLE_FLIPS, "point", "count", "row of design.csv, from 0: one shock of one size", true},
    {TABLE_FLIPS, "shock", "text", "ID of the shock", true},
    {TABLE_FLIPS, "size", "1", "of the shock", true},
    {TABLE_FLIPS, "replicate", "count", "number of the replicate: with the seed it decides the random numbers of both worlds", true},
    {TABLE_FLIPS, "strong", "text", "ID of the strong state", true},
    {TABLE_FLIPS, "weak", "text", "ID of the weak state", true},
    {TABLE_FLIPS, "target", "true/false", "whether the shock acts on the alliance or on one of its states; one on a source or on the world acts on all", true},
    {TABLE_FLIPS, "before_disposition", "word", "at the end of the tick before the shock; empty if the alliance had ended or there is no such tick", true},
    {TABLE_FLIPS, "before_status", "word", "at the end of the tick before the shock; empty if there is no such tick", true},
    {TABLE_FLIPS, "delay", "years", "from the shock to the first tick in which the dispositions of the two worlds differ; empty if never", true},
    {TABLE_FLIPS, "returned", "true/false", "whether they differed and agree again to the end of the run", true},
    {TABLE_FLIPS, "return_time", "years", "from the shock to the first tick after a difference from which they agree to the end; empty if not returned", true},
    {TABLE_FLIPS, "spill_over", "true/false", "whether they ever differ though the shock does not act on the alliance", true},

    {TABLE_FLIPS_SUMMARY, "point", "count", "row of design.csv, from 0", true},
    {TABLE_FLIPS_SUMMARY, "shock", "text", "ID of the shock", true},
    {TABLE_FLIPS_SUMMARY, "size", "1", "of the shock", true},
    {TABLE_FLIPS_SUMMARY, "horizon", "years", "after the shock", true},
    {TABLE_FLIPS_SUMMARY, "scope", "word", "direct: alliances that the shock acts on; spill_over: the others; all", true},
    {TABLE_FLIPS_SUMMARY, "n", "alliances", "of that scope, in all replicates", true},
    {TABLE_FLIPS_SUMMARY, "flipped", "alliances", "whose disposition at the horizon is not its twin's", true},
    {TABLE_FLIPS_SUMMARY, "share", "1", "flipped / n; empty if n is 0", true},
    {TABLE_FLIPS_SUMMARY, "share_low", "1", "lower bound of its 95 % interval (Wilson), as if alliances were independent", true},
    {TABLE_FLIPS_SUMMARY, "share_high", "1", "upper bound", true},
    {TABLE_FLIPS_SUMMARY, "differed", "alliances", "whose disposition was another than its twin's at any time up to the horizon", true},
    {TABLE_FLIPS_SUMMARY, "mean_delay", "years", "from the shock to the first difference, of those that differed; empty if none did", true},
    {TABLE_FLIPS_SUMMARY, "returned", "alliances", "of those that differed: agree with their twins again to the end of the run", true},
    {TABLE_FLIPS_SUMMARY, "share_returned", "1", "returned / differed; empty if none differed", true},

    {TABLE_FLIPS_MATRIX, "point", "count", "row of design.csv, from 0", true},
    {TABLE_FLIPS_MATRIX, "shock", "text", "ID of the shock", true},
    {TABLE_FLIPS_MATRIX, "size", "1", "of the shock", true},
    {TABLE_FLIPS_MATRIX, "horizon", "years", "after the shock", true},
    {TABLE_FLIPS_MATRIX, "from", "word", "disposition without the shock, or ended", true},
    {TABLE_FLIPS_MATRIX, "to", "word", "disposition of the same alliance with the shock, or ended", true},
    {TABLE_FLIPS_MATRIX, "count", "alliances", "in all replicates", true},

    {TABLE_FLIPS_HALF, "shock", "text", "ID of the shock", true},
    {TABLE_FLIPS_HALF, "side", "word", "negative or positive: where a shock has sizes below and above 0, each side is fitted by itself, with a size of 0 if some flip there", true},
    {TABLE_FLIPS_HALF, "horizon", "years", "after the shock", true},
    {TABLE_FLIPS_HALF, "scope", "word", "direct: alliances that the shock acts on; spill_over: the others; all", true},
    {TABLE_FLIPS_HALF, "sizes", "count", "of the shock, on this side", true},
    {TABLE_FLIPS_HALF, "n", "alliances", "of that scope, in all sizes and replicates", true},
    {TABLE_FLIPS_HALF, "fit", "word", "of log(p / (1 - p)) = intercept + slope size: fitted; flat: the slope does not differ from 0, so that there is no half; beyond: half would lie further beyond the sizes tried than half of their range, so that none is given; edge: few flip, at the outermost size only; separated: below some size none flips, above it all; none, all: at every size; too_few: less than two sizes; undetermined", true},
    {TABLE_FLIPS_HALF, "half", "1", "size at which half flip; empty if it cannot be told", true},
    {TABLE_FLIPS_HALF, "half_low", "1", "lower bound of its 95 % interval", true},
    {TABLE_FLIPS_HALF, "half_high", "1", "upper bound", true},
    {TABLE_FLIPS_HALF, "beyond", "true/false", "whether half lies outside the sizes tried; empty if there is none", true},
    {TABLE_FLIPS_HALF, "interval", "word", "how the bounds were made: bootstrap (whole replicates resampled) or delta (of the fit; if separated, the two sizes beside the gap)", true},
    {TABLE_FLIPS_HALF, "slope", "1", "of the fit", true},
    {TABLE_FLIPS_HALF, "slope_low", "1", "lower bound of its 95 % interval (Wald)", true},
    {TABLE_FLIPS_HALF, "slope_high", "1", "upper bound", true},
    {TABLE_FLIPS_HALF, "intercept", "1", "of the fit", true},

    COLUMN("file", "name of the file")
    COLUMN("column", "name of the column")
    COLUMN("unit", "of its values: 1 is a number without dimension")
    COLUMN("meaning", "what it says, and when it is empty")
};

const size_t table_column_count = sizeof table_columns / sizeof table_columns[0];

static bool stands_in(const table_column_t *column, const char *file, bool swept)
{
    return strcmp(column->file, file) == 0 && (swept || !column->swept);
}

void table_header(const char *file, bool swept, text_t *out)
{
    table_header_more(file, swept, NULL, 0, out);
}

void table_header_more(const char *file, bool swept, const table_column_t *more, size_t more_count,
                       text_t *out)
{
    for (size_t i = 0; i < table_column_count; i++) {
        if (stands_in(&table_columns[i], file, swept)) {
            csv_word(out, table_columns[i].column);
        }
    }
    for (size_t i = 0; i < more_count; i++) {
        csv_text(out, more[i].column);
    }
    csv_end_row(out);
}

size_t table_width(const char *file, bool swept)
{
    size_t width = 0;

    for (size_t i = 0; i < table_column_count; i++) {
        width += stands_in(&table_columns[i], file, swept);
    }
    return width;
}

static void explain(const char *file, const table_column_t *column, text_t *out)
{
    csv_word(out, file);
    csv_text(out, column->column);
    csv_text(out, column->unit);
    csv_text(out, column->meaning);
    csv_end_row(out);
}

void table_explain(const char *file, bool swept, text_t *out)
{
    for (size_t i = 0; i < table_column_count; i++) {
        if (stands_in(&table_columns[i], file, swept)) {
            explain(file, &table_columns[i], out);
        }
    }
}

void table_explain_more(const char *file, const table_column_t *more, size_t more_count,
                        text_t *out)
{
    for (size_t i = 0; i < more_count; i++) {
        explain(file, &more[i], out);
    }
}
