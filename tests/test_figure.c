/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/figure.h"
#include "analysis/figure_parts.h"
#include "analysis/gnuplot.h"
#include "analysis/life.h"
#include "analysis/palette.h"
#include "sim/adrift.h"

/* Tiny tables, one for each figure; an ID that would hurt gnuplot or a page if it were not quoted. */
#define HOSTILE "x'y\"<b>&\\1 {2}"
#define HOSTILE_CSV "\"x'y\"\"<b>&\\1 {2}\""

static const struct {
    const char *name, *text;
} tables[] = {
    {"tiny/analysis/behaviours_over_time.csv",
     "measure,year,state,share,mean,sd,q05,q25,median,q75,q95,replicates,n,method,level\n"
     "disposition,0,follow,0.7,0.75,0.1,0.6,0.7,0.75,0.8,0.9,2,10,x,0.95\n"
     "disposition,0,confrontation,0.3,0.25,0.1,0.1,0.2,0.25,0.3,0.4,2,10,x,0.95\n"
     "disposition,1,follow,0.5,0.5,,,,,,,1,10,x,0.95\n"
     "disposition,1,confrontation,0.5,0.5,,,,,,,1,10,x,0.95\n"
     "status,1,allied,1,1,,,,,,,1,10,x,0.95\n"},
    {"tiny/analysis/frequencies_type_threat.csv",
     "measure,interdependence,threat_perception,behavior,count,share,low,high,share_of_all,"
     "share_of_all_low,share_of_all_high,replicates,n,method,level\n"
     "demand,weak-weak,different,follow,4,0.4,0.3,0.5,0.2,0.1,0.3,2,10,x,0.95\n"
     "demand,weak-weak,different,confrontation,6,0.6,0.5,0.7,0.3,0.1,0.4,2,10,x,0.95\n"
     "demand,weak-strong,same,follow,20,1,1,1,0.7,0.6,0.8,2,20,x,0.95\n"
     "issue_tick,weak-strong,same,follow,33,0.123,1,1,0.7,0.6,0.8,2,999,x,0.95\n"},
    {"tiny/analysis/transitions.csv",
     "of,scale,from,to,count,share,low,high,per_year,replicates,n,method,level\n"
     "disposition,tick,follow,follow,9,0.9,,,0.777,2,10,x,\n"
     "disposition,tick,follow,confrontation,1,0.1,,,0.223,2,10,x,\n"
     "disposition,tick,confrontation,follow,1,0.5,,,0.456,2,2,x,\n"
     "disposition,tick,confrontation,confrontation,1,0.5,,,0.544,2,2,x,\n"
     "disposition,episode,follow,confrontation,1,1,,,0.111,2,1,x,\n"},
    {"tiny/analysis/survival.csv",
     "of,time,at_risk,events,censored,survival,standard_error,low,high,n,method,level\n"
     "following,0,4,0,0,1,0,1,1,4,x,0.95\nfollowing,1,4,2,0,0.5,0.25,0.188,1,4,x,0.95\n"
     "following,2.5,2,1,1,0.25,0.2,0.0458,1,4,x,0.95\nalliance,0,3,0,0,1,0,1,1,3,x,0.95\n"
     "alliance,5,3,0,3,1,0,1,1,3,x,0.95\n"},
    {"tiny/analysis/dose.csv",
     "shock,scope,horizon,size,flipped,share,low,high,fit,fit_low,fit_high,replicates,n,method,level\n"
     HOSTILE_CSV ",direct,1,-1,8,0.8,0.7,0.9,0.81,0.7,0.9,2,10,x,0.95\n"
     HOSTILE_CSV ",direct,1,0,0,0,0,0.2,0.01,0,0.1,2,10,x,0.95\n"
     HOSTILE_CSV ",direct,1,0.5,0,0.25,0.125,0.375,,,,2,10,x,0.95\n"
     HOSTILE_CSV ",direct,2,-1,0,0.5,0.25,0.375,0.5,,,2,10,x,0.95\n"
     HOSTILE_CSV ",direct,2,0.5,0,0.25,0.125,0.375,0.25,,,2,10,x,0.95\n"
     HOSTILE_CSV ",spill_over,1,0,0,0.999,0,0.2,0.01,0,0.1,2,10,x,0.95\n"},
    {"tiny/analysis/half_flip.csv",
     "shock,side,scope,horizon,shape,half,low,high,slope,slope_low,slope_high,replicates,n,method,level\n"
     HOSTILE_CSV ",negative,direct,1,fitted,-0.625,-0.75,-0.5,3,2,4,2,10,x,0.95\n"},
    {"tiny/analysis/ramps.csv",
     "ramp,factor,direction,step,value,outcome,mean,low,high,sd,replicates,n,method,level\n"
     "0,threshold.threat,up,0,0.1,non_following_rate,0.1,-0.5,0.2,0.1,2,2,x,0.95\n"
     "0,threshold.threat,up,1,0.9,non_following_rate,0.8,0.7,1.5,0.1,2,2,x,0.95\n"
     "0,threshold.threat,down,0,0.9,non_following_rate,0.8,0.7,0.9,0.1,2,2,x,0.95\n"
     "0,threshold.threat,down,1,0.1,non_following_rate,0.35,0.3,0.4,0.1,2,2,x,0.95\n"},
    {"tiny/analysis/sensitivity_sobol.csv",
     "outcome,order,factor,with,index,low,high,variance,left_out,n,method,level\n"
     "drifts,total,never.shown,,0.9,0.8,1,1,0,8,x,0.95\n"
     "non_following_rate,first,threshold.threat,,0.2,0.1,0.3,1,0,8,x,0.95\n"
     "non_following_rate,total,threshold.threat,,0.3,0.2,0.4,1,0,8,x,0.95\n"
     "non_following_rate,first,demand.conflict,,0.5,-0.1,0.7,1,0,8,x,0.95\n"
     "non_following_rate,total,demand.conflict,,0.6,0.5,0.8,1,0,8,x,0.95\n"
     "non_following_rate,second,demand.conflict,threshold.threat,0.1,0,0.2,1,0,8,x,0.95\n"},
    {"tiny/analysis/plane.csv",
     "x_factor,y_factor,x_bin,y_bin,x,y,outcome,mean,low,high,replicates,n,method,level\n"
     "a.flat,b.flat,0,0,1,1,non_following_rate,0.2,0.1,0.3,2,4,x,0.95\n"
     /* its cells differ most, of single runs; its margins hardly do */
     "a.noisy,b.noisy,0,0,1,1,demands,9,9,9,2,4,x,0.95\n"
     "a.noisy,b.noisy,0,0,1,1,non_following_rate,0.4,0.1,0.3,2,40,x,0.95\n"
     "a.noisy,b.noisy,1,0,2,1,non_following_rate,1,0.1,0.3,2,1,x,0.95\n"
     "a.noisy,b.noisy,0,1,1,2,non_following_rate,0.0,0.1,0.3,2,1,x,0.95\n"
     "a.noisy,b.noisy,1,1,2,2,non_following_rate,0.4,0.1,0.3,2,40,x,0.95\n"
     "a.steep,b.steep,0,0,0.1,ignored for long,non_following_rate,0.1,0,0.2,2,4,x,0.95\n"
     "a.steep,b.steep,1,0,0.2,ignored for long,non_following_rate,0.3,0,0.2,2,4,x,0.95\n"
     "a.steep,b.steep,0,1,0.1,punish,non_following_rate,0.7,0,0.2,2,4,x,0.95\n"},
    {"tiny/analysis/alliances.csv",
     "strong,weak,allied,drifting,ended,follow,negative_response,price_raising,confrontation,"
     "termination,strong_dependence,weak_dependence,same_threat,demands,non_following,replicates,n,method,level\n"
     "S," HOSTILE_CSV ",0.5,0.25,0.25,1,0,0,0,0,0.3,0.5,0.5,4,0.25,2,10,x,\n"
     "T,w-2,1,0,0,1,0,0,0,0,0.3,0.5,0.5,0,,2,10,x,\nS,w-2,1,0,0,1,0,0,0,0,0.3,0.5,0.5,3,0.75,2,10,x,\n"},
    {"tiny/timeseries.csv",
     "replicate,tick,year,strong,weak,status,issue_source,stake,conflict,strong_dependence,weak_dependence,"
     "interdependence,focal_source,strong_threat,weak_threat,threat_perception,divergence,vulnerability,"
     "ally_threat,disposition,behavior,price,concession\n"
     "3,0,2000.000000,S,dull,allied,,,,0.1,0.6,weak-strong,r,0.5,0.5,same,0,1,0,follow,,,\n"
     "3,0,2000.000000,S,lively,allied,r,0.5,true,0.1,0.4,weak-weak,r,0.5,0.1,different,0,1,0,confrontation,confrontation,,\n"
     "3,1,2000.083333,S,dull,allied,,,,0.1,0.6,weak-strong,r,0.5,0.5,same,0,1,0,follow,,,\n"
     "3,1,2000.083333,S,lively,drifting,,,,0.2,0.4,weak-weak,r,0.5,0.1,different,0,1,0,follow,,,\n"
     "4,0,2000.000000,S,dull,ended,,,,0.9,0.9,strong-strong,r,0.5,0.5,same,0,1,0,,,,\n"
     "4,0,2000.000000,S,lively,allied,,,,0.7,0.7,strong-strong,r,0.5,0.5,same,0,1,0,follow,,,\n"},
    {"tiny/events.csv",
     "replicate,tick,year,event,shock,variable,strong,weak,source,size\n"
     "3,0,2000.000000,shock,a,weak.intention,,lively,r,-0.25\n3,0,2000.000000,shock,b,weak.intention,,dull,r,0.5\n"
     "3,1,2000.083333,shock,c,source.power,,,r,0.125\n3,1,2000.083333,shock,d,strong.engagement,S,,,0.75\n"
     "3,1,2000.083333,shock,e,alliance.demand,S,lively,r,0.9\n3,1,2000.083333,drifted,,,S,lively,,\n"
     "4,0,2000.000000,shock,c,source.power,,,r,0.0625\n"},
};

