/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sheet.h"

#include "experiments/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PASS_ON = 1 << 16 };

typedef struct {
    const char *name;
    const char *columns; /* a `point` in brackets is there only in sweeps */
} layout_t;

static const layout_t layouts[] = {
    {"frequencies", "measure,behavior,count,share,low,high,replicates,n,method,level"},
    {"frequencies_type_threat",
     "measure,interdependence,threat_perception,behavior,count,share,low,high,share_of_all,share_of_all_low,share_of_all_high,"
     "replicates,n,method,level"},
    {"types", "interdependence,threat_perception,count,share,low,high,replicates,n,method,level"},
    {"transitions", "of,scale,from,to,count,share,low,high,per_year,replicates,n,method,level"},
    {"sojourns", "of,state,mean,low,high,completed_mean,episodes,departures,years,replicates,n,method,level"},
    {"survival", "of,time,at_risk,events,censored,survival,standard_error,low,high,n,method,level"},
    {"cumulative_incidence", "of,cause,time,events,incidence,standard_error,low,high,n,method,level"},
    {"survival_summary", "of,quantity,value,low,high,events,n,method,level"},
    {"spells", "id,of,[point,]replicate,strong,weak,begin,tstart,tstop,event,cause,begin_seen,used"},
    {"states_long", "subject,[point,]replicate,strong,weak,time,disposition,behavior,status"},
    {"behaviours_over_time", "measure,year,state,share,mean,sd,q05,q25,median,q75,q95,replicates,n,method,level"},
    {"truth_table",
     "measure,outcome,row,strong_dependence,weak_dependence,same_threat,vulnerable,OUT,cases,incl,PRI,coverage,n,method,level"},
    {"alliances",
     "strong,weak,allied,drifting,ended,follow,negative_response,price_raising,confrontation,termination,strong_dependence,"
     "weak_dependence,same_threat,demands,non_following,replicates,n,method,level"},
    {"event_study", "event,shock,variable,offset,mean,low,high,events,replicates,n,method,level"},
    {"factors", "factor,bin,value,from,to,outcome,mean,low,high,replicates,n,method,level"},
    {"plane", "x_factor,y_factor,x_bin,y_bin,x,y,outcome,mean,low,high,replicates,n,method,level"},
    {"sensitivity_morris",
     "outcome,factor,mu,mu_low,mu_high,mu_star,mu_star_low,mu_star_high,sigma,sigma_low,sigma_high,left_out,n,method,level"},
    {"sensitivity_sobol", "outcome,order,factor,with,index,low,high,variance,left_out,n,method,level"},
    {"sensitivity_regression", "outcome,factor,coefficient,value,low,high,r_squared,left_out,n,method,level"},
    {"dose", "shock,scope,horizon,size,flipped,share,low,high,fit,fit_low,fit_high,replicates,n,method,level"},
    {"half_flip", "shock,side,scope,horizon,shape,half,low,high,slope,slope_low,slope_high,replicates,n,method,level"},
    {"flip_matrix", "shock,scope,horizon,size,from,to,count,share,low,high,replicates,n,method,level"},
    {"flip_delay", "shock,scope,size,quantity,mean,low,high,q25,median,q75,replicates,n,method,level"},
    {"ramps", "ramp,factor,direction,step,value,outcome,mean,low,high,sd,replicates,n,method,level"},
    {"ramp_areas", "ramp,factor,outcome,area,low,high,replicates,n,method,level"},
};

enum { LAYOUTS = sizeof layouts / sizeof layouts[0] };

_Static_assert((int)LAYOUTS <= (int)SHEETS_MAX, "SHEETS_MAX is too small");

/* What a column means: of one table ("dose.n") or wherever it stands. The first that fits. */
typedef struct {
    const char *column, *unit, *meaning;
} meaning_t;

