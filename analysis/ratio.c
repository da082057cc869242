/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/ratio.h"

#include <math.h>

void ratio_add(ratio_t *self, double above, double below)
{
    if (below > 0.0) {
        self->above += above;
        self->below += below;
        self->above_above += above * above;
        self->above_below += above * below;
        self->below_below += below * below;
        self->clusters++;
    }
}

interval_t ratio_interval(const ratio_t *self, double level)
{
    interval_t result = interval_none();

    if (self->clusters > 0) {
        const double n = (double)self->clusters;
        const double mean = self->above / self->below;
        double squares = self->above_above - 2.0 * mean * self->above_below + mean * mean * self->below_below;

        result.estimate = mean;
        if (self->clusters > 1) {
            squares = squares > 1e-14 * self->above_above ? squares : 0.0; /* else it is rounding */
            /* interval_moments divides by n again. */
            result = interval_moments(mean, n * n * squares / ((n - 1.0) * self->below * self->below), self->clusters, level);
        }
    }
    return result;
}
