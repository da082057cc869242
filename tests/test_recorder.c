/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fixture.h"
#include "tests/rows.h"

#include "experiments/recorder.h"
#include "experiments/table.h"
#include "files/text.h"

/* What a recorder made of a world, run to its end. */
typedef struct recording {
    text_t text[RECORDER_CHANNELS];
    rows_t rows[RECORDER_CHANNELS];
    uint64_t written[RECORDER_CHANNELS];
    tally_t tally;
    int32_t ticks;
    size_t alliances;
} recording_t;

static void record_world(recording_t *self, const model_t *model, record_t record, int32_t every,
                         int64_t point, uint64_t replicate)
{
    world_t *world = NULL;
    recorder_t recorder;
    text_t *const buffers[RECORDER_CHANNELS] = {&self->text[0], &self->text[1], &self->text[2]};

    memset(self, 0, sizeof *self);
    assert_int_equal(world_create(&world, model, 1), MODEL_OK);
    assert_int_equal(recorder_init(&recorder, world, model, record, every), 0);
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        table_header(recorder_file((recorder_channel_t)i), point >= 0, &self->text[i]);
    }
    world_reset(world, 9, replicate);
    recorder_begin(&recorder, point, replicate);
    while (world_tick(world) < world_end(world)) {
        recorder_step(&recorder, buffers);
    }
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        assert_int_equal(self->text[i].status, 0);
        assert_null(memchr(self->text[i].data, '\0', self->text[i].length));
        rows_parse(&self->rows[i], self->text[i].data, self->text[i].length);
        self->written[i] = recorder.rows[i];
        assert_int_equal(self->rows[i].count, recorder.rows[i]);
    }
    world_tally(world, 0, &self->tally);
    self->ticks = world_end(world);
    self->alliances = world_alliance_count(world);
    recorder_free(&recorder);
    world_free(world);
}

static void recording_free(recording_t *self)
{
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        text_free(&self->text[i]);
        rows_free(&self->rows[i]);
    }
}

/* A world with everything in it (also what model_check would not let through). */
static void random_model(model_t *model, uint64_t seed)
{
    const recipe_t recipe = {.seed = seed, .prefix = "", .embodied = seed % 2 == 0};

    dice_model(model, &recipe, seed);
    fixture_event(model, "asks", VARIABLE_ALLIANCE_demand,
                  50.0 / model->parameters.time_ticks_per_year, 0.5);
    for (size_t i = 0; i < model->shock_count; i++) {
        model->shocks[i].date += 1990.0;
    }
    model->parameters.time_start = 1990.0;
    if (seed % 3 == 0) {
        model->parameters.price_scale = 100.0; /* numbers of two digits */
    }
}

enum { SEEDS = 12, MORE_SEEDS = 30 /* so that every kind of event happens */ };

static void columns_are_those_of_the_product(void **state)
{
    text_t text = {.data = NULL};

    (void)state;
    table_header(TABLE_TIMESERIES, false, &text);
    text_append(&text, "", 1);
    assert_string_equal(
        text.data,
        "replicate,tick,year,strong,weak,status,issue_source,stake,conflict,strong_dependence,"
        "weak_dependence,interdependence,focal_source,strong_threat,weak_threat,threat_perception,"
        "divergence,vulnerability,ally_threat,disposition,behavior,price,concession\n");
    text_clear(&text);
    table_header(TABLE_EVENTS, true, &text);
    text_append(&text, "", 1);
    assert_string_equal(text.data,
                        "point,replicate,tick,year,event,shock,variable,strong,weak,source,size\n");
    text_free(&text);
}

/* No column stands twice in a file, and each says its unit and meaning. */
static void columns_are_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < table_column_count; i++) {
        assert_true(strlen(table_columns[i].unit) > 0 && strlen(table_columns[i].meaning) > 0);
        for (size_t j = 0; j < i; j++) {
            assert_true(strcmp(table_columns[i].file, table_columns[j].file) != 0 ||
                        strcmp(table_columns[i].column, table_columns[j].column) != 0);
        }
    }
}

