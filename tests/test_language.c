/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure.h"
#include "analysis/language.h"
#include "sim/adrift.h"

static bool is_key(const char *key)
{
    for (size_t i = 0; i < language_count; i++) {
        if (strcmp(language_table[i].key, key) == 0) {
            return true;
        }
    }
    return false;
}

static unsigned places(const char *text)
{
    unsigned set = 0;

    for (const char *c = text; *c != '\0'; c++) {
        if (c[0] == '{') {
            assert_in_range(c[1], '0', '9');
            assert_int_equal(c[2], '}');
            set |= 1U << (c[1] - '0');
        }
    }
    return set;
}

static void every_phrase_is_there_once_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < language_count; i++) {
        const phrase_t *phrase = &language_table[i];

        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(phrase->key, language_table[j].key);
        }
        assert_true(phrase->text[LANGUAGE_EN][0] != '\0');
        assert_true(phrase->text[LANGUAGE_ZH][0] != '\0');
        assert_int_equal(places(phrase->text[LANGUAGE_EN]), places(phrase->text[LANGUAGE_ZH]));
    }
}

static void words_of_files_are_translated(void **state)
{
    (void)state;
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        assert_true(is_key(behaviour_name((behaviour_t)i)));
    }
    for (int i = 0; i < STATUS_COUNT; i++) {
        assert_true(is_key(status_name((status_t)i)));
    }
    assert_true(is_key("strong-weak"));
    assert_string_equal(language_say(LANGUAGE_ZH, "price_raising"), "要挟加价");
    assert_string_equal(language_say(LANGUAGE_ZH, "no-such-key"), "no-such-key");
}

static void figures_have_titles_and_captions(void **state)
{
    char key[64];

    (void)state;
    for (size_t i = 0; i < figure_count; i++) {
        snprintf(key, sizeof key, "figure.%s", figure_table[i].name);
        assert_true(is_key(key));
        snprintf(key, sizeof key, "caption.%s", figure_table[i].name);
        assert_true(is_key(key));
    }
}

/* The text of a source file. */
static char *read_source(const char *name)
{
    char path[1024];
    char *text = calloc(1, 400000);
    FILE *file;

    snprintf(path, sizeof path, "%s/analysis/%s", ADRIFT_SOURCE_DIR, name);
    file = fopen(path, "rb");
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, 399999, file) < 399999);
    fclose(file);
    return text;
}

/* Every text with a dot in it that stands in the code like a key must be one. */
static void keys_in_the_code_are_in_the_table(void **state)
{
    static const char *const files[] = {"figure.c",        "figure_time.c",    "figure_matrix.c",
                                        "figure_network.c", "figure_experiment.c", "page.c"};
    static const char *const families[] = {"axis.", "finding.", "absent.", "page.", "hit.", "threat.",
                                           "way.", "sobol.", "network.", "transitions."};
    size_t found = 0;

    (void)state;
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        char *text = read_source(files[f]);

        for (size_t k = 0; k < sizeof families / sizeof families[0]; k++) {
            char begin[32];

            snprintf(begin, sizeof begin, "\"%s", families[k]);
            for (const char *at = strstr(text, begin); at != NULL; at = strstr(at + 1, begin)) {
                char key[96];

                snprintf(key, sizeof key, "%.*s", (int)strcspn(at + 1, "\""), at + 1);
                if (strstr(key, ".h") == NULL && strstr(key, ".csv") == NULL && !is_key(key)) {
                    fail_msg("%s: no phrase '%s'", files[f], key);
                }
                found++;
            }
        }
        free(text);
    }
    assert_true(found > 60);
}

static void fills_places(void **state)
{
    text_t text;

    (void)state;
    text_init(&text);
    language_fill(LANGUAGE_EN, &text, "finding.plane", "a", "b", "{0}", "d", NULL);
    text_append(&text, "", 1);
    assert_string_equal(text.data, "It goes from a to b over {0} and d.");
    text_clear(&text);
    language_fill(LANGUAGE_EN, &text, "finding.plane", "a", NULL); /* too few: nothing is read beyond */
    text_append(&text, "", 1);
    assert_string_equal(text.data, "It goes from a to  over  and .");
    text_free(&text);
}

static void names(void **state)
{
    language_t language = LANGUAGE_EN;

    (void)state;
    assert_true(language_from_name("zh", &language));
    assert_int_equal(language, LANGUAGE_ZH);
    assert_false(language_from_name("de", &language));
    assert_string_equal(language_name(LANGUAGE_EN), "en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_phrase_is_there_once_in_both_languages),
        cmocka_unit_test(words_of_files_are_translated),
        cmocka_unit_test(figures_have_titles_and_captions),
        cmocka_unit_test(keys_in_the_code_are_in_the_table),
        cmocka_unit_test(fills_places),
        cmocka_unit_test(names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
