/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Twins. The scene has two halves without any path between them:
 *
 *      K        L          sources, seen by all
 *     / \      / \
 *      S        T          strong
 *     /|\ \    /|\
 *    a a a n  b b b        weak; ties among the a's, from n to them, and among the b's
 *
 * so that what happens to S, an a or n is never felt by T and the b's. Substitution,
 * demonstration, socialisation, ties and noise are on.
 */
#include "experiments/flip.h"

#include "files/digest.h"
#include "fixture.h"
#include "rows.h"

#include <unistd.h>

/* Of every weak state. */
#define KIND                                                                                       \
    "capability = { distribution = \"uniform\"; low = 0.0; high = 0.5; };"                         \
    " defense_need = { distribution = \"uniform\"; low = 0.3; high = 0.9; }; alternatives = 0.3;"  \
    " intention = { K = { distribution = \"uniform\"; low = -0.2; high = 0.9; }; L = 0.4; };"      \
    " proximity = { K = 0.6; L = 0.5; }; support = 0.9; basing = 0.5; salience = 0.45;"            \
    " political_need = { distribution = \"uniform\"; low = 0.2; high = 0.9; }; }"

static const char scene[] =
    "name = \"scene\";\n"
    "time = { start = 2000.0; years = 8.0; burn_in = 1.0; };\n"
    "demand = { rate = 2.0; };\n"
    "consequence = { drift_after = 0.2; end_after = 0.5; reform_after = 1.0; };\n"
    "sources = ( { id = \"K\"; power = 0.8; offense = 0.8; }, { id = \"L\"; power = 0.5; offense = 0.7; } );\n"
    "strong = (\n"
    "    { id = \"T\"; engagement = 0.8; intention = { K = 0.5; L = 0.8; }; proximity = { K = 0.5; L = 0.5; }; },\n"
    "    { id = \"S\"; engagement = 0.9; intention = { K = 0.8; L = 0.4; }; proximity = { K = 0.5; L = 0.5; }; } );\n"
    "weak = (\n"
    "    { id = \"a\"; count = 3; patron = \"S\"; "
    KIND ",\n    { id = \"n\"; patron = \"S\"; " KIND ",\n    { id = \"b\"; count = 3; patron = \"T\"; " KIND " );\n"
    "ties = ( { from = \"a\"; to = \"a\"; weight = 0.4; }, { from = \"n\"; to = \"a\"; weight = 0.6; },\n"
    "         { from = \"b\"; to = \"b\"; weight = 0.4; } );\n"
    "shocks = ( { id = \"coup\"; on = \"weak.government\"; rate = 0.3;\n"
    "             size = { distribution = \"gaussian\"; mean = 0.0; sd = 0.3; }; } );\n";

enum { ALLIANCES = 7, SHOCK_TICK = 36, END = 96, HORIZONS = 4 };

/* In the world's order: a-1, a-2, a-3, b-1, b-2, b-3, n. */
static bool is_south(size_t alliance)
{
    return alliance >= 3 && alliance < 6;
}