static const meaning_t meanings[] = {
    {"frequencies.n", "count", "all of that measure"},
    {"frequencies_type_threat.n", "count", "all of that measure, type and threat perception"},
    {"frequencies_type_threat.share", "1", "count / n"},
    {"types.count", "alliance-ticks", "living alliances of that type and threat perception"},
    {"types.n", "alliance-ticks", "of living alliances"},
    {"transitions.share", "1", "of the steps (scale tick) or ended episodes (scale episode) of `from`"},
    {"transitions.n", "count", "steps from `from`, or its episodes that were seen to end"},
    {"sojourns.mean", "years", "time in the state before it is left: years / departures; empty if it never was"},
    {"sojourns.n", "count", "departures"},
    {"survival.n", "count", "spells"},
    {"cumulative_incidence.n", "count", "spells"},
    {"survival_summary.n", "count", "spells"},
    {"survival.time", "years", "since the spell began"},
    {"cumulative_incidence.time", "years", "since the spell began"},
    {"survival.events", "count", "spells that ended at this time"},
    {"cumulative_incidence.events", "count", "spells that ended by this cause at this time"},
    {"survival_summary.events", "count", "spells that ended"},
    {"survival_summary.value", "years", "the quantity"},
    {"states_long.time", "years", "since tick 0"},
    {"states_long.disposition", "code", "1 follow, 2 negative_response, 3 price_raising, 4 confrontation, 5 termination, 6 ended"},
    {"states_long.behavior", "code", "the same; empty without an open issue"},
    {"states_long.status", "code", "1 allied, 2 drifting, 3 ended"},
    {"behaviours_over_time.year", "years", "whole years since tick 0"},
    {"behaviours_over_time.share", "1", "of all replicates together"},
    {"behaviours_over_time.mean", "1", "of the replicates' shares"},
    {"behaviours_over_time.sd", "1", "standard deviation of the replicates' shares"},
    {"behaviours_over_time.n", "alliance-ticks", "of that measure and year"},
    {"truth_table.outcome", "word", "what is to be explained: non_following or one behaviour"},
    {"truth_table.row", "count", "number of the combination of conditions, from 1, as R's QCA counts"},
    {"truth_table.strong_dependence", "0/1", "condition: the strong state depends strongly"},
    {"truth_table.weak_dependence", "0/1", "condition: the weak state depends strongly"},
    {"truth_table.same_threat", "0/1", "condition: both see the same strong threat"},
    {"truth_table.n", "count", "cases of the whole table"},
    {"alliances.allied", "1", "share of ticks"},
    {"alliances.drifting", "1", "share of ticks"},
    {"alliances.ended", "1", "share of ticks"},
    {"alliances.same_threat", "1", "share of living ticks"},
    {"alliances.non_following", "1", "share of demands that were not followed; empty without demands"},
    {"alliances.n", "ticks", "of all replicates"},
    {"event_study.mean", "1", "of the variable at that distance from the event"},
    {"event_study.n", "count", "values"},
    {"factors.value", "", "of the factor: its level, or the mean in the bin"},
    {"factors.mean", "", "of the outcome over the bin's runs"},
    {"factors.n", "count", "runs"},
    {"plane.mean", "", "of the outcome over the cell's runs"},
    {"plane.n", "count", "runs"},
    {"sensitivity_morris.n", "count", "trajectories"},
    {"sensitivity_sobol.n", "count", "blocks"},
    {"sensitivity_regression.n", "count", "points"},
    {"sensitivity_regression.value", "1", "the coefficient"},
    {"dose.n", "count", "alliances"},
    {"dose.share", "1", "flipped / n"},
    {"half_flip.n", "count", "sizes"},
    {"flip_matrix.n", "count", "alliances with the disposition `from` in the twin"},
    {"flip_matrix.from", "word", "disposition in the twin without the shock"},
    {"flip_matrix.to", "word", "disposition with the shock"},
    {"flip_delay.mean", "years", "of the quantity"},
    {"flip_delay.n", "count", "alliances that have it"},
    {"ramps.mean", "1", "of the outcome over replicates"},
    {"ramps.sd", "1", "standard deviation over replicates"},
    {"ramps.value", "", "of the factor that is moved"},
    {"ramps.n", "count", "replicates"},
    {"ramp_areas.n", "count", "replicates"},
    {"area", "", "between the way up and the way down, by trapezoids; above 0: higher on the way down"},
    {"at_risk", "count", "spells under observation just before"},
    {"begin", "years", "since tick 0, when the spell began or was first seen"},
    {"begin_seen", "true/false", "whether it was seen to begin"},
    {"behavior", "word", "follow, negative_response, price_raising, confrontation or termination"},
    {"bin", "count", "from 0, in order of values"},
    {"cases", "count", "that belong to the row"},
    {"cause", "word", "how the spell ended; empty if censored"},
    {"censored", "count", "spells last seen at this time"},
    {"coefficient", "word", "src, srrc: standardised regression, of ranks; pcc, prcc: partial correlation, of ranks"},
    {"completed_mean", "years", "mean length of the episodes seen whole; empty without any"},
    {"count", "count", "how often"},
    {"coverage", "1", "raw: how much of the outcome the row covers; empty if there is none"},
    {"delta", "1", "of the whole range"},
    {"demands", "count", "demands made"},
    {"departures", "count", "times the state was left"},
    {"direction", "word", "up or down"},
    {"drifting", "1", "share"},
    {"episodes", "count", "episodes begun"},
    {"event", "word", "kind of event; in spells.csv 1 if the spell was seen to end, 0 if censored"},
    {"events", "count", "events"},
    {"factor", "text", "path of the factor"},
    {"fit", "1", "share by the logistic fit"},
    {"fit_high", "1", "upper bound"},
    {"fit_low", "1", "lower bound"},
    {"flipped", "count", "alliances whose disposition is not their twin's at the horizon"},
    {"follow", "1", "share of living ticks with this disposition"},
    {"negative_response", "1", "share of living ticks with this disposition"},
    {"price_raising", "1", "share of living ticks with this disposition"},
    {"confrontation", "1", "share of living ticks with this disposition"},
    {"termination", "1", "share of living ticks with this disposition"},
    {"from", "", "where it comes from; in factors.csv the least value of the bin"},
    {"half", "", "size at which half flip; empty if there is none"},
    {"high", "", "upper bound of the interval"},
    {"horizon", "years", "after the shock"},
    {"id", "count", "of the spell, from 1"},
    {"incidence", "1", "share of the spells that have ended by this cause until then"},
    {"incl", "1", "consistency of sufficiency"},
    {"index", "1", "share of the outcome's variance"},
    {"interdependence", "word", "type, the strong state's dependence first"},
    {"left_out", "count", "trajectories, blocks or points left out because a run of theirs failed or has no such outcome"},
    {"level", "1", "two-sided level of low and high; empty where there is none"},
    {"low", "", "lower bound of the interval"},
    {"measure", "word", "demand, issue_tick, disposition or status; see docs"},
    {"method", "text", "how the number and its interval were made"},
    {"mu", "", "mean elementary effect"},
    {"mu_high", "", "upper bound"},
    {"mu_low", "", "lower bound"},
    {"mu_star", "", "mean absolute elementary effect"},
    {"mu_star_high", "", "upper bound"},
    {"mu_star_low", "", "lower bound"},
    {"n", "count", "what the number rests on"},
    {"of", "word", "what the states are of, or what the spell is of"},
    {"offset", "years", "from the event's tick"},
    {"order", "word", "first, total or second"},
    {"OUT", "0/1/?", "whether the row is consistent (incl at least 0.8); ? without cases"},
    {"outcome", "word", "as runs.csv has it"},
    {"per_year", "1", "probability to be in `to` a year later; only for scale tick"},
    {"point", "count", "row of design.csv, from 0"},
    {"PRI", "1", "proportional reduction in inconsistency"},
    {"quantity", "word", "what is given"},
    {"q05", "", "quantile over replicates"},
    {"q25", "", "quantile"},
    {"median", "", "quantile"},
    {"q75", "", "quantile"},
    {"q95", "", "quantile over replicates"},
    {"r_squared", "1", "share of variance that the linear model explains"},
    {"ramp", "count", "which combination of the other factors, from 0"},
    {"replicate", "count", "number of the replicate"},
    {"replicates", "count", "that the interval rests on; of sweeps and flips 64 at most, for those whose numbers are equal modulo 64 are taken together"},
    {"scale", "word", "tick or episode"},
    {"scope", "word", "all, direct (the shock acts on the alliance) or spill_over"},
    {"shape", "word", "of the fit: fitted; flat: the slope does not differ from 0, so that there is no half; beyond: half would lie further beyond the sizes tried than half of their range, so that none is given; edge: few flip, at the outermost size only; separated: a size parts those that flip from those that do not; none, all: at every size"},
    {"share", "1", "count / n"},
    {"share_of_all", "1", "count / all of that measure"},
    {"share_of_all_high", "1", "upper bound"},
    {"share_of_all_low", "1", "lower bound"},
    {"shock", "text", "ID of the shock; empty for other events"},
    {"side", "word", "negative or positive sizes; with 0 if some flip there"},
    {"sigma", "", "standard deviation of elementary effects"},
    {"sigma_high", "", "upper bound"},
    {"sigma_low", "", "lower bound"},
    {"size", "1", "of the shock"},
    {"slope", "", "of the log odds of flipping on size"},
    {"slope_high", "", "upper bound"},
    {"slope_low", "", "lower bound"},
    {"standard_error", "1", "of the estimate"},
    {"state", "word", "of that kind"},
    {"step", "count", "step of the ramp, from 0, in order of time"},
    {"strong", "text", "ID of the strong state"},
    {"strong_dependence", "1", "mean"},
    {"subject", "count", "alliance of a replicate, from 1"},
    {"survival", "1", "share that lasts longer"},
    {"threat_perception", "word", "same or different"},
    {"to", "", "where it goes; in factors.csv the greatest value of the bin"},
    {"tstart", "years", "0"},
    {"tstop", "years", "length of the spell"},
    {"used", "true/false", "whether survival.csv counts it"},
    {"variable", "text", "column of timeseries.csv, or non_following: share of living alliances not disposed to follow"},
    {"variance", "", "of the outcome"},
    {"vulnerable", "0/1", "condition: the weak state's vulnerability is at least the threshold"},
    {"weak", "text", "ID of the weak state"},
    {"weak_dependence", "1", "mean"},
    {"with", "text", "the other factor of a second-order index; else empty"},
    {"x", "", "value of x_factor"},
    {"x_bin", "count", "from 0, in order of values"},
    {"x_factor", "text", "path of a factor"},
    {"y", "", "value of y_factor"},
    {"y_bin", "count", "from 0, in order of values"},
    {"y_factor", "text", "path of a factor"},
    {"years", "years", "alliance-years in the state"},
};

