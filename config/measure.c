/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/measure.h"

#include <math.h>

enum { HOSTILITY_LEVELS = 5 };

static const double ideal_partner = 1.0;     /* distance below which a state is seen as a partner ... */
static const double ideal_scale = 2.5;       /* ... and over which intention changes by 1 */
static const double most_partnership = -0.5; /* from votes alone */
static const double most_hostility = 0.7;    /* from votes alone: votes are not blows */
static const double pact_discount = 0.3;
static const double treaty_defense = 0.65;
static const double treaty_other = 0.05;     /* offence; consultation */
static const double treaty_presence = 0.3;

static double clamp(double value, double lowest, double highest)
{
    return value < lowest ? lowest : value > highest ? highest : value;
}

static double share_of(double value, double reference)
{
    return clamp(value / reference, 0.0, 1.0);
}

double measure_capability(double cinc, double reference)
{
    return pow(share_of(cinc, reference), 1.0 / MEASURE_ROOT);
}

double measure_proximity(double km)
{
    return clamp(1.0 - log1p(km / MEASURE_NEAR_KM) / log1p(MEASURE_FAR_KM / MEASURE_NEAR_KM), 0.0, 1.0);
}

double measure_contiguity(int type)
{
    static const double miles[] = {0.0, 0.0, 12.0, 24.0, 150.0, 400.0}; /* at most */
    static const double mile = 1.609344;                                /* km */
    const int types = (int)(sizeof miles / sizeof miles[0]);

    return type >= 1 && type < types ? measure_proximity(miles[type] * mile) : (double)NAN;
}

double measure_dispute(double hostility, double age)
{
    return age < 0.0 || age >= MEASURE_MEMORY_YEARS
               ? 0.0
               : hostility / HOSTILITY_LEVELS * exp2(-age / MEASURE_DISPUTE_HALF_LIFE);
}

double measure_enmity(double disputes)
{
    return disputes / (MEASURE_HALF_ENMITY + disputes);
}

double measure_intention(double distance, double enmity, int pact)
{
    double base = isnan(distance) ? 0.0 : clamp((distance - ideal_partner) / ideal_scale, most_partnership, most_hostility);

    base -= pact ? pact_discount : 0.0;
    return clamp(base + (1.0 - base) * enmity, -1.0, 1.0);
}

double measure_hostility(double enmity, int pact)
{
    const double latent = pact ? 0.0 : MEASURE_LATENT;

    return latent + (1.0 - latent) * enmity;
}

double measure_need(double pressure, double reference)
{
    return fmax(MEASURE_LEAST_NEED, measure_capability(pressure, reference));
}

double measure_offense(double spending, double personnel, double soldiers_per_head)
{
    const double mean = isnan(spending)    ? clamp(personnel, 0.0, 1.0)
                        : isnan(personnel) ? clamp(spending, 0.0, 1.0)
                                           : (clamp(spending, 0.0, 1.0) + clamp(personnel, 0.0, 1.0)) / 2.0;
    const double militarised = isnan(soldiers_per_head) ? 0.0 : share_of(soldiers_per_head, MEASURE_SOLDIERS);

    return 1.0 - (1.0 - sqrt(mean)) * (1.0 - militarised / 2.0);
}

double measure_basing(double troops)
{
    return troops <= MEASURE_GUARD
               ? 0.0
               : clamp(log(troops / MEASURE_GUARD) / log(MEASURE_GARRISON / MEASURE_GUARD), 0.0, 1.0);
}

double measure_support(double defense, double offense, double consultation, double basing)
{
    return clamp(treaty_defense * defense + treaty_other * (offense + consultation) + treaty_presence * basing, 0.0, 1.0);
}

double measure_engagement(double abroad, double home)
{
    return clamp(sqrt(abroad / (abroad + home) / MEASURE_FULL_ENGAGEMENT), 0.0, 1.0);
}

double measure_agreement(double distance, double range)
{
    return isnan(distance) ? 0.5 : clamp(1.0 - distance / range, 0.0, 1.0);
}

double measure_tie(double agreement, double proximity)
{
    return MEASURE_TIE * agreement * proximity * proximity;
}

double measure_alternatives(double without)
{
    return 1.0 - (1.0 - MEASURE_LEAST_ALTERNATIVES) * without;
}

double measure_salience(double capability, double position, double agreement)
{
    return (capability + position + agreement) / 3.0;
}

double measure_political_need(double share, double agreement, double need)
{
    return (share + agreement + need) / 3.0;
}

double measure_round(double value)
{
    return round(value * 1000.0) / 1000.0 + 0.0; /* no -0 */
}
