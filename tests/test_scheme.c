/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "config/scheme.h"
#include "experiments/design.h"

/* One for each design that there is, under its name. */
static void every_design_has_a_scheme(void **state)
{
    (void)state;
    assert_int_equal(scheme_count, DESIGN_KINDS);
    for (size_t i = 0; i < scheme_count; i++) {
        assert_string_equal(schemes[i].name, design_kind_name((design_kind_t)i));
        assert_true(schemes[i].most > 0);
        assert_int_equal(schemes[i].levels > 0, (schemes[i].options & OPTION_LEVELS) != 0);
    }
}

/* Each option at the top is one bit, another than the others, and some design has it. */
static void every_option_is_for_a_design(void **state)
{
    unsigned all = 0;
    (void)state;
    for (size_t i = 0; i < scheme_option_count; i++) {
        const unsigned option = scheme_options[i].option;
        char list[256];
        assert_int_equal(option & (option - 1), 0);
        assert_int_equal(all & option, 0);
        all |= option;
        scheme_list(option, list, sizeof list);
        assert_string_not_equal(list, "");
    }
}

static void designs_with_an_option_are_listed(void **state)
{
    char list[256], cut[12];
    (void)state;
    scheme_list(OPTION_TRAJECTORIES, list, sizeof list);
    assert_string_equal(list, "morris");
    scheme_list(OPTION_SKIP | OPTION_RAMP, list, sizeof list);
    assert_string_equal(list, "sobol|halton|reverse_halton|niederreiter|saltelli|ramp");
    scheme_list(0, list, sizeof list);
    assert_string_equal(list, "");
    scheme_list(OPTION_SKIP, cut, sizeof cut);
    assert_string_equal(cut, "sobol|halto");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_design_has_a_scheme),
        cmocka_unit_test(every_option_is_for_a_design),
        cmocka_unit_test(designs_with_an_option_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