static int make_tables(void **state)
{
    (void)state;
    mkdir("tiny", 0777);
    mkdir("tiny/analysis", 0777);
    mkdir("nothing", 0777);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        FILE *file = fopen(tables[i].name, "wb");

        if (file == NULL || fputs(tables[i].text, file) < 0 || fclose(file) != 0) {
            return -1;
        }
    }
    return 0;
}

static const figure_t *find(const char *name)
{
    for (size_t i = 0; i < figure_count; i++) {
        if (strcmp(figure_table[i].name, name) == 0) {
            return &figure_table[i];
        }
    }
    fail_msg("no figure %s", name);
    return NULL;
}

/* The script, NUL-terminated; the finding too. */
static char *script_of(const char *name, language_t language, drawing_form_t form, char **said)
{
    figure_source_t source = {.directory = "tiny", .language = language,
                              .dependence_threshold = 0.5, .threat_threshold = 0.375};
    drawing_t drawing;
    text_t finding;
    char *copy;

    drawing_init(&drawing, language, form);
    text_init(&finding);
    assert_int_equal(figure_build(find(name), &source, &drawing, &finding), FIGURE_OK);
    text_append(&drawing.script, "", 1);
    text_append(&finding, "", 1);
    copy = strdup(drawing.script.data);
    if (said != NULL) {
        *said = strdup(finding.data);
    }
    drawing_free(&drawing);
    text_free(&finding);
    figure_source_free(&source);
    return copy;
}

