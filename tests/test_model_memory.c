/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation of the model fails once: no leak, no half-made entry, and the error is told. */
#include "tests/testing.h"

#include <stdlib.h>
#include <string.h>

static size_t allocations; /* so far */
static size_t failing;     /* the number of the one that fails, from 1; 0 is none */

static bool fails(void)
{
    allocations++;
    return allocations == failing;
}

static void *failing_malloc(size_t size)
{
    return fails() ? NULL : malloc(size);
}

static void *failing_calloc(size_t count, size_t size)
{
    return fails() ? NULL : calloc(count, size);
}

static void *failing_realloc(void *old, size_t size)
{
    return fails() ? NULL : realloc(old, size);
}

/* The code under test, with these for the C library's. */
#define malloc failing_malloc
#define calloc failing_calloc
#define realloc failing_realloc
#include "sim/model.c"
#include "sim/model_check.c"
#undef malloc
#undef calloc
#undef realloc

static int fill(model_t *model)
{
    model_agent_t *agent;
    model_tie_t *tie;
    model_shock_t *shock;
    int status = model_add_source(model, "S", &agent);
    if (status == MODEL_OK) {
        status = model_add_strong(model, "P", &agent);
    }
    if (status == MODEL_OK) {
        status = model_set_text(&agent->label, "a patron");
    }
    for (int i = 0; i < 20 && status == MODEL_OK; i++) { /* more than the first capacity */
        char id[3] = {'w', (char)('a' + i), '\0'};
        status = model_add_weak(model, id, i == 3 ? 4 : 0, &agent);
        if (status == MODEL_OK) {
            status = model_add_alliance(model, 0, i, 0, &agent);
        }
        if (status == MODEL_OK && i > 0) {
            status = model_add_tie(model, i, i - 1, &tie);
        }
        if (status == MODEL_OK) {
            status = model_add_shock(model, id, VARIABLE_ALLIANCE_support, &shock);
        }
    }
    return status;
}

/* What has been added is whole: it can be found, checked and freed. */
static void verify(const model_t *model)
{
    uint32_t member;
    for (size_t i = 0; i < model->weak_count; i++) {
        assert_non_null(model->weak[i].id);
        assert_non_null(model->weak[i].per_source[VARIABLE_WEAK_intention]);
        assert_int_equal(model_find_weak(model, model->weak[i].id, &member), i);
    }
    for (size_t i = 0; i < model->shock_count; i++) {
        assert_non_null(model->shocks[i].id);
    }
}

static void test_add(void **state)
{
    int status = MODEL_NO_MEMORY;
    (void)state;
    for (failing = 1; status != MODEL_OK; failing++) {
        model_t model;
        allocations = 0;
        model_init(&model);
        status = fill(&model);
        assert_int_equal(status, allocations >= failing ? MODEL_NO_MEMORY : MODEL_OK);
        verify(&model);
        model_free(&model);
    }
    assert_true(failing > 100);
    failing = 0;
}

/* A failed call leaves the model as it was, and can be tried again. */
static void test_add_again(void **state)
{
    size_t failures = 0;
    model_t model;
    model_agent_t *agent;
    (void)state;
    model_init(&model);
    assert_int_equal(model_add_source(&model, "S", &agent), MODEL_OK);
    assert_int_equal(model_add_strong(&model, "P", &agent), MODEL_OK);
    for (int i = 0; i < 20; i++) {
        char id[3] = {'w', (char)('a' + i), '\0'};
        int status = MODEL_NO_MEMORY;
        for (failing = 1; status != MODEL_OK; failing++) {
            assert_int_equal(model.weak_count, i);
            allocations = 0;
            status = model_add_weak(&model, id, 0, &agent);
            failures += status != MODEL_OK;
        }
        failing = 0;
        assert_int_equal(model_add_alliance(&model, 0, i, 0, &agent), MODEL_OK);
    }
    assert_true(failures >= 20);
    verify(&model);
    assert_int_equal(model_check(&model, NULL, NULL), 0);
    model_free(&model);
}

static void test_copy(void **state)
{
    int status = MODEL_NO_MEMORY;
    model_t model;
    (void)state;
    failing = 0;
    model_init(&model);
    assert_int_equal(fill(&model), MODEL_OK);
    for (failing = 1; status != MODEL_OK; failing++) {
        model_t copy;
        allocations = 0;
        memset(&copy, 0xff, sizeof copy);
        status = model_copy(&copy, &model);
        assert_int_equal(status, allocations >= failing ? MODEL_NO_MEMORY : MODEL_OK);
        assert_int_equal(copy.weak_count, status == MODEL_OK ? 20 : 0);
        verify(&copy);
        model_free(&copy);
    }
    assert_true(failing > 50);
    failing = 0;
    model_free(&model);
}

static void heard(void *context, const char *path, const char *message)
{
    assert_string_equal(path, "model");
    assert_string_equal(message, "not enough memory to check it");
    (*(size_t *)context)++;
}

static void test_check(void **state)
{
    size_t faults = 1;
    model_t model;
    (void)state;
    failing = 0;
    model_init(&model);
    assert_int_equal(fill(&model), MODEL_OK);
    for (failing = 1; faults > 0; failing++) {
        size_t complaints = 0;
        allocations = 0;
        faults = model_check(&model, heard, &complaints);
        assert_int_equal(faults, allocations >= failing ? 1 : 0);
        assert_int_equal(complaints, faults);
    }
    assert_true(failing > 5);
    failing = 0;
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_add_again),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
