/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/dose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_linalg.h>

enum { ITERATIONS = 100 };

const char *dose_shape_name(dose_shape_t shape)
{
    static const char *const names[] = {[DOSE_FITTED] = "fitted", [DOSE_FLAT] = "flat", [DOSE_BEYOND] = "beyond",
                                        [DOSE_EDGE] = "edge",     [DOSE_NONE] = "none", [DOSE_ALL] = "all",
                                        [DOSE_SEPARATED] = "separated"};

    return names[shape];
}

bool dose_has_half(dose_shape_t shape)
{
    return shape == DOSE_FITTED || shape == DOSE_SEPARATED;
}

bool dose_has_curve(dose_shape_t shape)
{
    return shape == DOSE_FITTED || shape == DOSE_FLAT || shape == DOSE_BEYOND;
}

bool dose_counts(const dose_t *self)
{
    return self->trials > 0.0 && (fabs(self->size) > 0.0 || self->flipped > 0.0);
}

static int by_size(const void *a, const void *b)
{
    const dose_t *x = a, *y = b;

    return (x->size > y->size) - (x->size < y->size);
}

/* Sorted, equal sizes made one, those that do not count gone. Returns how many are left. */
static size_t tidy(dose_t *doses, size_t n)
{
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        if (dose_counts(&doses[i])) {
            doses[used++] = doses[i];
        }
    }
    n = used;
    used = 0;
    qsort(doses, n, sizeof *doses, by_size);
    for (size_t i = 0; i < n; i++) {
        if (used > 0 && doses[used - 1].size == doses[i].size) {
            doses[used - 1].trials += doses[i].trials;
            doses[used - 1].flipped += doses[i].flipped;
        } else {
            doses[used++] = doses[i];
        }
    }
    return used;
}

/*
 * With one size per trial the likelihood has no maximum exactly if all flips lie on one side of all
 * non-flips, touching at one size at most (Albert and Anderson 1984). The gap is then [low, high].
 */
static bool separated(const dose_t *doses, size_t n, bool *rising, double *low, double *high)
{
    double first_flip = INFINITY, last_flip = -INFINITY;
    double first_stay = INFINITY, last_stay = -INFINITY;

    for (size_t i = 0; i < n; i++) {
        if (doses[i].flipped > 0.0) {
            first_flip = fmin(first_flip, doses[i].size);
            last_flip = fmax(last_flip, doses[i].size);
        }
        if (doses[i].flipped < doses[i].trials) {
            first_stay = fmin(first_stay, doses[i].size);
            last_stay = fmax(last_stay, doses[i].size);
        }
    }
    if (last_stay <= first_flip) {
        *rising = true;
        *low = last_stay;
        *high = first_flip;
        return true;
    }
    if (last_flip <= first_stay) {
        *rising = false;
        *low = last_flip;
        *high = first_stay;
        return true;
    }
    return false;
}

/* Separated at the outermost size, where both flip and stay are seen, but the lesser part of what the others do
 * not: on the other side of one half there is nothing. */
static bool is_edge(const dose_t *doses, size_t n, double low, double high)
{
    const dose_t *first = &doses[0], *last = &doses[n - 1];
    const dose_t *at = low < high ? NULL : low == first->size ? first : high == last->size ? last : NULL;
    const dose_t *other = at == first ? last : first;

    return at != NULL && (at->flipped < at->trials / 2.0) == (other->flipped < other->trials / 2.0);
}

static double deviance_of(const dose_t *doses, size_t n, double intercept, double slope)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        const double eta = intercept + slope * doses[i].size;
        const double yes = doses[i].flipped, no = doses[i].trials - yes;
        /* log p = -log(1 + exp(-eta)), log(1 - p) = -log(1 + exp(eta)), each without overflow */
        const double log_yes = fmin(eta, 0.0) - log1p(exp(-fabs(eta)));
        const double log_no = log_yes - eta;

        sum += yes > 0.0 ? 2.0 * yes * (log(yes / doses[i].trials) - log_yes) : 0.0;
        sum += no > 0.0 ? 2.0 * no * (log(no / doses[i].trials) - log_no) : 0.0;
    }
    return sum;
}

/*
 * One step: solves the weighted normal equations of the working response. covariance: inverse of
 * the information at the point where the step starts.
 */