/* What each script must say: numbers of the table, colours, words. */
static void scripts_hold_the_numbers(void **state)
{
    static const struct {
        const char *figure, *part;
    } needed[] = {
        {"behaviours", "0.5 75 60 90\n1.5 50 50 50\n"},
        {"behaviours", "0.5 100 25 25 25 0\n1.5 100 50 50 50 0\n"}, /* cumulative, the gravest last */
        {"behaviours", "share of living alliances, %"},
        {"types", "'40.0'"},
        {"types", "'60.0'"},
        {"types", "'100.0'"},
        {"transitions", "'77.7'"},
        {"transitions", "'54.4'"},
        {"survival", "0 100 100 100\n1 100 100 100\n1 50 18.8 100\n2.5 50 18.8 100\n2.5 25 4.58 100\n"},
        {"dose", "-1 80 70 90 81\n"},
        {"dose", "0.5 25 12.5 37.5 NaN\n"},                  /* no fit: no line */
        {"dose", "-1 50 25 37.5 50\n\n0.5 25 12.5 37.5 25\n"}, /* two sides: two lines */
        {"dose", "set yrange [0:100]"},
        {"dose", "'after 1 years'"},
        {"dose", "'x''y\"<b>&\\1 {2} · alliances flipped, %'"},
        {"hysteresis", "0.1 10 0 20\n0.9 80 70 100\n"}, /* a share is no less than 0, no more than 1 */
        {"sensitivity", "'demand.conflict'"},
        {"sensitivity", "0.5 0.5 0 0.5 0.33 0.67 -0.1 0.7\n0.2 1.5 0 0.2 1.33 1.67 0.1 0.3\n"},
        {"plane", "'a.steep'"},
        {"plane", "'ignored for long' 0.5, 'punish' 1.5"},
        {"plane", "'70.0'"},
        {"life", "2000 0.1 0.4 0.5 0.1\n2000.0833 0.2 0.4 0.5 0.1\n"},
        {"life", "first 0.375 to graph 1"},
        {"network", "'x''y\"<b>&\\1 {2}'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        char *script = script_of(needed[i].figure, LANGUAGE_EN, DRAWING_WIDE, NULL);

        if (strstr(script, needed[i].part) == NULL) {
            fail_msg("%s lacks: %s\n%s", needed[i].figure, needed[i].part, script);
        }
        free(script);
    }
}

static void scripts_leave_out_what_is_not_theirs(void **state)
{
    static const struct {
        const char *figure, *part;
    } unwanted[] = {{"types", "'12.3'"},       {"transitions", "'11.1'"}, {"dose", "99.9"},
                    {"sensitivity", "never.shown"}, {"plane", "a.flat"}, {"plane", "a.noisy"},       {"life", "0.0625"}};

    (void)state;
    for (size_t i = 0; i < sizeof unwanted / sizeof unwanted[0]; i++) {
        char *script = script_of(unwanted[i].figure, LANGUAGE_EN, DRAWING_WIDE, NULL);

        assert_null(strstr(script, unwanted[i].part));
        free(script);
    }
}

static void findings_say_the_numbers(void **state)
{
    static const struct {
        const char *figure, *part;
    } said[] = {{"behaviours", "62.5"}, {"types", "60.0"}, {"survival", "after 1 years"},
                {"dose", "of size -0.625 [-0.75, -0.5]"}, {"hysteresis", "25.0 percentage points"},
                {"sensitivity", "demand.conflict: 0.6"}, {"life", "S and lively, replicate 3"}};

    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        char *finding;

        free(script_of(said[i].figure, LANGUAGE_EN, DRAWING_WIDE, &finding));
        if (strstr(finding, said[i].part) == NULL) {
            fail_msg("%s says: %s", said[i].figure, finding);
        }
        free(finding);
    }
}

