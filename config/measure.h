/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The measurement model: from what data sets say to the attributes of a scenario (docs/measurement.md has each formula's
 * reason, literature and weakness). Pure functions; nothing here knows of files. Arguments that are unknown are NaN where
 * a function says so; all results are in [0, 1] unless said otherwise.
 */
#ifndef ADRIFT_CONFIG_MEASURE_H
#define ADRIFT_CONFIG_MEASURE_H

#include <stddef.h>

/* Constants of the formulas, each in one place; docs/measurement.md shows them. */
#define MEASURE_ROOT 3.0            /* of ratios of capability */
#define MEASURE_LEAST_NEED 0.3      /* of a state that nobody can reach */
#define MEASURE_LATENT 0.25         /* hostility of a state with which there is neither dispute nor pact */
#define MEASURE_NEAR_KM 100.0       /* the unit of distance */
#define MEASURE_FAR_KM 20000.0      /* half the way round the earth: proximity 0 */
#define MEASURE_UNKNOWN_PROXIMITY 0.3 /* of two states that are no neighbours and whose distance is unknown */
#define MEASURE_GUARD 50.0          /* troops: an embassy's guard, basing 0 */
#define MEASURE_GARRISON 50000.0    /* troops: basing 1 */
#define MEASURE_MEMORY_YEARS 10.0   /* disputes that ended longer ago do not count */
#define MEASURE_DISPUTE_HALF_LIFE 5.0 /* years */
#define MEASURE_HALF_ENMITY 0.3     /* sum of disputes at which enmity is one half */
#define MEASURE_SOLDIERS 0.03       /* share of the population under arms that counts as wholly militarised */
#define MEASURE_FULL_ENGAGEMENT 0.25 /* share of the forces abroad in the Cold War: engagement 1 */
#define MEASURE_LEAST_ALTERNATIVES 0.1 /* arms can be bought */
#define MEASURE_TIE 0.4             /* of two neighbours with a pact who agree in everything */
#define MEASURE_LEAST_TIE 0.05      /* weaker ones count among alternatives instead */

/* Of a state against the strong one of reference: (c / c_S)^(1/3), at most 1. CINC shares, c_S > 0. */
double measure_capability(double cinc, double reference);

/* From a distance in km (not negative), between the nearest points. */
double measure_proximity(double km);

/* Of the furthest that COW's type of direct contiguity allows: 1 land or river, 2-5 up to 12, 24, 150, 400 miles of water;
 * else NaN. */
double measure_contiguity(int type);

/* What one dispute weighs: hostility level 1-5, `age` years after its end (0: it lasts). 0 beyond the memory. */
double measure_dispute(double hostility, double age);

/* From the sum of these weights. */
double measure_enmity(double disputes);

/* In [-1, 1]: from the distance of two ideal points (NaN: unknown), enmity, and whether there is a defence pact. */
double measure_intention(double distance, double enmity, int pact);

/* Of a possible enemy, for need: enmity, and whether there is a defence pact. */
double measure_hostility(double enmity, int pact);

/* From the sum over possible enemies of hostility x CINC x proximity^2: what capability would balance them. */
double measure_need(double pressure, double reference);

/* Shares of spending and personnel against the reference's (NaN: unknown; not both), soldiers per head (NaN: unknown). */
double measure_offense(double spending, double personnel, double soldiers_per_head);

/* Troops of the strong state in the weak one. */
double measure_basing(double troops);

/* Of the treaty: each obligation 0 or 1; and basing. */
double measure_support(double defense, double offense, double consultation, double basing);

/* Troops abroad and at home. NaN if both are 0. */
double measure_engagement(double abroad, double home);

/* Agreement of two ideal points (NaN: unknown, then .5): nothing is left of it at `range`. */
#define MEASURE_PATRON_RANGE 4.0
#define MEASURE_PARTNER_RANGE 2.0
double measure_agreement(double distance, double range);

/* Tie to a defence partner. */
double measure_tie(double agreement, double proximity);

/* Substitutes: `without` is the product over partners of 1 - tie x capability (1: no partner). */
double measure_alternatives(double without);

/* Of the ally: capability, the greatest power x proximity of a source, agreement with the strong state. */
double measure_salience(double capability, double position, double agreement);

/* The strong state's share in the capability of all defence partners, agreement with it, defence need. */
double measure_political_need(double share, double agreement, double need);

/* As files show them: three decimals. */
double measure_round(double value);

#endif