static void read_experiment(experiment_t *experiment, const char *shocks, unsigned replicates)
{
    FILE *stream = fopen("scene.cfg", "w");
    char text[8192];
    report_t report = {0};

    assert_non_null(stream);
    assert_true(fputs(scene, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
    const int length = snprintf(text, sizeof text,
                                "name = \"twins\"; scenario = \"scene.cfg\"; seed = 5L; replicates = %u;\n"
                                "first_replicate = 3; outcomes = [ \"demands\", \"flips\" ];\n"
                                "flip = { date = 2003.0; horizons = [ 0.0, 0.5, 2.0, 4.9 ]; shocks = (\n%s ); };\n",
                                replicates, shocks);

    assert_in_range(length, 1, sizeof text - 1);
    const int status =
        experiment_read_text(experiment, "twins.cfg", text, (size_t)length, NULL, 0, NULL, &report);
    report_print(&report, stderr);
    report_free(&report);
    assert_int_equal(status, EXPERIMENT_OK);
}

/* ---- Parting ---- */

/* Two paths as words of a letter for each tick. */
static flip_parting_t part(const char *twin, const char *shocked, int32_t *back)
{
    const int32_t ticks = (int32_t)strlen(twin);
    flip_parting_t parting;

    flip_parting_init(&parting);
    for (int32_t tick = 0; tick < ticks; tick++) {
        flip_parting_add(&parting, tick, twin[tick] != shocked[tick]);
    }
    *back = flip_parting_back(&parting, ticks);
    return parting;
}

static void test_parting(void **state)
{
    static const struct {
        const char *twin, *shocked;
        int32_t first, back;
    } rows[] = {
        {"ffffff", "ffffff", FLIP_NEVER, FLIP_NEVER},
        {"ffffff", "fnnfff", 1, 3},            /* and back */
        {"fnnfff", "ffffff", 1, 3},            /* either may be the one that moves */
        {"fnnffc", "fnpffc", 2, 3},
        {"ffffff", "nfffff", 0, 1},            /* at once */
        {"ffffff", "fnfnff", 1, 4},            /* agreement in between is no return */
        {"ffffff", "fffffn", 5, FLIP_NEVER},   /* only at the end */
        {"ffffff", "nfffnn", 0, FLIP_NEVER},   /* back, and away again */
        {"ffffff", "ffffnf", 4, 5},
        {"ffffff", "pppppp", 0, FLIP_NEVER},
        {"fffc..", "fffcc.", 4, 5},            /* ended a tick later */
        {"f", "n", 0, FLIP_NEVER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t back = 77;
        const flip_parting_t parting = part(rows[i].twin, rows[i].shocked, &back);

        assert_int_equal(parting.first, rows[i].first);
        assert_int_equal(back, rows[i].back);
    }
}

/* ---- Shocks of all kinds ---- */

typedef struct kind {
    const char *shock;
    unsigned targets; /* alliances, by bit */
    bool south;       /* the southern half feels it */
    bool additive;    /* of size 0 it is nothing */
    double size;
} kind_t;

static const kind_t kinds[] = {
    {"on = \"strong.engagement\"; target = \"S\";", 0x47, false, true, -0.6},
    {"on = \"strong.engagement\"; target = \"T\"; permanent = false;", 0x38, true, true, -0.6},
    {"on = \"strong.engagement\";", 0x7f, true, true, -0.6},
    {"on = \"source.power\"; target = \"K\";", 0x7f, true, true, -0.7},
    {"on = \"source.power\"; permanent = false;", 0x7f, true, true, -0.4},
    {"on = \"world.intention\"; source = \"K\";", 0x7f, true, true, -0.7},
    {"on = \"world.intention\";", 0x7f, true, true, -0.7},
    {"on = \"strong.intention\"; target = \"S\"; source = \"K\";", 0x47, false, true, -0.6},
    {"on = \"weak.intention\"; target = \"n\"; source = \"K\";", 0x40, false, true, -0.8},
    {"on = \"weak.intention\"; target = \"a\"; source = \"K\"; together = true;", 0x07, false, true, -0.8},
    {"on = \"weak.government\"; target = \"a-2\"; source = \"K\";", 0x02, false, false, -0.9},
    {"on = \"weak.government\"; target = \"a\";", 0x07, false, false, -0.9},
    {"on = \"weak.government\";", 0x7f, true, false, -0.9},
    {"on = \"weak.capability\"; target = \"a-1\";", 0x01, false, true, 0.6},
    {"on = \"weak.capability\"; target = \"b-3\"; permanent = false;", 0x20, true, true, 0.6},
    {"on = \"alliance.support\"; strong = \"S\"; weak = \"a\";", 0x07, false, true, -0.8},
    {"on = \"alliance.basing\"; strong = \"S\";", 0x47, false, true, 0.5},
    {"on = \"alliance.political_need\"; weak = \"n\";", 0x40, false, true, -0.7},
    {"on = \"alliance.salience\";", 0x7f, true, true, 0.5},
    {"on = \"alliance.demand\"; strong = \"S\"; weak = \"a-3\"; source = \"K\";", 0x04, false, false, 0.9},
    {"on = \"alliance.demand\"; strong = \"S\"; weak = \"a\";", 0x07, false, false, 0.9},
    {"on = \"alliance.demand\";", 0x7f, true, false, 0.9},
};

enum { KINDS = sizeof kinds / sizeof kinds[0], PLAYED = 6 };

static void read_kind(experiment_t *experiment, const kind_t *kind, unsigned replicates)
{
    char shock[512];

    snprintf(shock, sizeof shock, "{ id = \"blow\"; %s sizes = [ %g, %g ]; }", kind->shock,
             kind->size / 2, kind->size);
    read_experiment(experiment, shock, replicates);
}

/* A world with the shock as the worker makes it, or (NULL) of the scenario as it is. */
static world_t *make_world(const experiment_t *experiment, scenario_t *scenario, const double *size,
                           uint64_t replicate)
{
    world_t *world = NULL;

    assert_int_equal(scenario_copy(scenario, &experiment->scenario), SCENARIO_OK);
    if (size != NULL) {
        assert_int_equal(experiment_add_shock(experiment, 0, *size, scenario, NULL), EXPERIMENT_OK);
    }
    assert_int_equal(model_check(&scenario->model, fixture_complain, NULL), 0);
    assert_int_equal(world_create(&world, &scenario->model, 1), MODEL_OK);
    world_reset(world, experiment->seed, replicate);
    return world;
}

/*
 * Tick by tick, everything that is observed: equal before the shock, equal for ever if its size is
 * 0 (where it adds), equal for ever in the half that it cannot reach; else it is felt.
 */
static void play_twins(const kind_t *kind, double size, uint64_t replicate, unsigned *felt)
{
    experiment_t experiment;
    scenario_t with, without;

    read_kind(&experiment, kind, 1);
    world_t *world = make_world(&experiment, &with, &size, replicate);
    world_t *twin = make_world(&experiment, &without, NULL, replicate);
    while (world_tick(world) < world_end(world)) {
        const int32_t tick = world_tick(world);

        world_step(world);
        world_step(twin);
        for (size_t d = 0; d < ALLIANCES; d++) {
            const bool equal = fixture_equal(world, d, twin, d);

            if (tick < SHOCK_TICK || (kind->additive && !(fabs(size) > 0)) ||
                (is_south(d) && !kind->south)) {
                if (!equal) {
                    print_error("%s size %g: tick %d, alliance %zu\n", kind->shock, size, tick, d);
                }
                assert_true(equal);
            }
            *felt |= equal ? 0 : 1u << d;
        }
    }
    world_free(world);
    world_free(twin);
    scenario_free(&with);
    scenario_free(&without);
    experiment_free(&experiment);
}

static void test_twins_tick_by_tick(void **state)
{
    (void)state;
    for (size_t i = 0; i < KINDS; i++) {
        unsigned felt = 0;

        play_twins(&kinds[i], 0.0, 1, &felt);
        felt = 0;
        for (uint64_t replicate = 0; replicate < PLAYED; replicate++) {
            play_twins(&kinds[i], kinds[i].size, replicate, &felt);
        }
        assert_int_equal(felt & kinds[i].targets, kinds[i].targets); /* by all that it hits */
    }
}

static void test_targets(void **state)
{
    (void)state;
    for (size_t i = 0; i < KINDS; i++) {
        experiment_t experiment;
        flip_t flip;
        unsigned targets = 0;

        read_kind(&experiment, &kinds[i], 1);
        assert_int_equal(flip_init(&flip, &experiment), FLIP_OK);
        assert_int_equal(flip.alliances, ALLIANCES);
        for (size_t d = 0; d < ALLIANCES; d++) {
            targets |= flip_is_target(&flip, 0, d) ? 1u << d : 0;
        }
        assert_int_equal(targets, kinds[i].targets);
        flip_free(&flip);
        flip_free(&flip);
        experiment_free(&experiment);
    }
}

/* ---- What a run says, against what is seen of two separate worlds ---- */

typedef struct slow {
    const flip_t *flip;
    flip_state_t twin[END], shocked[END]; /* [tick] of one alliance */
    uint64_t replicate;
    size_t point, rows, different, spilled;
} slow_t;

static void watch(const experiment_t *experiment, const double *size, uint64_t replicate,
                  size_t alliance, flip_state_t states[END])
{
    scenario_t scenario;
    world_t *world = make_world(experiment, &scenario, size, replicate);

    while (world_tick(world) < world_end(world)) {
        const int32_t tick = world_tick(world);
        observation_t seen;

        world_step(world);
        world_observe(world, 0, alliance, &seen);
        if (tick >= 0) {
            states[tick] = (flip_state_t){seen.disposition, seen.status};
        }
    }
    world_free(world);
    scenario_free(&scenario);
}

static void assert_states(const flip_state_t *a, const flip_state_t *b)
{
    assert_int_equal(a->disposition, b->disposition);
    assert_int_equal(a->status, b->status);
}

static int compare_row(void *context, const flip_row_t *row)
{
    static const int32_t horizons[HORIZONS] = {0, 6, 24, 59};
    slow_t *slow = context;
    const flip_t *flip = slow->flip;
    int32_t first = FLIP_NEVER, last = FLIP_NEVER;

    assert_int_equal(row->replicate, slow->replicate);
    assert_int_equal(row->point, slow->point);
    assert_int_equal(row->alliance, slow->rows);
    assert_int_equal(row->target, flip_is_target(flip, 0, row->alliance));
    watch(flip->experiment, NULL, row->replicate, row->alliance, slow->twin);
    watch(flip->experiment, &flip->points[row->point].size, row->replicate, row->alliance,
          slow->shocked);
    for (int32_t tick = END - 1; tick >= 0; tick--) {
        if (slow->twin[tick].disposition != slow->shocked[tick].disposition) {
            assert_true(tick >= SHOCK_TICK);
            last = last == FLIP_NEVER ? tick : last;
            first = tick;
        }
    }
    assert_int_equal(row->delay, first == FLIP_NEVER ? FLIP_NEVER : first - SHOCK_TICK);
    assert_int_equal(row->back,
                     last == FLIP_NEVER || last == END - 1 ? FLIP_NEVER : last + 1 - SHOCK_TICK);
    assert_states(&row->before, &slow->twin[SHOCK_TICK - 1]);
    for (size_t h = 0; h < HORIZONS; h++) {
        assert_states(&row->twin[h], &slow->twin[SHOCK_TICK + horizons[h]]);
        assert_states(&row->shocked[h], &slow->shocked[SHOCK_TICK + horizons[h]]);
    }
    slow->rows++;
    slow->different += row->delay != FLIP_NEVER;
    slow->spilled += row->delay != FLIP_NEVER && !row->target;
    return 0;
}

static void play_run(const campaign_work_t *work, void *worker, uint64_t number, text_t *payload)
{
    char message[256] = "";

    text_clear(payload);
    assert_int_equal(work->run(worker, number, payload, message, sizeof message), 0);
    assert_string_equal(message, "");
}

static void test_against_two_worlds(void **state)
{
    size_t spilled = 0;

    (void)state;
    for (size_t i = 0; i < KINDS; i++) {
        experiment_t experiment;
        flip_t flip;
        campaign_work_t work;
        void *worker = NULL;
        char message[256] = "";
        text_t payload = {0};
        slow_t slow = {.flip = &flip};

        read_kind(&experiment, &kinds[i], 2);
        assert_int_equal(flip_init(&flip, &experiment), FLIP_OK);
        assert_int_equal(flip_block(&flip), 3);
        assert_int_equal(flip_runs(&flip), 6);
        assert_int_equal(flip.tick, SHOCK_TICK);
        assert_true(flip.has_before);
        flip_work(&flip, &work);
        assert_int_equal(work.open(work.context, &worker, message, sizeof message), 0);
        for (uint64_t number = 0; number < flip_runs(&flip); number++) {
            slow.replicate = 3 + number / 3;
            assert_int_equal(flip_replicate(&flip, number), slow.replicate);
            assert_int_equal(flip_point(&flip, number), (int)(number % 3) - 1);
            play_run(&work, worker, number, &payload);
            slow.rows = 0;
            slow.point = (size_t)(number % 3) - 1;
            assert_int_equal(flip_read(&flip, number, payload.data, payload.length, compare_row, &slow), 0);
            assert_int_equal(slow.rows, number % 3 == 0 ? 0 : ALLIANCES);
            if (number % 3 > 0) { /* a byte more or less is nothing of ours */
                assert_int_equal(flip_read(&flip, number, payload.data, payload.length - 1, compare_row, &slow),
                                 FLIP_DAMAGED);
            }
        }
        spilled += slow.spilled;
        work.close(work.context, worker);
        text_free(&payload);
        flip_free(&flip);
        experiment_free(&experiment);
    }
    assert_true(spilled > 0); /* by ties and the like */
}

/* More alliances than are observed at once. */
static void test_large_world(void **state)
{
    experiment_t experiment;
    flip_t flip;
    campaign_work_t work;
    void *worker = NULL;
    char message[256] = "";
    text_t payload = {0};
    slow_t slow = {.flip = &flip, .replicate = 3, .point = 1};

    (void)state;
    read_kind(&experiment, &kinds[2], 1);
    model_t *model = &experiment.scenario.model;

    model->weak[model_find(model->weak, model->weak_count, "a")].count = 140;
    assert_int_equal(flip_init(&flip, &experiment), FLIP_OK);
    assert_true(flip.alliances > 2 * WORLD_OBSERVED);
    flip_work(&flip, &work);
    assert_int_equal(work.open(work.context, &worker, message, sizeof message), 0);
    play_run(&work, worker, 2, &payload);
    assert_int_equal(flip_read(&flip, 2, payload.data, payload.length, compare_row, &slow), 0);
    assert_int_equal(slow.rows, flip.alliances);
    assert_true(slow.different > WORLD_OBSERVED && slow.different < flip.alliances);
    work.close(work.context, worker);
    text_free(&payload);
    flip_free(&flip);
    experiment_free(&experiment);
}

/* A run is the same whatever its worker played before. */
static void test_any_order(void **state)
{
    static const uint64_t order[] = {5, 4, 5, 2, 2, 0, 4, 8, 7, 1, 3, 6, 5};
    experiment_t experiment;
    flip_t flip;
    campaign_work_t work;
    void *worker = NULL, *fresh = NULL;
    text_t payload = {0}, again = {0};
    char message[256];

    (void)state;
    read_kind(&experiment, &kinds[4], 3);
    experiment.first_replicate = 0;
    assert_int_equal(flip_init(&flip, &experiment), FLIP_OK);
    flip_work(&flip, &work);
    assert_int_equal(work.open(work.context, &worker, message, sizeof message), 0);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        play_run(&work, worker, order[i], &payload);
        assert_int_equal(work.open(work.context, &fresh, message, sizeof message), 0);
        play_run(&work, fresh, order[i], &again);
        work.close(work.context, fresh);
        assert_int_equal(payload.length, again.length);
        assert_memory_equal(payload.data, again.data, payload.length);
    }
    /* given up in the middle, then played again */
    atomic_int stop = 1;
    flip.stop = &stop;
    text_clear(&again);
    assert_int_equal(work.run(worker, 8, &again, message, sizeof message), CAMPAIGN_STOPPED);
    assert_int_equal(again.length, 0);
    stop = 0;
    play_run(&work, worker, 8, &payload);
    assert_int_equal(work.open(work.context, &fresh, message, sizeof message), 0);
    play_run(&work, fresh, 8, &again);
    work.close(work.context, fresh);
    assert_memory_equal(payload.data, again.data, again.length);
    work.close(work.context, worker);
    text_free(&payload);
    text_free(&again);
    flip_free(&flip);
    experiment_free(&experiment);
}

/* Replicates that are played together are what each is alone, in whatever order they are asked for. */
static void test_together(void **state)
{
    experiment_t experiment;
    flip_t flip, one_by_one;
    campaign_work_t work, work_alone;
    void *worker = NULL, *alone = NULL;
    text_t payload = {0}, expected = {0};
    char message[256];

    (void)state;
    read_kind(&experiment, &kinds[2], 35);
    assert_int_equal(flip_init(&flip, &experiment), FLIP_OK);
    assert_int_equal(flip_init(&one_by_one, &experiment), FLIP_OK);
    flip.together = 8; /* the last block has three */
    one_by_one.together = 1;
    flip_work(&flip, &work);
    flip_work(&one_by_one, &work_alone);
    assert_int_equal(work.open(work.context, &worker, message, sizeof message), 0);
    assert_int_equal(work_alone.open(work_alone.context, &alone, message, sizeof message), 0);
    const uint64_t runs = flip_runs(&flip);

    for (uint64_t i = 0; i < runs + 60; i++) {
        const uint64_t number = i < runs ? i : i * 101 % runs; /* in order, and then not */

        play_run(&work, worker, number, &payload);
        play_run(&work_alone, alone, number, &expected);
        assert_int_equal(payload.length, expected.length);
        assert_memory_equal(payload.data, expected.data, expected.length);
    }
    /* what was given up is not kept */
    atomic_int stop = 1;
    flip.stop = &stop;
    play_run(&work_alone, alone, 4, &expected);
    text_clear(&payload);
    assert_int_equal(work.run(worker, 4, &payload, message, sizeof message), CAMPAIGN_STOPPED);
    assert_int_equal(payload.length, 0);
    stop = 0;
    play_run(&work, worker, 4, &payload);
    assert_memory_equal(payload.data, expected.data, expected.length);
    work.close(work.context, worker);
    work_alone.close(work_alone.context, alone);
    text_free(&payload);
    text_free(&expected);
    flip_free(&flip);
    flip_free(&one_by_one);
    experiment_free(&experiment);
}

/* So many only that there are enough blocks, that they are faster, and that what is kept is not too much. */
static void test_blocks(void **state)
{
    static const struct {
        unsigned replicates;
        uint32_t members, together;
    } rows[] = {{1, 3, 1}, {63, 3, 1}, {64, 3, 2}, {255, 3, 4}, {256, 3, 8}, {1000, 3, 8}, {1000, 150, 4}, {1000, 900, 1}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        experiment_t experiment;
        flip_t flip;

        read_kind(&experiment, &kinds[0], rows[i].replicates);
        model_t *model = &experiment.scenario.model;

        model->weak[model_find(model->weak, model->weak_count, "a")].count = rows[i].members;
        assert_int_equal(flip_init(&flip, &experiment), FLIP_OK);
        assert_int_equal(flip.together, rows[i].together);
        assert_int_equal(flip.block_size, 3 * rows[i].together);
        flip_free(&flip);
        model->parameters.time_years = 500000; /* in ticks of 1/8 year, of seven alliances or more: 28 MB of each twin */
        assert_int_equal(flip_init(&flip, &experiment), FLIP_OK);
        assert_in_range(flip.together, 1, 2);
        flip_free(&flip);
        experiment_free(&experiment);
    }
}

/* ---- Tables ---- */

static const char two_shocks[] =
    "{ id = \"leave\"; on = \"strong.engagement\"; target = \"S\"; low = 0.0; high = -0.8; levels = 3; },\n"
    "{ id = \"turn\"; on = \"weak.government\"; target = \"a\"; source = \"K\"; sizes = [ -0.9, 0.5 ]; }";

enum { POINTS = 5, REPLICATES = 4 };

typedef struct seen {
    size_t rows, finished;
    flip_state_t before[POINTS * REPLICATES * ALLIANCES], twin[POINTS * REPLICATES * ALLIANCES],
        shocked[POINTS * REPLICATES * ALLIANCES]; /* at the second horizon */
} seen_t;

static int keep_row(void *context, const flip_row_t *row)
{
    seen_t *seen = context;

    assert_in_range(seen->rows, 0, POINTS * REPLICATES * ALLIANCES - 1);
    seen->before[seen->rows] = row->before;
    seen->twin[seen->rows] = row->twin[1];
    seen->shocked[seen->rows++] = row->shocked[1];
    return 0;
}

static int finish(void *context, results_t *results, failure_t *failure)
{
    (void)results, (void)failure;
    ((seen_t *)context)->finished++;
    return 0;
}

static void run_campaign(const char *directory, int threads, const atomic_int *stop, int expected,
                         seen_t *seen)
{
    experiment_t experiment;
    flip_t flip;
    campaign_t campaign;
    failure_t failure = {0};
    const flip_reader_t reader = {keep_row, finish, seen};
    const char *const line[] = {"adrift", "flip"};

    memset(seen, 0, sizeof *seen);
    read_experiment(&experiment, two_shocks, REPLICATES);
    assert_int_equal(flip_init(&flip, &experiment), FLIP_OK);
    flip.stop = stop;
    assert_int_equal(flip.point_count, POINTS);
    campaign_options_t options = {.directory = directory,
                                  .description = flip.identity.description.data,
                                  .runs = flip_runs(&flip),
                                  .block_size = flip.block_size,
                                  .block_stride = flip_block(&flip),
                                  .threads = threads,
                                  .stop = stop,
                                  .tables = flip_tables};
    memcpy(options.key, flip.identity.key, sizeof options.key);
    flip_work(&flip, &options.work);
    campaign_init(&campaign, &options);
    assert_int_equal(campaign_open(&campaign), CAMPAIGN_OK);
    assert_int_equal(campaign_run(&campaign), expected);
    if (expected == CAMPAIGN_OK) {
        assert_int_equal(campaign.counts.repeated, 0);
        assert_int_equal(flip_write(&flip, &campaign, &reader, line, 2, &failure), FILES_OK);
        assert_int_equal(seen->rows, POINTS * REPLICATES * ALLIANCES);
        assert_int_equal(seen->finished, 1);
    }
    assert_int_equal(campaign_close(&campaign), CAMPAIGN_OK);
    flip_free(&flip);
    experiment_free(&experiment);
}

static void digest_tables(const char *directory, char hex[][DIGEST_HEX_SIZE])
{
    static const char *const files[] = {TABLE_DESIGN, TABLE_RUNS, TABLE_FLIPS, TABLE_COLUMNS};

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[256];

        snprintf(path, sizeof path, "%s/%s", directory, files[i]);
        assert_int_equal(digest_file(path, hex[i], NULL, NULL), FILES_OK);
    }
}

static void clear(const char *directory)
{
    char command[256];

    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    assert_int_equal(system(command), 0);
}

static void test_threads(void **state)
{
    static const int threads[] = {1, 2, 7};
    char expected[4][DIGEST_HEX_SIZE], found[4][DIGEST_HEX_SIZE];
    seen_t seen;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        clear("threads");
        run_campaign("threads", threads[i], NULL, CAMPAIGN_OK, &seen);
        digest_tables("threads", i == 0 ? expected : found);
        assert_true(i == 0 || memcmp(expected, found, sizeof found) == 0);
    }
    /* stopped before the first run is through, then taken up */
    const atomic_int stop = 1;
    clear("threads");
    run_campaign("threads", 2, &stop, CAMPAIGN_STOPPED, &seen);
    run_campaign("threads", 2, NULL, CAMPAIGN_OK, &seen);
    digest_tables("threads", found);
    assert_memory_equal(expected, found, sizeof found);
}

