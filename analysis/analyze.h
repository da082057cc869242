/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `adrift analyze` does: reads a results directory once, as a stream, and writes DIRECTORY/analysis/NAME.csv, tidy:
 * one row is one number with its interval. All files appear together at the end or, if anything is wrong with the
 * input, none does.
 *
 * Every table ends with n,method,level: n is what the number rests on (said below), method how it and its interval were
 * made, level the two-sided level of low and high (0.95), empty where there is no interval. Empty numbers do not exist
 * (a share of nothing). `replicates` counts the clusters that were resampled. Behaviours, types, statuses and threat
 * perceptions are in the words of timeseries.csv. In a sweep with recorded time series everything is over all points.
 *
 * Words that come back:
 *     measure   demand       demands, each once, by the gravest behaviour shown while it was open
 *               issue_tick   alliance-ticks with an open issue, by behaviour
 *               disposition  living alliance-ticks, by disposition
 *     of        (transitions, sojourns) disposition, behavior, status
 *               (spells, survival) alliance: not ended; allied, drifting: of that status; following: disposed to
 *               follow; non_following: alive and disposed otherwise
 *     scope     (flips) all; direct: alliances that the shock acts on; spill_over: the others
 *
 * A table stands there only if the directory holds what it needs: [t] timeseries.csv, [c] counts.csv, [e] events.csv,
 * [r] runs.csv, [f] flips.csv, [m] ramps.csv; [c|t] either.
 *
 * frequencies.csv [c|t, r]            measure,behavior,count,share,low,high,replicates,n,method,level
 *     n: all of that measure
 * frequencies_type_threat.csv [t]     measure,interdependence,threat_perception,behavior,count,share,low,high,
 *                                     share_of_all,share_of_all_low,share_of_all_high,replicates,n,method,level
 *     share: among those of that type and perception, n of them; a demand's are those at its gravest behaviour
 * types.csv [t]                       interdependence,threat_perception,count,share,low,high,replicates,n,method,level
 *     living alliance-ticks
 * transitions.csv [t]                 of,scale,from,to,count,share,low,high,per_year,replicates,n,method,level
 *     scale: tick (staying included; per_year: probability of `to` a year later) or episode (changes only)
 *     n: steps from `from`
 * sojourns.csv [t]                    of,state,mean,low,high,completed_mean,episodes,departures,years,replicates,n,method,level
 *     mean, in years, = years / departures; n: departures
 * survival.csv [t]                    of,time,at_risk,events,censored,survival,standard_error,low,high,n,method,level
 *     time in years since the spell began, from a row at 0; n: spells
 * cumulative_incidence.csv [t]        of,cause,time,events,incidence,standard_error,low,high,n,method,level
 * survival_summary.csv [t]            of,quantity,value,low,high,events,n,method,level
 *     quantity: median, restricted_mean (to the last time), in years
 * spells.csv [t]                      id,of,[point,]replicate,strong,weak,begin,tstart,tstop,event,cause,begin_seen,used
 *     tstart 0, tstop the spell's length in years; event 1 or 0 (censored); cause a word, empty if censored; begin: years
 *     since tick 0; used: whether survival.csv counts it. Surv(tstart, tstop, event) ~ 1. No n, method, level.
 * states_long.csv [t]                 subject,[point,]replicate,strong,weak,time,disposition,behavior,status
 *     only if named; codes from 1 in the order of the words (disposition: 6 ended); as msm wants it. No n, method, level.
 * behaviours_over_time.csv [c|t]      measure,year,state,share,mean,sd,q05,q25,median,q75,q95,replicates,n,method,level
 *     by whole years from tick 0; measure: disposition, issue_tick, or status (allied, drifting, ended; of all); share: of
 *     all replicates together, the rest: of the replicates' own shares; n: alliance-ticks
 * truth_table.csv [t]                 measure,outcome,row,strong_dependence,weak_dependence,same_threat,vulnerable,OUT,cases,
 *                                     incl,PRI,coverage,n,method,level
 *     measure: disposition, issue_tick; outcome: non_following or a behaviour; row: QCA's number, from 1; conditions and OUT
 *     (incl >= 0.8) 0 or 1, OUT "?" without cases; n: cases of the table, `cases` of the row
 * alliances.csv [t]                   strong,weak,allied,drifting,ended,follow,negative_response,price_raising,confrontation,
 *                                     termination,strong_dependence,weak_dependence,same_threat,demands,non_following,
 *                                     replicates,n,method,level
 *     shares of all ticks (statuses), of living ones (dispositions, same_threat), means over living ones (dependences), and
 *     of demands (non_following); n: ticks
 * event_study.csv [t, e]              event,shock,variable,offset,mean,low,high,events,replicates,n,method,level
 *     event: drifted, recovered, terminated, formed, warning_started, issue_opened or shock; shock: its ID, else empty;
 *     offset: years from the event (0: its tick), -2 to 2; variable: strong_dependence, weak_dependence, strong_threat,
 *     weak_threat, divergence, vulnerability, ally_threat, non_following (share); events: alliance-events; n: values
 * factors.csv [r]                     factor,bin,value,from,to,outcome,mean,low,high,replicates,n,method,level
 *     bin from 0, in order; value: the level, or the mean in the bin; a word factor has its words in value, from and to;
 *     outcome: names of experiments/outcome.h; n: runs
 * plane.csv [r]                       x_factor,y_factor,x_bin,y_bin,x,y,outcome,mean,low,high,replicates,n,method,level
 *     each pair of factors; outcome: non_following_rate, or those asked for
 * sensitivity_morris.csv [r]          outcome,factor,mu,mu_low,mu_high,mu_star,mu_star_low,mu_star_high,sigma,sigma_low,sigma_high,
 *                                     left_out,n,method,level
 *     n: trajectories
 * sensitivity_sobol.csv [r]           outcome,order,factor,with,index,low,high,variance,left_out,n,method,level
 *     order: first, total, second (of factor and with); n: blocks
 * sensitivity_regression.csv [r]      outcome,factor,coefficient,value,low,high,r_squared,left_out,n,method,level
 *     coefficient: src, pcc, srrc, prcc; r_squared: of the values' (src, pcc) or ranks' model; n: points
 * dose.csv [f]                        shock,scope,horizon,size,flipped,share,low,high,fit,fit_low,fit_high,replicates,n,method,level
 *     flipped: alliances whose disposition (or status) is not its twin's at the horizon; n: alliances
 * half_flip.csv [f]                   shock,side,scope,horizon,shape,half,low,high,slope,slope_low,slope_high,replicates,n,method,level
 *     side: negative or positive sizes (with 0); shape: as dose_shape_name; n: sizes
 * flip_matrix.csv [f]                 shock,scope,horizon,size,from,to,count,share,low,high,replicates,n,method,level
 *     disposition without the shock, and with; n: of that `from`; "ended" for none
 * flip_delay.csv [f]                  shock,scope,size,quantity,mean,low,high,q25,median,q75,replicates,n,method,level
 *     quantity: delay (shock to first difference), recovery (first difference to agreement again), in years
 * ramps.csv [m]                       ramp,factor,direction,step,value,outcome,mean,low,high,sd,replicates,n,method,level
 *     ramp: which combination of the other factors, from 0; direction: up, down
 * ramp_areas.csv [m]                  ramp,factor,outcome,area,low,high,replicates,n,method,level
 *     area between the branches, of each replicate, then their mean; above 0: higher on the way down
 * columns.csv                         file,column,unit,meaning
 *
 * manifest.json beside them has their digests and the options of each (analysis/ledger.h).
 */
