/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/outcome.h"

#include <math.h>
#include <string.h>

/* How an outcome comes from a field of the tally. */
typedef enum {
    COUNT,        /* the field, a whole number */
    SUM,          /* the field, a double */
    OF_DEMANDS,   /* per demand */
    OF_LIVING,    /* per living alliance-tick */
    MEAN,         /* a double per living alliance-tick */
    OF_ALL,       /* per alliance-tick, ended alliances too */
    PER_YEAR,     /* per living alliance-year */
    DATE,         /* a tick, in years; MODEL_NONE: never */
    SPELL,        /* years of non-following disposition per spell */
    ALL_DEMANDS,  /* needs no field */
    NOT_FOLLOWED, /* likewise */
    OF_HALF       /* terminations of a half per its living alliance-year; `field` is the half */
} measure_t;

typedef struct {
    outcome_info_t info;
    measure_t measure;
    size_t field; /* its place in tally_t */
} outcome_t;

static const outcome_t outcomes[] = {
    {{"demands", "count",
      "Demands made, those still open at the end included"},
     ALL_DEMANDS, 0},
    {{"follow", "count",
      "Demands whose gravest behaviour was following"},
     COUNT, offsetof(tally_t, demands[BEHAVIOUR_FOLLOW])},
    {{"negative_response", "count",
      "Demands whose gravest behaviour was negative response"},
     COUNT, offsetof(tally_t, demands[BEHAVIOUR_NEGATIVE_RESPONSE])},
    {{"price_raising", "count",
      "Demands whose gravest behaviour was price raising"},
     COUNT, offsetof(tally_t, demands[BEHAVIOUR_PRICE_RAISING])},
    {{"confrontation", "count",
      "Demands whose gravest behaviour was confrontation"},
     COUNT, offsetof(tally_t, demands[BEHAVIOUR_CONFRONTATION])},
    {{"termination", "count",
      "Demands whose gravest behaviour was termination"},
     COUNT, offsetof(tally_t, demands[BEHAVIOUR_TERMINATION])},
    {{"share_follow", "1",
      "Share of demands whose gravest behaviour was following; empty without demands"},
     OF_DEMANDS, offsetof(tally_t, demands[BEHAVIOUR_FOLLOW])},
    {{"share_negative_response", "1",
      "Share of demands whose gravest behaviour was negative response; empty without "
      "demands"},
     OF_DEMANDS, offsetof(tally_t, demands[BEHAVIOUR_NEGATIVE_RESPONSE])},
    {{"share_price_raising", "1",
      "Share of demands whose gravest behaviour was price raising; empty without demands"},
     OF_DEMANDS, offsetof(tally_t, demands[BEHAVIOUR_PRICE_RAISING])},
    {{"share_confrontation", "1",
      "Share of demands whose gravest behaviour was confrontation; empty without demands"},
     OF_DEMANDS, offsetof(tally_t, demands[BEHAVIOUR_CONFRONTATION])},
    {{"share_termination", "1",
      "Share of demands whose gravest behaviour was termination; empty without demands"},
     OF_DEMANDS, offsetof(tally_t, demands[BEHAVIOUR_TERMINATION])},
    {{"non_following_rate", "1",
      "Share of demands whose gravest behaviour was anything but following; empty "
      "without demands"},
     NOT_FOLLOWED, 0},
    {{"disposition_follow", "1",
      "Share of living alliance-ticks with the disposition to follow"},
     OF_LIVING, offsetof(tally_t, sum.disposition[BEHAVIOUR_FOLLOW])},
    {{"disposition_negative_response", "1",
      "Share of living alliance-ticks with the disposition to negative response"},
     OF_LIVING, offsetof(tally_t, sum.disposition[BEHAVIOUR_NEGATIVE_RESPONSE])},
    {{"disposition_price_raising", "1",
      "Share of living alliance-ticks with the disposition to price raising"},
     OF_LIVING, offsetof(tally_t, sum.disposition[BEHAVIOUR_PRICE_RAISING])},
    {{"disposition_confrontation", "1",
      "Share of living alliance-ticks with the disposition to confrontation"},
     OF_LIVING, offsetof(tally_t, sum.disposition[BEHAVIOUR_CONFRONTATION])},
    {{"disposition_termination", "1",
      "Share of living alliance-ticks with the disposition to termination"},
     OF_LIVING, offsetof(tally_t, sum.disposition[BEHAVIOUR_TERMINATION])},
    {{"type_strong_strong", "1",
      "Share of living alliance-ticks of type strong-strong (the strong state's "
      "dependence first)"},
     OF_LIVING, offsetof(tally_t, sum.type[STRONG_STRONG])},
    {{"type_strong_weak", "1",
      "Share of living alliance-ticks of type strong-weak (the strong state's dependence "
      "first)"},
     OF_LIVING, offsetof(tally_t, sum.type[STRONG_WEAK])},
    {{"type_weak_strong", "1",
      "Share of living alliance-ticks of type weak-strong (the strong state's dependence "
      "first)"},
     OF_LIVING, offsetof(tally_t, sum.type[WEAK_STRONG])},
    {{"type_weak_weak", "1",
      "Share of living alliance-ticks of type weak-weak (the strong state's dependence "
      "first)"},
     OF_LIVING, offsetof(tally_t, sum.type[WEAK_WEAK])},
    {{"status_allied", "1",
      "Share of all alliance-ticks after which the alliance was allied"},
     OF_ALL, offsetof(tally_t, sum.status[STATUS_ALLIED])},
    {{"status_drifting", "1",
      "Share of all alliance-ticks after which the alliance was adrift"},
     OF_ALL, offsetof(tally_t, sum.status[STATUS_DRIFTING])},
    {{"status_ended", "1",
      "Share of all alliance-ticks after which the alliance was ended"},
     OF_ALL, offsetof(tally_t, sum.status[STATUS_ENDED])},
    {{"same_threat", "1",
      "Share of living alliance-ticks in which both see the same strong threat"},
     OF_LIVING, offsetof(tally_t, sum.same)},
    {{"same_lost", "per year",
      "Same threat perceptions lost from one year to the next, per living alliance-year"},
     PER_YEAR, offsetof(tally_t, same_lost)},
    {{"same_gained", "per year",
      "Same threat perceptions gained from one year to the next, per living alliance-year"},
     PER_YEAR, offsetof(tally_t, same_gained)},
    {{"strong_dependence", "1",
      "Mean dependence of the strong on the weak state, over living alliance-ticks"},
     MEAN, offsetof(tally_t, strong_dependence)},
    {{"weak_dependence", "1",
      "Mean dependence of the weak on the strong state, over living alliance-ticks"},
     MEAN, offsetof(tally_t, weak_dependence)},
    {{"flips", "per year",
      "Changes of disposition from one tick to the next, per living alliance-year"},
     PER_YEAR, offsetof(tally_t, flips)},
    {{"spell_years", "years",
      "Mean time that a spell of non-following disposition lasted within the run; empty "
      "if none began"},
     SPELL, offsetof(tally_t, spells)},
    {{"first_non_following", "years",
      "Time from tick 0 to the first behaviour other than following; empty if there was "
      "none"},
     DATE, offsetof(tally_t, first_non_following)},
    {{"first_termination", "years",
      "Time from tick 0 to the first termination; empty if there was none"},
     DATE, offsetof(tally_t, first_termination)},
    {{"terminations", "per year",
      "Alliances that ended, per living alliance-year"},
     PER_YEAR, offsetof(tally_t, terminations)},
    {{"terminations_low_capability", "per year",
      "Alliances that ended, per living alliance-year, among those whose weak state's capability "
      "at tick 0 was at or below the median over alliances; empty in flips"},
     OF_HALF, ASYMMETRY_LOW},
    {{"terminations_high_capability", "per year",
      "Alliances that ended, per living alliance-year, among those whose weak state's capability "
      "at tick 0 was above the median over alliances; empty in flips and where none is above"},
     OF_HALF, ASYMMETRY_HIGH},
    {{"drifts", "per year",
      "Alliances that began to drift, per living alliance-year"},
     PER_YEAR, offsetof(tally_t, drifts)},
    {{"recoveries", "per year",
      "Drifting alliances that were allied again, per living alliance-year"},
     PER_YEAR, offsetof(tally_t, recoveries)},
    {{"formations", "per year",
      "Ended alliances that were formed again, per living alliance-year"},
     PER_YEAR, offsetof(tally_t, formations)},
    {{"settled", "count",
      "Issues settled: the price was paid in full"},
     COUNT, offsetof(tally_t, settled)},
    {{"lapsed", "count",
      "Issues lapsed: their time was over"},
     COUNT, offsetof(tally_t, lapsed)},
    {{"conceded", "1",
      "Sum of all that strong states paid"},
     SUM, offsetof(tally_t, conceded)},
};