static const char *field(const rows_t *rows, size_t row, const char *column)
{
    const char *found = NULL;

    for (size_t i = 0; i < rows->width; i++) {
        found = strcmp(rows->columns[i], column) == 0 ? rows->fields[row * rows->width + i] : found;
    }
    if (found == NULL) {
        print_error("no column %s\n", column);
    }
    assert_non_null(found);
    return found;
}

static void assert_words(const rows_t *rows, size_t row, const char *disposition, const char *status,
                         const flip_state_t *state)
{
    assert_string_equal(field(rows, row, disposition), behaviour_name(state->disposition));
    assert_string_equal(field(rows, row, status), status_name(state->status));
}

/* Two outcomes of the world without a shock, found another way. */
static void assert_outcomes(const rows_t *runs, size_t row, uint64_t replicate)
{
    experiment_t experiment;
    scenario_t scenario;
    tally_t tally;
    uint64_t demands = 0;

    read_experiment(&experiment, two_shocks, REPLICATES);
    world_t *world = make_world(&experiment, &scenario, NULL, replicate);
    fixture_run(world, world_end(world));
    world_tally(world, 0, &tally);
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        demands += tally.demands[i];
    }
    assert_near(atof(field(runs, row, "demands")), (double)demands, 0);
    assert_near(atof(field(runs, row, "flips")), (double)tally.flips / (ALLIANCES * 8), 1e-12);
    world_free(world);
    scenario_free(&scenario);
    experiment_free(&experiment);
}

