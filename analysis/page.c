/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/page.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analyze.h"
#include "analysis/figure_parts.h"
#include "analysis/grid.h"
#include "analysis/ledger.h"
#include "analysis/palette.h"
#include "analysis/source.h"
#include "files/directory.h"
#include "files/output.h"
#include "sim/adrift.h"
#include "sim/parameters.h"
#include "version.h"

enum { PATH_SIZE = 4096, TABLE_ROWS_SHOWN = 40, COLUMNS_MAX = 64, FIGURES_MAX = 16 };

typedef struct drawn {
    text_t wide, narrow, caption;
    int status;
    const char *absence;
} drawn_t;

typedef struct writing {
    const page_t *page;
    page_outcome_t *outcome;
    source_t source;
    manifest_t ledger; /* what is written, with its digests */
    drawn_t drawn[FIGURES_MAX];
    text_t out;
} writing_t;

static void put(text_t *out, const char *text)
{
    text_append(out, text, strlen(text));
}

/* Bytes of the character at `c`, 0 if it is none that may stand in a page. */
static size_t character(const unsigned char *c)
{
    size_t length = c[0] < 0x80                  ? 1
                    : c[0] >= 0xC2 && c[0] < 0xE0 ? 2
                    : c[0] >= 0xE0 && c[0] < 0xF0 ? 3
                    : c[0] >= 0xF0 && c[0] < 0xF5 ? 4
                                                  : 0;

    for (size_t i = 1; i < length; i++) {
        if ((c[i] & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    if ((length == 1 && ((c[0] < 32 && c[0] != '\n' && c[0] != '\t') || c[0] == 127)) ||
        (length == 2 && c[0] == 0xC2 && c[1] < 0xA0) ||
        (length == 3 && ((c[0] == 0xE0 && c[1] < 0xA0) || (c[0] == 0xED && c[1] > 0x9F) ||
                         (c[0] == 0xEF && c[1] == 0xBF && c[2] > 0xBD))) ||
        (length == 4 && ((c[0] == 0xF0 && c[1] < 0x90) || (c[0] == 0xF4 && c[1] > 0x8F)))) {
        length = 0;
    }
    return length;
}

void page_escape(text_t *out, const char *text)
{
    const unsigned char *c = (const unsigned char *)text;

    while (*c != '\0') {
        const size_t length = character(c);

        switch (*c) {
        case '<':
            put(out, "&lt;");
            break;
        case '>':
            put(out, "&gt;");
            break;
        case '&':
            put(out, "&amp;");
            break;
        case '"':
            put(out, "&quot;");
            break;
        case '\'':
            put(out, "&#39;");
            break;
        default:
            if (length > 0) {
                text_append(out, (const char *)c, length);
            } else {
                put(out, "\xEF\xBF\xBD");
            }
            break;
        }
        c += length > 0 ? length : 1;
    }
}

static const char *say(const writing_t *self, const char *key)
{
    return language_say(self->page->language, key);
}

static void put_phrase(writing_t *self, const char *key)
{
    page_escape(&self->out, say(self, key));
}

/* <tag>phrase</tag> */
static void put_element(writing_t *self, const char *tag, const char *key)
{
    put(&self->out, "<");
    put(&self->out, tag);
    put(&self->out, ">");
    put_phrase(self, key);
    put(&self->out, "</");
    put(&self->out, tag);
    put(&self->out, ">\n");
}

/* A phrase with arguments, escaped as a whole. */
static void put_filled(writing_t *self, const char *key, const char *a, const char *b,
                       const char *c, const char *d, const char *e, const char *f)
{
    text_t plain;

    text_init(&plain);
    language_fill(self->page->language, &plain, key, a, b, c, d, e, f, NULL);
    text_append(&plain, "", 1);
    if (text_inherit(&self->out, &plain) == FILES_OK) {
        page_escape(&self->out, plain.data);
    }
    text_free(&plain);
}

static const char style[] =
    ":root{color-scheme:light}*{box-sizing:border-box}"
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}"
    "body{margin:0;background:" PALETTE_PAPER ";color:" PALETTE_INK ";font:16px/1.6 " PALETTE_FONT_STACK
    ";overflow-wrap:break-word}"
    "main,header,footer{max-width:832px;margin:0 auto;padding:0 24px}"
    "header{padding-top:44px}"
    ".kicker{margin:0;color:" PALETTE_QUIET ";font-size:13px;letter-spacing:.03em}"
    "h1{font-size:32px;line-height:1.2;margin:4px 0 14px;font-weight:650;letter-spacing:-.01em}"
    "h2{font-size:22px;line-height:1.3;margin:56px 0 12px;padding-top:14px;border-top:2px solid " PALETTE_INK
    ";font-weight:650}"
    "h3{font-size:17px;line-height:1.35;margin:36px 0 8px;font-weight:650}"
    ".lead{font-size:19px;line-height:1.55;margin:0 0 10px;max-width:38em}p{max-width:44em}"
    ".question{font-style:italic;font-size:19px;margin:0 0 10px;max-width:40em}"
    ".bar{display:flex;height:26px;margin:22px 0 12px;border-radius:3px;overflow:hidden;gap:1px}"
    ".bar span{display:block;min-width:2px}"
    ".tiles{display:grid;grid-template-columns:repeat(5,1fr);gap:10px 14px;margin:0 0 8px;padding:0;list-style:none}"
    ".tiles li{border-top:4px solid;padding-top:6px;min-width:0}"
    ".tiles b{display:block;font-size:22px;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".tiles i{display:block;font-style:normal;font-size:12px;color:" PALETTE_QUIET
    ";font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".tiles span{display:block;font-size:14px;line-height:1.35}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;margin:12px 0}"
    "dt{color:" PALETTE_QUIET "}dd{margin:0;min-width:0;overflow-wrap:anywhere}"
    "figure{margin:0 0 44px}figure svg{display:block;width:100%;height:auto}"
    "figure .narrow{display:none}figcaption{font-size:15px;line-height:1.55;color:" PALETTE_QUIET
    ";margin-top:12px;max-width:46em}figcaption b{color:" PALETTE_INK ";font-weight:600}"
    ".scroll{overflow-x:auto;margin:8px 0 6px;-webkit-overflow-scrolling:touch}"
    "table{border-collapse:collapse;font-size:14px;line-height:1.4;font-variant-numeric:tabular-nums;min-width:60%}"
    "th,td{padding:5px 14px 5px 0;text-align:left;white-space:nowrap;vertical-align:top}"
    "th:last-child,td:last-child{padding-right:2px}"
    "thead th{font-weight:600;border-bottom:1px solid " PALETTE_INK ";color:" PALETTE_INK "}"
    "tbody td{border-bottom:1px solid " PALETTE_GRID "}.n{text-align:right}"
    "td.w{white-space:normal;min-width:15em}"
    ".note{font-size:13px;color:" PALETTE_QUIET ";margin:4px 0}"
    "details{margin:10px 0;border:1px solid " PALETTE_GRID ";border-radius:4px;padding:0 14px}"
    "summary{cursor:pointer;padding:9px 0;font-weight:600}"
    "pre{font:13px/1.5 " PALETTE_MONO_STACK ";background:#F6F7F9;border-radius:4px;padding:12px 14px;overflow-x:auto;"
    "margin:8px 0 14px;white-space:pre}"
    "code{font-family:" PALETTE_MONO_STACK ";font-size:.92em}"
    ".digest{font-family:" PALETTE_MONO_STACK ";font-size:12px}"
    "footer{margin-top:56px;padding-bottom:44px;font-size:13px;color:" PALETTE_QUIET "}"
    "@media(max-width:640px){main,header,footer{padding-left:16px;padding-right:16px}header{padding-top:26px}"
    "h1{font-size:26px}h2{font-size:20px;margin-top:44px}.lead{font-size:17px}"
    "figure .wide{display:none}figure .narrow{display:block;max-width:440px}"
    ".tiles{grid-template-columns:repeat(2,1fr)}dl{grid-template-columns:minmax(0,10em) minmax(0,1fr);gap:4px 14px}}"
    "@media print{body{font-size:10.5pt}main,header,footer{max-width:none;padding:0}h2{break-after:avoid}"
    "h3{break-after:avoid}figure,tr,.tiles{break-inside:avoid}.scroll{overflow:visible}table{font-size:8pt}"
    "th,td{white-space:normal;padding-right:8px}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere}.bar span,.tiles li{print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    "@page{margin:18mm 16mm}}";

/* What the manifest's "command" is, for phrases: "run", "sweep", "flip". */
static const char *kind_of(const writing_t *self)
{
    const char *command = manifest_get_text(&self->source.manifest, "command");

    return command != NULL ? command : "run";
}

/* An experiment's own label, else the scenario's, else its name. */
static const char *title_of(const writing_t *self)
{
    const scenario_t *scenario = &self->source.scenario;
    const char *label = manifest_get_text(&self->source.manifest, "label");

    if (label != NULL && label[0] != '\0') {
        return label;
    }
    if (scenario->label != NULL && scenario->label[0] != '\0') {
        return scenario->label;
    }
    return scenario->name != NULL && scenario->name[0] != '\0' ? scenario->name : "adrift";
}

/* ---- figures ---- */

/* In the ledger. */
static int note_file(writing_t *self, const char *name, const char *hex, size_t bytes)
{
    const manifest_file_t file = {.name = name, .sha256 = hex, .bytes = bytes, .rows = -1};
    const int status = manifest_add_file(&self->ledger, &file);

    return status == FILES_OK ? status : failure_set(&self->outcome->failure, status, 0, name);
}

static int keep_file(writing_t *self, const char *directory, const char *name, const char *ending,
                     const text_t *picture)
{
    char file[128], path[sizeof file + sizeof FIGURE_DIRECTORY], hex[DIGEST_HEX_SIZE];
    int status;

    snprintf(file, sizeof file, "%s.%s", name, ending);
    snprintf(path, sizeof path, FIGURE_DIRECTORY "/%s", file);
    status = output_write_file(directory, file, picture->data, picture->length, hex,
                               &self->outcome->failure);
    return status == FILES_OK ? note_file(self, path, hex, picture->length) : status;
}

/* The page is HTML: what names SVG's vocabulary in a file of its own is not wanted in it. */
static void strip(const text_t *from, text_t *to)
{
    static const char *const unwanted[][2] = {{"xmlns=\"", "\""},
                                              {"xmlns:xlink=\"", "\""},
                                              {"<title>", "</title>"},
                                              {"<desc>", "</desc>"},
                                              {"<!--", "-->"}};
    const char *at = from->data, *end = at + from->length;

    while (at < end) {
        bool taken = false;

        for (size_t i = 0; i < sizeof unwanted / sizeof unwanted[0] && !taken; i++) {
            const size_t length = strlen(unwanted[i][0]);

            if ((size_t)(end - at) > length && memcmp(at, unwanted[i][0], length) == 0) {
                const char *close = at + length;
                const size_t closing = strlen(unwanted[i][1]);

                while ((size_t)(end - close) >= closing &&
                       memcmp(close, unwanted[i][1], closing) != 0) {
                    close++;
                }
                at = close + closing;
                taken = true;
            }
        }
        if (!taken) {
            text_append(to, at++, 1);
        }
    }
}

static int draw_form(writing_t *self, const figure_t *figure, figure_source_t *source,
                     drawing_form_t form, const char *directory, drawn_t *drawn, int *files)
{
    drawing_t drawing;
    text_t vector, picture;
    char prefix[64];
    int status;

    text_init(&vector);
    text_init(&picture);
    drawing_init(&drawing, self->page->language, form);
    snprintf(prefix, sizeof prefix, "%s-%s-", figure->name, form == DRAWING_WIDE ? "w" : "n");
    status = figure_build(figure, source, &drawing, form == DRAWING_WIDE ? &drawn->caption : NULL);
    if (status == FIGURE_OK) {
        status = figure_draw(&drawing, "svg", prefix, &vector, source);
    }
    if (status == FIGURE_OK && form == DRAWING_WIDE) {
        *files = keep_file(self, directory, figure->name, "svg", &vector);
        status = figure_draw(&drawing, "png", prefix, &picture, source);
        if (status == FIGURE_OK && *files == FILES_OK) {
            *files = keep_file(self, directory, figure->name, "png", &picture);
        }
    }
    if (status == FIGURE_OK) {
        text_t *kept = form == DRAWING_WIDE ? &drawn->wide : &drawn->narrow;

        strip(&vector, kept);
        if (kept->status != FILES_OK || drawn->caption.status != FILES_OK) {
            status = FIGURE_NO_MEMORY;
        }
    }
    drawing_free(&drawing);
    text_free(&vector);
    text_free(&picture);
    return status;
}

static int draw_all(writing_t *self)
{
    const parameters_t *parameters = &self->source.scenario.model.parameters;
    figure_source_t source = {.directory = self->page->directory,
                              .language = self->page->language,
                              .strong = self->page->strong,
                              .weak = self->page->weak,
                              .replicate = self->page->replicate,
                              .dependence_threshold = parameters->threshold_dependence,
                              .threat_threshold = parameters->threshold_threat};
    char directory[PATH_SIZE];
    int status = FILES_OK;

    snprintf(directory, sizeof directory, "%s/%s", self->page->directory, FIGURE_DIRECTORY);
    status = directory_prepare(directory, NULL, &self->outcome->failure);
    if (status == FILES_OK) {
        status = directory_remove_parts(directory, &self->outcome->failure);
    }
    for (size_t i = 0; i < figure_count && i < FIGURES_MAX && status == FILES_OK; i++) {
        drawn_t *drawn = &self->drawn[i];

        for (int form = 0; form < DRAWING_FORMS && drawn->status == FIGURE_OK &&
                           status == FILES_OK;
             form++) {
            drawn->status = draw_form(self, &figure_table[i], &source, (drawing_form_t)form,
                                      directory, drawn, &status);
        }
        drawn->absence = source.absence;
        switch (drawn->status) {
        case FIGURE_OK:
            self->outcome->figures++;
            break;
        case FIGURE_ABSENT:
            break;
        case FIGURE_NO_MEMORY:
            status = failure_set(&self->outcome->failure, FILES_NO_MEMORY, 0, self->page->directory);
            break;
        case FIGURE_FILES:
            self->outcome->failure = source.failure;
            status = source.failure.status;
            break;
        default:
            drawn->absence = drawn->status == FIGURE_MISSING ? "absent.gnuplot" : "absent.failed";
            if (self->outcome->figure_status == 0) {
                self->outcome->figure_status = drawn->status;
                snprintf(self->outcome->detail, sizeof self->outcome->detail, "%s", source.detail);
            }
            break;
        }
    }
    figure_source_free(&source);
    return status;
}

static void put_svg(writing_t *self, const text_t *svg, const char *class_name, const char *title)
{
    /* Begins with "<svg". */
    put(&self->out, "<svg class=\"");
    put(&self->out, class_name);
    put(&self->out, "\" role=\"img\" aria-label=\"");
    page_escape(&self->out, title);
    put(&self->out, "\"");
    text_append(&self->out, svg->data + 4, svg->length - 4);
}

static void put_figures(writing_t *self)
{
    size_t number = 0;
    bool missing = false;

    put_element(self, "h2", "page.figures");
    for (size_t i = 0; i < figure_count && i < FIGURES_MAX; i++) {
        const drawn_t *drawn = &self->drawn[i];
        char key[64], count[16];

        if (drawn->status != FIGURE_OK || drawn->wide.length < 4 || drawn->narrow.length < 4) {
            missing = true;
            continue;
        }
        snprintf(count, sizeof count, "%zu", ++number);
        snprintf(key, sizeof key, "figure.%s", figure_table[i].name);
        put(&self->out, "<figure id=\"figure-");
        put(&self->out, figure_table[i].name);
        put(&self->out, "\">\n<h3>");
        put_phrase(self, key);
        put(&self->out, "</h3>\n");
        put_svg(self, &drawn->wide, "wide", say(self, key));
        put_svg(self, &drawn->narrow, "narrow", say(self, key));
        put(&self->out, "<figcaption><b>");
        put_filled(self, "page.figure_number", count, NULL, NULL, NULL, NULL, NULL);
        put(&self->out, "</b> ");
        snprintf(key, sizeof key, "caption.%s", figure_table[i].name);
        put_phrase(self, key);
        if (drawn->caption.length > 0) {
            text_t finding;

            text_init(&finding);
            text_append(&finding, drawn->caption.data, drawn->caption.length);
            text_append(&finding, "", 1);
            put(&self->out, self->page->language == LANGUAGE_ZH ? "<b>" : " <b>");
            if (text_inherit(&self->out, &finding) == FILES_OK) {
                page_escape(&self->out, finding.data);
            }
            put(&self->out, "</b>");
            text_free(&finding);
        }
        put(&self->out, "</figcaption>\n</figure>\n");
    }
    if (number == 0) {
        put_element(self, "p", "page.no_figures");
    }
    if (missing) {
        put(&self->out, "<details><summary>");
        put_phrase(self, "page.not_there");
        put(&self->out, "</summary>\n<ul>\n");
        for (size_t i = 0; i < figure_count && i < FIGURES_MAX; i++) {
            char key[64];

            if (self->drawn[i].status != FIGURE_OK) {
                snprintf(key, sizeof key, "figure.%s", figure_table[i].name);
                put(&self->out, "<li>");
                put_phrase(self, key);
                put(&self->out, self->page->language == LANGUAGE_ZH ? "：" : ": ");
                put_phrase(self, self->drawn[i].absence != NULL ? self->drawn[i].absence
                                                                : "absent.table");
                put(&self->out, " (<code>");
                page_escape(&self->out, figure_table[i].needs);
                put(&self->out, "</code>)</li>\n");
            }
        }
        put(&self->out, "</ul></details>\n");
    }
}

/*
 * One of the tables of analysis/: whether it is there. What cannot be read though it is there is a failure of the page;
 * grid_free is legal whatever comes of it.
 */
static bool read_table(writing_t *self, const char *name, grid_t *grid)
{
    char directory[PATH_SIZE];
    failure_t failure = {.status = FILES_OK};
    int status = FILES_OK;

    snprintf(directory, sizeof directory, "%s/%s", self->page->directory, ANALYZE_DIRECTORY);
    status = grid_read(grid, directory, name, &failure);
    if (status != FILES_OK && !(status == FILES_CANNOT_OPEN && failure.error_number == ENOENT)
        && self->outcome->failure.status == FILES_OK) {
        self->outcome->failure = failure;
    }
    return status == FILES_OK;
}

/* ---- the headline ---- */

static const char *interval_of(char text[2 * FIGURE_NUMBER_SIZE], double low, double high)
{
    snprintf(text, 2 * FIGURE_NUMBER_SIZE, high < 0.01 ? "%.2f–%.2f" : "%.1f–%.1f", 100.0 * low,
             100.0 * high);
    return text;
}

static void put_shares(writing_t *self)
{
    grid_t grid;
    double share[BEHAVIOUR_COUNT], low[BEHAVIOUR_COUNT], high[BEHAVIOUR_COUNT], n = 0.0;
    char a[FIGURE_NUMBER_SIZE], b[FIGURE_NUMBER_SIZE], c[FIGURE_NUMBER_SIZE];
    char interval[2 * FIGURE_NUMBER_SIZE];
    bool any = false;
    int gravest = 1;

    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        share[i] = low[i] = high[i] = NAN;
    }
    if (read_table(self, "frequencies.csv", &grid)) {
        for (size_t row = 0; row < grid.rows; row++) {
            for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
                if (grid_is(&grid, row, grid_column(&grid, "measure"), "demand") &&
                    grid_is(&grid, row, grid_column(&grid, "behavior"),
                            behaviour_name((behaviour_t)i))) {
                    share[i] = grid_number(&grid, row, grid_column(&grid, "share"));
                    low[i] = grid_number(&grid, row, grid_column(&grid, "low"));
                    high[i] = grid_number(&grid, row, grid_column(&grid, "high"));
                    n = grid_number(&grid, row, grid_column(&grid, "n"));
                    any = any || !isnan(share[i]);
                }
            }
        }
    }
    grid_free(&grid);
    if (!any) {
        return;
    }
    for (int i = 1; i < BEHAVIOUR_COUNT; i++) {
        gravest = share[i] > share[gravest] ? i : gravest;
    }
    put(&self->out, "<p class=\"lead\">");
    put_filled(self, strcmp(kind_of(self), "run") == 0 ? "page.headline" : "page.headline_points",
               figure_percent(a, share[0]), figure_amount(b, n),
               say(self, behaviour_name((behaviour_t)gravest)), figure_percent(c, share[gravest]),
               NULL, NULL);
    if (share[BEHAVIOUR_TERMINATION] > 0.0) {
        put(&self->out, self->page->language == LANGUAGE_ZH ? "" : " ");
        snprintf(a, sizeof a, "%.0f", 1.0 / share[BEHAVIOUR_TERMINATION]);
        put_filled(self, "page.headline_end", a, NULL, NULL, NULL, NULL, NULL);
    }
    put(&self->out, "</p>\n<div class=\"bar\" aria-hidden=\"true\">");
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        char span[96];

        if (share[i] > 0.0) {
            snprintf(span, sizeof span, "<span style=\"flex:%.4f 0 0;background:%s\"></span>",
                     100.0 * share[i], palette_behaviour(i));
            put(&self->out, span);
        }
    }
    put(&self->out, "</div>\n<ul class=\"tiles\">\n");
    for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
        char item[96];

        snprintf(item, sizeof item, "<li style=\"border-color:%s\"><b>", palette_behaviour(i));
        put(&self->out, item);
        page_escape(&self->out, isnan(share[i]) ? "–" : figure_percent(a, share[i]));
        put(&self->out, "</b><span>");
        put_phrase(self, behaviour_name((behaviour_t)i));
        put(&self->out, "</span>");
        if (!isnan(low[i]) && !isnan(high[i])) {
            put(&self->out, "<i>95 %: ");
            page_escape(&self->out, interval_of(interval, low[i], high[i]));
            put(&self->out, "</i>");
        }
        put(&self->out, "</li>\n");
    }
    put(&self->out, "</ul>\n<p class=\"note\">");
    put_phrase(self, "page.shares_note");
    put(&self->out, "</p>\n");
}

