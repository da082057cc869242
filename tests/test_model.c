/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The model that most tests begin with is legal; each test breaks one thing and expects that
 * complaint and no other.
 *
 *   sources  CHN, RUS, ARMS (embodied by USA)
 *   strong   USA, FRA
 *   weak     KOR, NZL, AUS (allied with nobody), ally (a group of 5)
 *   alliances  USA-KOR, USA-NZL, USA-ally, FRA-NZL
 *   ties     NZL -> AUS
 *   shocks   noise (a process on weak.capability), asks (an event: a demand on USA-KOR about CHN)
 */
#include "tests/testing.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "sim/model.h"

enum { CHN, RUS, ARMS };
enum { USA, FRA };
enum { KOR, NZL, AUS, ALLY };
enum { NOISE, ASKS };

static distribution_t fixed(double value)
{
    return (distribution_t){.kind = DISTRIBUTION_CONSTANT, .a = value};
}

static void add_sources(model_t *model)
{
    model_agent_t *agent;
    assert_int_equal(model_add_source(model, "CHN", &agent), MODEL_OK);
    assert_int_equal(model_add_source(model, "RUS", &agent), MODEL_OK);
    assert_int_equal(model_add_source(model, "ARMS", &agent), MODEL_OK);
    agent->state = USA;
}

static void build(model_t *model)
{
    model_agent_t *agent;
    model_tie_t *tie;
    model_shock_t *shock;
    model_init(model);
    add_sources(model);
    assert_int_equal(model_add_strong(model, "USA", &agent), MODEL_OK);
    assert_int_equal(model_add_strong(model, "FRA", &agent), MODEL_OK);
    assert_int_equal(model_add_weak(model, "KOR", 0, &agent), MODEL_OK);
    assert_int_equal(model_add_weak(model, "NZL", 0, &agent), MODEL_OK);
    assert_int_equal(model_add_weak(model, "AUS", 0, &agent), MODEL_OK);
    assert_int_equal(model_add_weak(model, "ally", 5, &agent), MODEL_OK);
    assert_int_equal(model_add_alliance(model, USA, KOR, 0, &agent), MODEL_OK);
    assert_int_equal(model_add_alliance(model, USA, NZL, 0, &agent), MODEL_OK);
    assert_int_equal(model_add_alliance(model, USA, ALLY, 0, &agent), MODEL_OK);
    assert_int_equal(model_add_alliance(model, FRA, NZL, 0, &agent), MODEL_OK);
    assert_int_equal(model_add_tie(model, NZL, AUS, &tie), MODEL_OK);
    tie->weight = fixed(0.9);
    assert_int_equal(model_add_shock(model, "noise", VARIABLE_WEAK_capability, &shock), MODEL_OK);
    shock->rate = 0.5;
    shock->size = (distribution_t){.kind = DISTRIBUTION_GAUSSIAN, .a = 0.0, .b = 0.1};
    assert_int_equal(model_add_shock(model, "asks", VARIABLE_ALLIANCE_demand, &shock), MODEL_OK);
    shock->scripted = true;
    shock->date = 3.0;
    shock->strong = USA;
    shock->weak = KOR;
    shock->source = CHN;
}

typedef struct log {
    size_t count;
    char text[4096]; /* a line for each: "path: message" */
} log_t;

static void record(void *context, const char *path, const char *message)
{
    log_t *log = context;
    size_t used = strlen(log->text);
    log->count++;
    snprintf(log->text + used, sizeof log->text - used, "%s: %s\n", path, message);
}

/* The complaints must be these lines, in any order where there are several. */
static void expect_at(model_t *model, const char *const *lines, size_t count, int line)
{
    log_t log = {0};
    size_t faults = model_check(model, record, &log);
    if (faults != log.count || faults != count || model_check(model, NULL, NULL) != faults) {
        print_error("%zu faults, expected %zu:\n%s", faults, count, log.text);
        _fail(__FILE__, line);
    }
    for (size_t i = 0; i < count; i++) {
        char whole[512];
        snprintf(whole, sizeof whole, "%s\n", lines[i]);
        if (strstr(log.text, whole) == NULL) {
            print_error("expected %sgot\n%s", whole, log.text);
            _fail(__FILE__, line);
        }
    }
}

static void expect_one(model_t *model, const char *text, int line)
{
    expect_at(model, &text, 1, line);
}

#define expect(model, text) expect_one((model), (text), __LINE__)
#define expect_none(model) expect_at((model), NULL, 0, __LINE__)

/* ---- Building, copying, finding ---- */

static void test_zeroed_is_freed(void **state)
{
    model_t model = {0};
    (void)state;
    model_free(&model);
    model_init(&model);
    model_free(&model);
    model_free(&model);
}

static void test_defaults(void **state)
{
    model_t model;
    model_agent_t *weak, *alliance;
    model_shock_t *shock;
    model_tie_t *tie;
    (void)state;
    build(&model);
    weak = &model.weak[ALLY];
    assert_string_equal(weak->id, "ally");
    assert_null(weak->label);
    assert_int_equal(weak->count, 5);
    assert_near(weak->value[VARIABLE_WEAK_capability].a, 0.18, 0.0);
    assert_near(weak->value[VARIABLE_WEAK_defense_need].a, 0.75, 0.0);
    assert_near(weak->per_source[VARIABLE_WEAK_proximity][ARMS].a, 0.5, 0.0);
    assert_near(weak->per_source[VARIABLE_WEAK_intention][CHN].a, 0.0, 0.0);
    assert_null(weak->per_source[VARIABLE_WEAK_government]);
    assert_null(weak->per_source[VARIABLE_STRONG_intention]);
    assert_int_equal(model.sources[CHN].state, MODEL_NONE);
    assert_null(model.sources[CHN].per_source[VARIABLE_WEAK_intention]);
    assert_near(model.sources[CHN].value[VARIABLE_SOURCE_deterrable].a, 1.0, 0.0);
    assert_int_equal(model.strong[USA].response, RESPONSE_ACCOMMODATE);
    assert_near(model.strong[USA].value[VARIABLE_STRONG_engagement].a, 0.9, 0.0);
    assert_int_equal(model_add_alliance(&model, FRA, ALLY, 3, &alliance), MODEL_OK);
    assert_int_equal(alliance->strong, FRA);
    assert_int_equal(alliance->weak, ALLY);
    assert_int_equal(alliance->member, 3);
    assert_null(alliance->id);
    assert_near(alliance->value[VARIABLE_ALLIANCE_support].a, 0.9, 0.0);
    assert_int_equal(model_add_tie(&model, KOR, AUS, &tie), MODEL_OK);
    assert_near(tie->weight.a, 1.0, 0.0);
    assert_int_equal(tie->partners, 0);
    assert_false(tie->mutual);
    assert_int_equal(model_add_shock(&model, "new", VARIABLE_SOURCE_power, &shock), MODEL_OK);
    assert_int_equal(shock->target, MODEL_NONE);
    assert_int_equal(shock->strong, MODEL_NONE);
    assert_int_equal(shock->weak, MODEL_NONE);
    assert_int_equal(shock->source, MODEL_NONE);
    assert_near(shock->size.a, 0.0, 0.0);
    assert_near(shock->rate, 0.0, 0.0);
    assert_false(shock->scripted || shock->permanent || shock->together);
    assert_true(shock->conflict);
    expect_none(&model);
    model_free(&model);
}