static int reweighted_step(const dose_t *doses, size_t n, double beta[2], double covariance[3])
{
    double a[4] = {0.0, 0.0, 0.0, 0.0}, b[2] = {0.0, 0.0};
    gsl_matrix_view information = gsl_matrix_view_array(a, 2, 2);
    gsl_vector_view solution = gsl_vector_view_array(b, 2);

    for (size_t i = 0; i < n; i++) {
        const double x = doses[i].size, eta = beta[0] + beta[1] * x;
        const double e = exp(-fabs(eta));
        const double p = eta >= 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
        const double weight = doses[i].trials * e / ((1.0 + e) * (1.0 + e));
        const double pull = weight * eta + doses[i].flipped - doses[i].trials * p;

        a[0] += weight;
        a[1] += weight * x;
        a[3] += weight * x * x;
        b[0] += pull;
        b[1] += pull * x;
    }
    a[2] = a[1];
    if (gsl_linalg_cholesky_decomp1(&information.matrix) != 0 ||
        gsl_linalg_cholesky_svx(&information.matrix, &solution.vector) != 0 ||
        gsl_linalg_cholesky_invert(&information.matrix) != 0 || !isfinite(b[0]) ||
        !isfinite(b[1])) {
        return ANALYSIS_SINGULAR;
    }
    beta[0] = b[0];
    beta[1] = b[1];
    covariance[0] = a[0];
    covariance[1] = a[1];
    covariance[2] = a[3];
    return ANALYSIS_OK;
}

/* Fits with sizes as they are; doses tidy and not separated. */
static int fit(dose_fit_t *self, const dose_t *doses, size_t n)
{
    double beta[2] = {0.0, 0.0}, before[2];
    double deviance = deviance_of(doses, n, 0.0, 0.0);
    int status = ANALYSIS_OK;

    for (int i = 0; i < ITERATIONS; i++) {
        bool settled;
        double next;

        before[0] = beta[0];
        before[1] = beta[1];
        status = reweighted_step(doses, n, beta, self->covariance);
        if (status != ANALYSIS_OK) {
            return status;
        }
        next = deviance_of(doses, n, beta[0], beta[1]);
        for (int halved = 0; halved < 30 && !(next <= deviance * (1.0 + 1e-12) + 1e-12); halved++) {
            beta[0] = (beta[0] + before[0]) / 2.0;
            beta[1] = (beta[1] + before[1]) / 2.0;
            next = deviance_of(doses, n, beta[0], beta[1]);
        }
        settled = fabs(beta[0] - before[0]) <= 1e-10 * (1.0 + fabs(beta[0])) &&
                  fabs(beta[1] - before[1]) <= 1e-10 * (1.0 + fabs(beta[1]));
        deviance = next;
        if (settled) {
            self->intercept = beta[0];
            self->slope = beta[1];
            self->deviance = deviance;
            return ANALYSIS_OK;
        }
    }
    return ANALYSIS_SINGULAR;
}

/* Of the ratio -intercept / slope = half, sizes in the same unit and from the same origin. */
static void half_intervals(dose_fit_t *self, double z)
{
    const double half = -self->intercept / self->slope;
    const double aa = self->covariance[0], ab = self->covariance[1], bb = self->covariance[2];
    const double error =
        sqrt(fmax(0.0, aa + 2.0 * half * ab + half * half * bb)) / fabs(self->slope);
    /* All x with (intercept + slope x)^2 <= z^2 var(intercept + slope x). */
    const double square = self->slope * self->slope - z * z * bb;
    const double linear = self->intercept * self->slope - z * z * ab;
    const double constant = self->intercept * self->intercept - z * z * aa;
    const double discriminant = linear * linear - square * constant;

    self->half = (interval_t){half, half - z * error, half + z * error};
    self->fieller = (interval_t){half, -INFINITY, INFINITY};
    if (square > 0.0 && discriminant >= 0.0) {
        self->fieller.low = (-linear - sqrt(discriminant)) / square;
        self->fieller.high = (-linear + sqrt(discriminant)) / square;
    }
}