static void put_halves(writing_t *self)
{
    grid_t dose, half;
    text_t words;
    bool halves;

    text_init(&words);
    halves = read_table(self, "half_flip.csv", &half);
    if (read_table(self, "dose.csv", &dose)) {
        figure_flip_words(self->page->language, &dose, halves ? &half : NULL, &words);
    }
    text_append(&words, "", 1);
    if (text_inherit(&self->out, &words) == FILES_OK && words.length > 1) {
        put(&self->out, "<p class=\"lead\">");
        page_escape(&self->out, words.data);
        put(&self->out, "</p>\n");
    }
    text_free(&words);
    grid_free(&half);
    grid_free(&dose);
}

/* ---- what was run ---- */

static void put_pair(writing_t *self, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0') {
        put(&self->out, "<dt>");
        put_phrase(self, key);
        put(&self->out, "</dt><dd>");
        page_escape(&self->out, value);
        put(&self->out, "</dd>\n");
    }
}

static void parameter_text(const parameters_t *parameters, const parameter_info_t *info,
                           double value, char *text, size_t size)
{
    (void)parameters;
    snprintf(text, size, "%.10g", value);
    if (info->type == PARAMETER_CHOICE && info->words != NULL) {
        const char *word = info->words;

        for (int i = 0; i < (int)value && strchr(word, '|') != NULL; i++) {
            word = strchr(word, '|') + 1;
        }
        snprintf(text, size, "%.*s", (int)strcspn(word, "|"), word);
    }
}