/* Texts at places of the canvas lie on it, with all their width. */
static void texts_stay_on_the_canvas(void **state)
{
    (void)state;
    for (size_t i = 0; i < figure_count; i++) {
        for (int form = 0; form < DRAWING_FORMS; form++) {
            for (int language = 0; language < LANGUAGE_COUNT; language++) {
                char *script = script_of(figure_table[i].name, (language_t)language,
                                         (drawing_form_t)form, NULL);

                for (const char *at = strstr(script, "at screen "); at != NULL;
                     at = strstr(at + 1, "at screen ")) {
                    double x = -1.0, y = -1.0;

                    if (sscanf(at, "at screen %lf,%lf", &x, &y) == 2) {
                        assert_true(x >= 0.0 && x <= 1.0);
                        assert_true(y >= 0.0 && y <= 1.0);
                    }
                }
                free(script);
            }
        }
    }
}

/* Left of the plane there is room for the longest of its words, 5.5 pixels a letter, and no more than a third. */
static void words_beside_the_plane_have_room(void **state)
{
    static const double widths[DRAWING_FORMS] = {[DRAWING_WIDE] = 760.0, [DRAWING_NARROW] = 360.0};

    (void)state;
    for (int form = 0; form < DRAWING_FORMS; form++) {
        char *script = script_of("plane", LANGUAGE_EN, (drawing_form_t)form, NULL);
        const char *margin = strstr(script, "set lmargin at screen ");
        double share = 0.0;

        assert_non_null(margin);
        assert_int_equal(sscanf(margin, "set lmargin at screen %lf", &share), 1);
        assert_true(share * widths[form] >= 5.5 * (double)strlen("ignored for long"));
        assert_true(share <= 0.34);
        free(script);
    }
}

