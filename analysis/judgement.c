/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/judgement.h"

#include <math.h>

const char *verdict_name(verdict_t verdict)
{
    static const char *const names[] = {[VERDICT_HOLDS] = "holds",
                                        [VERDICT_FAILS] = "fails",
                                        [VERDICT_UNDECIDED] = "undecided",
                                        [VERDICT_NONE] = "no value"};

    return names[verdict];
}

double judgement_distance(double x, double low, double high, double scale)
{
    const double off = x < low ? low - x : x > high ? x - high : 0.0;

    return isnan(x) ? NAN : off / scale;
}

verdict_t judgement_verdict(interval_t value, double low, double high)
{
    verdict_t verdict = VERDICT_UNDECIDED;

    if (isnan(value.low) || isnan(value.high)) {
        verdict = VERDICT_NONE;
    } else if (value.low >= low && value.high <= high) {
        verdict = VERDICT_HOLDS;
    } else if (value.high < low || value.low > high) {
        verdict = VERDICT_FAILS;
    }
    return verdict;
}

judgement_t judgement_of(const double *values, size_t n, double low, double high, double scale,
                         double level)
{
    judgement_t self = {.n = 0};
    double mean = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++) { /* Welford 1962 */
        if (!isnan(values[i])) {
            const double off = values[i] - mean;

            self.n++;
            mean += off / (double)self.n;
            squares += off * (values[i] - mean);
        }
    }
    self.value = self.n == 0 ? interval_none()
                             : interval_moments(mean, squares / ((double)self.n - 1.0), self.n,
                                                level);
    self.distance = judgement_distance(self.value.estimate, low, high, scale);
    self.verdict = judgement_verdict(self.value, low, high);
    return self;
}