static void put_changed(writing_t *self)
{
    const parameters_t *parameters = &self->source.scenario.model.parameters;
    size_t changed = 0;

    for (size_t i = 0; i < parameters_count; i++) {
        const parameter_info_t *info = &parameters_table[i];
        const double value = parameters_get(parameters, info);
        char text[64];

        if (value == info->initial || strcmp(info->group, "time") == 0) {
            continue;
        }
        if (changed++ == 0) {
            put_element(self, "h3", "page.changed");
            put(&self->out, "<div class=\"scroll\"><table><thead><tr><th>");
            put_phrase(self, "page.parameter");
            put(&self->out, "</th><th class=\"n\">");
            put_phrase(self, "page.value");
            put(&self->out, "</th><th class=\"n\">");
            put_phrase(self, "page.default");
            put(&self->out, "</th><th>");
            put_phrase(self, "page.meaning");
            put(&self->out, "</th></tr></thead><tbody>\n");
        }
        put(&self->out, "<tr><td><code>");
        page_escape(&self->out, info->group);
        put(&self->out, ".");
        page_escape(&self->out, info->name);
        put(&self->out, "</code></td><td class=\"n\">");
        parameter_text(parameters, info, value, text, sizeof text);
        page_escape(&self->out, text);
        put(&self->out, "</td><td class=\"n\">");
        parameter_text(parameters, info, info->initial, text, sizeof text);
        page_escape(&self->out, text);
        put(&self->out, "</td><td class=\"w\">");
        page_escape(&self->out, info->meaning);
        put(&self->out, "</td></tr>\n");
    }
    if (changed > 0) {
        put(&self->out, "</tbody></table></div>\n");
    } else {
        put_element(self, "p", strcmp(kind_of(self), "run") == 0 ? "page.unchanged" : "page.unchanged_points");
    }
}