const char *sheet_name(size_t index)
{
    return index < LAYOUTS ? layouts[index].name : NULL;
}

static const layout_t *layout_of(const char *name)
{
    const layout_t *found = NULL;

    for (size_t i = 0; i < LAYOUTS; i++) {
        if (strcmp(layouts[i].name, name) == 0) {
            found = &layouts[i];
        }
    }
    return found;
}

static const meaning_t *meaning_of(const char *table, const char *column)
{
    char both[96];

    snprintf(both, sizeof both, "%s.%s", table, column);
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (strcmp(meanings[i].column, both) == 0) {
            return &meanings[i];
        }
    }
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (strcmp(meanings[i].column, column) == 0) {
            return &meanings[i];
        }
    }
    return NULL;
}

/* The next column of a layout, into `column`; false at the end. */
static bool next_column(const char **at, bool points, char column[64])
{
    bool found = false;

    while (!found && **at != '\0') {
        const bool bracket = **at == '[';
        const char *begin = *at + bracket;
        const size_t length = strcspn(begin, ",");

        snprintf(column, 64, "%.*s", (int)length, begin);
        *at = begin + length + (begin[length] == ',') + bracket;
        found = !bracket || points;
    }
    return found;
}

void sheets_init(sheets_t *self, const char *directory, bool points)
{
    memset(self, 0, sizeof *self);
    self->directory = directory;
    self->points = points;
}

