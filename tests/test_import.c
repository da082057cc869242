/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole scenarios from tests/data/import; every number below is worked out by hand from its rows. */
#include "config/import.h"

#include "config/path.h"
#include "config/reader.h"
#include "config/table.h"
#include "testing.h"

#include <stdio.h>
#include <string.h>

#define DATA ADRIFT_SOURCE_DIR "/tests/data/import/"

static const char *const strong[] = {"USA", "RUS"};
static const char *const sources[] = {"PRK", "CHN", "rus,label=Moscow", "terror,power=.3,offense=.9,intention=.5,proximity=.25,strong_intention=.75,deterrable=0"};

static import_request_t request_all(void)
{
    return (import_request_t){
        .paths = {[DATASET_STATES] = DATA "states.csv",
                  [DATASET_CAPABILITY] = DATA "nmc6.csv",
                  [DATASET_PACTS] = DATA "atop.csv",
                  [DATASET_DISTANCE] = DATA "distance.csv",
                  [DATASET_CONTIGUITY] = DATA "contiguity.csv",
                  [DATASET_TROOPS] = DATA "troops.csv",
                  [DATASET_IDEAL] = DATA "ideal.csv",
                  [DATASET_DISPUTES] = DATA "mid.csv"},
        .strong = strong,
        .strong_count = 1,
        .sources = sources,
        .source_count = 4,
        .from = 2015,
        .to = 2015,
        .years = 10.0,
        .ties = true,
        .shocks = true,
        .name = "tiny",
        .command = "adrift import",
    };
}

/* The scenario, read back; its text stays in `text`. */
static void import(scenario_t *scenario, const import_request_t *request, text_t *text)
{
    report_t faults, notes;

    report_init(&faults);
    report_init(&notes);
    text_init(text);
    if (import_write(request, text, &faults, &notes) != IMPORT_OK) {
        report_print(&faults, stderr);
        fail();
    }
    assert_int_equal(scenario_read_text(scenario, "tiny.cfg", text->data, text->length, NULL, 0, &faults), SCENARIO_OK);
    report_free(&faults);
    report_free(&notes);
}

static double value(const scenario_t *scenario, agent_kind_t kind, const char *id, const char *patron, variable_t variable,
                    const char *source)
{
    const model_t *model = &scenario->model;
    model_agent_t *entries = kind == KIND_SOURCE   ? model->sources
                             : kind == KIND_STRONG ? model->strong
                             : kind == KIND_WEAK   ? model->weak
                                                   : model->alliances;
    const size_t counts[] = {model->source_count, model->strong_count, model->weak_count};
    int32_t index = MODEL_NONE;
    const int32_t about = source != NULL ? model_find(model->sources, model->source_count, source) : MODEL_NONE;

    if (kind == KIND_ALLIANCE) {
        for (size_t i = 0; i < model->alliance_count; i++) {
            if (strcmp(model->weak[model->alliances[i].weak].id, id) == 0 &&
                strcmp(model->strong[model->alliances[i].strong].id, patron) == 0) {
                index = (int32_t)i;
            }
        }
    } else {
        index = model_find(entries, counts[kind == KIND_SOURCE ? 0 : kind == KIND_STRONG ? 1 : 2], id);
    }
    assert_true(index >= 0);
    assert_true(source == NULL || about >= 0);
    return agent_value(&entries[index], variable, about)->a;
}

#define weak_value(id, variable, source) value(&scenario, KIND_WEAK, id, NULL, VARIABLE_WEAK_##variable, source)
#define strong_value(variable, source) value(&scenario, KIND_STRONG, "USA", NULL, VARIABLE_STRONG_##variable, source)
#define source_value(id, variable) value(&scenario, KIND_SOURCE, id, NULL, VARIABLE_SOURCE_##variable, NULL)
#define alliance_value(id, variable) value(&scenario, KIND_ALLIANCE, id, "USA", VARIABLE_ALLIANCE_##variable, NULL)

static const double rounding = 0.0005000001;