static void put_details(writing_t *self, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        put(&self->out, "<details><summary>");
        put_phrase(self, key);
        put(&self->out, "</summary>\n<pre>");
        page_escape(&self->out, text);
        put(&self->out, "</pre></details>\n");
    }
}

static void put_setup(writing_t *self)
{
    const manifest_t *manifest = &self->source.manifest;
    const char *file = manifest_get_text(manifest, "experiment");
    char text[256], a[FIGURE_NUMBER_SIZE];
    uint64_t points = 0;
    bool usual = false;

    put_element(self, "h2", "page.run");
    put(&self->out, "<dl>\n");
    put_pair(self, "page.scenario", self->source.scenario.name);
    put_pair(self, "page.file", file != NULL ? file : manifest_get_text(manifest, "scenario"));
    put_pair(self, "page.design", manifest_get_text(manifest, "design"));
    if (manifest_get_unsigned(manifest, "points", &points)) {
        put_pair(self, "page.points", figure_amount(a, (double)points));
    }
    snprintf(text, sizeof text, "%s", figure_amount(a, (double)self->source.replicates));
    put_pair(self, "page.replicates", text);
    snprintf(text, sizeof text, "%.6g", self->source.years);
    put_pair(self, "page.years", text);
    if (self->source.burn_in > 0.0) {
        snprintf(text, sizeof text, "%.6g", self->source.burn_in);
        put_pair(self, "page.burn_in", text);
    }
    snprintf(text, sizeof text, "%d", (int)self->source.ticks_per_year);
    put_pair(self, "page.ticks", text);
    if (!manifest_get_bool(manifest, "seed_is_default", &usual)) {
        usual = false;
    }
    snprintf(text, sizeof text, "%" PRIu64 "%s%s%s", self->source.seed, usual ? " (" : "",
             usual ? say(self, "page.default") : "", usual ? ")" : "");
    put_pair(self, "page.seed", text);
    put_pair(self, "page.program", manifest_get_text(manifest, "version"));
    put_pair(self, "page.end", manifest_get_text(manifest, "end"));
    put(&self->out, "</dl>\n");
    put_changed(self);
    put_details(self, "page.configuration", manifest_get_text(manifest, "configuration"));
    put_details(self, "page.description", manifest_get_text(manifest, "experiment_configuration"));
}