/* The rows of values per source are as long as the list of sources was. */
static void test_late_source(void **state)
{
    model_t model;
    model_agent_t *agent = NULL;
    (void)state;
    build(&model);
    assert_int_equal(model_add_source(&model, "LATE", &agent), MODEL_INVALID);
    assert_null(agent);
    assert_int_equal(model.source_count, 3);
    model_free(&model);
}

static void test_set_text(void **state)
{
    char *field = NULL;
    char original[] = "text";
    (void)state;
    assert_int_equal(model_set_text(&field, original), MODEL_OK);
    original[0] = 'n';
    assert_string_equal(field, "text");
    assert_int_equal(model_set_text(&field, field), MODEL_OK); /* of itself */
    assert_string_equal(field, "text");
    assert_int_equal(model_set_text(&field, NULL), MODEL_OK);
    assert_null(field);
}

static void test_copy(void **state)
{
    model_t model, copy;
    model_agent_t *agent;
    uint32_t member;
    (void)state;
    build(&model);
    model.parameters.threshold_threat = 0.25;
    model_set_text(&model.weak[KOR].label, "Korea");
    model.weak[ALLY].value[VARIABLE_WEAK_capability] =
        (distribution_t){.kind = DISTRIBUTION_BETA, .a = 2.0, .b = 9.0};
    model.weak[KOR].per_source[VARIABLE_WEAK_intention][RUS] = fixed(-0.25);
    memset(&copy, 0xff, sizeof copy); /* need not be initialised */
    assert_int_equal(model_copy(&copy, &model), MODEL_OK);
    model.weak[KOR].id[0] = 'X'; /* the copy shares nothing */
    model.weak[KOR].label[0] = 'X';
    model.weak[KOR].per_source[VARIABLE_WEAK_intention][RUS] = fixed(0.5);
    model.shocks[ASKS].id[0] = 'X';
    model.ties[0].weight = fixed(0.1);
    model_free(&model);
    assert_near(copy.parameters.threshold_threat, 0.25, 0.0);
    assert_int_equal(copy.source_count, 3);
    assert_int_equal(copy.strong_count, 2);
    assert_int_equal(copy.weak_count, 4);
    assert_int_equal(copy.alliance_count, 4);
    assert_int_equal(copy.tie_count, 1);
    assert_int_equal(copy.shock_count, 2);
    assert_string_equal(copy.weak[KOR].id, "KOR");
    assert_string_equal(copy.weak[KOR].label, "Korea");
    assert_null(copy.weak[NZL].label);
    assert_int_equal(copy.weak[ALLY].value[VARIABLE_WEAK_capability].kind, DISTRIBUTION_BETA);
    assert_near(copy.weak[KOR].per_source[VARIABLE_WEAK_intention][RUS].a, -0.25, 0.0);
    assert_string_equal(copy.shocks[ASKS].id, "asks");
    assert_near(copy.ties[0].weight.a, 0.9, 0.0);
    assert_int_equal(copy.sources[ARMS].state, USA);
    assert_int_equal(model_find_weak(&copy, "ally-5", &member), ALLY);
    assert_int_equal(member, 5);
    expect_none(&copy);
    for (int i = 0; i < 100; i++) { /* a copy can grow on */
        char id[16];
        snprintf(id, sizeof id, "more%d", i);
        assert_int_equal(model_add_weak(&copy, id, 0, &agent), MODEL_OK);
        assert_int_equal(model_add_alliance(&copy, USA, ALLY + 1 + i, 0, &agent), MODEL_OK);
    }
    assert_int_equal(model_find_weak(&copy, "more99", &member), ALLY + 100);
    expect_none(&copy);
    model_free(&copy);
}

static void test_copy_of_empty(void **state)
{
    model_t model, copy;
    model_agent_t *agent;
    (void)state;
    model_init(&model);
    assert_int_equal(model_copy(&copy, &model), MODEL_OK);
    assert_int_equal(model_add_weak(&copy, "a", 0, &agent), MODEL_OK);
    model_free(&copy);
    model_free(&model);
}

static void test_find(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    assert_int_equal(model_find(model.sources, model.source_count, "RUS"), RUS);
    assert_int_equal(model_find(model.strong, model.strong_count, "FRA"), FRA);
    assert_int_equal(model_find(model.strong, model.strong_count, "KOR"), MODEL_NONE);
    assert_int_equal(model_find(NULL, 0, "KOR"), MODEL_NONE);
    assert_int_equal(model_find(model.alliances, model.alliance_count, "KOR"), MODEL_NONE);
    model_free(&model);
}

static void test_find_weak(void **state)
{
    static const char *const absent[] = {"",
                                         "al",
                                         "ally-",
                                         "ally-0",
                                         "ally-6",
                                         "ally-03",
                                         "ally-+3",
                                         "ally-3 ",
                                         "ally- 3",
                                         "ally-3x",
                                         "ally-3-1",
                                         "KOR-1",
                                         "USA",
                                         "ally-99999999999999999999999999",
                                         "ally-4294967299",
                                         "-3",
                                         "ally_3"};
    model_t model, empty;
    model_agent_t *agent;
    uint32_t member = 77;
    (void)state;
    build(&model);
    assert_int_equal(model_find_weak(&model, "NZL", &member), NZL);
    assert_int_equal(member, 0);
    assert_int_equal(model_find_weak(&model, "ally", &member), ALLY);
    assert_int_equal(member, 0);
    for (uint32_t i = 1; i <= 5; i++) {
        char id[16];
        snprintf(id, sizeof id, "ally-%u", (unsigned)i);
        assert_int_equal(model_find_weak(&model, id, &member), ALLY);
        assert_int_equal(member, i);
    }
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        member = 77;
        assert_int_equal(model_find_weak(&model, absent[i], &member), MODEL_NONE);
        assert_int_equal(member, 0);
    }
    assert_int_equal(model_add_weak(&model, "x-1-y", UINT32_MAX, &agent),
                     MODEL_OK); /* dashes within */
    assert_int_equal(model_find_weak(&model, "x-1-y-4294967295", &member), ALLY + 1);
    assert_true(member == UINT32_MAX);
    assert_int_equal(model_find_weak(&model, "x-1-y-9", &member), ALLY + 1);
    assert_int_equal(member, 9);
    assert_int_equal(model_find_weak(&model, "x-1-y-3x", &member), MODEL_NONE);
    assert_int_equal(model_find_weak(&model, "x-1-y-3/", &member), MODEL_NONE);
    assert_int_equal(model_find_weak(&model, "x-1-y-3:", &member), MODEL_NONE);
    assert_int_equal(model_find_weak(&model, "x-1-y-4294967296", &member), MODEL_NONE);
    model_free(&model);
    model_init(&empty);
    assert_int_equal(model_find_weak(&empty, "KOR", &member), MODEL_NONE);
    model_free(&empty);
}