static void add_word(const char *word, behaviour_t count, const char *(*name)(behaviour_t),
                     uint64_t *counts)
{
    bool found = word[0] == '\0';

    for (behaviour_t i = 0; i < count; i++) {
        if (strcmp(word, name(i)) == 0) {
            counts[i]++;
            found = true;
        }
    }
    assert_true(found);
}

static const char *type_word(behaviour_t i)
{
    return interdependence_name((interdependence_t)i);
}

static const char *status_word(behaviour_t i)
{
    return status_name((status_t)i);
}

/* One tick of the time series, counted. */
static void count_rows(const rows_t *series, size_t from, size_t alliances, counts_t *counts)
{
    memset(counts, 0, sizeof *counts);
    for (size_t row = from; row < from + alliances; row++) {
        const bool living = rows_get(series, row, "disposition")[0] != '\0';

        add_word(rows_get(series, row, "disposition"), BEHAVIOUR_COUNT, behaviour_name,
                 counts->disposition);
        add_word(rows_get(series, row, "behavior"), BEHAVIOUR_COUNT, behaviour_name,
                 counts->behaviour);
        add_word(rows_get(series, row, "status"), (behaviour_t)STATUS_COUNT, status_word,
                 counts->status);
        if (living) {
            add_word(rows_get(series, row, "interdependence"), (behaviour_t)INTERDEPENDENCE_COUNT,
                     type_word, counts->type);
            counts->same += strcmp(rows_get(series, row, "threat_perception"), "same") == 0;
        }
        counts->issues += rows_get(series, row, "behavior")[0] != '\0';
    }
}

static void assert_counts(const rows_t *table, size_t row, const counts_t *counts)
{
    char column[64];

    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        snprintf(column, sizeof column, "disposition_%s", behaviour_name((behaviour_t)i));
        assert_int_equal(rows_index(table, row, column), counts->disposition[i]);
        snprintf(column, sizeof column, "behavior_%s", behaviour_name((behaviour_t)i));
        assert_int_equal(rows_index(table, row, column), counts->behaviour[i]);
    }
    for (int i = 0; i < INTERDEPENDENCE_COUNT; i++) {
        snprintf(column, sizeof column, "interdependence_%s",
                 interdependence_name((interdependence_t)i));
        *strchr(column, '-') = '_';
        assert_int_equal(rows_index(table, row, column), counts->type[i]);
    }
    for (int i = 0; i < STATUS_COUNT; i++) {
        snprintf(column, sizeof column, "status_%s", status_name((status_t)i));
        assert_int_equal(rows_index(table, row, column), counts->status[i]);
    }
    assert_int_equal(rows_index(table, row, "threat_same"), counts->same);
    assert_int_equal(rows_index(table, row, "issues"), counts->issues);
}

static void counts_agree_with_time_series(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        model_t model;
        recording_t recording;

        random_model(&model, seed);
        record_world(&recording, &model, RECORD_DYADS, 1, -1, seed);
        const rows_t *series = &recording.rows[RECORDER_TIMESERIES],
                     *table = &recording.rows[RECORDER_COUNTS];

        assert_int_equal(table->count, recording.ticks);
        assert_int_equal(series->count, (size_t)recording.ticks * recording.alliances);
        for (size_t tick = 0; tick < table->count; tick++) {
            counts_t counts;
            uint64_t all = 0;

            count_rows(series, tick * recording.alliances, recording.alliances, &counts);
            assert_counts(table, tick, &counts);
            for (int i = 0; i < STATUS_COUNT; i++) {
                all += counts.status[i];
            }
            assert_int_equal(all, recording.alliances);
        }
        recording_free(&recording);
        model_free(&model);
    }
}

/* An empty field where `there` is false, else the number to six decimals. */
static void assert_field(const rows_t *rows, size_t row, const char *column, bool there,
                         double value)
{
    assert_int_equal(rows_get(rows, row, column)[0] != '\0', there);
    if (there) {
        assert_near(rows_number(rows, row, column), value, 0.5000001e-6);
    }
}

static void assert_word(const rows_t *rows, size_t row, const char *column, const char *word)
{
    assert_string_equal(rows_get(rows, row, column), word);
}