/* ---- tables ---- */

static const struct {
    const char *name;
    bool open;
} shown_tables[] = {
    {"frequencies", true},         {"half_flip", true},
    {"ramp_areas", true},          {"sensitivity_sobol", true},
    {"sensitivity_morris", true},  {"sensitivity_regression", true},
    {"frequencies_type_threat", false}, {"types", false},
    {"transitions", false},        {"sojourns", false},
    {"survival_summary", false},   {"truth_table", false},
    {"flip_matrix", false},        {"flip_delay", false},
    {"factors", false},            {"alliances", false},
};

/* A number with at most four decimals, so that columns can be compared; else the text itself. */
static bool set_number(const char *cell, char *text, size_t size)
{
    char *end = NULL;
    const double value = strtod(cell, &end);

    if (cell[0] == '\0' || *end != '\0' || !isfinite(value)) {
        snprintf(text, size, "%s", cell);
        return false;
    }
    if (value == floor(value) && fabs(value) < 1e15) {
        char number[FIGURE_NUMBER_SIZE];

        snprintf(text, size, "%s%s", value < 0.0 ? "−" : "", figure_amount(number, fabs(value)));
    } else {
        snprintf(text, size, "%s%.*f", value < 0.0 ? "−" : "", fabs(value) < 0.001 ? 6 : 4,
                 fabs(value));
    }
    return true;
}