/* Many entries: each is found where it stands, and the check is not quadratic (it would not end).
 */
static void test_many(void **state)
{
    enum { MANY = 100000 };
    model_t model;
    model_agent_t *agent;
    model_tie_t *tie;
    model_shock_t *shock;
    uint32_t member;
    char id[16];
    (void)state;
    model_init(&model);
    assert_int_equal(model_add_source(&model, "S", &agent), MODEL_OK);
    assert_int_equal(model_add_strong(&model, "P", &agent), MODEL_OK);
    for (int i = 0; i < MANY; i++) {
        snprintf(id, sizeof id, "w%d", i);
        assert_int_equal(model_add_weak(&model, id, 0, &agent), MODEL_OK);
        assert_int_equal(model_add_alliance(&model, 0, i, 0, &agent), MODEL_OK);
        assert_int_equal(model_add_shock(&model, id, VARIABLE_ALLIANCE_demand, &shock), MODEL_OK);
        shock->weak = i;
        if (i > 0) {
            assert_int_equal(model_add_tie(&model, i, i - 1, &tie), MODEL_OK);
        }
    }
    for (int i = 0; i < MANY; i++) {
        snprintf(id, sizeof id, "w%d", i);
        assert_int_equal(model_find_weak(&model, id, &member), i);
    }
    expect_none(&model);
    model_free(&model);
}

/* ---- Parameters ---- */

static void test_legal(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    expect_none(&model);
    model_free(&model);
}

static void test_every_parameter_has_its_range(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    for (size_t i = 0; i < parameters_count; i++) {
        const parameter_info_t *info = &parameters_table[i];
        double before = parameters_get(&model.parameters, info);
        double beyond[4] = {info->lowest - 1.0, info->highest + 1.0, (double)NAN, (double)INFINITY};
        for (int j = 0; j < 4; j++) {
            char path[128];
            log_t log = {0};
            parameters_set(&model.parameters, info, beyond[j]);
            snprintf(path, sizeof path, "%s.%s: must be ", info->group, info->name);
            assert_true(model_check(&model, record, &log) > 0);
            if (strstr(log.text, path) == NULL) {
                print_error("%s\n%s", path, log.text);
                fail();
            }
        }
        if (strcmp(info->group, "walt") != 0 && strcmp(info->group, "time") != 0 &&
            strcmp(info->group, "socialisation") != 0) { /* the ends are legal */
            parameters_set(&model.parameters, info, info->lowest);
            expect_none(&model);
            parameters_set(&model.parameters, info, info->highest);
            expect_none(&model);
        }
        parameters_set(&model.parameters, info, before);
    }
    expect_none(&model);
    model_free(&model);
}

static void test_parameter_messages(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    model.parameters.threshold_dependence = 1.4;
    expect(&model, "threshold.dependence: must be in [0, 1]");
    model.parameters.threshold_dependence = 0.5;
    model.parameters.decision_rule = 2;
    expect(&model, "decision.rule: must be one of framework|logit");
    model.parameters.decision_rule = -1;
    expect(&model, "decision.rule: must be one of framework|logit");
    model_free(&model);
}

static void test_sums_of_weights(void **state)
{
    model_t model;
    parameters_t *parameters = &model.parameters;
    (void)state;
    build(&model);
    parameters->walt_power = 0.4;
    parameters->walt_proximity = 0.4;
    parameters->walt_offense = 0.4;
    expect(&model, "walt: power, proximity and offense must add up to 1, not 1.2");
    parameters->walt_offense = 0.1;
    expect(&model, "walt: power, proximity and offense must add up to 1, not 0.9");
    parameters->walt_offense = 0.2 + 1e-8;
    expect(&model, "walt: power, proximity and offense must add up to 1, not 1.00000001");
    parameters->walt_offense = 0.2 + 1e-10;
    expect_none(&model);
    parameters->walt_offense = 0.2;
    parameters->socialisation_patrons = 0.7;
    parameters->socialisation_neighbours = 0.4;
    expect(&model, "socialisation: patrons and neighbours must add up to at most 1, not 1.1");
    parameters->socialisation_neighbours = 0.3;
    expect_none(&model);
    model_free(&model);
}

static void test_too_many_ticks(void **state)
{
    static const char *const expected[] = {
        "time.years: must be in [0, 1e+06]",
        "time: 2400000000 ticks are too many: shorten years or burn_in, or lower ticks_per_year"};
    model_t model;
    (void)state;
    build(&model);
    model.parameters.time_years = 2e8;
    expect_at(&model, expected, 2, __LINE__);
    model.parameters.time_years = 1e6;
    expect_none(&model);
    model_free(&model);
}

static void test_ticks(void **state)
{
    model_t model;
    (void)state;
    model_init(&model);
    model.parameters.time_ticks_per_year = 12;
    assert_int_equal(model_ticks(&model, 0.0), 0);
    assert_int_equal(model_ticks(&model, 1.0), 12);
    assert_int_equal(model_ticks(&model, 0.25), 3);
    assert_int_equal(model_ticks(&model, 0.26), 4);
    assert_int_equal(model_ticks(&model, 1e-3), 1);
    assert_int_equal(model_ticks(&model, -0.26), -3);
    for (int n = 0; n < 10000; n++) { /* what rounding adds is no tick more */
        assert_int_equal(model_ticks(&model, n / 12.0), n);
        assert_int_equal(model_ticks(&model, (2014.0 + n / 12.0) - 2014.0), n);
    }
    assert_int_equal(model_ticks(&model, 1e300), INT32_MAX);
    assert_int_equal(model_ticks(&model, -1e300), INT32_MIN);
    assert_int_equal(model_ticks(&model, (double)INFINITY), INT32_MAX);
    assert_int_equal(model_ticks(&model, (double)NAN), 0);
    model_free(&model);
}