#ifndef ADRIFT_ANALYSIS_ANALYZE_H
#define ADRIFT_ANALYSIS_ANALYZE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "files/failure.h"

#define ANALYZE_DIRECTORY "analysis" /* in the results directory */

enum { ANALYZE_RESAMPLES = 1000 };

typedef void analyze_progress_t(void *context, double done, double all); /* bytes */

typedef struct analyze_options {
    const char *const *tables;   /* names without ".csv"; none: all that apply, but states_long */
    size_t table_count;
    const char *const *outcomes; /* of sweeps; none: all (plane.csv: non_following_rate) */
    size_t outcome_count;
    double level;                /* 0: 0.95 */
    size_t resamples;            /* 0: ANALYZE_RESAMPLES */
    uint64_t seed;               /* of the resampling */
    const atomic_int *stop;      /* or NULL: FILES_STOPPED once it is not 0 */
    analyze_progress_t *progress; /* or NULL */
    void *progress_context;
} analyze_options_t;

typedef struct analyze_outcome {
    size_t tables;      /* written */
    uint64_t rows;      /* read, of all files */
    uint64_t bytes;
    failure_t failure;
} analyze_outcome_t;

/* All tables' names, NULL from the last on. */
const char *analyze_table(size_t index);

/*
 * options may be NULL. The directory is locked meanwhile (FILES_LOCKED). FILES_OK, or what the failure says: FILES_OTHER_FORMAT (another version, or not finished),
 * FILES_DAMAGED (a file and its line), FILES_MISUSED (detail: a table that is none, or that this directory cannot give), ...
 */
int analyze(const char *directory, const analyze_options_t *options, analyze_outcome_t *outcome);

#endif