/* Whether every field of a column is a number or empty, and one of them is. */
static bool is_numeric(const grid_t *grid, int column)
{
    bool any = false;

    for (size_t row = 0; row < grid->rows; row++) {
        const char *cell = grid_text(grid, row, column);

        if (cell[0] != '\0' && isnan(grid_number(grid, row, column))) {
            return false;
        }
        any = any || cell[0] != '\0';
    }
    return any;
}

/* A column whose field is the same in all rows is said once, below. */
static bool is_constant(const grid_t *grid, int column)
{
    static const char *const names[] = {"method", "level", "replicates", "n", "left_out"};
    bool constant = false;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        constant = constant || strcmp(grid_name(grid, (size_t)column), names[i]) == 0;
    }
    for (size_t row = 1; row < grid->rows && constant; row++) {
        constant = grid_is(grid, row, column, grid_text(grid, 0, column));
    }
    return constant;
}

/* The heading of a column. */
static void put_column(writing_t *self, const char *name)
{
    char key[96];

    snprintf(key, sizeof key, "column.%.80s", name);
    page_escape(&self->out, strcmp(say(self, key), key) == 0 ? name : say(self, key));
}

static void put_constants(writing_t *self, const grid_t *grid)
{
    for (size_t i = 0; i < grid->width; i++) {
        const char *cell = grid_text(grid, 0, (int)i);

        if (is_constant(grid, (int)i) && cell[0] != '\0') {
            put_column(self, grid_name(grid, i));
            put(&self->out, self->page->language == LANGUAGE_ZH ? "：" : ": ");
            page_escape(&self->out, cell);
            put(&self->out, self->page->language == LANGUAGE_ZH ? "。" : ". ");
        }
    }
}