static void test_no_years(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    model.parameters.time_years = 0.0;
    expect(&model, "events.asks.date: must be in [0, 0), the time simulated");
    model.shocks[ASKS].scripted = false;
    expect_none(&model);
    model_free(&model);
}

/* ---- Values ---- */

static void test_every_attribute_has_its_range(void **state)
{
    static const struct {
        agent_kind_t kind;
        const char *path;
    } places[] = {{KIND_SOURCE, "sources.RUS"},
                  {KIND_STRONG, "strong.FRA"},
                  {KIND_WEAK, "weak.NZL"},
                  {KIND_ALLIANCE, "alliances.USA.NZL"}};
    model_t model;
    size_t tried = 0;
    (void)state;
    build(&model);
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);
        model_agent_t *const entries[KIND_COUNT] = {&model.sources[RUS], &model.strong[FRA],
                                                    &model.weak[NZL], &model.alliances[1], NULL};
        distribution_t *value;
        distribution_t before;
        double beyond[4] = {info->lowest - 0.01, info->highest + 0.01, (double)NAN,
                            (double)INFINITY};
        if (info->role == ROLE_ACTION) {
            continue;
        }
        value = info->per_source ? &entries[info->kind]->per_source[v][RUS]
                                 : &entries[info->kind]->value[v];
        before = *value;
        for (int j = 0; j < 4; j++) {
            char line[256];
            *value = fixed(beyond[j]);
            snprintf(line, sizeof line, "%s.%s%s: must be in [%g, %g]", places[info->kind].path,
                     info->name, info->per_source ? ".RUS" : "", info->lowest, info->highest);
            expect(&model, line);
            tried++;
        }
        *value = fixed(info->lowest);
        expect_none(&model);
        *value = fixed(info->highest);
        expect_none(&model);
        *value = before;
    }
    assert_int_equal(tried, 4 * 15);
    model_free(&model);
}

/* A drawn value is clamped when it is used: only its parameters are checked. */
static void test_drawn_values(void **state)
{
    model_t model;
    distribution_t *value;
    (void)state;
    build(&model);
    value = &model.weak[ALLY].value[VARIABLE_WEAK_capability];
    *value = (distribution_t){.kind = DISTRIBUTION_GAUSSIAN, .a = 0.5, .b = 3.0};
    expect_none(&model);
    value->b = -1.0;
    expect(&model, "weak.ally.capability: sd must be at least 0");
    *value = (distribution_t){.kind = DISTRIBUTION_UNIFORM, .a = 0.5, .b = 0.4};
    expect(&model, "weak.ally.capability: low must not exceed high");
    value->kind = DISTRIBUTION_KINDS;
    expect(&model, "weak.ally.capability: unknown kind of distribution");
    model_free(&model);
}

static void test_source_state_and_response(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    model.sources[ARMS].state = 2;
    expect(&model, "sources.ARMS.state: must be the ID of a strong state");
    model.sources[ARMS].state = -2;
    expect(&model, "sources.ARMS.state: must be the ID of a strong state");
    model.sources[ARMS].state = MODEL_NONE;
    model.strong[FRA].response = (response_t)4;
    expect(&model, "strong.FRA.response: must be one of accommodate|ignore|punish|retrench");
    model.strong[FRA].response = RESPONSE_RETRENCH;
    expect_none(&model);
    model_free(&model);
}

/* ---- Names ---- */

static void test_names(void **state)
{
    static const char *const wrong[] = {"",    "1a", "_a", "-a", "a b", "a.b", "T\xc3\xbcrkiye",
                                        "a/b", "a\n"};
    static const char *const right[] = {"a",  "aAzZ09", "Z",      "a1",     "a_b",    "a-b",
                                        "a-", "KOR-1",  "ally-6", "ally-0", "ally-05"};
    char longest[62];
    (void)state;
    memset(longest, 'a', sizeof longest);
    longest[61] = '\0';
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        model_t model;
        model_agent_t *agent;
        char line[128];
        build(&model);
        assert_int_equal(model_add_weak(&model, wrong[i], 0, &agent), MODEL_OK);
        snprintf(line, sizeof line,
                 "weak.%s: an ID is a letter and then letters, digits, _ or -: rename it",
                 wrong[i]);
        expect(&model, line);
        model_free(&model);
    }
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        model_t model;
        model_agent_t *agent;
        build(&model);
        assert_int_equal(model_add_weak(&model, right[i], 0, &agent), MODEL_OK);
        expect_none(&model);
        model_free(&model);
    }
    for (int extra = 0; extra < 2; extra++) {
        model_t model;
        model_agent_t *agent;
        build(&model);
        assert_int_equal(model_add_strong(&model, longest + 1 - extra, &agent), MODEL_OK);
        if (extra == 0) {
            expect_none(&model);
        } else {
            char line[160];
            snprintf(line, sizeof line, "strong.%s: an ID has at most 60 characters: shorten it",
                     longest);
            expect(&model, line);
        }
        model_free(&model);
    }
}

/* Longer than any buffer: cut, not overrun. */
static void test_hostile_names(void **state)
{
    static char huge[100000];
    model_t model;
    model_agent_t *agent;
    model_tie_t *tie;
    model_shock_t *shock;
    log_t log = {0};
    (void)state;
    memset(huge, 'x', sizeof huge - 1);
    build(&model);
    assert_int_equal(model_add_strong(&model, huge, &agent), MODEL_OK);
    assert_int_equal(model_add_weak(&model, huge, 7, &agent), MODEL_OK);
    assert_int_equal(model_add_weak(&model, NULL, 0, &agent), MODEL_OK);
    assert_int_equal(model_add_alliance(&model, 2, ALLY + 1, 7, &agent), MODEL_OK);
    agent->value[VARIABLE_ALLIANCE_political_need] = fixed(2.0);
    assert_int_equal(model_add_tie(&model, ALLY + 1, ALLY + 1, &tie), MODEL_OK);
    tie->weight = fixed(2.0);
    assert_int_equal(model_add_shock(&model, huge, VARIABLE_ALLIANCE_demand, &shock), MODEL_OK);
    assert_int_equal(model_add_shock(&model, NULL, VARIABLE_ALLIANCE_demand, &shock), MODEL_OK);
    assert_int_equal(model_check(&model, record, &log), 7); /* five IDs and two values */
    model_free(&model);
}