enum { OUTCOME_COUNT = sizeof outcomes / sizeof outcomes[0] };

_Static_assert((int)OUTCOME_COUNT <= (int)OUTCOME_MAX, "OUTCOME_MAX is too small");

size_t outcome_count(void)
{
    return OUTCOME_COUNT;
}

const outcome_info_t *outcome_info(size_t outcome)
{
    return outcome < OUTCOME_COUNT ? &outcomes[outcome].info : NULL;
}

int outcome_find(const char *name)
{
    int found = -1;

    for (int i = 0; i < OUTCOME_COUNT && found < 0; i++) {
        if (strcmp(outcomes[i].info.name, name) == 0) {
            found = i;
        }
    }
    return found;
}

static double ratio(double part, double whole)
{
    return whole > 0.0 ? part / whole : NAN;
}

static double whole_number(const tally_t *tally, size_t field)
{
    uint64_t value = 0;

    memcpy(&value, (const char *)tally + field, sizeof value);
    return (double)value;
}

static double real_number(const tally_t *tally, size_t field)
{
    double value = 0.0;

    memcpy(&value, (const char *)tally + field, sizeof value);
    return value;
}

static double date(const tally_t *tally, size_t field, double ticks_per_year)
{
    int32_t tick = 0;

    memcpy(&tick, (const char *)tally + field, sizeof tick);
    return tick == MODEL_NONE ? NAN : (double)tick / ticks_per_year;
}