static void test_numbers(void **state)
{
    const import_request_t request = request_all();
    scenario_t scenario;
    text_t text;

    (void)state;
    import(&scenario, &request, &text);
    assert_string_equal(scenario.name, "tiny");
    assert_int_equal(scenario.model.weak_count, 4);
    assert_int_equal(scenario.model.alliance_count, 4);
    assert_near(scenario.model.parameters.time_start, 2015.0, 0.0);
    assert_near(scenario.model.parameters.time_years, 10.0, 0.0);

    /* Sources: cube roots of .008 / .125, .125 / .125, .064 / .125. */
    assert_near(source_value("PRK", power), 0.4, rounding);
    assert_near(source_value("CHN", power), 1.0, rounding);
    assert_near(source_value("RUS", power), 0.8, rounding);
    /* 160 / 1000, 640 / 1000; 640 of 142000 are .0045 */
    assert_near(source_value("RUS", offense), 1.0 - (1.0 - sqrt(0.4)) * (1.0 - 640.0 / 142000.0 / 0.03 / 2.0), rounding);
    assert_near(source_value("PRK", offense), 1.0, rounding); /* milex unknown, and more soldiers than the United States */
    assert_near(source_value("CHN", offense), 1.0 - (1.0 - sqrt(0.745)) * (1.0 - 2300.0 / 1370000.0 / 0.03 / 2.0), rounding);
    assert_near(source_value("terror", power), 0.3, 0.0);
    assert_near(source_value("terror", offense), 0.9, 0.0);
    assert_near(source_value("terror", deterrable), 0.0, 0.0);
    assert_string_equal(scenario.model.sources[2].label, "Moscow");

    /* Korea. Votes (|1 + 1.5| - 1) / 2.5 = .6, and enmity 2/3 of the rest. */
    assert_near(weak_value("ROK", capability, NULL), 0.2, rounding);
    assert_near(weak_value("ROK", intention, "PRK"), 0.6 + 0.4 * 2.0 / 3.0, rounding);
    assert_near(weak_value("ROK", intention, "CHN"), 0.1, rounding);
    assert_near(weak_value("ROK", intention, "RUS"), 0.2, rounding);
    assert_near(weak_value("ROK", intention, "terror"), 0.5, 0.0);
    assert_near(weak_value("ROK", proximity, "PRK"), 1.0, rounding);
    assert_near(weak_value("ROK", proximity, "CHN"), 0.5, rounding);
    assert_near(weak_value("ROK", proximity, "terror"), 0.25, 0.0);
    /* PRK .86667 x .008, CHN and RUS a latent .25 at half proximity */
    assert_near(weak_value("ROK", defense_need, NULL),
                cbrt((0.86666667 * 0.008 + 0.25 * 0.125 * 0.25 + 0.25 * 0.064 * 0.25) / 0.125), rounding);
    assert_near(weak_value("ROK", alternatives, NULL), 0.1, rounding); /* no other partner */
    assert_near(alliance_value("ROK", basing), 1.0, rounding);
    assert_near(alliance_value("ROK", support), 1.0, rounding);
    assert_near(alliance_value("ROK", salience), (0.2 + 0.5 + 0.625) / 3.0, rounding); /* capability, China near, 1 - 1.5/4 */
    assert_near(alliance_value("ROK", political_need), (1.0 + 0.625 + 0.53128) / 3.0, rounding); /* no partner but one */

    /* Türkiye: no votes of its own, so those of its partners, 5/3; with Russia a war five years ago, .5 / .8. */
    assert_near(weak_value("TUR", intention, "RUS"), 0.466667 + 0.533333 * 0.625, rounding);
    assert_near(weak_value("TUR", defense_need, NULL), cbrt(0.8 * 0.064 / 0.125), rounding); /* what it thinks of Russia */
    assert_near(weak_value("TUR", proximity, "CHN"), 0.3, rounding);
    /* Its partners: the United Kingdom and Germany, at .3, agreement 1 - 1/6 / 2 and 1 - 2/3 / 2, capabilities .6 and .4. */
    assert_near(weak_value("TUR", alternatives, NULL),
                1.0 - 0.9 * (1.0 - 0.4 * (11.0 / 12.0) * 0.09 * 0.6) * (1.0 - 0.4 * (2.0 / 3.0) * 0.09 * 0.4), rounding);
    assert_near(alliance_value("TUR", basing), 1.0 / 3.0, rounding);
    assert_near(alliance_value("TUR", support), 0.8, rounding);

    /* Germany: nobody that is known to be able to reach it but its ally. */
    assert_near(weak_value("GMY", defense_need, NULL), 0.3, 0.0);
    /* The United Kingdom is a tie; left for the alternatives is Türkiye, .4 x 2/3 x .09 x .2. */
    assert_near(weak_value("GMY", alternatives, NULL), 1.0 - 0.9 * (1.0 - 0.4 * (2.0 / 3.0) * 0.09 * 0.2), rounding);
    /* Who could reach the United Kingdom: Russia, .4 x .064 x .5^2, and China from 8000 km, .3 x .125 x .17138^2. */
    assert_near(weak_value("UKG", defense_need, NULL), cbrt(0.0075013 / 0.125), rounding);
    assert_near(alliance_value("UKG", political_need), (0.125 / 0.134 + 0.75 + 0.39151) / 3.0, rounding); /* .008 and .001 */

    /* The strong state: near is what can reach its troops. 105500 of 855500 are abroad. */
    assert_near(strong_value(engagement, NULL), sqrt(105500.0 / 855500.0 / 0.25), rounding);
    assert_near(strong_value(proximity, "PRK"), 1.0, rounding); /* Korea, and all its troops there */
    assert_near(strong_value(proximity, "CHN"), 0.5, rounding);
    assert_near(strong_value(proximity, "RUS"), 1.0 - log(1.799776135) / log(201.0), rounding); /* 80 km */
    assert_near(strong_value(intention, "PRK"), 0.7 + 0.3 * 2.0 / 3.0, rounding); /* votes no more than .7 */
    assert_near(strong_value(intention, "CHN"), 0.7, rounding);
    assert_near(strong_value(intention, "terror"), 0.75, 0.0);

    /* Only the tie of the two neighbours is worth one: .4 (1 - .5 / 2) X^2. */
    assert_int_equal(scenario.model.tie_count, 1);
    assert_true(scenario.model.ties[0].mutual);
    assert_near(scenario.model.ties[0].weight.a, 0.4 * 0.75 * pow(1.0 - log(7.437376) / log(201.0), 2.0), rounding);
    assert_int_equal(scenario.model.shock_count, 1);
    scenario_free(&scenario);
    text_free(&text);
}

