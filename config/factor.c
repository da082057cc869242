/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/factor.h"

#include "config/number.h"
#include "sim/arithmetic.h"

#include <math.h>

static const double largest_whole = 0x1p53;

static bool is_whole(double x)
{
    return fabs(x) <= largest_whole && floor(x) == x;
}

/* To 40 binary digits, so that the last bits of a C library do not matter. */
static double rounded(double x)
{
    int exponent = 0;
    double mantissa = frexp(x, &exponent);

    return isfinite(x) ? ldexp(floor(mantissa * 0x1p40 + 0.5), exponent - 40) : x;
}

static double quantile(const factor_t *self, double u)
{
    double value = rounded(distribution_quantile(&self->distribution,
                                                 clamp(u, 0x1p-53, 1.0 - 0x1p-53)));

    return self->whole ? floor(value + 0.5) : value;
}

/* In a range, whose ends are exact. */
static double between(const factor_t *self, double u)
{
    double value = self->low;

    if (u >= 1.0) {
        value = self->high;
    } else if (u > 0.0 && self->logarithmic) {
        value = self->low * arithmetic_exp(u * arithmetic_log(self->high / self->low));
    } else if (u > 0.0) {
        value = self->low + u * (self->high - self->low);
    }
    return clamp(value, self->low, self->high);
}

/* In a range of whole numbers, each with its share of the unit interval. */
static double whole_between(const factor_t *self, double u)
{
    double value = self->low;

    if (self->logarithmic) {
        value *= arithmetic_exp(u * arithmetic_log((self->high + 1.0) / self->low));
    } else {
        value += u * (self->high - self->low + 1.0);
    }
    return clamp(floor(value), self->low, self->high);
}

double factor_at(const factor_t *self, double u)
{
    double value = 0.0;

    if (self->form == FACTOR_VALUES) {
        double index = floor(u * (double)self->value_count);
        size_t last = self->value_count - 1;

        value = self->values[index < (double)last ? (size_t)index : last];
    } else if (self->form == FACTOR_DISTRIBUTION) {
        value = quantile(self, u);
    } else {
        value = self->whole ? whole_between(self, u) : between(self, u);
    }
    return value;
}

double factor_level(const factor_t *self, size_t i, size_t n)
{
    double value = 0.0;

    if (self->form == FACTOR_VALUES) {
        value = self->values[(2 * i + 1) * self->value_count / (2 * n)];
    } else if (self->form == FACTOR_DISTRIBUTION) {
        value = quantile(self, ((double)i + 0.5) / (double)n);
    } else {
        value = between(self, n == 1 ? 0.5 : (double)i / (double)(n - 1));
        value = self->whole ? floor(value + 0.5) : clamp(number_short(value), self->low, self->high);
    }
    return value;
}

double factor_base(const factor_t *self)
{
    double value = self->base;

    if (!self->has_base) {
        value = self->form == FACTOR_VALUES ? self->values[(self->value_count - 1) / 2]
                                            : factor_at(self, 0.5);
    }
    return value;
}

size_t factor_level_count(const factor_t *self, size_t otherwise)
{
    size_t count = self->levels;

    if (self->form == FACTOR_VALUES) {
        count = self->value_count;
    } else if (count == 0) {
        count = otherwise;
        if (self->form == FACTOR_RANGE && self->whole) {
            double numbers = self->high - self->low + 1.0;

            if (count == 0 || (double)count > numbers) {
                count = (size_t)numbers;
            }
        }
    }
    return count;
}

static int check_values(const factor_t *self, const char *file, report_t *report)
{
    int wrong = 0;

    if (self->values == NULL || self->value_count == 0) {
        report_add(report, file, self->line, self->name, "must have at least one value");
        wrong++;
        goto out;
    }
    if (self->value_count > FACTOR_LEVELS_MAX) {
        report_add(report, file, self->line, self->name, "has more than %d values",
                   (int)FACTOR_LEVELS_MAX);
        wrong++;
        goto out;
    }
    for (size_t i = 0; i < self->value_count; i++) {
        if (!isfinite(self->values[i])) {
            report_add(report, file, self->line, self->name, "value %zu must be finite", i + 1);
            wrong++;
        } else if (self->whole && !is_whole(self->values[i])) {
            report_add(report, file, self->line, self->name,
                       "value %zu, %.15g, must be a whole number", i + 1, self->values[i]);
            wrong++;
        }
    }
out:
    return wrong;
}

static int check_range(const factor_t *self, const char *file, report_t *report)
{
    int wrong = 0;

    if (!isfinite(self->low) || !isfinite(self->high)) {
        report_add(report, file, self->line, self->name, "low and high must be finite");
        wrong++;
        goto out;
    }
    if (self->low >= self->high) {
        report_add(report, file, self->line, self->name,
                   "low = %.15g must be less than high = %.15g", self->low, self->high);
        wrong++;
    } else if (!isfinite(self->high - self->low)
               || (self->logarithmic && self->low > 0.0 && !isfinite(self->high / self->low))) {
        report_add(report, file, self->line, self->name, "low and high are too far apart");
        wrong++;
    }
    if (self->logarithmic && self->low <= 0.0) {
        report_add(report, file, self->line, self->name,
                   "low = %.15g must be greater than 0 on a logarithmic scale", self->low);
        wrong++;
    }
    if (self->whole && (!is_whole(self->low) || !is_whole(self->high))) {
        report_add(report, file, self->line, self->name, "low and high must be whole numbers");
        wrong++;
    }
out:
    return wrong;
}

int factor_check(const factor_t *self, const char *file, report_t *report)
{
    int wrong = 0;
    const char *why = NULL;

    switch (self->form) {
    case FACTOR_VALUES:
        wrong += check_values(self, file, report);
        break;
    case FACTOR_RANGE:
        wrong += check_range(self, file, report);
        break;
    case FACTOR_DISTRIBUTION:
        if (distribution_check(&self->distribution, &why) != 0) {
            report_add(report, file, self->line, self->name, "%s", why);
            wrong++;
        }
        break;
    default:
        report_add(report, file, self->line, self->name,
                   "must have values, a range or a distribution");
        wrong++;
        break;
    }
    if (self->has_base && !isfinite(self->base)) {
        report_add(report, file, self->line, self->name, "base must be finite");
        wrong++;
    } else if (self->has_base && self->whole && !is_whole(self->base)) {
        report_add(report, file, self->line, self->name, "base must be a whole number");
        wrong++;
    }
    return wrong;
}

int factor_check_levels(const factor_t *self, size_t levels, const char *file, report_t *report)
{
    int wrong = 0;
    double before = 0.0;

    if (levels == 0) {
        report_add(report, file, self->line, self->name, "does not say how many levels it has");
        wrong++;
        goto out;
    }
    if (levels > FACTOR_LEVELS_MAX) {
        report_add(report, file, self->line, self->name, "has more than %d levels",
                   (int)FACTOR_LEVELS_MAX);
        wrong++;
        goto out;
    }
    if (self->form == FACTOR_VALUES) {
        goto out;
    }
    before = factor_level(self, 0, levels);
    for (size_t i = 1; i < levels; i++) {
        double level = factor_level(self, i, levels);

        if (level == before) {
            report_add(report, file, self->line, self->name,
                       "its %zu levels are not all different: there are several of %.15g", levels,
                       level);
            wrong++;
            goto out;
        }
        before = level;
    }
out:
    return wrong;
}