int dose_fit(dose_fit_t *self, const dose_t *doses, size_t n, double level)
{
    const double z = interval_z(level);
    dose_t *tidied = NULL;
    double trials = 0.0, flipped = 0.0, low, high, centre, scale;
    size_t used;
    int status = ANALYSIS_OK;

    *self = (dose_fit_t){.intercept = NAN,
                         .slope = NAN,
                         .covariance = {NAN, NAN, NAN},
                         .slope_interval = interval_none(),
                         .deviance = NAN,
                         .half = interval_none(),
                         .fieller = interval_none()};
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(doses[i].size) || !(doses[i].trials >= 0.0) || !(doses[i].flipped >= 0.0) ||
            !(doses[i].flipped <= doses[i].trials) || !isfinite(doses[i].trials)) {
            status = ANALYSIS_INVALID;
            goto out;
        }
    }
    if (isnan(z)) {
        status = ANALYSIS_INVALID;
        goto out;
    }
    tidied = malloc((n + 1) * sizeof *tidied);
    if (tidied == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    if (n > 0) {
        memcpy(tidied, doses, n * sizeof *tidied);
    }
    used = tidy(tidied, n);
    if (used < 2) {
        status = ANALYSIS_TOO_FEW;
        goto out;
    }
    for (size_t i = 0; i < used; i++) {
        trials += tidied[i].trials;
        flipped += tidied[i].flipped;
    }
    self->freedom = (int)used - 2;
    if (flipped == 0.0 || flipped == trials) {
        self->shape = flipped == 0.0 ? DOSE_NONE : DOSE_ALL;
        goto out;
    }
    if (separated(tidied, used, &self->rising, &low, &high)) {
        if (is_edge(tidied, used, low, high)) {
            self->shape = DOSE_EDGE;
            goto out;
        }
        self->shape = DOSE_SEPARATED;
        self->half = (interval_t){low + (high - low) / 2.0, low, high};
        goto out;
    }

    /* In units of the spread about the middle, so that any unit of size is as good. */
    centre = tidied[0].size + (tidied[used - 1].size - tidied[0].size) / 2.0;
    scale = (tidied[used - 1].size - tidied[0].size) / 2.0;
    for (size_t i = 0; i < used; i++) {
        tidied[i].size = (tidied[i].size - centre) / scale;
    }
    status = fit(self, tidied, used);
    if (status != ANALYSIS_OK) {
        goto out;
    }
    half_intervals(self, z);
    for (int i = 0; i < 2; i++) {
        interval_t *interval = i == 0 ? &self->half : &self->fieller;

        interval->estimate = centre + scale * interval->estimate;
        interval->low = centre + scale * interval->low;
        interval->high = centre + scale * interval->high;
    }

    const double shift = -centre / scale;
    const double aa = self->covariance[0], ab = self->covariance[1], bb = self->covariance[2];

    self->intercept += shift * self->slope;
    self->slope /= scale;
    self->covariance[0] = aa + 2.0 * shift * ab + shift * shift * bb;
    self->covariance[1] = (ab + shift * bb) / scale;
    self->covariance[2] = bb / (scale * scale);
    self->rising = self->slope > 0.0;
    self->slope_interval = interval_normal(self->slope, sqrt(self->covariance[2]), level);
    self->shape = isinf(self->fieller.low)                                ? DOSE_FLAT
                  : fabs(self->half.estimate - centre) > 2.0 * scale ? DOSE_BEYOND
                                                                     : DOSE_FITTED;

out:
    free(tidied);
    return status;
}

static double logistic(double eta)
{
    return eta >= 0.0 ? 1.0 / (1.0 + exp(-eta)) : exp(eta) / (1.0 + exp(eta));
}

interval_t dose_predict(const dose_fit_t *self, double size, double level)
{
    const double variance =
        self->covariance[0] + 2.0 * size * self->covariance[1] + size * size * self->covariance[2];
    const interval_t eta =
        interval_normal(self->intercept + self->slope * size, sqrt(fmax(0.0, variance)), level);

    return (interval_t){logistic(eta.estimate), logistic(eta.low), logistic(eta.high)};
}

typedef struct half_resample {
    const double *size, *trials, *flipped;
    size_t sizes;
    dose_t *doses;
    size_t used; /* resamples with a half-flip size */
    int status;  /* of the first call, which is the estimate */
    bool first;
    double level;
} half_resample_t;

static void half_of(void *context, const size_t *chosen, size_t n, double *values)
{
    half_resample_t *resample = context;
    dose_fit_t result;
    int status;

    for (size_t s = 0; s < resample->sizes; s++) {
        dose_t *dose = &resample->doses[s];

        *dose = (dose_t){.size = resample->size[s]};
        for (size_t i = 0; i < n; i++) {
            dose->trials += resample->trials[chosen[i] * resample->sizes + s];
            dose->flipped += resample->flipped[chosen[i] * resample->sizes + s];
        }
    }
    status = dose_fit(&result, resample->doses, resample->sizes, resample->level);
    values[0] = status == ANALYSIS_OK ? result.half.estimate : NAN;
    if (resample->first) {
        resample->first = false;
        resample->status = status;
    } else {
        resample->used += isnan(values[0]) ? 0 : 1;
        if (status == ANALYSIS_NO_MEMORY) {
            resample->status = status;
        }
    }
}

int dose_half_bootstrap(interval_t *half, size_t *used, const double *size, size_t sizes,
                        const double *trials, const double *flipped, size_t replicates,
                        const interval_resampling_t *resampling)
{
    half_resample_t resample = {.size = size,
                                .trials = trials,
                                .flipped = flipped,
                                .sizes = sizes,
                                .first = true,
                                .level = resampling->level};
    int status;

    *half = interval_none();
    resample.doses = malloc((sizes + 1) * sizeof *resample.doses);
    if (resample.doses == NULL) {
        status = ANALYSIS_NO_MEMORY;
        goto out;
    }
    status = interval_bootstrap(half, 1, replicates, half_of, &resample, resampling);
    if (status == ANALYSIS_OK) {
        status = resample.status;
    }

out:
    if (used != NULL) {
        *used = resample.used;
    }
    free(resample.doses);
    return status;
}

double dose_loop_area(const double *x, const double *y, size_t n)
{
    double area = 0.0;

    for (size_t i = 0; i < n; i++) {
        const size_t next = i + 1 < n ? i + 1 : 0;

        area += (x[next] - x[i]) * (y[next] + y[i]) / 2.0;
    }
    return area;
}