/* Whatever the layout of the files, the same scenario but for comments. */
static void test_layouts(void **state)
{
    import_request_t request = request_all();
    scenario_t first, second;
    text_t text;

    (void)state;
    import(&first, &request, &text);
    text_free(&text);
    for (int i = 0; i < 5; i++) {
        request = request_all();
        request.paths[DATASET_CAPABILITY] = i == 0 ? DATA "nmc7.csv" : DATA "nmc6.csv";
        request.paths[DATASET_PACTS] = i == 1 ? DATA "atop_dy.csv" : i == 2 ? DATA "atop_ddyr.csv" : DATA "atop.csv";
        request.paths[DATASET_IDEAL] = i == 3 ? DATA "ideal_session.csv" : DATA "ideal.csv";
        request.paths[DATASET_CONTIGUITY] = i == 4 ? DATA "contiguity_cow.csv" : DATA "contiguity.csv";
        import(&second, &request, &text);
        assert_true(scenario_equal(&first, &second));
        scenario_free(&second);
        text_free(&text);
    }
    /* Rules for the missing do not touch what is there: a span of two equal years. */
    request = request_all();
    request.from = 2014;
    import(&second, &request, &text);
    assert_true(scenario_equal(&first, &second));
    scenario_free(&second);
    text_free(&text);
    scenario_free(&first);
}