/* The files agree with one another and with their own definitions. */
static void test_tables(void **state)
{
    rows_t design, runs, flips;
    seen_t seen;
    unsigned differed[REPLICATES][POINTS] = {0}, returned[REPLICATES][POINTS] = {0};

    (void)state;
    clear("tables");
    run_campaign("tables", 2, NULL, CAMPAIGN_OK, &seen);
    rows_read(&design, "tables/design.csv");
    rows_read(&runs, "tables/runs.csv");
    rows_read(&flips, "tables/flips.csv");
    assert_int_equal(design.count, POINTS);
    assert_string_equal(field(&design, 0, "shock"), "leave");
    assert_string_equal(field(&design, 1, "size"), "-0.4");
    assert_string_equal(field(&design, 1, "target"), "S");
    assert_string_equal(field(&design, 4, "shock"), "turn");
    assert_string_equal(field(&design, 4, "target"), "a");
    assert_string_equal(field(&design, 4, "source"), "K");
    assert_string_equal(field(&design, 4, "on"), "weak.government");
    assert_int_equal(flips.count, POINTS * REPLICATES * ALLIANCES);
    for (size_t i = 0; i < flips.count; i++) {
        const size_t replicate = i / (POINTS * ALLIANCES), point = i / ALLIANCES % POINTS;
        const bool target = strcmp(field(&flips, i, "target"), "true") == 0;
        const bool differs = field(&flips, i, "delay")[0] != '\0';
        const bool back = field(&flips, i, "return_time")[0] != '\0';

        assert_int_equal(atoi(field(&flips, i, "point")), point);
        assert_int_equal(atoi(field(&flips, i, "replicate")), 3 + replicate);
        assert_string_equal(field(&flips, i, "shock"), field(&design, point, "shock"));
        assert_string_equal(field(&flips, i, "size"), field(&design, point, "size"));
        assert_string_equal(field(&flips, i, "returned"), back ? "true" : "false");
        assert_string_equal(field(&flips, i, "spill_over"), differs && !target ? "true" : "false");
        assert_true(!back || atof(field(&flips, i, "return_time")) > atof(field(&flips, i, "delay")));
        assert_string_equal(field(&flips, i, "flipped_0.5"),
                            strcmp(field(&flips, i, "twin_disposition_0.5"),
                                   field(&flips, i, "shocked_disposition_0.5")) == 0
                                ? "false"
                                : "true");
        if (point == 0 || strcmp(field(&flips, i, "strong"), "T") == 0) { /* size 0; not reached */
            assert_false(differs);
            assert_string_equal(field(&flips, i, "flipped_4.9"), "false");
        }
        assert_words(&flips, i, "before_disposition", "before_status", &seen.before[i]);
        assert_words(&flips, i, "twin_disposition_0.5", "twin_status_0.5", &seen.twin[i]);
        assert_words(&flips, i, "shocked_disposition_0.5", "shocked_status_0.5", &seen.shocked[i]);
        differed[replicate][point] += differs;
        returned[replicate][point] += back;
    }
    assert_int_equal(runs.count, (POINTS + 1) * REPLICATES);
    for (size_t i = 0; i < runs.count; i++) {
        const size_t replicate = i / (POINTS + 1), point = i % (POINTS + 1);

        assert_int_equal(atoi(field(&runs, i, "replicate")), 3 + replicate);
        assert_string_equal(field(&runs, i, "status"), "finished");
        if (point == 0) {
            assert_string_equal(field(&runs, i, "point"), "");
            assert_string_equal(field(&runs, i, "alliances_differed"), "");
            assert_outcomes(&runs, i, 3 + replicate);
        } else {
            assert_int_equal(atoi(field(&runs, i, "point")), point - 1);
            assert_int_equal(atoi(field(&runs, i, "alliances_differed")), differed[replicate][point - 1]);
            assert_int_equal(atoi(field(&runs, i, "alliances_returned")), returned[replicate][point - 1]);
        }
        if (point == 1) { /* size 0: the outcomes of the twin */
            assert_string_equal(field(&runs, i, "demands"), field(&runs, i - 1, "demands"));
            assert_string_equal(field(&runs, i, "flips"), field(&runs, i - 1, "flips"));
        }
    }
    rows_free(&design);
    rows_free(&runs);
    rows_free(&flips);
}

