/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a mean over replicates meets a target: its interval, how far it is off, and a verdict. */
#ifndef ADRIFT_ANALYSIS_JUDGEMENT_H
#define ADRIFT_ANALYSIS_JUDGEMENT_H

#include "analysis/interval.h"

typedef enum verdict {
    VERDICT_HOLDS,     /* the whole interval lies in the target */
    VERDICT_FAILS,     /* the whole interval lies outside */
    VERDICT_UNDECIDED, /* it reaches over the target's edge: more replicates would tell */
    VERDICT_NONE       /* there is no interval: fewer than two values */
} verdict_t;

typedef struct judgement {
    interval_t value; /* mean, with Student's t interval */
    size_t n;         /* values that exist */
    double distance;  /* of the mean from the target, in units of `scale`; 0 within; NaN without */
    verdict_t verdict;
} judgement_t;

/* "holds", "fails", "undecided", "no value" */
const char *verdict_name(verdict_t verdict);

/* How far x is from [low, high], either of which may be infinite, in units of scale > 0. */
double judgement_distance(double x, double low, double high, double scale);

verdict_t judgement_verdict(interval_t value, double low, double high);

/* Of n independent values (of replicates); NaN among them are left out. */
judgement_t judgement_of(const double *values, size_t n, double low, double high, double scale,
                         double level);

#endif