static void test_names_stand_once(void **state)
{
    model_t model;
    model_agent_t *agent;
    model_shock_t *shock;
    (void)state;
    build(&model);
    assert_int_equal(model_add_strong(&model, "KOR", &agent), MODEL_OK); /* of another kind */
    expect_none(&model);
    assert_int_equal(model_add_strong(&model, "USA", &agent), MODEL_OK);
    expect(&model, "strong.USA: this ID stands twice: rename one");
    model_free(&model);

    build(&model);
    assert_int_equal(model_add_weak(&model, "ally", 0, &agent), MODEL_OK);
    expect(&model, "weak.ally: this ID stands twice: rename one");
    model_free(&model);

    build(&model);
    assert_int_equal(model_add_shock(&model, "noise", VARIABLE_SOURCE_power, &shock), MODEL_OK);
    expect(&model, "shocks.noise: this ID stands twice: rename one");
    model_free(&model);

    build(&model); /* a process and an event share one name space */
    assert_int_equal(model_add_shock(&model, "asks", VARIABLE_SOURCE_power, &shock), MODEL_OK);
    expect(&model, "shocks.asks: this ID stands twice: rename one");
    model_free(&model);

    model_init(&model);
    add_sources(&model);
    assert_int_equal(model_add_source(&model, "CHN", &agent), MODEL_OK);
    assert_int_equal(model_add_strong(&model, "USA", &agent), MODEL_OK);
    assert_int_equal(model_add_weak(&model, "KOR", 0, &agent), MODEL_OK);
    assert_int_equal(model_add_alliance(&model, 0, 0, 0, &agent), MODEL_OK);
    expect(&model, "sources.CHN: this ID stands twice: rename one");
    model_free(&model);
}

static void test_member_and_state_of_one_name(void **state)
{
    for (uint32_t count = 0; count < 3; count++) { /* a named state or another group */
        model_t model;
        model_agent_t *agent;
        uint32_t member;
        (void)state;
        build(&model);
        assert_int_equal(model_add_weak(&model, "ally-3", count, &agent), MODEL_OK);
        expect(&model, "weak.ally-3: the group ally has a member of this ID: rename one");
        assert_int_equal(model_find_weak(&model, "ally-3", &member), ALLY + 1);
        assert_int_equal(member, 0);
        model_free(&model);
    }
}

static void test_too_many_states(void **state)
{
    model_t model;
    model_agent_t *agent;
    (void)state;
    build(&model); /* has 8 */
    assert_int_equal(model_add_weak(&model, "huge", 2147483646u - 8u, &agent), MODEL_OK);
    expect_none(&model);
    agent->count++;
    expect(&model, "weak: 2147483647 states are too many: at most 2147483646");
    model_free(&model);
}

/* ---- Alliances ---- */

static void test_no_alliance(void **state)
{
    model_t model;
    model_agent_t *agent;
    (void)state;
    model_init(&model);
    expect(&model, "alliances: there is none: give a weak state a patron or add an alliance");
    assert_int_equal(model_add_strong(&model, "P", &agent), MODEL_OK);
    assert_int_equal(model_add_weak(&model, "w", 0, &agent), MODEL_OK);
    assert_int_equal(model_add_alliance(&model, 0, 0, 0, &agent), MODEL_OK);
    expect_none(&model);
    model_free(&model);
}

static void test_alliance_ends(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    model.alliances[1].strong = 2;
    expect(&model, "alliances.?.NZL.strong: must be the ID of a strong state");
    model.alliances[1].strong = MODEL_NONE;
    expect(&model, "alliances.?.NZL.strong: must be the ID of a strong state");
    model.alliances[1].strong = USA;
    model.alliances[1].weak = 4;
    expect(&model, "alliances.USA.?.weak: must be the ID of a weak state, group or member");
    model.alliances[1].weak = NZL;
    model.alliances[1].member = 1; /* of a named state */
    expect(&model, "alliances.USA.NZL-1.weak: there is no such member");
    model.alliances[1].weak = ALLY;
    model.alliances[1].member = 6;
    expect(&model, "alliances.USA.ally-6.weak: there is no such member");
    model_free(&model);
}