void sheets_fail(sheets_t *self, int status)
{
    if (self->status == FILES_OK) {
        self->status = failure_set(&self->failure, status, 0, self->directory);
    }
}

static void pass_on(sheet_t *self)
{
    sheets_t *sheets = self->sheets;

    if (self->text.status != FILES_OK) {
        sheets_fail(sheets, self->text.status);
    } else if (output_write(&self->output, self->text.data, self->text.length) != FILES_OK &&
               sheets->status == FILES_OK) {
        sheets->status = self->output.failure.status;
        sheets->failure = self->output.failure;
    }
    text_clear(&self->text);
}

bool sheets_want(const sheets_t *self, const char *name)
{
    bool wanted = self->wanted_count == 0 && strcmp(name, "states_long") != 0;

    for (size_t i = 0; i < self->wanted_count && !wanted; i++) {
        wanted = strcmp(self->wanted[i], name) == 0;
    }
    return wanted;
}

sheet_t *sheets_add(sheets_t *self, const char *name)
{
    const layout_t *layout = layout_of(name);
    char file[80];
    char column[64];
    sheet_t *sheet = NULL;

    if (self->status != FILES_OK || !sheets_want(self, name)) {
        goto out;
    }
    sheet = calloc(1, sizeof *sheet);
    if (sheet == NULL || self->count == SHEETS_MAX || layout == NULL) {
        sheets_fail(self, sheet == NULL ? FILES_NO_MEMORY : FILES_MISUSED);
        free(sheet);
        sheet = NULL;
        goto out;
    }
    self->list[self->count++] = sheet;
    sheet->name = layout->name;
    sheet->sheets = self;
    text_init(&sheet->text);
    snprintf(file, sizeof file, "%s.csv", name);
    if (output_open(&sheet->output, self->directory, file) != FILES_OK) {
        self->status = sheet->output.failure.status;
        self->failure = sheet->output.failure;
        sheet = NULL;
        goto out;
    }
    for (const char *at = layout->columns; next_column(&at, self->points, column);) {
        csv_word(&sheet->text, column);
    }
    csv_end_row(&sheet->text);
out:
    return sheet;
}