static void put_table(writing_t *self, const char *name, bool open)
{
    char file[128], text[512], key[96];
    char a[FIGURE_NUMBER_SIZE], b[FIGURE_NUMBER_SIZE];
    bool numeric[COLUMNS_MAX], hidden[COLUMNS_MAX];
    grid_t grid;

    snprintf(file, sizeof file, "%s.csv", name);
    if (!read_table(self, file, &grid) || grid.rows == 0 ||
        grid.width > COLUMNS_MAX) {
        grid_free(&grid);
        return;
    }
    snprintf(key, sizeof key, "table.%s", name);
    put(&self->out, open ? "<details open><summary>" : "<details><summary>");
    put_phrase(self, key);
    put(&self->out, "</summary>\n<div class=\"scroll\"><table><thead><tr>");
    for (size_t i = 0; i < grid.width; i++) {
        numeric[i] = is_numeric(&grid, (int)i);
        hidden[i] = is_constant(&grid, (int)i);
        if (!hidden[i]) {
            put(&self->out, numeric[i] ? "<th class=\"n\">" : "<th>");
            put_column(self, grid_name(&grid, i));
            put(&self->out, "</th>");
        }
    }
    put(&self->out, "</tr></thead><tbody>\n");
    for (size_t row = 0; row < grid.rows && row < TABLE_ROWS_SHOWN; row++) {
        put(&self->out, "<tr>");
        for (size_t i = 0; i < grid.width; i++) {
            if (hidden[i]) {
                continue;
            }
            put(&self->out, numeric[i] ? "<td class=\"n\">" : "<td>");
            if (numeric[i]) {
                set_number(grid_text(&grid, row, (int)i), text, sizeof text);
                page_escape(&self->out, text);
            } else {
                put_phrase(self, grid_text(&grid, row, (int)i));
            }
            put(&self->out, "</td>");
        }
        put(&self->out, "</tr>\n");
    }
    put(&self->out, "</tbody></table></div>\n<p class=\"note\">");
    put_constants(self, &grid);
    if (grid.rows > TABLE_ROWS_SHOWN) {
        put_filled(self, "page.rows_cut", figure_amount(a, TABLE_ROWS_SHOWN),
                   figure_amount(b, (double)grid.rows), NULL, NULL, NULL, NULL);
        put(&self->out, self->page->language == LANGUAGE_ZH ? "" : " ");
    }
    put(&self->out, "<code>" ANALYZE_DIRECTORY "/");
    page_escape(&self->out, file);
    put(&self->out, "</code></p></details>\n");
    grid_free(&grid);
}

static void put_tables(writing_t *self)
{
    put_element(self, "h2", "page.tables");
    put_element(self, "p", "page.tables_note");
    for (size_t i = 0; i < sizeof shown_tables / sizeof shown_tables[0]; i++) {
        put_table(self, shown_tables[i].name, shown_tables[i].open);
    }
}

/* ---- how to make it again ---- */

/* As a shell would have to be given it. */
static void put_argument(text_t *out, const char *argument)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./=,:+@%";

    if (argument[0] != '\0' && strspn(argument, plain) == strlen(argument)) {
        put(out, argument);
        return;
    }
    put(out, "'");
    for (const char *c = argument; *c != '\0'; c++) {
        if (*c == '\'') {
            put(out, "'\\''");
        } else {
            text_append(out, c, 1);
        }
    }
    put(out, "'");
}

static void put_again(writing_t *self)
{
    const manifest_t *manifest = &self->source.manifest;
    const size_t words = manifest_count(manifest, "command_line");
    const char *commit = manifest_get_text(manifest, "commit");
    const char *version = manifest_get_text(manifest, "version");
    text_t line;

    put_element(self, "h2", "page.again");
    text_init(&line);
    for (size_t i = 0; i < words; i++) {
        const char *word = manifest_get_item(manifest, "command_line", i);

        put(&line, i > 0 ? " " : "");
        put_argument(&line, word != NULL ? word : "?"); /* somebody else has written there */
    }
    text_append(&line, "", 1);
    if (text_inherit(&self->out, &line) == FILES_OK && words > 0) {
        put_element(self, "p", "page.again_command");
        put(&self->out, "<pre>");
        page_escape(&self->out, line.data);
        put(&self->out, "</pre>\n");
    }
    text_free(&line);
    put(&self->out, "<p>");
    put_filled(self, "page.again_version", version != NULL ? version : "?",
               commit != NULL && commit[0] != '\0' ? commit : "–",
               manifest_get_text(manifest, "compiler") != NULL
                   ? manifest_get_text(manifest, "compiler")
                   : "–",
               NULL, NULL, NULL);
    put(&self->out, "</p>\n<div class=\"scroll\"><table><thead><tr><th>");
    put_phrase(self, "page.file");
    put(&self->out, "</th><th class=\"n\">");
    put_phrase(self, "page.rows");
    put(&self->out, "</th><th class=\"n\">");
    put_phrase(self, "page.bytes");
    put(&self->out, "</th><th>SHA-256</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < manifest_file_count(manifest); i++) {
        manifest_file_t file;
        char number[FIGURE_NUMBER_SIZE];

        if (!manifest_get_file(manifest, i, &file)) {
            continue;
        }
        put(&self->out, "<tr><td><code>");
        page_escape(&self->out, file.name);
        put(&self->out, "</code></td><td class=\"n\">");
        page_escape(&self->out, file.rows >= 0 ? figure_amount(number, (double)file.rows) : "");
        put(&self->out, "</td><td class=\"n\">");
        page_escape(&self->out, figure_amount(number, (double)file.bytes));
        put(&self->out, "</td><td class=\"digest\">");
        page_escape(&self->out, file.sha256);
        put(&self->out, "</td></tr>\n");
    }
    put(&self->out, "</tbody></table></div>\n");
}