static void assert_row(const rows_t *rows, size_t row, const world_t *world, size_t d,
                       const model_t *model)
{
    observation_t seen;
    char weak[WORLD_ID_SIZE];
    const int32_t tick = world_tick(world) - 1;
    const parameters_t *parameters = &model->parameters;

    world_observe(world, 0, d, &seen);
    world_weak_id(world, world_alliance_weak(world, d), weak);
    assert_int_equal(rows_index(rows, row, "tick"), tick);
    assert_field(rows, row, "year", true,
                 parameters->time_start + tick / (double)parameters->time_ticks_per_year);
    assert_word(rows, row, "strong", world_strong_id(world, world_alliance_strong(world, d)));
    assert_word(rows, row, "weak", weak);
    assert_word(rows, row, "status", status_name(seen.status));
    assert_word(rows, row, "issue_source",
                seen.issue ? world_source_id(world, (size_t)seen.issue_source) : "");
    assert_word(rows, row, "conflict", !seen.issue ? "" : seen.conflict ? "true" : "false");
    assert_word(rows, row, "interdependence", interdependence_name(seen.type));
    assert_word(rows, row, "focal_source", world_source_id(world, (size_t)seen.focal_source));
    assert_word(rows, row, "threat_perception", seen.same ? "same" : "different");
    assert_word(rows, row, "disposition", behaviour_name(seen.disposition));
    assert_word(rows, row, "behavior", behaviour_name(seen.behaviour));
    assert_field(rows, row, "stake", seen.issue, seen.stake);
    assert_field(rows, row, "strong_dependence", true, seen.strong_dependence);
    assert_field(rows, row, "weak_dependence", true, seen.weak_dependence);
    assert_field(rows, row, "strong_threat", true, seen.strong_threat);
    assert_field(rows, row, "weak_threat", true, seen.weak_threat);
    assert_field(rows, row, "divergence", true, seen.divergence);
    assert_field(rows, row, "vulnerability", true, seen.vulnerability);
    assert_field(rows, row, "ally_threat", true, seen.ally_threat);
    assert_field(rows, row, "price", seen.issue && seen.price > 0, seen.price);
    assert_field(rows, row, "concession", seen.issue && seen.price > 0, seen.concession);
}

/* What is to be among the rows of test_time_series. */
typedef struct among {
    size_t ended, priced, quiet, hard, forms;
    bool form[400 << 10]; /* by source and state: seen */
} among_t;

static void note(among_t *among, const world_t *world, size_t d)
{
    observation_t seen;

    world_observe(world, 0, d, &seen);
    const size_t form = (size_t)seen.focal_source << 10 | (size_t)seen.status << 8 | (size_t)seen.type << 6 |
                        (size_t)seen.disposition << 3 | (size_t)seen.issue << 2 | (size_t)seen.conflict << 1 |
                        (size_t)seen.same;

    among->ended += seen.disposition == BEHAVIOUR_NONE;
    among->priced += seen.issue && seen.price > 0;
    among->quiet += seen.behaviour == BEHAVIOUR_NONE;
    among->hard += seen.issue && seen.price >= 9;
    assert_true(form < sizeof among->form);
    among->forms += !among->form[form];
    among->form[form] = true;
}

/* Every field says what the world shows. */
static void assert_series(const model_t *model, uint64_t replicate, among_t *among)
{
    recording_t recording;
    world_t *world = NULL;
    size_t row = 0;

    record_world(&recording, model, RECORD_DYADS, 1, -1, replicate);
    assert_int_equal(world_create(&world, model, 1), MODEL_OK);
    world_reset(world, 9, replicate);
    const rows_t *series = &recording.rows[RECORDER_TIMESERIES];

    while (world_tick(world) < world_end(world)) {
        world_step(world);
        for (size_t d = 0; world_tick(world) > 0 && d < world_alliance_count(world); d++, row++) {
            assert_row(series, row, world, d, model);
            assert_int_equal(rows_index(series, row, "replicate"), replicate);
            note(among, world, d);
        }
    }
    assert_int_equal(row, series->count);
    world_free(world);
    recording_free(&recording);
}

static void time_series_show_the_world(void **state)
{
    static among_t among;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        model_t model;

        random_model(&model, seed);
        assert_series(&model, seed, &among);
        model_free(&model);
    }
    assert_true(among.ended > 100 && among.priced > 100 && among.quiet > 100 && among.hard > 20);
}

