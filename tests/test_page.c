/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/analyze.h"
#include "analysis/page.h"
#include "config/reader.h"
#include "experiments/run.h"
#include "files/manifest.h"

/* A small world, with texts that a page must not take for its own. */
static const char scenario_text[] =
    "name = \"small\"; label = \"<script>alert('x')</script> & \\\"so\\\"\";\n"
    "time = { years = 4.0; };\n"
    "threshold = { threat = 0.35; };\n"
    "sources = ( { id = \"rival\"; power = 0.9; offense = 0.7; } );\n"
    "strong = ( { id = \"patron\"; engagement = 0.9; intention = { rival = 0.8; }; } );\n"
    "weak = ( { id = \"ally\"; count = 6; intention = { rival = 0.3; }; patron = \"patron\"; basing = 0.5; } );\n"
    "shocks = ( { id = \"elections\"; on = \"weak.government\"; rate = 0.5;\n"
    "  size = { distribution = \"gaussian\"; mean = 0.0; sd = 0.6; }; } );\n";

static int make_run(void **state)
{
    report_t report = {0};
    scenario_t scenario;
    run_t run;
    run_outcome_t outcome;
    analyze_outcome_t analyzed;
    const char *line[] = {"adrift", "run", "a b.cfg", "<i>"};
    int status = scenario_read_text(&scenario, "small.cfg", scenario_text, strlen(scenario_text),
                                    NULL, 0, &report);

    (void)state;
    if (status == SCENARIO_OK) {
        run_init(&run, &scenario);
        run.replicates = 2;
        run.directory = "page";
        assert_int_equal(system("rm -rf page"), 0);
        run.command_line = line;
        run.command_line_count = 4;
        status = run_execute(&run, &outcome);
    } else {
        report_print(&report, stderr);
    }
    if (status == 0) {
        status = analyze("page", NULL, &analyzed);
    }
    scenario_free(&scenario);
    report_free(&report);
    return status;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    long size;

    if (file == NULL) {
        fail_msg("no %s", path);
        return NULL;
    }
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    rewind(file);
    text = calloc(1, (size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    return text;
}

static char *make_page(language_t language)
{
    const page_t page = {.directory = "page", .language = language};
    page_outcome_t outcome;

    assert_int_equal(page_write(&page, &outcome), 0);
    return read_file("page/" PAGE_NAME);
}

static bool is_void(const char *name)
{
    return strcmp(name, "meta") == 0 || strcmp(name, "br") == 0 || strcmp(name, "hr") == 0;
}

enum { DEPTH_MAX = 64, NAME_SIZE = 32 };

/*
 * Elements are closed in the order in which they were opened; attributes are quoted; every & begins
 * a reference. Says what is wrong, NULL if nothing is.
 */
static const char *fault_of(const char *html, char detail[128])
{
    char open[DEPTH_MAX][NAME_SIZE];
    size_t depth = 0;
    const char *c = html;

    detail[0] = '\0';
    if (strncmp(c, "<!DOCTYPE html>", 15) == 0) {
        c += 15;
    }
    while (*c != '\0') {
        char name[NAME_SIZE];
        size_t length = 0;
        bool closing, alone = false;

        snprintf(detail, 128, "%.100s", c);
        if (*c == '&') {
            const size_t reference = strcspn(c, ";");

            if (reference > 8 || strchr(" <\n", c[1]) != NULL) {
                return "a bare &";
            }
        }
        if (*c == '>') {
            return "a bare >";
        }
        if (*c++ != '<') {
            continue;
        }
        closing = *c == '/';
        c += closing;
        while (isalnum((unsigned char)c[length]) && length < NAME_SIZE - 1) {
            name[length] = c[length];
            length++;
        }
        name[length] = '\0';
        if (length == 0) {
            return "a bare <";
        }
        c += length;
        while (*c != '>') {
            if (*c == '\0' || *c == '<') {
                return "an open tag";
            }
            if (*c == '"' || *c == '\'') {
                const char *end = strchr(c + 1, *c);

                if (end == NULL || (c[-1] != '=' && (c[-1] != ' ' || c[-2] != '='))) {
                    return "quotes";
                }
                c = end;
            } else if (*c == '=' && strchr("\"'", c[1 + (c[1] == ' ')]) == NULL) {
                return "an attribute without quotes";
            }
            alone = c[0] == '/' && c[1] == '>';
            c++;
        }
        c++;
        if (closing) {
            if (depth == 0 || strcmp(open[depth - 1], name) != 0) {
                return "closes what is not open";
            }
            depth--;
        } else if (!alone && !is_void(name)) {
            if (depth == DEPTH_MAX) {
                return "too deep";
            }
            memcpy(open[depth++], name, NAME_SIZE);
            if (strcmp(name, "style") == 0) {
                c = strstr(c, "</style>");
                if (c == NULL) {
                    return "style without end";
                }
            }
        }
    }
    return depth == 0 ? NULL : "not closed";
}

static void the_checker_can_fail(void **state)
{
    static const char *const wrong[] = {"<p>a<b>b</p></b>", "<p>", "a & b", "<p class=x>a</p>",
                                        "<p title=\"a>a</p>", "a > b", "a < b"};
    char detail[128];

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_non_null(fault_of(wrong[i], detail));
    }
    assert_null(fault_of("<!DOCTYPE html>\n<p a=\"1 > 0\">x &amp; y<meta a='b'><path d=\"\"/></p>", detail));
}

/* Every id once. */
static void check_ids(const char *html)
{
    enum { IDS_MAX = 4000, ID_SIZE = 64 };
    char (*ids)[ID_SIZE] = calloc(IDS_MAX, ID_SIZE);
    size_t count = 0;

    assert_non_null(ids);
    for (const char *at = strstr(html, " id="); at != NULL && count < IDS_MAX;
         at = strstr(at + 1, " id=")) {
        snprintf(ids[count], ID_SIZE, "%.*s", (int)strcspn(at + 5, "\"'"), at + 5);
        for (size_t i = 0; i < count; i++) {
            assert_string_not_equal(ids[i], ids[count]);
        }
        count++;
    }
    free(ids);
}

static void the_page_is_whole_and_by_itself(void **state)
{
    static const char *const unwanted[] = {"http:", "https:", "//", "<script", "javascript:", "<link",
                                           "@import", "<iframe", " src=", "onload", "url(http"};

    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        char *html = make_page((language_t)language);
        char detail[128];
        const char *fault = fault_of(html, detail);

        if (fault != NULL) {
            fail_msg("%s: %s", fault, detail);
        }
        for (size_t i = 0; i < sizeof unwanted / sizeof unwanted[0]; i++) {
            const char *at = strstr(html, unwanted[i]);

            if (at != NULL) {
                fail_msg("'%s' in: %.80s", unwanted[i], at);
            }
        }
        check_ids(html);
        assert_non_null(strstr(html, language == LANGUAGE_ZH ? "lang=\"zh-CN\"" : "lang=\"en\""));
        assert_non_null(strstr(html, language == LANGUAGE_ZH ? "要挟加价" : "price raising"));
        free(html);
    }
}

