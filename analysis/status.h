/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the numerical part of analysis/ ends. All of it: pure functions on arrays and accumulators,
 * no files, no printing. A number that does not exist (a share of nothing, the bound of an interval
 * from one replicate) is NaN, never 0. GSL's error handler must be off.
 */
#ifndef ADRIFT_ANALYSIS_STATUS_H
#define ADRIFT_ANALYSIS_STATUS_H

enum {
    ANALYSIS_OK = 0,
    ANALYSIS_NO_MEMORY = -1,
    ANALYSIS_INVALID = -2, /* an argument is out of its documented range */
    ANALYSIS_TOO_FEW = -3, /* not enough data for this */
    ANALYSIS_SINGULAR = -4 /* the data do not determine the answer (collinear, constant) */
};

#endif