/* Every setting that is a number has a comment behind it. */
static void test_comments(void **state)
{
    const import_request_t request = request_all();
    scenario_t scenario;
    text_t text;
    size_t numbers = 0;

    (void)state;
    import(&scenario, &request, &text);
    (void)text_append(&text, "", 1);
    for (char *line = strtok(text.data, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        double number;
        const char *equals = strstr(line, " = ");

        if (strncmp(line, "    ", 4) == 0 && strstr(line, "size") == NULL && strstr(line, "rate") == NULL && equals != NULL &&
            line[strspn(line, " ")] != '#' && sscanf(equals, " = %lf;", &number) == 1) {
            assert_non_null(strstr(line, "; # ") != NULL ? line : strstr(line, " # "));
            assert_true(strstr(line, ".csv:") != NULL || strstr(line, "said with --source") != NULL ||
                        strstr(line, "taken as such") != NULL || strstr(line, "a state's forces") != NULL ||
                        strstr(line, "as near as its troops") != NULL || strstr(line, "over 0 defence partners") != NULL ||
                        strstr(line, "over 1 states") != NULL);
            numbers++;
        }
    }
    assert_int_equal(numbers, 4 * 3 + 9 + 4 * (3 + 8) + 4 * 4);
    scenario_free(&scenario);
    text_free(&text);
}

/* Two strong states, each the other's danger; allies of both; a source that is an ally. */
static void test_two_strong(void **state)
{
    static const char *const two[] = {"USA", "CHN"};
    static const char *const each[] = {"CHN", "USA"};
    import_request_t request = request_all();
    scenario_t scenario;
    text_t text;

    (void)state;
    request.strong = two;
    request.strong_count = 2;
    request.sources = each;
    request.source_count = 2;
    import(&scenario, &request, &text);
    assert_int_equal(scenario.model.strong_count, 2);
    assert_int_equal(scenario.model.weak_count, 5); /* PRK is China's */
    assert_int_equal(scenario.model.alliance_count, 5);
    assert_int_equal(scenario.model.sources[0].state, model_find(scenario.model.strong, 2, "CHN"));
    assert_int_equal(scenario.model.sources[1].state, model_find(scenario.model.strong, 2, "USA"));
    /* United States troops say nothing of what China has in Korea. */
    assert_near(value(&scenario, KIND_ALLIANCE, "PRK", "CHN", VARIABLE_ALLIANCE_basing, NULL), 0.4, 0.0);
    /* Its position is towards China; the United States, a source too, is no danger that it keeps away from itself. */
    assert_near(alliance_value("UKG", salience), (0.6 + 1.0 - log(81.0) / log(201.0) + 0.75) / 3.0, rounding);
    assert_non_null(strstr(text.data, "# basing is left at its default: the data are of United States troops only"));
    scenario_free(&scenario);
    text_free(&text);

    /* A patron does not count among those who could attack, however hostile it looks: of China's ally there are Korea,
     * .75 x .001, and the United States at 4000 km, .9 x .125 x .29976^2. */
    request.sources = (const char *const[]){"CHN,intention=1", "USA"};
    import(&scenario, &request, &text);
    assert_near(weak_value("PRK", defense_need, NULL), cbrt(0.010859 / 0.125), rounding);
    scenario_free(&scenario);
    text_free(&text);

    /* What can reach the United States' troops in Korea, at half proximity, is no nearer to China, of which nothing is known. */
    request = request_all();
    request.strong = two;
    request.strong_count = 2;
    request.sources = (const char *const[]){"RUS"};
    request.source_count = 1;
    import(&scenario, &request, &text);
    assert_near(value(&scenario, KIND_STRONG, "CHN", NULL, VARIABLE_STRONG_proximity, "RUS"), 0.3, rounding);
    scenario_free(&scenario);
    text_free(&text);

    request.sources = each;
    request.source_count = 2;
    /* Capability is against the most capable of the strong states, whichever stands first. */
    request.strong = (const char *const[]){"RUS", "USA"};
    import(&scenario, &request, &text);
    assert_near(weak_value("UKG", capability, NULL), 0.6, rounding);
    scenario_free(&scenario);
    text_free(&text);

    request = request_all();
    request.sources = (const char *const[]){"ROK", "CHN"};
    request.source_count = 2;
    import(&scenario, &request, &text);
    assert_int_equal(scenario.model.weak_count, 3); /* who is feared is not among the weak */
    scenario_free(&scenario);
    text_free(&text);
}

/* A strong state may think well of a source that is no state. */
static void test_friendly_source(void **state)
{
    import_request_t request = request_all();
    scenario_t scenario;
    text_t text;

    (void)state;
    request.sources = (const char *const[]){"PRK", "terror,power=.3,offense=.9,intention=-.25,proximity=.25,strong_intention=-.5"};
    request.source_count = 2;
    import(&scenario, &request, &text);
    assert_near(strong_value(intention, "terror"), -0.5, 0.0);
    assert_near(weak_value("ROK", intention, "terror"), -0.25, 0.0);
    scenario_free(&scenario);
    text_free(&text);
}

static void test_choices(void **state)
{
    import_request_t request = request_all();
    scenario_t scenario;
    text_t text;

    (void)state;
    request.only = (const char *const[]){"ROK", "tur"};
    request.only_count = 2;
    request.shocks = false;
    import(&scenario, &request, &text);
    assert_int_equal(scenario.model.weak_count, 2);
    assert_int_equal(scenario.model.shock_count, 0);
    scenario_free(&scenario);
    text_free(&text);

    request = request_all();
    request.without = (const char *const[]){"UKG"};
    request.without_count = 1;
    import(&scenario, &request, &text);
    assert_int_equal(scenario.model.weak_count, 3);
    assert_int_equal(scenario.model.tie_count, 0);
    /* Germany's neighbour is no longer in the scenario, and so among its alternatives: t = .1164, C = .6. */
    assert_near(weak_value("GMY", alternatives, NULL), 1.0 - 0.9 * (1.0 - 0.1164 * 0.6) * (1.0 - 0.024 * 0.2), 0.001);
    scenario_free(&scenario);
    text_free(&text);

    request = request_all(); /* without ties written, they count there too */
    request.ties = false;
    import(&scenario, &request, &text);
    assert_int_equal(scenario.model.tie_count, 0);
    assert_near(weak_value("GMY", alternatives, NULL), 1.0 - 0.9 * (1.0 - 0.1164 * 0.6) * (1.0 - 0.024 * 0.2), 0.001);
    scenario_free(&scenario);
    text_free(&text);
}

/* What is missing: filled and said, left out and said, or refused. */
static void test_missing(void **state)
{
    import_request_t request = request_all();
    report_t faults, notes;
    scenario_t scenario;
    text_t text;
    int partners = 0;

    (void)state;
    request.missing = IMPORT_LEAVE;
    import(&scenario, &request, &text);
    assert_near(weak_value("TUR", intention, "RUS"), 0.0, 0.0); /* the default */
    assert_near(weak_value("TUR", proximity, "CHN"), 0.5, 0.0);
    assert_near(weak_value("ROK", intention, "CHN"), 0.1, rounding);
    assert_non_null(strstr(text.data, "# PRK is left at its default: ideal.csv says nothing, or not all, of PRK"));
    scenario_free(&scenario);
    text_free(&text);

    request.missing = IMPORT_STOP;
    report_init(&faults);
    report_init(&notes);
    text_init(&text);
    assert_int_equal(import_write(&request, &text, &faults, &notes), IMPORT_INVALID);
    assert_int_equal(text.length, 0);
    assert_true(report_count(&faults) > 5);
    for (size_t i = 0; i < faults.count; i++) {
        partners += strstr(faults.entries[i].message, "partners whose tie is unknown left out") != NULL;
    }
    assert_int_equal(partners, 3); /* of the three in Europe: nobody knows how Türkiye votes */
    report_free(&faults);
    report_free(&notes);

    request.missing = IMPORT_FILL;
    report_init(&faults);
    report_init(&notes);
    assert_int_equal(import_write(&request, &text, &faults, &notes), IMPORT_OK);
    assert_int_equal(report_count(&faults), 0);
    assert_true(report_count(&notes) >= 5);
    text_free(&text);
    report_free(&faults);
    report_free(&notes);
}

static void test_faults(void **state)
{
    static const struct {
        const char *source, *said;
    } cases[] = {
        {"KOR", "Korea was no state in 2015"},
        {"terror", "of what is no state, say so"},
        {"terror,power=.3", "power, offense, intention and proximity must be said"},
        {"CHN,power=1.4", "power=1.4: must be a number in [0, 1]"},
        {"CHN,power=x", "power=x: must be a number"},
        {"CHN,powr=.4", "unknown key powr; did you mean power"},
        {"CHN,frobnicate=.4", "there are id, label, power"},
        {"CHN,power", "'power' must be KEY=VALUE"},
        {"CHN,id=3x", "must be a letter, then letters"},
        {"CHN,intention=-2", "must be a number in [-1, 1]"},
        {"CHN,id=PRK", "stands twice"},
        {",", "names nothing"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        import_request_t request = request_all();
        const char *const two[] = {"PRK", cases[i].source};
        report_t faults, notes;
        text_t text;
        bool said = false;

        report_init(&faults);
        report_init(&notes);
        text_init(&text);
        (void)text_append(&text, "before", 6);
        request.sources = two;
        request.source_count = 2;
        assert_int_equal(import_write(&request, &text, &faults, &notes), IMPORT_INVALID);
        assert_int_equal(text.length, 6);
        for (size_t j = 0; j < faults.count; j++) {
            said = said || strstr(faults.entries[j].message, cases[i].said) != NULL;
        }
        if (!said) {
            report_print(&faults, stderr);
            print_error("no '%s' in it\n", cases[i].said);
            fail();
        }
        text_free(&text);
        report_free(&faults);
        report_free(&notes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_layouts), cmocka_unit_test(test_comments),
        cmocka_unit_test(test_two_strong), cmocka_unit_test(test_friendly_source), cmocka_unit_test(test_choices), cmocka_unit_test(test_missing),
        cmocka_unit_test(test_faults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