static void test_alliance_stands_once(void **state)
{
    static const struct {
        int32_t strong, weak;
        uint32_t member;
        const char *line;
    } added[] = {
        {USA, KOR, 0, "alliances.USA.KOR: a second alliance of the same two states: remove one"},
        {USA, ALLY, 0, "alliances.USA.ally: a second alliance of the same two states: remove one"},
        {USA, ALLY, 3,
         "alliances.USA.ally-3: a second alliance of the same two states: remove one"},
        {FRA, KOR, 0, NULL},
        {FRA, ALLY, 3, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof added / sizeof added[0]; i++) {
        model_t model;
        model_agent_t *agent;
        build(&model);
        assert_int_equal(
            model_add_alliance(&model, added[i].strong, added[i].weak, added[i].member, &agent),
            MODEL_OK);
        if (added[i].line != NULL) {
            expect(&model, added[i].line);
        } else {
            expect_none(&model);
        }
        model_free(&model);
    }
}

static void test_alliances_of_members(void **state)
{
    model_t model;
    model_agent_t *agent;
    (void)state;
    build(&model);
    for (uint32_t member = 1; member <= 5; member++) {
        assert_int_equal(model_add_alliance(&model, FRA, ALLY, member, &agent), MODEL_OK);
    }
    expect_none(&model);
    agent->member = 2;
    expect(&model, "alliances.FRA.ally-2: a second alliance of the same two states: remove one");
    model_free(&model);
}

/* ---- Ties ---- */

static model_tie_t *tie(model_t *model, int32_t from, uint32_t from_member, int32_t to,
                        uint32_t to_member)
{
    model_tie_t *added = NULL;
    assert_int_equal(model_add_tie(model, from, to, &added), MODEL_OK);
    added->from_member = from_member;
    added->to_member = to_member;
    return added;
}

static void test_tie_values(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    model.ties[0].weight = fixed(1.5);
    expect(&model, "ties.NZL.AUS.weight: must be in [0, 1]");
    model.ties[0].weight = (distribution_t){.kind = DISTRIBUTION_BETA, .a = -1.0, .b = 1.0};
    expect(&model, "ties.NZL.AUS.weight: a must be in [0.001, 1e6]");
    model.ties[0].weight = fixed(1.0);
    model.ties[0].to = 9;
    expect(&model, "ties.NZL.?.to: must be the ID of a weak state, group or member");
    model.ties[0].to = AUS;
    model.ties[0].from = MODEL_NONE;
    expect(&model, "ties.?.AUS.from: must be the ID of a weak state, group or member");
    model.ties[0].from = ALLY;
    model.ties[0].from_member = 6;
    expect(&model, "ties.ally-6.AUS.from: there is no such member");
    model.ties[0].from_member = 5;
    model.ties[0].to_member = 1;
    expect(&model, "ties.ally-5.AUS-1.to: there is no such member");
    model.ties[0].to_member = 0;
    expect_none(&model);
    model_free(&model);
}

static void test_tie_to_itself(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    tie(&model, KOR, 0, KOR, 0);
    expect(&model, "ties.KOR.KOR: a tie of a state to itself: remove it");
    model.ties[1].from = model.ties[1].to = ALLY;
    expect_none(&model); /* of each member to every other */
    model.ties[1].from_member = 2;
    expect_none(&model); /* of one to every other */
    model.ties[1].to_member = 2;
    expect(&model, "ties.ally-2.ally-2: a tie of a state to itself: remove it");
    model.ties[1].to_member = 3;
    expect_none(&model);
    model.ties[1].from_member = model.ties[1].to_member = 0;
    model.weak[ALLY].count = 1;
    expect(&model, "ties.ally.ally: a tie of a state to itself: remove it");
    model_free(&model);
}

static void test_partners(void **state)
{
    model_t model;
    model_tie_t *added;
    (void)state;
    build(&model);
    added = tie(&model, KOR, 0, ALLY, 0);
    added->partners = 5;
    expect_none(&model);
    added->partners = 6;
    expect(&model, "ties.KOR.ally.partners: must be at most the 5 there are");
    added->from = ALLY;
    added->partners = 4;
    expect_none(&model);
    added->partners = 5;
    expect(&model, "ties.ally.ally.partners: must be at most the 4 there are");
    added->from_member = 1;
    expect(&model, "ties.ally-1.ally.partners: must be at most the 4 there are");
    added->to_member = 2;
    added->partners = 1;
    expect_none(&model);
    added->partners = 2;
    expect(&model, "ties.ally-1.ally-2.partners: must be at most the 1 there are");
    added->to_member = 0;
    model.weak[ALLY].count = 1000000;
    added->partners = MODEL_MAX_PARTNERS;
    expect_none(&model);
    added->partners = MODEL_MAX_PARTNERS + 1;
    expect(&model, "ties.ally-1.ally.partners: must be at most 1024");
    model_free(&model);
}

static void test_tie_stated_twice(void **state)
{
    static const char *const message =
        "ties.AUS.NZL: a tie stated twice (mutual states both ways): remove one";
    model_t model;
    model_tie_t *added;
    model_agent_t *agent;
    (void)state;
    build(&model);
    added = tie(&model, AUS, 0, NZL, 0); /* the other way round */
    expect_none(&model);
    added->mutual = true;
    expect(&model, message);
    added->partners = 1; /* drawn ones merge */
    expect_none(&model);
    model.tie_count--;
    tie(&model, NZL, 0, AUS, 0);
    expect(&model, "ties.NZL.AUS: a tie stated twice: remove one");
    model.tie_count--;
    assert_int_equal(model_add_weak(&model, "bloc", 3, &agent), MODEL_OK);
    tie(&model, ALLY, 1, ALLY + 1, 2); /* the later entry is at fault, the wider or the narrower */
    tie(&model, ALLY, 1, ALLY + 1, 0);
    expect(&model, "ties.ally-1.bloc: a tie stated twice: remove one");
    model.ties[1].to_member = 0;
    model.ties[2].to_member = 2;
    expect(&model, "ties.ally-1.bloc-2: a tie stated twice: remove one");
    model_free(&model);
}

static void test_too_many_ties(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    model.weak[ALLY].count = 100000;
    tie(&model, ALLY, 0, ALLY, 0);
    expect(&model, "ties: more than 2147483646 are too many: use partners");
    model_free(&model);
}

/* Whether a reference stands for a member (1 to 3; a named state is 1). */
static bool stands_for(uint32_t reference, uint32_t member)
{
    return reference == 0 || reference == member;
}

/* Whether the explicit ties of the model state any ordered pair twice, found by trying all of them.
 */
static bool twice_by_force(const model_t *model)
{
    int stated[3][4][3][4] = {0};
    bool twice = false;
    for (size_t i = 0; i < model->tie_count; i++) {
        const model_tie_t *t = &model->ties[i];
        uint32_t from_count = model->weak[t->from].count, to_count = model->weak[t->to].count;
        for (uint32_t f = 1; f <= (from_count > 0 ? from_count : 1); f++) {
            for (uint32_t g = 1; g <= (to_count > 0 ? to_count : 1); g++) {
                if (stands_for(t->from_member, f) && stands_for(t->to_member, g) &&
                    (t->from != t->to || f != g)) {
                    twice = stated[t->from][f][t->to][g]++ > 0 || twice;
                    twice = (t->mutual && stated[t->to][g][t->from][f]++ > 0) || twice;
                }
            }
        }
    }
    return twice;
}

/* Against brute force, over small models: a named state and two groups. */
static void test_ties_stated_twice_at_random(void **state)
{
    uint64_t random = 12345;
    int found[2] = {0, 0};
    (void)state;
    for (int trial = 0; trial < 30000; trial++) {
        model_t model;
        model_agent_t *agent;
        size_t wanted = 2 + (size_t)trial % 3;
        bool expected;
        log_t log = {0};
        model_init(&model);
        assert_int_equal(model_add_strong(&model, "P", &agent), MODEL_OK);
        assert_int_equal(model_add_weak(&model, "n", 0, &agent), MODEL_OK);
        assert_int_equal(model_add_weak(&model, "g", 3, &agent), MODEL_OK);
        assert_int_equal(model_add_weak(&model, "h", 2, &agent), MODEL_OK);
        assert_int_equal(model_add_alliance(&model, 0, 0, 0, &agent), MODEL_OK);
        while (model.tie_count < wanted) {
            int32_t end[2];
            uint32_t member[2];
            bool mutual;
            for (int j = 0; j < 2; j++) {
                random = random * 6364136223846793005u + 1442695040888963407u;
                end[j] = (int32_t)((random >> 33) % 3);
                member[j] = (uint32_t)((random >> 40) % (model.weak[end[j]].count + 1));
            }
            random = random * 6364136223846793005u + 1442695040888963407u;
            mutual = (random >> 40) % 4 == 0;
            if (end[0] != end[1] || (end[0] != 0 && (member[0] != member[1] || member[0] == 0))) {
                tie(&model, end[0], member[0], end[1], member[1])->mutual = mutual;
            }
        }
        expected = twice_by_force(&model);
        found[expected ? 1 : 0]++;
        if ((model_check(&model, record, &log) > 0) != expected) {
            print_error("trial %d: expected %d\n%s", trial, (int)expected, log.text);
            for (size_t i = 0; i < model.tie_count; i++) {
                print_error("%d.%u -> %d.%u%s\n", model.ties[i].from,
                            (unsigned)model.ties[i].from_member, model.ties[i].to,
                            (unsigned)model.ties[i].to_member,
                            model.ties[i].mutual ? " mutual" : "");
            }
            fail();
        }
        model_free(&model);
    }
    assert_true(found[0] > 1000 && found[1] > 1000); /* both were tried */
}

/* ---- Shocks and events ---- */

static void test_shock_on(void **state)
{
    model_t model;
    (void)state;
    build(&model);
    model.shocks[NOISE].on = VARIABLE_WEAK_proximity;
    expect(&model, "shocks.noise.on: nothing can act on weak.proximity: it is fixed");
    model.shocks[NOISE].on = VARIABLE_COUNT;
    expect(&model, "shocks.noise.on: names no variable");
    model_free(&model);
}

static void test_shock_numbers(void **state)
{
    model_t model;
    model_shock_t *noise;
    (void)state;
    build(&model);
    noise = &model.shocks[NOISE];
    noise->rate = -0.1;
    expect(&model, "shocks.noise.rate: must be in [0, 1e+06]");
    noise->rate = 2e6;
    expect(&model, "shocks.noise.rate: must be in [0, 1e+06]");
    noise->rate = (double)NAN;
    expect(&model, "shocks.noise.rate: must be in [0, 1e+06]");
    noise->rate = 0.0;
    noise->size.b = -1.0;
    expect(&model, "shocks.noise.size: sd must be at least 0");
    model_free(&model);
}

static void test_shock_sizes(void **state)
{
    static const struct {
        variable_t on;
        double lowest, highest;
    } ranges[] = {
        {VARIABLE_SOURCE_power, -1, 1},     {VARIABLE_STRONG_engagement, -1, 1},
        {VARIABLE_STRONG_intention, -2, 2}, {VARIABLE_WEAK_intention, -2, 2},
        {VARIABLE_WEAK_government, -2, 2},  {VARIABLE_WEAK_defense_need, -1, 1},
        {VARIABLE_ALLIANCE_support, -1, 1}, {VARIABLE_ALLIANCE_demand, 0, 1},
        {VARIABLE_WORLD_intention, -2, 2},
    };
    model_t model;
    (void)state;
    build(&model);
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        char line[128];
        model_shock_t *noise = &model.shocks[NOISE];
        snprintf(line, sizeof line, "shocks.noise.size: must be in [%g, %g]", ranges[i].lowest,
                 ranges[i].highest);
        noise->on = ranges[i].on;
        noise->size = fixed(ranges[i].lowest);
        expect_none(&model);
        noise->size = fixed(ranges[i].highest);
        expect_none(&model);
        noise->size = fixed(ranges[i].lowest - 0.1);
        expect(&model, line);
        noise->size = fixed(ranges[i].highest + 0.1);
        expect(&model, line);
    }
    model_free(&model);
}

