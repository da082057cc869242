/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment_fixture.h"

#include <unistd.h>

#include "experiments/design.h"
#include "experiments/outcome.h"

static void write_experiment(const experiment_t *experiment, text_t *text)
{
    text_init(text);
    assert_int_equal(experiment_write(experiment, text), EXPERIMENT_OK);
}

/* Written, read and written again: the same bytes; and the same design. */
static void assert_round_trip(const experiment_t *experiment, const char *file,
                              const experiment_context_t *with)
{
    experiment_t again;
    text_t first, second;
    report_t report;
    char *said;
    report_init(&report);
    write_experiment(experiment, &first);
    (void)experiment_read_text(&again, file, first.data, first.length, NULL, 0, with, &report);
    said = printed(&report);
    if (said[0] != '\0') {
        print_error("%.*s\n", (int)first.length, first.data);
    }
    assert_string_equal(said, "");
    write_experiment(&again, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    assert_true(scenario_equal(&experiment->scenario, &again.scenario));
    assert_string_equal(experiment->name, again.name);
    assert_string_equal(experiment->label != NULL ? experiment->label : "none",
                        again.label != NULL ? again.label : "none");
    assert_string_equal(experiment->question != NULL ? experiment->question : "none",
                        again.question != NULL ? again.question : "none");
    assert_true(experiment->seed == again.seed);
    assert_int_equal(experiment->replicates, again.replicates);
    assert_int_equal(experiment->first_replicate, again.first_replicate);
    assert_int_equal(experiment->common_random_numbers, again.common_random_numbers);
    assert_string_equal(experiment->record, again.record);
    assert_int_equal(experiment->every, again.every);
    assert_int_equal(experiment->set_count, again.set_count);
    assert_int_equal(experiment->outcome_count, again.outcome_count);
    assert_int_equal(experiment->levels, again.levels);
    assert_int_equal(experiment->points, again.points);
    assert_int_equal(experiment->trajectories, again.trajectories);
    assert_int_equal(experiment->samples, again.samples);
    assert_int_equal(experiment->second_order, again.second_order);
    assert_int_equal(experiment->maximin, again.maximin);
    assert_int_equal(experiment->skip, again.skip);
    assert_near(experiment->ramp_hold, again.ramp_hold, 0.0);
    assert_int_equal(experiment->structural, again.structural);
    assert_near(experiment->flip.date, again.flip.date, 0.0);
    assert_int_equal(experiment->flip.horizon_count, again.flip.horizon_count);
    for (size_t i = 0; i < again.flip.horizon_count; i++) {
        assert_near(experiment->flip.horizons[i], again.flip.horizons[i], 0.0);
    }
    assert_int_equal(experiment->factor_count, again.factor_count);
    for (size_t i = 0; i < again.factor_count; i++) {
        const factor_t *a = &experiment->factors[i], *b = &again.factors[i];
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->form, b->form);
        assert_int_equal(a->whole, b->whole);
        assert_int_equal(a->levels, b->levels);
        assert_int_equal(a->has_base, b->has_base);
        assert_near(a->base, b->base, 0.0);
        assert_int_equal(a->value_count, b->value_count);
        for (size_t v = 0; v < a->value_count; v++) {
            assert_near(a->values[v], b->values[v], 0.0);
        }
        if (a->form != FACTOR_VALUES) {
            assert_near(factor_at(a, 0.3), factor_at(b, 0.3), 0.0);
        }
    }
    for (size_t i = 0; experiment->table != NULL && i < experiment->points * again.factor_count;
         i++) {
        assert_near(experiment->table[i], again.table[i], 0.0);
    }
    assert_int_equal(experiment->flip.shock_count, again.flip.shock_count);
    for (size_t i = 0; i < again.flip.shock_count; i++) {
        const experiment_shock_t *a = &experiment->flip.shocks[i], *b = &again.flip.shocks[i];
        assert_int_equal(a->size_count, b->size_count);
        assert_memory_equal(a->sizes, b->sizes, a->size_count * sizeof *a->sizes);
        assert_int_equal(a->shock.target, b->shock.target);
        assert_int_equal(a->shock.member, b->shock.member);
        assert_int_equal(a->shock.permanent, b->shock.permanent);
    }
    text_free(&first);
    text_free(&second);
    free(said);
    report_free(&report);
    experiment_free(&again);
}