void sheet_end(sheet_t *self)
{
    csv_end_row(&self->text);
    self->rows++;
    if (self->text.length >= PASS_ON) {
        pass_on(self);
    }
}

void sheet_bounds(sheet_t *self, interval_t interval)
{
    csv_double17(&self->text, interval.low);
    csv_double17(&self->text, interval.high);
}

void sheet_interval(sheet_t *self, interval_t interval)
{
    csv_double17(&self->text, interval.estimate);
    sheet_bounds(self, interval);
}

void sheet_tail(sheet_t *self, uint64_t n, const char *method, double level)
{
    csv_unsigned(&self->text, n);
    csv_text(&self->text, method);
    csv_double17(&self->text, level);
    sheet_end(self);
}

void sheet_columns(bool points, sheet_column_t *told, void *context)
{
    char column[64];
    char file[80];

    for (size_t i = 0; i < LAYOUTS; i++) {
        for (const char *at = layouts[i].columns; next_column(&at, points, column);) {
            const meaning_t *meaning = meaning_of(layouts[i].name, column);

            snprintf(file, sizeof file, "%s.csv", layouts[i].name);
            told(context, file, column, meaning == NULL ? "" : meaning->unit, meaning == NULL ? "" : meaning->meaning);
        }
    }
}

typedef struct columns {
    text_t text;
    int64_t rows;
} columns_t;

static void put_column(void *context, const char *file, const char *column, const char *unit, const char *meaning)
{
    columns_t *columns = context;
    text_t *text = &columns->text;

    columns->rows++;
    csv_word(text, file);
    csv_word(text, column);
    csv_text(text, unit);
    csv_text(text, meaning);
    csv_end_row(text);
}

static int write_columns(sheets_t *self)
{
    columns_t columns = {.rows = 0};
    text_t *text = &columns.text;

    text_init(text);
    csv_header(text, "file,column,unit,meaning");
    sheet_columns(self->points, put_column, &columns);
    if (text->status != FILES_OK) {
        sheets_fail(self, text->status);
    } else {
        self->status = output_write_file(self->directory, TABLE_COLUMNS, text->data, text->length, self->columns_hex,
                                         &self->failure);
        self->columns = (manifest_file_t){
            .name = TABLE_COLUMNS, .sha256 = self->columns_hex, .bytes = text->length, .rows = columns.rows};
    }
    text_free(text);
    return self->status;
}

int sheets_commit(sheets_t *self)
{
    for (size_t i = 0; i < self->count && self->status == FILES_OK; i++) {
        pass_on(self->list[i]);
    }
    if (self->status == FILES_OK) {
        write_columns(self);
    }
    for (size_t i = 0; i < self->count && self->status == FILES_OK; i++) {
        self->status = output_commit(&self->list[i]->output, self->list[i]->hex);
        if (self->status != FILES_OK) {
            self->failure = self->list[i]->output.failure;
        }
    }
    return self->status;
}

void sheets_discard(sheets_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        output_discard(&self->list[i]->output);
        text_free(&self->list[i]->text);
        free(self->list[i]);
    }
    self->count = 0;
}