/* Tables of what is finished say what is not: here the first of two shards, every other replicate. */
static void test_unfinished(void **state)
{
    experiment_t experiment;
    flip_t flip;
    campaign_t campaign;
    failure_t failure = {0};
    rows_t runs, flips;

    (void)state;
    clear("unfinished");
    read_experiment(&experiment, two_shocks, REPLICATES);
    assert_int_equal(flip_init(&flip, &experiment), FLIP_OK);
    campaign_options_t options = {.directory = "unfinished",
                                  .description = flip.identity.description.data,
                                  .runs = flip_runs(&flip),
                                  .block_size = flip.block_size,
                                  .block_stride = flip_block(&flip),
                                  .shard = 1,
                                  .shards = 2};
    flip_work(&flip, &options.work);
    campaign_init(&campaign, &options);
    assert_int_equal(campaign_open(&campaign), CAMPAIGN_OK);
    assert_int_equal(campaign_run(&campaign), CAMPAIGN_OK);
    assert_int_equal(flip_write(&flip, &campaign, NULL, NULL, 0, &failure), FILES_OK);
    assert_int_equal(campaign_close(&campaign), CAMPAIGN_OK);
    rows_read(&runs, "unfinished/runs.csv");
    rows_read(&flips, "unfinished/flips.csv");
    assert_int_equal(runs.count, (POINTS + 1) * REPLICATES);
    for (size_t i = 0; i < runs.count; i++) {
        const bool finished = i / (POINTS + 1) % 2 == 0;

        assert_int_equal(atoi(field(&runs, i, "replicate")), 3 + i / (POINTS + 1));
        assert_string_equal(field(&runs, i, "status"), finished ? "finished" : "failed");
        assert_int_equal(field(&runs, i, "demands")[0] != '\0', finished);
    }
    assert_int_equal(flips.count, POINTS * REPLICATES / 2 * ALLIANCES);
    rows_free(&runs);
    rows_free(&flips);
    flip_free(&flip);
    experiment_free(&experiment);
}

/* A shock in the very first tick has nothing before it; one in the burn-in has. */
static void test_first_tick(void **state)
{
    (void)state;
    for (int burn_in = 0; burn_in < 2; burn_in++) {
        experiment_t experiment;
        flip_t flip;

        read_kind(&experiment, &kinds[0], 1);
        experiment.scenario.model.parameters.time_burn_in = burn_in;
        experiment.flip.date = 2000.0;
        assert_int_equal(flip_init(&flip, &experiment), FLIP_OK);
        assert_int_equal(flip.tick, 0);
        assert_int_equal(flip.has_before, burn_in == 1);
        flip_free(&flip);
        experiment_free(&experiment);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parting),
        cmocka_unit_test(test_twins_tick_by_tick),
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_against_two_worlds),
        cmocka_unit_test(test_large_world),
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_together),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_unfinished),
        cmocka_unit_test(test_first_tick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
