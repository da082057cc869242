/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What check_r.sh compares with R. Reads one table from standard input, writes the numbers as CSV
 * with 17 digits.
 *
 *     numbers_for_r survival   start stop event        -> curve and incidence (two causes)
 *     numbers_for_r quantiles  the same                -> restricted mean at 5, median
 *     numbers_for_r transition unit time state (1-4)   -> counts, row by row
 */
#include "analysis/survival.h"
#include "analysis/transition.h"

#include <stdio.h>
#include <string.h>

#include <gsl/gsl_errno.h>

enum { CAUSES = 2, STATES = 4 };

static int print_survival(bool quantiles)
{
    survival_t survival;
    double start, stop;
    int event, status = survival_init(&survival, CAUSES);

    while (status == 0 && scanf("%lf %lf %d", &start, &stop, &event) == 3) {
        status = survival_add(&survival, start, stop, event, 1);
    }
    if (status == 0) {
        status = survival_estimate(&survival, 0.95);
    }
    if (status == 0 && quantiles) {
        double error;
        const interval_t mean = survival_mean(&survival, 5.0, &error);
        const interval_t median = survival_quantile(&survival, 0.5);

        printf("rmean,se,median,low,high\n%.17g,%.17g,%.17g,%.17g,%.17g\n", mean.estimate, error,
               median.estimate, median.low, median.high);
    } else if (status == 0) {
        printf("time,n,d,c,s,se,low,high,f1,se1,low1,high1,f2,se2,low2,high2\n");
        for (size_t i = 0; i < survival.point_count; i++) {
            const survival_point_t *p = &survival.points[i];

            printf("%.17g,%llu,%llu,%llu,%.17g,%.17g,%.17g,%.17g", p->time,
                   (unsigned long long)p->at_risk, (unsigned long long)p->events,
                   (unsigned long long)p->censored, p->survival, p->standard_error, p->low,
                   p->high);
            for (size_t k = 0; k < CAUSES; k++) {
                const survival_incidence_t *f = &survival.incidence[i * CAUSES + k];

                printf(",%.17g,%.17g,%.17g,%.17g", f->incidence, f->standard_error, f->low,
                       f->high);
            }
            printf("\n");
        }
    }
    survival_free(&survival);
    return status;
}

static int print_transitions(void)
{
    transition_t transition;
    int unit, state, status = transition_init(&transition, STATES);
    double time;

    while (status == 0 && scanf("%d %lf %d", &unit, &time, &state) == 3) {
        status = transition_observe(&transition, (size_t)unit, time, state - 1);
    }
    for (size_t from = 0; status == 0 && from < STATES; from++) {
        for (size_t to = 0; to < STATES; to++) {
            printf("%llu%c", (unsigned long long)transition.counts[from * STATES + to],
                   to == STATES - 1 ? '\n' : ',');
        }
    }
    transition_free(&transition);
    return status;
}

int main(int argc, char **argv)
{
    int status = 2;

    gsl_set_error_handler_off();
    if (argc == 2 && strcmp(argv[1], "survival") == 0) {
        status = print_survival(false);
    } else if (argc == 2 && strcmp(argv[1], "quantiles") == 0) {
        status = print_survival(true);
    } else if (argc == 2 && strcmp(argv[1], "transition") == 0) {
        status = print_transitions();
    }
    return status == 0 && ferror(stdout) == 0 && fflush(stdout) == 0 ? 0 : 1;
}