static void texts_of_a_scenario_are_text(void **state)
{
    char *html = make_page(LANGUAGE_EN);

    (void)state;
    assert_non_null(strstr(html, "<h1>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;so&quot;</h1>"));
    assert_non_null(strstr(html, "adrift run &#39;a b.cfg&#39; &#39;&lt;i&gt;&#39;"));
    free(html);
}

static void what_was_run_is_said(void **state)
{
    char *html = make_page(LANGUAGE_EN);
    manifest_t manifest;
    manifest_file_t file;

    (void)state;
    assert_int_equal(manifest_read(&manifest, "page", NULL), 0);
    assert_true(manifest_find_file(&manifest, "events.csv", &file));
    assert_non_null(strstr(html, file.sha256));
    assert_non_null(strstr(html, "<code>threshold.threat</code></td><td class=\"n\">0.35</td><td class=\"n\">0.4</td>"));
    assert_null(strstr(html, "<code>threshold.dependence</code>")); /* has its default */
    assert_non_null(strstr(html, "<dt>Seed</dt><dd>1 (default)</dd>"));
    assert_non_null(strstr(html, "<dt>Replicates</dt><dd>2</dd>"));
    assert_non_null(strstr(html, "power = 0.9;"));
    manifest_free(&manifest);
    free(html);
}

static void what_is_missing_is_said(void **state)
{
    char *html = make_page(LANGUAGE_EN);

    (void)state;
    assert_non_null(strstr(html, "How large a shock it takes: its table is not there (<code>dose.csv</code>)"));
    free(html);
}

static void without_gnuplot_there_is_a_page(void **state)
{
    const page_t page = {.directory = "page", .language = LANGUAGE_EN};
    page_outcome_t outcome;
    char *html, detail[128];

    (void)state;
    setenv("ADRIFT_GNUPLOT", "/no/such/gnuplot", 1);
    assert_int_equal(page_write(&page, &outcome), 0);
    unsetenv("ADRIFT_GNUPLOT");
    assert_int_equal(outcome.figures, 0);
    assert_int_equal(outcome.figure_status, FIGURE_MISSING);
    html = read_file("page/" PAGE_NAME);
    assert_null(fault_of(html, detail));
    assert_non_null(strstr(html, "gnuplot is not installed"));
    assert_non_null(strstr(html, "<table>"));
    free(html);
}

static void no_directory_is_a_failure(void **state)
{
    const page_t page = {.directory = "no-such-directory", .language = LANGUAGE_EN};
    page_outcome_t outcome;

    (void)state;
    assert_true(page_write(&page, &outcome) < 0);
    assert_true(outcome.failure.status < 0);
}

static void assert_escaped(const char *text, const char *expected)
{
    text_t out;

    text_init(&out);
    page_escape(&out, text);
    text_append(&out, "", 1);
    assert_string_equal(out.data, expected);
    text_free(&out);
}

static void escapes(void **state)
{
    (void)state;
    assert_escaped("a<b>\"c\" & 'd'", "a&lt;b&gt;&quot;c&quot; &amp; &#39;d&#39;");
    assert_escaped("Türkiye 要挟 \U0001F600", "Türkiye 要挟 \U0001F600");
    assert_escaped("\x01\x7f", "\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_escaped("\xff" "a\xe8\xa6", "\xEF\xBF\xBD" "a\xEF\xBF\xBD\xEF\xBF\xBD"); /* cut and wrong bytes */
    assert_escaped("\xc0\xbc", "\xEF\xBF\xBD\xEF\xBF\xBD");                        /* '<' written too long */
    assert_escaped("\xed\xa0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");        /* a surrogate */
    assert_escaped("a\n\tb", "a\n\tb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checker_can_fail),
        cmocka_unit_test(the_page_is_whole_and_by_itself),
        cmocka_unit_test(texts_of_a_scenario_are_text),
        cmocka_unit_test(what_was_run_is_said),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(without_gnuplot_there_is_a_page),
        cmocka_unit_test(no_directory_is_a_failure),
        cmocka_unit_test(escapes),
    };

    return cmocka_run_group_tests(tests, make_run, NULL);
}
