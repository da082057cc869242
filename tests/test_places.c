/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <stdio.h>

#include "config/places.h"

enum { MANY = 100 };

static void every_entry_is_found_again(void **state)
{
    config_t tree;
    config_setting_t *settings[MANY];
    places_t places = {0};
    (void)state;
    config_init(&tree);
    for (int i = 0; i < MANY; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "s%d", i);
        settings[i] = config_setting_add(config_root_setting(&tree), name, CONFIG_TYPE_GROUP);
        assert_int_equal(places_add(&places, SECTION_WEAK, settings[i]), PLACES_OK);
    }
    assert_int_equal(places_add(&places, SECTION_STRONG, settings[7]), PLACES_OK);
    for (size_t i = 0; i < MANY; i++) {
        assert_ptr_equal(places_at(&places, SECTION_WEAK, i), settings[i]);
    }
    assert_ptr_equal(places_at(&places, SECTION_STRONG, 0), settings[7]);
    assert_null(places_at(&places, SECTION_WEAK, MANY));
    assert_null(places_at(&places, SECTION_STRONG, 1));
    assert_null(places_at(&places, SECTION_TIES, 0));
    places_free(&places);
    assert_null(places_at(&places, SECTION_WEAK, 0));
    places_free(&places);
    config_destroy(&tree);
}

/* In whatever order a file says them, as in the model. */
static void shocks_and_events_share_one_list(void **state)
{
    config_t tree;
    config_setting_t *shock, *event;
    places_t places = {0};
    (void)state;
    config_init(&tree);
    shock = config_setting_add(config_root_setting(&tree), "shock", CONFIG_TYPE_GROUP);
    event = config_setting_add(config_root_setting(&tree), "event", CONFIG_TYPE_GROUP);
    assert_int_equal(places_add(&places, SECTION_SHOCKS, NULL), PLACES_OK);
    assert_int_equal(places_add(&places, SECTION_EVENTS, event), PLACES_OK);
    assert_int_equal(places_add(&places, SECTION_SHOCKS, shock), PLACES_OK);
    assert_null(places_at(&places, SECTION_EVENTS, 0));
    assert_ptr_equal(places_at(&places, SECTION_SHOCKS, 1), event);
    assert_ptr_equal(places_at(&places, SECTION_EVENTS, 2), shock);
    places_free(&places);
    config_destroy(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_is_found_again),
        cmocka_unit_test(shocks_and_events_share_one_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