/* More kinds of rows than a recorder keeps forms of, with long names, in a world of more alliances than are observed
 * at once. */
static void rows_of_many_kinds(void **state)
{
    static among_t among;
    model_t model;

    (void)state;
    fixture_quiet(&model);
    for (int k = 0; k < 400; k++) {
        char id[WORLD_ID_SIZE];

        snprintf(id, sizeof id, "source-%0*d", 1 + k % 53, k);
        fixture_source(&model, id, 0.9, 0.9);
    }
    const int32_t strong = fixture_strong(&model, "S", 0.7);
    const int32_t weak = fixture_weak(&model, "ally", 70);

    for (int32_t k = 0; k < 400; k++) {
        fixture_strong_view(&model, strong, k, 0.5, 1);
        model.weak[weak].per_source[VARIABLE_WEAK_intention][k] = (distribution_t){DISTRIBUTION_UNIFORM, 0, 1, 0};
    }
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        const variable_info_t *info = variable_info((variable_t)v);

        if (info->kind == KIND_WEAK && variable_is_attribute((variable_t)v)) {
            model.weak[weak].value[v] = (distribution_t){DISTRIBUTION_UNIFORM, info->lowest, 1, 0};
        }
    }
    model_agent_t *alliance = fixture_alliance(&model, strong, weak);

    alliance->value[VARIABLE_ALLIANCE_salience] = (distribution_t){DISTRIBUTION_UNIFORM, 0, 1, 0};
    alliance->value[VARIABLE_ALLIANCE_political_need] = (distribution_t){DISTRIBUTION_UNIFORM, 0, 1, 0};
    model.parameters.demand_rate = 20;
    model.parameters.demand_conflict = 0.7;
    model.parameters.time_years = 40;
    model.parameters.time_burn_in = 0;
    assert_int_equal(model_check(&model, fixture_complain, NULL), 0);
    assert_series(&model, 1, &among);
    assert_true(among.forms > 4000);
    model_free(&model);
}

static const char *index_word(const char *id, int32_t index)
{
    return index < 0 ? "" : id;
}

static void assert_event(const rows_t *rows, size_t row, const world_event_t *event,
                         const world_t *world, const model_t *model)
{
    char weak[WORLD_ID_SIZE] = "", variable[64] = "";
    const char *strong = event->strong < 0 ? "" : world_strong_id(world, (size_t)event->strong);
    const char *source = event->source < 0 ? "" : world_source_id(world, (size_t)event->source);
    const bool shock = event->kind == EVENT_SHOCK;

    if (event->weak >= 0) {
        world_weak_id(world, (size_t)event->weak, weak);
    }
    if (shock) {
        const variable_info_t *info = variable_info(model->shocks[event->shock].on);

        snprintf(variable, sizeof variable, "%s.%s", info->kind_name, info->name);
    }
    assert_int_equal(rows_index(rows, row, "tick"), event->tick);
    assert_word(rows, row, "event", world_event_name(event->kind));
    assert_word(rows, row, "shock", shock ? model->shocks[event->shock].id : "");
    assert_word(rows, row, "variable", variable);
    assert_word(rows, row, "strong", index_word(strong, event->strong));
    assert_word(rows, row, "weak", weak);
    assert_word(rows, row, "source", source);
    assert_field(rows, row, "size", event->kind <= EVENT_ISSUE_ENDED, event->size);
}

/* Also with every = 7: events are all there. */
static void events_are_all_told(void **state)
{
    size_t kinds[EVENT_KIND_COUNT] = {0};

    (void)state;
    for (uint64_t seed = 1; seed <= MORE_SEEDS; seed++) {
        model_t model;
        recording_t recording;
        world_t *world = NULL;
        chronicle_t chronicle;

        random_model(&model, seed);
        record_world(&recording, &model, RECORD_COUNTS, 7, -1, seed);
        assert_int_equal(world_create(&world, &model, 1), MODEL_OK);
        world_reset(world, 9, seed);
        chronicle_open(&chronicle, world);
        fixture_run(world, world_end(world));
        const rows_t *rows = &recording.rows[RECORDER_EVENTS];

        assert_int_equal(rows->count, chronicle.count);
        for (size_t i = 0; i < chronicle.count; i++) {
            assert_event(rows, i, &chronicle.event[i], world, &model);
            kinds[chronicle.event[i].kind]++;
        }
        chronicle_close(&chronicle);
        world_free(world);
        recording_free(&recording);
        model_free(&model);
    }
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        if (kinds[kind] == 0) {
            print_error("no %s\n", world_event_name((world_event_kind_t)kind));
        }
        assert_true(kinds[kind] > 0);
    }
}