static void gnuplot_draws_without_a_word(void **state)
{
    text_t picture = {0}, messages = {0};

    (void)state;
    if (gnuplot_run("print 1\n", 8, &picture, &messages) == GNUPLOT_MISSING) {
        print_message("no gnuplot here\n");
        skip();
    }
    text_clear(&picture);
    for (size_t i = 0; i < figure_count; i++) {
        for (int form = 0; form < DRAWING_FORMS; form++) {
            for (int vector = 0; vector < 2; vector++) {
                figure_source_t source = {.directory = "tiny", .language = LANGUAGE_ZH,
                                          .dependence_threshold = 0.5, .threat_threshold = NAN};
                drawing_t drawing;

                drawing_init(&drawing, LANGUAGE_ZH, (drawing_form_t)form);
                assert_int_equal(figure_build(&figure_table[i], &source, &drawing, NULL), FIGURE_OK);
                text_clear(&picture);
                if (figure_draw(&drawing, vector ? "svg" : "png", "p-", &picture, &source) !=
                    FIGURE_OK) {
                    fail_msg("%s: %s", figure_table[i].name, source.detail);
                }
                text_append(&picture, "", 1);
                if (vector) {
                    assert_memory_equal(picture.data, "<svg", 4);
                    assert_non_null(strstr(picture.data, "id=\"p-gnuplot_canvas\""));
                    assert_null(strstr(picture.data, "id=\"gnuplot_canvas\""));
                    assert_null(strstr(picture.data, "<b>")); /* of the hostile ID */
                } else {
                    assert_memory_equal(picture.data, "\x89PNG", 4);
                }
                drawing_free(&drawing);
                figure_source_free(&source);
            }
        }
    }
    text_free(&picture);
    text_free(&messages);
}

static void a_complaint_of_gnuplot_is_told(void **state)
{
    figure_source_t source = {.directory = "tiny"};
    text_t picture = {0}, messages = {0};
    drawing_t drawing;

    (void)state;
    if (gnuplot_run("print 1\n", 8, &picture, &messages) == GNUPLOT_MISSING) {
        skip();
    }
    drawing_init(&drawing, LANGUAGE_EN, DRAWING_WIDE);
    drawing_line(&drawing, "plot no_such_function(x)");
    text_clear(&picture);
    assert_int_equal(figure_draw(&drawing, "svg", "p-", &picture, &source), FIGURE_FAILED);
    assert_true(source.detail[0] != '\0');
    drawing_free(&drawing);
    text_free(&picture);
    text_free(&messages);
}

static void a_missing_gnuplot_is_told(void **state)
{
    text_t picture = {0}, messages = {0};

    (void)state;
    setenv("ADRIFT_GNUPLOT", "/no/such/gnuplot", 1);
    assert_int_equal(gnuplot_run("print 1\n", 8, &picture, &messages), GNUPLOT_MISSING);
    unsetenv("ADRIFT_GNUPLOT");
    text_free(&picture);
    text_free(&messages);
}