static void put_page(writing_t *self)
{
    char key[64], replicates[FIGURE_NUMBER_SIZE], years[FIGURE_NUMBER_SIZE], points[FIGURE_NUMBER_SIZE];
    uint64_t point_count = 1;

    put(&self->out, "<!DOCTYPE html>\n<html lang=\"");
    put(&self->out, self->page->language == LANGUAGE_ZH ? "zh-CN" : "en");
    put(&self->out, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                    "content=\"width=device-width, initial-scale=1\">\n<meta name=\"generator\" "
                    "content=\"adrift " ADRIFT_VERSION "\">\n<title>");
    page_escape(&self->out, title_of(self));
    put(&self->out, " · adrift</title>\n<style>");
    put(&self->out, style);
    put(&self->out, "</style>\n</head>\n<body>\n<header>\n<p class=\"kicker\">");
    snprintf(key, sizeof key, "kind.%.40s", kind_of(self));
    put_phrase(self, key);
    if (manifest_get_text(&self->source.manifest, "experiment") != NULL &&
        manifest_get_text(&self->source.manifest, "name") != NULL) {
        put(&self->out, " · ");
        page_escape(&self->out, manifest_get_text(&self->source.manifest, "name"));
    }
    put(&self->out, "</p>\n<h1>");
    page_escape(&self->out, title_of(self));
    put(&self->out, "</h1>\n");
    if (manifest_get_text(&self->source.manifest, "question") != NULL) {
        put(&self->out, "<p class=\"question\">");
        page_escape(&self->out, manifest_get_text(&self->source.manifest, "question"));
        put(&self->out, "</p>\n");
    }
    if (strcmp(kind_of(self), "flip") == 0) {
        put_halves(self);
    } else {
        put_shares(self);
    }
    manifest_get_unsigned(&self->source.manifest, "points", &point_count);
    snprintf(years, sizeof years, "%.6g", self->source.years);
    put(&self->out, "<p>");
    put_filled(self, point_count > 1 ? "page.extent_points" : "page.extent",
               figure_amount(replicates, (double)self->source.replicates), years,
               figure_amount(points, (double)point_count), NULL, NULL, NULL);
    put(&self->out, "</p>\n</header>\n<main>\n");
    put_figures(self);
    put_setup(self);
    put_tables(self);
    put_again(self);
    put(&self->out, "</main>\n<footer><p>");
    put_phrase(self, "page.footer");
    put(&self->out, "</p></footer>\n</body>\n</html>\n");
}

int page_write(const page_t *self, page_outcome_t *outcome)
{
    writing_t writing = {.page = self, .outcome = outcome};
    directory_t lock = {.locked = false};
    char hex[DIGEST_HEX_SIZE];
    int status;

    *outcome = (page_outcome_t){0};
    status = source_open(&writing.source, self->directory, &outcome->failure);
    if (status == FILES_OK) {
        status = directory_lock(&lock, self->directory, &outcome->failure);
    }
    if (status != FILES_OK) {
        goto out;
    }
    status = ledger_begin(&writing.ledger, &writing.source, LEDGER_TABLES);
    if (status != FILES_OK) {
        failure_set(&outcome->failure, status, 0, self->directory);
        goto out;
    }
    status = draw_all(&writing);
    if (status != FILES_OK) {
        goto out;
    }
    put_page(&writing);
    if (writing.out.status != FILES_OK) {
        failure_set(&outcome->failure, FILES_NO_MEMORY, 0, self->directory);
    }
    status = outcome->failure.status;
    if (status != FILES_OK) {
        goto out;
    }
    status = output_write_file(self->directory, PAGE_NAME, writing.out.data, writing.out.length,
                               hex, &outcome->failure);
    if (status == FILES_OK) {
        status = note_file(&writing, PAGE_NAME, hex, writing.out.length);
    }
    if (status == FILES_OK) {
        status = ledger_write(&writing.ledger, self->directory, &outcome->failure);
    }
out:
    for (size_t i = 0; i < FIGURES_MAX; i++) {
        text_free(&writing.drawn[i].wide);
        text_free(&writing.drawn[i].narrow);
        text_free(&writing.drawn[i].caption);
    }
    text_free(&writing.out);
    manifest_free(&writing.ledger);
    source_close(&writing.source);
    directory_unlock(&lock);
    return status;
}