static void what_is_written_reads_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {
        FLIPS,
        SWEEP("table") "file = \"points.csv\";",
        SWEEP("random") "points = 2147483647; label = \"T\u00fcrkiye \\\"\\\\\\n\\x01\"; seed = "
                        "0xFFFFFFFFFFFFFFFFL; "
                        "factors = ( { path = \"threshold.threat\"; distribution = \"uniform\";"
                        " low = 0.1; high = 0.30000000000000004; } );",
        SWEEP("latin_hypercube") FACTOR
        "maximin = 20; set = ( \"time.years=5\" ); outcomes = [\"flips\"];",
        SWEEP("halton") FACTOR
        "skip = 17; common_random_numbers = false; record = \"counts\"; every = 3; replicates = 4; "
        "first_replicate = 5; name = \"other\"; question = \"why\";",
        SWEEP("morris") FACTOR "levels = 8; trajectories = 3;",
        SWEEP("saltelli") FACTOR "samples = 8; second_order = true; skip = 1;",
        SWEEP("ramp") FACTOR "ramp = { hold = 0.3; };",
        SWEEP("factorial") "factors = ( { path = \"decision.rule\"; values = [ \"logit\" ]; },"
                           " { path = \"shocks.coup.together\"; values = [ true, false ]; },"
                           " { path = \"sources.PRK.state\"; values = [ \"JPN\", \"USA\" ]; },"
                           " { path = \"weak.ally.count\"; low = 1; high = 3; levels = 3; },"
                           " { path = \"noise.intention\"; low = 0.01; high = 0.1; scale = "
                           "\"log\"; } );",
        SWEEP("one_at_a_time") "factors = ( { path = \"decision.rule\"; values = [ \"logit\" ]; },"
                               " { path = \"sources.CHN.state\"; values = [ \"JPN\", \"USA\" ]; },"
                               " { path = \"weak.KOR.capability\"; values = [ 0.1 ]; base = "
                               "0.1234567890123456789; } );",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        experiment_t experiment;
        read_well(&experiment, texts[i], "threshold.ally=0.37");
        assert_round_trip(&experiment, "x.cfg", &context);
        experiment_free(&experiment);
    }
}

/* What decides the results must not depend on where the experiment lies. */
static void what_is_written_depends_on_the_content_only(void **state)
{
    (void)state;
    experiment_t here, there;
    text_t first, second;
    report_t report;
    static const char text[] = SWEEP("table") "name = \"same\"; file = \"points.csv\";";
    char directory[4096], name[5000];
    assert_non_null(getcwd(directory, sizeof directory));
    snprintf(name, sizeof name, "%s/y.cfg", directory);
    report_init(&report);
    read_well(&here, text, NULL);
    assert_int_equal(
        experiment_read_text(&there, name, text, strlen(text), NULL, 0, &context, &report),
        EXPERIMENT_OK);
    write_experiment(&here, &first);
    write_experiment(&there, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    text_free(&first);
    text_free(&second);
    report_free(&report);
    experiment_free(&here);
    experiment_free(&there);
}

/* Those that come with the program: read, possible as designs, written back; one of each kind there
 * is. */
static void the_shipped_ones_read(void **state)
{
    (void)state;
    static const char *const names[] = {"factorial", "one_at_a_time", "random",   "latin_hypercube",
                                        "sobol",     "morris",        "saltelli", "table",
                                        "ramp",      "flip"};
    const char *known[OUTCOME_MAX];
    experiment_context_t with = {.outcomes = known, .outcome_count = outcome_count()};
    for (size_t i = 0; i < outcome_count(); i++) {
        known[i] = outcome_info(i)->name;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char file[4096], *said;
        experiment_t e;
        report_t report;
        snprintf(file, sizeof file, "%s/experiments/%s.cfg", ADRIFT_SOURCE_DIR, names[i]);
        report_init(&report);
        assert_true(experiment_is_experiment(file));
        (void)experiment_read(&e, file, NULL, 0, &with, &report);
        said = printed(&report);
        assert_string_equal(said, "");
        free(said);
        assert_string_equal(e.name, names[i]);
        assert_non_null(e.question);
        assert_true(e.outcome_count > 0);
        if (e.design != NULL) {
            design_options_t options = {.kind = (design_kind_t)design_kind_from_name(e.design),
                                        .seed = e.seed,
                                        .points = e.points,
                                        .levels = e.levels,
                                        .trajectories = e.trajectories,
                                        .base_sample = e.samples,
                                        .second_order = e.second_order,
                                        .skip = e.skip,
                                        .tries = e.maximin,
                                        .table = e.table};
            assert_string_equal(e.design, names[i]);
            assert_int_equal(design_check(&options, e.factors, e.factor_count, &report), DESIGN_OK);
            assert_true(design_count(&options, e.factors, e.factor_count) * e.replicates <= 2000);
        } else {
            assert_int_equal(e.flip.shock_count, 5);
        }
        assert_round_trip(&e, file, &with);
        report_free(&report);
        experiment_free(&e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_the_same),
        cmocka_unit_test(what_is_written_depends_on_the_content_only),
        cmocka_unit_test(the_shipped_ones_read),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