bool outcome_needs_halves(size_t outcome)
{
    return outcome < OUTCOME_COUNT && outcomes[outcome].measure == OF_HALF;
}

void outcomes_of(const tally_t *tally, const asymmetry_counts_t *halves, size_t alliances,
                 int32_t ticks_per_year, double values[])
{
    const double year = (double)ticks_per_year;
    const double all = (double)alliances * (double)tally->ticks;
    uint64_t demands = 0;
    uint64_t living = 0;
    uint64_t followed = tally->demands[BEHAVIOUR_FOLLOW];
    uint64_t following = tally->sum.disposition[BEHAVIOUR_FOLLOW];

    for (int behaviour = 0; behaviour < BEHAVIOUR_COUNT; behaviour++) {
        demands += tally->demands[behaviour];
        living += tally->sum.disposition[behaviour];
    }
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        const size_t field = outcomes[i].field;
        double value = NAN;

        switch (outcomes[i].measure) {
        case COUNT:
            value = whole_number(tally, field);
            break;
        case SUM:
            value = real_number(tally, field);
            break;
        case OF_DEMANDS:
            value = ratio(whole_number(tally, field), (double)demands);
            break;
        case OF_LIVING:
            value = ratio(whole_number(tally, field), (double)living);
            break;
        case MEAN:
            value = ratio(real_number(tally, field), (double)living);
            break;
        case OF_ALL:
            value = ratio(whole_number(tally, field), all);
            break;
        case PER_YEAR:
            value = ratio(whole_number(tally, field) * year, (double)living);
            break;
        case DATE:
            value = date(tally, field, year);
            break;
        case SPELL:
            value = ratio((double)(living - following) / year, whole_number(tally, field));
            break;
        case ALL_DEMANDS:
            value = (double)demands;
            break;
        case NOT_FOLLOWED:
            value = ratio((double)(demands - followed), (double)demands);
            break;
        case OF_HALF:
            value = halves == NULL ? NAN
                                   : ratio((double)halves->terminations[field] * year,
                                           (double)halves->living[field]);
            break;
        }
        values[i] = value;
    }
}