static void test_dates(void **state)
{
    model_t model;
    model_shock_t *asks;
    (void)state;
    build(&model);
    asks = &model.shocks[ASKS];
    model.parameters.time_start = 2014.7;
    model.parameters.time_years = 10.0;
    model.parameters.time_burn_in = 0.1;
    asks->date = 2014.6; /* the sum rounds upwards */
    expect_none(&model);
    asks->date = 2014.59;
    expect(&model, "events.asks.date: must be in [2014.6, 2024.7), the time simulated");
    asks->date = 2024.7;
    expect(&model, "events.asks.date: must be in [2014.6, 2024.7), the time simulated");
    asks->date = (double)NAN;
    expect(&model, "events.asks.date: must be in [2014.6, 2024.7), the time simulated");
    asks->date = 2024.7 - 1.0 / 12.0; /* the last tick begins */
    expect_none(&model);
    asks->date = 2024.65;
    expect(&model, "events.asks.date: the last tick begins before it: it would never happen");
    asks->scripted = false; /* a process has no date */
    expect_none(&model);
    model_free(&model);
}

/* Which fields say who is hit depends on the kind of `on`. */
static void test_targets(void **state)
{
    static const variable_t on[] = {VARIABLE_SOURCE_power, VARIABLE_STRONG_engagement,
                                    VARIABLE_WEAK_capability};
    static const int32_t count[] = {3, 2, 4};
    static const char *const wrong[] = {"shocks.noise.target: must be the ID of a source",
                                        "shocks.noise.target: must be the ID of a strong state",
                                        "shocks.noise.target: must be the ID of a weak state"};
    model_t model;
    model_shock_t *noise;
    (void)state;
    build(&model);
    noise = &model.shocks[NOISE];
    for (int i = 0; i < 3; i++) {
        noise->on = on[i];
        for (noise->target = MODEL_NONE; noise->target < count[i]; noise->target++) {
            expect_none(&model);
        }
        expect(&model, wrong[i]);
        noise->target = -2;
        expect(&model, wrong[i]);
        noise->target = MODEL_NONE;
        noise->strong = USA;
        expect(&model, "shocks.noise.strong: goes only with alliances: say target");
        noise->strong = MODEL_NONE;
        noise->weak = KOR;
        expect(&model, "shocks.noise.weak: goes only with alliances: say target");
        noise->weak = MODEL_NONE;
        noise->member = 1;
        expect(&model, "shocks.noise.target: there is no such member");
        noise->member = 0;
    }
    noise->target = ALLY;
    noise->member = 5;
    expect_none(&model);
    noise->member = 6;
    expect(&model, "shocks.noise.target: there is no such member");
    noise->target = KOR;
    noise->member = 1;
    expect(&model, "shocks.noise.target: there is no such member");
    noise->member = 0;
    noise->on = VARIABLE_WORLD_intention;
    expect(&model, "shocks.noise.target: does not go with world.intention: leave it out");
    noise->on = VARIABLE_ALLIANCE_support;
    expect(&model,
           "shocks.noise.target: does not go with alliance.support: say strong and weak instead");
    model_free(&model);
}