/* every = n keeps the rows of ticks 0, n, 2 n ... of the whole. */
static void every_keeps_some_ticks(void **state)
{
    model_t model;
    recording_t whole, thin;
    size_t row = 0;

    (void)state;
    random_model(&model, 3);
    record_world(&whole, &model, RECORD_DYADS, 1, -1, 0);
    record_world(&thin, &model, RECORD_DYADS, 7, -1, 0);
    assert_int_equal(thin.rows[RECORDER_COUNTS].count, (whole.ticks + 6) / 7);
    for (int i = RECORDER_TIMESERIES; i <= RECORDER_COUNTS; i++) {
        const rows_t *all = &whole.rows[i], *some = &thin.rows[i];

        row = 0;
        for (size_t j = 0; j < all->count; j++) {
            if (rows_index(all, j, "tick") % 7 == 0) {
                for (size_t k = 0; k < all->width; k++) {
                    assert_string_equal(some->fields[row * all->width + k],
                                        all->fields[j * all->width + k]);
                }
                row++;
            }
        }
        assert_int_equal(row, some->count);
    }
    assert_int_equal(thin.text[RECORDER_EVENTS].length, whole.text[RECORDER_EVENTS].length);
    recording_free(&whole);
    recording_free(&thin);
    model_free(&model);
}

static void less_can_be_recorded(void **state)
{
    model_t model;
    recording_t dyads, counts, none;

    (void)state;
    random_model(&model, 5);
    record_world(&dyads, &model, RECORD_DYADS, 1, -1, 0);
    record_world(&counts, &model, RECORD_COUNTS, 1, -1, 0);
    record_world(&none, &model, RECORD_NONE, 1, -1, 0);
    assert_int_equal(counts.written[RECORDER_TIMESERIES], 0);
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        assert_int_equal(none.written[i], 0);
        if (i != RECORDER_TIMESERIES) {
            assert_int_equal(counts.text[i].length, dyads.text[i].length);
            assert_memory_equal(counts.text[i].data, dyads.text[i].data, counts.text[i].length);
        }
    }
    /* to be watched changes nothing */
    assert_memory_equal(&dyads.tally, &none.tally, sizeof none.tally);
    recording_free(&dyads);
    recording_free(&counts);
    recording_free(&none);
    model_free(&model);
}

/* A point is a column before all others and changes no other byte. */
static void points_come_first(void **state)
{
    model_t model;
    recording_t plain, swept;

    (void)state;
    random_model(&model, 7);
    record_world(&plain, &model, RECORD_DYADS, 1, -1, 12);
    record_world(&swept, &model, RECORD_DYADS, 1, 345, 12);
    for (int i = 0; i < RECORDER_CHANNELS; i++) {
        const rows_t *a = &plain.rows[i], *b = &swept.rows[i];

        assert_string_equal(b->columns[0], "point");
        assert_int_equal(a->width + 1, b->width);
        assert_int_equal(a->count, b->count);
        for (size_t row = 0; row < a->count; row++) {
            assert_string_equal(b->fields[row * b->width], "345");
            for (size_t k = 0; k < a->width; k++) {
                assert_string_equal(a->fields[row * a->width + k],
                                    b->fields[row * b->width + k + 1]);
            }
        }
    }
    recording_free(&plain);
    recording_free(&swept);
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_those_of_the_product),
        cmocka_unit_test(columns_are_explained),
        cmocka_unit_test(counts_agree_with_time_series),
        cmocka_unit_test(time_series_show_the_world),
        cmocka_unit_test(rows_of_many_kinds),
        cmocka_unit_test(events_are_all_told),
        cmocka_unit_test(every_keeps_some_ticks),
        cmocka_unit_test(less_can_be_recorded),
        cmocka_unit_test(points_come_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