static void nothing_gives_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < figure_count; i++) {
        figure_source_t source = {.directory = "nothing", .language = LANGUAGE_EN};
        drawing_t drawing;

        drawing_init(&drawing, LANGUAGE_EN, DRAWING_WIDE);
        assert_int_equal(figure_build(&figure_table[i], &source, &drawing, NULL), FIGURE_ABSENT);
        assert_non_null(source.absence);
        assert_string_not_equal(language_say(LANGUAGE_EN, source.absence), source.absence);
        drawing_free(&drawing);
        figure_source_free(&source);
    }
}

static void the_lively_alliance_is_chosen(void **state)
{
    failure_t failure = {0};
    life_t life;

    (void)state;
    assert_int_equal(life_read(&life, "tiny", NULL, NULL, NULL, &failure), 0);
    assert_string_equal(life.weak, "lively");
    assert_int_equal(life.replicate, 3);
    assert_int_equal(life.count, 2);
    assert_int_equal(life.moments[0].behaviour, BEHAVIOUR_CONFRONTATION);
    assert_int_equal(life.moments[1].behaviour, BEHAVIOUR_NONE);
    assert_int_equal(life.moments[1].status, STATUS_DRIFTING);
    /* Not the other alliance's, not a demand, not another replicate's. */
    assert_int_equal(life.shock_count, 3);
    assert_near(life.shocks[0].size, -0.25, 0.0);
    assert_int_equal(life.shocks[0].hit, LIFE_HIT_WEAK);
    assert_int_equal(life.shocks[1].hit, LIFE_HIT_SOURCE);
    assert_int_equal(life.shocks[2].hit, LIFE_HIT_STRONG);
    life_free(&life);
}

static void a_named_alliance_and_replicate(void **state)
{
    const uint64_t replicate = 4, none = 9;
    failure_t failure = {0};
    life_t life;

    (void)state;
    assert_int_equal(life_read(&life, "tiny", "S", "dull", &replicate, &failure), 0);
    assert_int_equal(life.count, 1);
    assert_near(life.moments[0].strong_dependence, 0.9, 0.0);
    assert_int_equal(life.moments[0].disposition, BEHAVIOUR_NONE);
    life_free(&life);
    assert_int_equal(life_read(&life, "tiny", "S", "nobody", NULL, &failure), FILES_MISUSED);
    life_free(&life);
    assert_int_equal(life_read(&life, "tiny", "S", "dull", &none, NULL), FILES_MISUSED);
    life_free(&life);
}

static void numbers_as_people_write_them(void **state)
{
    char text[FIGURE_NUMBER_SIZE];

    (void)state;
    assert_string_equal(figure_percent(text, 0.8116), "81.2\u00a0%");
    assert_string_equal(figure_percent(text, 0.0019), "0.19\u00a0%");
    assert_string_equal(figure_percent(text, 0.0), "0.0\u00a0%");
    assert_string_equal(figure_amount(text, 1234567), "1\u00a0234\u00a0567");
    assert_string_equal(figure_amount(text, 1234), "1234");
    assert_near(figure_step(37.0, 4), 10.0, 1e-12);
    assert_near(figure_step(0.19, 4), 0.05, 1e-12);
    assert_near(figure_step(8.0, 4), 2.0, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts_hold_the_numbers),
        cmocka_unit_test(scripts_leave_out_what_is_not_theirs),
        cmocka_unit_test(findings_say_the_numbers),
        cmocka_unit_test(texts_stay_on_the_canvas),
        cmocka_unit_test(words_beside_the_plane_have_room),
        cmocka_unit_test(gnuplot_draws_without_a_word),
        cmocka_unit_test(a_complaint_of_gnuplot_is_told),
        cmocka_unit_test(a_missing_gnuplot_is_told),
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(the_lively_alliance_is_chosen),
        cmocka_unit_test(a_named_alliance_and_replicate),
        cmocka_unit_test(numbers_as_people_write_them),
    };

    return cmocka_run_group_tests(tests, make_tables, NULL);
}