static void test_alliance_targets(void **state)
{
    model_t model;
    model_agent_t *agent;
    model_shock_t *noise;
    (void)state;
    build(&model);
    noise = &model.shocks[NOISE];
    noise->on = VARIABLE_ALLIANCE_support;
    expect_none(&model);
    noise->strong = FRA;
    expect_none(&model);
    noise->weak = NZL;
    expect_none(&model);
    noise->weak = KOR;
    expect(&model, "shocks.noise: there is no such alliance to act on");
    noise->strong = MODEL_NONE;
    expect_none(&model);
    noise->weak = AUS; /* allied with nobody */
    expect(&model, "shocks.noise: there is no such alliance to act on");
    noise->weak = ALLY;
    noise->member = 5;
    expect_none(&model); /* through the group's entry */
    noise->member = 6;
    expect(&model, "shocks.noise.weak: there is no such member");
    noise->weak = MODEL_NONE;
    noise->member = 1;
    expect(&model, "shocks.noise.weak: there is no such member");
    noise->member = 0;
    noise->weak = 4;
    expect(&model, "shocks.noise.weak: must be the ID of a weak state, group or member");
    noise->weak = ALLY;
    noise->strong = 2;
    expect(&model, "shocks.noise.strong: must be the ID of a strong state");
    noise->strong = FRA;
    expect(&model, "shocks.noise: there is no such alliance to act on");
    assert_int_equal(model_add_alliance(&model, FRA, ALLY, 2, &agent), MODEL_OK);
    assert_int_equal(model_add_alliance(&model, FRA, ALLY, 4, &agent), MODEL_OK);
    expect_none(&model); /* any of the group */
    noise->member = 2;
    expect_none(&model);
    noise->member = 4;
    expect_none(&model);
    noise->member = 3;
    expect(&model, "shocks.noise: there is no such alliance to act on");
    noise->member = 5;
    expect(&model, "shocks.noise: there is no such alliance to act on");
    assert_int_equal(model_add_strong(&model, "GBR", &agent), MODEL_OK);
    noise->member = 0;
    noise->weak = MODEL_NONE;
    noise->strong = 2; /* allied with nobody */
    expect(&model, "shocks.noise: there is no such alliance to act on");
    model_free(&model);
}

static void test_shock_source(void **state)
{
    static const variable_t about[] = {VARIABLE_STRONG_intention, VARIABLE_WEAK_intention,
                                       VARIABLE_WEAK_government, VARIABLE_ALLIANCE_demand,
                                       VARIABLE_WORLD_intention};
    size_t refused = 0;
    model_t model;
    model_shock_t *noise;
    (void)state;
    build(&model);
    noise = &model.shocks[NOISE];
    noise->size = fixed(0.5);
    for (size_t i = 0; i < sizeof about / sizeof about[0]; i++) {
        noise->on = about[i];
        noise->source = RUS;
        expect_none(&model);
        noise->source = 3;
        expect(&model, "shocks.noise.source: must be the ID of a source");
    }
    noise->source = RUS;
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        noise->on = (variable_t)v;
        if (variable_shockable(noise->on)) {
            refused += model_check(&model, NULL, NULL);
        }
    }
    assert_int_equal(refused, 15 - 5);
    noise->on = VARIABLE_WEAK_capability;
    expect(&model, "shocks.noise.source: does not go with weak.capability: leave it out");
    model_free(&model);
}

/* No strong state demands that a weak one follow it against itself. */
static void test_embodied_source(void **state)
{
    static const char *const message =
        "events.asks.source: demand about ARMS: USA itself embodies it";
    model_t model;
    model_shock_t *asks;
    (void)state;
    build(&model);
    asks = &model.shocks[ASKS];
    asks->source = ARMS;
    expect(&model, message);
    asks->strong = MODEL_NONE; /* KOR has no other patron */
    expect(&model, message);
    asks->weak = NZL; /* FRA may demand it */
    expect_none(&model);
    asks->strong = FRA;
    expect_none(&model);
    asks->strong = USA;
    expect(&model, message);
    asks->strong = MODEL_NONE;
    asks->weak = MODEL_NONE; /* somebody's patron is FRA */
    expect_none(&model);
    model.alliance_count--; /* nobody's */
    expect(&model, message);
    asks->source = RUS;
    expect_none(&model);
    asks->on = VARIABLE_WORLD_intention; /* no demand */
    asks->source = ARMS;
    expect_none(&model);
    model.alliance_count++;
    model_free(&model);
}

/* All faults at once, not the first. */
static void test_several(void **state)
{
    static const char *const expected[] = {
        "threshold.threat: must be in [0, 1]",
        "weak.KOR.capability: must be in [0, 1]",
        "strong.USA.intention.CHN: must be in [-1, 1]",
        "alliances.USA.ally.support: must be in [0, 1]",
        "ties.NZL.AUS.weight: must be in [0, 1]",
        "shocks.noise.rate: must be in [0, 1e+06]",
        "events.asks.date: must be in [0, 50), the time simulated",
    };
    model_t model;
    (void)state;
    build(&model);
    model.parameters.threshold_threat = -1.0;
    model.weak[KOR].value[VARIABLE_WEAK_capability] = fixed(1.5);
    model.strong[USA].per_source[VARIABLE_STRONG_intention][CHN] = fixed(2.0);
    model.alliances[2].value[VARIABLE_ALLIANCE_support] = fixed(-0.5);
    model.ties[0].weight = fixed(7.0);
    model.shocks[NOISE].rate = -1.0;
    model.shocks[ASKS].date = 50.0;
    expect_at(&model, expected, sizeof expected / sizeof expected[0], __LINE__);
    model_free(&model);
}

static void test_response_words(void **state)
{
    (void)state;
    assert_string_equal(response_words, "accommodate|ignore|punish|retrench");
    assert_int_equal(RESPONSE_ACCOMMODATE, 0);
    assert_int_equal(RESPONSE_IGNORE, 1);
    assert_int_equal(RESPONSE_PUNISH, 2);
    assert_int_equal(RESPONSE_RETRENCH, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeroed_is_freed),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_late_source),
        cmocka_unit_test(test_set_text),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_copy_of_empty),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_find_weak),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_legal),
        cmocka_unit_test(test_every_parameter_has_its_range),
        cmocka_unit_test(test_parameter_messages),
        cmocka_unit_test(test_sums_of_weights),
        cmocka_unit_test(test_too_many_ticks),
        cmocka_unit_test(test_ticks),
        cmocka_unit_test(test_no_years),
        cmocka_unit_test(test_every_attribute_has_its_range),
        cmocka_unit_test(test_drawn_values),
        cmocka_unit_test(test_source_state_and_response),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_names_stand_once),
        cmocka_unit_test(test_member_and_state_of_one_name),
        cmocka_unit_test(test_too_many_states),
        cmocka_unit_test(test_no_alliance),
        cmocka_unit_test(test_alliance_ends),
        cmocka_unit_test(test_alliance_stands_once),
        cmocka_unit_test(test_alliances_of_members),
        cmocka_unit_test(test_tie_values),
        cmocka_unit_test(test_tie_to_itself),
        cmocka_unit_test(test_partners),
        cmocka_unit_test(test_tie_stated_twice),
        cmocka_unit_test(test_too_many_ties),
        cmocka_unit_test(test_ties_stated_twice_at_random),
        cmocka_unit_test(test_shock_on),
        cmocka_unit_test(test_shock_numbers),
        cmocka_unit_test(test_shock_sizes),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_alliance_targets),
        cmocka_unit_test(test_shock_source),
        cmocka_unit_test(test_embodied_source),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_response_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
