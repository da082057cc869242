/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift import */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/options.h"
#include "config/document.h"
#include "config/import.h"
#include "config/number.h"
#include "config/reader.h"
#include "config/report.h"
#include "config/table.h"
#include "files/output.h"
#include "sim/adrift.h"

enum {
    KEY_STRONG = 2000,
    KEY_SOURCE,
    KEY_YEAR,
    KEY_ONLY,
    KEY_WITHOUT,
    KEY_MISSING,
    KEY_YEARS,
    KEY_NAME,
    KEY_LABEL,
    KEY_COMMENT,
    KEY_NO_TIES,
    KEY_NO_SHOCKS,
    KEY_DATASET /* and the ones behind it */
};

enum { MOST_YEARS = 1000000, NAME_SIZE = 128, COLUMNS = 118, FIRST_YEAR = 1, LAST_YEAR = 9998 };

static const struct argp_option own_options[] = {
    {"strong", KEY_STRONG, "STATE", 0, "a strong state: its defence partners are the weak ones; may be repeated", 1},
    {"source", KEY_SOURCE, "STATE[,KEY=VALUE...]", 0,
     "a source of threat; may be repeated. Keys: id, label, power, offense, deterrable, intention, strong_intention, "
     "proximity. What is no state needs power, offense, intention and proximity",
     1},
    {"year", KEY_YEAR, "YEAR[-YEAR]", 0, "of the data; of a span means, but the pacts of its last year", 1},
    {"only", KEY_ONLY, "STATE", 0, "of the allies only these; may be repeated", 1},
    {"without", KEY_WITHOUT, "STATE", 0, "all allies but these; may be repeated", 1},
    {"nmc", KEY_DATASET + DATASET_CAPABILITY, "FILE", 0, "National Material Capabilities, 6 or 7", 2},
    {"atop", KEY_DATASET + DATASET_PACTS, "FILE", 0, "ATOP dyad-years, directed or not", 2},
    {"states", KEY_DATASET + DATASET_STATES, "FILE", 0, "COW state system membership", 2},
    {"distance", KEY_DATASET + DATASET_DISTANCE, "FILE", 0, "minimum distance between states, km", 2},
    {"contiguity", KEY_DATASET + DATASET_CONTIGUITY, "FILE", 0, "COW direct contiguity; where no distance is known", 2},
    {"troops", KEY_DATASET + DATASET_TROOPS, "FILE", 0, "troops of the United States by host state", 2},
    {"ideal", KEY_DATASET + DATASET_IDEAL, "FILE", 0, "ideal points in the General Assembly, by year or session", 2},
    {"mid", KEY_DATASET + DATASET_DISPUTES, "FILE", 0, "militarized interstate disputes, participants", 2},
    {"missing", KEY_MISSING, "HOW", 0,
     "what the data lack: fill it by rule, leave it at its default, or stop (default: fill)", 3},
    {"years", KEY_YEARS, "Y", 0, "length of the run that the scenario says (default: 30)", 3},
    {"no-ties", KEY_NO_TIES, NULL, 0, "no ties among allies: they count as alternatives instead", 3},
    {"no-shocks", KEY_NO_SHOCKS, NULL, 0, "no random changes of government", 3},
    {"name", KEY_NAME, "NAME", 0, "of the scenario (default: the first strong state and the year)", 3},
    {"label", KEY_LABEL, "TEXT", 0, "of the scenario", 3},
    {"comment", KEY_COMMENT, "TEXT", 0, "a line for the file's head; may be repeated", 3},
    {"output", 'o', "FILE", 0, "write to FILE instead of standard output", 3},
    {0}};

/* Lists of what the line says, as long as the line. */
typedef struct line {
    import_request_t request;
    const char **strong, **sources, **only, **without, **comments; /* owned */
    char name[NAME_SIZE];
} line_t;

static void take_year(line_t *self, struct argp_state *state, const char *text)
{
    const char *dash = strchr(text, '-');
    char first[16];
    uint64_t from = 0, to = 0;

    snprintf(first, sizeof first, "%.*s", dash != NULL ? (int)(dash - text) : 15, text);
    if (!options_read_unsigned(first, FIRST_YEAR, LAST_YEAR, &from) ||
        !options_read_unsigned(dash != NULL ? dash + 1 : first, FIRST_YEAR, LAST_YEAR, &to) || from > to) {
        argp_error(state, "--year=%s: must be a year, or the first and the last of several: 2011-2015", text);
    }
    self->request.from = (int)from;
    self->request.to = (int)to;
}

static int take_own(int key, char *argument, struct argp_state *state, void *context)
{
    line_t *self = context;
    import_request_t *request = &self->request;
    int result = 0;

    switch (key) {
    case KEY_STRONG:
        self->strong[request->strong_count++] = argument;
        break;
    case KEY_SOURCE:
        self->sources[request->source_count++] = argument;
        break;
    case KEY_ONLY:
        self->only[request->only_count++] = argument;
        break;
    case KEY_WITHOUT:
        self->without[request->without_count++] = argument;
        break;
    case KEY_COMMENT:
        self->comments[request->comment_count++] = argument;
        break;
    case KEY_YEAR:
        take_year(self, state, argument);
        break;
    case KEY_MISSING: {
        const int missing = word_index(import_missing_words, argument);

        if (missing < 0) {
            argp_error(state, "--missing=%s: must be fill, leave or stop", argument);
        }
        request->missing = (import_missing_t)missing;
        break;
    }
    case KEY_YEARS:
        if (!number_read(argument, &request->years) || !(request->years > 0.0 && request->years <= MOST_YEARS)) {
            argp_error(state, "--years=%s: must be a number above 0 and at most %d", argument, MOST_YEARS);
        }
        break;
    case KEY_NAME:
        request->name = argument;
        break;
    case KEY_LABEL:
        request->label = argument;
        break;
    case KEY_NO_TIES:
        request->ties = false;
        break;
    case KEY_NO_SHOCKS:
        request->shocks = false;
        break;
    case ARGP_KEY_SUCCESS:
        if (request->strong_count == 0 || request->from == 0 || request->source_count == 0) {
            argp_error(state, "--strong, --source and --year must be given");
        }
        if (request->paths[DATASET_CAPABILITY] == NULL || request->paths[DATASET_PACTS] == NULL ||
            request->paths[DATASET_STATES] == NULL) {
            argp_error(state, "--nmc, --atop and --states must be given");
        }
        break;
    default:
        if (key >= KEY_DATASET && key < KEY_DATASET + DATASET_COUNT) {
            if (request->paths[key - KEY_DATASET] != NULL) {
                argp_error(state, "--%s is given twice", dataset_option((dataset_id_t)(key - KEY_DATASET)));
            }
            request->paths[key - KEY_DATASET] = argument;
        } else {
            result = ARGP_ERR_UNKNOWN;
        }
        break;
    }
    return result;
}

/* ---- The command line, as the file's head has it: file names only ---- */

static void append(text_t *out, const char *text)
{
    (void)text_append(out, text, strlen(text)); /* a failure is sticky */
}

/* Begins a new line of the comment where the next word would make this one too long. */
static void fold(text_t *out, size_t length)
{
    size_t width = 0;

    while (width < out->length && out->data[out->length - 1 - width] != '\n') {
        width++;
    }
    if (width + length > COLUMNS) {
        append(out, " \\\n#        ");
    }
}

static void append_word(text_t *out, const char *option, const char *word)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.,=:/+";
    const bool plain = strspn(word, letters) == strlen(word) && word[0] != '\0';
    const bool ascii = document_is_utf8(word) == 0;

    fold(out, strlen(option) + strlen(word) + 6);
    append(out, " --");
    append(out, option);
    append(out, plain ? " " : " '");
    for (const char *c = word; *c != '\0'; c++) {
        if (*c == '\'') {
            append(out, "'\\''");
        } else {
            const unsigned char byte = (unsigned char)*c;
            const char letter = byte < 0x20 || byte == 0x7f || (ascii && byte > 0x7f) ? '?' : *c;

            (void)text_append(out, &letter, 1);
        }
    }
    append(out, plain ? "" : "'");
}

static void append_words(text_t *out, const char *option, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        append_word(out, option, words[i]);
    }
}

static void describe_line(const import_request_t *request, const char *name, text_t *out)
{
    char text[NUMBER_SIZE], missing[16];

    append(out, "adrift import");
    append_words(out, "strong", request->strong, request->strong_count);
    snprintf(text, sizeof text, request->from == request->to ? "%d" : "%d-%d", request->from, request->to);
    append_word(out, "year", text);
    append_words(out, "source", request->sources, request->source_count);
    append_words(out, "only", request->only, request->only_count);
    append_words(out, "without", request->without, request->without_count);
    for (int id = 0; id < DATASET_COUNT; id++) {
        const char *path = request->paths[id];

        if (path != NULL) {
            const char *slash = strrchr(path, '/');

            append_word(out, dataset_option((dataset_id_t)id), slash != NULL ? slash + 1 : path);
        }
    }
    word_at(import_missing_words, (int)request->missing, missing, sizeof missing);
    append_word(out, "missing", missing);
    number_write(text, request->years);
    append_word(out, "years", text);
    append(out, request->ties ? "" : " --no-ties");
    append(out, request->shocks ? "" : " --no-shocks");
    append_word(out, "name", name);
    if (request->label != NULL) {
        append_word(out, "label", request->label);
    }
    append_words(out, "comment", request->comments, request->comment_count);
}

/* ---- What came of it ---- */

typedef struct dependence {
    double weak, strong, alternatives, vulnerability;
    interdependence_t type;
    char id[WORLD_ID_SIZE];
    const char *patron;
} dependence_t;

static int compare_dependence(const void *a, const void *b)
{
    const dependence_t *first = a, *second = b;
    const int order = (first->weak < second->weak) - (first->weak > second->weak);

    return order != 0 ? order : strcmp(first->id, second->id);
}

/* From the most to the least dependent, as the model's first tick has them. */
static void print_dependence(const world_t *world)
{
    const size_t count = world_alliance_count(world);
    dependence_t *list = calloc(count + 1, sizeof *list);

    for (size_t i = 0; list != NULL && i < count; i++) {
        observation_t seen;

        world_observe(world, 0, i, &seen);
        list[i] = (dependence_t){.weak = seen.weak_dependence, .strong = seen.strong_dependence,
                                 .alternatives = seen.alternatives, .vulnerability = seen.vulnerability, .type = seen.type,
                                 .patron = world_strong_id(world, world_alliance_strong(world, i))};
        world_weak_id(world, world_alliance_weak(world, i), list[i].id);
    }
    if (list != NULL) {
        qsort(list, count, sizeof *list, compare_dependence);
        fprintf(stderr, "%-6s %-6s %9s %9s %12s %13s  %s\n", "weak", "strong", "depends", "is needed", "alternatives",
                "vulnerability", "type");
    }
    for (size_t i = 0; list != NULL && i < count; i++) {
        fprintf(stderr, "%-6s %-6s %9.2f %9.2f %12.2f %13.2f  %s\n", list[i].id, list[i].patron, list[i].weak,
                list[i].strong, list[i].alternatives, list[i].vulnerability, interdependence_name(list[i].type));
    }
    free(list);
}

static void show_dependence(const text_t *text)
{
    static const char *const still[] = {"noise.intention=0", "noise.dependence=0", "noise.engagement=0", "demand.rate=0"};
    scenario_t scenario;
    report_t report;
    world_t *world = NULL;
    int status = SCENARIO_OK;

    report_init(&report);
    status = scenario_read_text(&scenario, "(imported)", text->data, text->length, still, sizeof still / sizeof still[0],
                                &report);
    for (size_t i = 0; status == SCENARIO_OK && i < scenario.model.shock_count; i++) {
        scenario.model.shocks[i].rate = 0.0;
    }
    if (status == SCENARIO_OK && world_create(&world, &scenario.model, 1) == MODEL_OK) {
        world_reset(world, SCENARIO_SEED, 0);
        world_step(world);
        print_dependence(world);
    }
    world_free(world);
    scenario_free(&scenario);
    report_free(&report);
}

static int write_text(const options_t *options, const text_t *text)
{
    char message[1400], directory[1024] = ".";
    failure_t failure = {.status = FILES_OK};
    const char *slash = strrchr(options->output != NULL ? options->output : "", '/');
    int code = EXIT_FINE;

    if (options->output == NULL) {
        fwrite(text->data, 1, text->length, stdout);
    } else {
        if (slash != NULL) {
            snprintf(directory, sizeof directory, "%.*s", slash == options->output ? 1 : (int)(slash - options->output),
                     options->output);
        }
        if (output_write_file(directory, slash != NULL ? slash + 1 : options->output, text->data, text->length, NULL,
                              &failure) != FILES_OK) {
            failure_describe(&failure, message, sizeof message);
            options_complain(options, "%s", message);
            code = (int)exit_of(failure.status);
        }
    }
    return code;
}

/* Whether the scenario would be written over one of the data sets. */
static bool would_overwrite_data(const import_request_t *request, const options_t *options)
{
    struct stat output, input;
    bool found = false;

    if (options->output != NULL && stat(options->output, &output) == 0) {
        for (int id = 0; id < DATASET_COUNT && !found; id++) {
            found = request->paths[id] != NULL && stat(request->paths[id], &input) == 0 && input.st_dev == output.st_dev &&
                    input.st_ino == output.st_ino;
        }
    }
    return found;
}

static int import(line_t *self, const options_t *options)
{
    import_request_t *request = &self->request;
    report_t faults, notes;
    text_t text, command;
    int code = EXIT_INTERNAL;
    int status = IMPORT_OK;
    char note[4096];

    if (would_overwrite_data(request, options)) {
        options_complain(options, "-o %s: is one of the data sets", options->output);
        return EXIT_USAGE;
    }
    report_init(&faults);
    report_init(&notes);
    text_init(&text);
    text_init(&command);
    if (request->name == NULL) {
        snprintf(self->name, sizeof self->name, "%.64s_%d", request->strong[0], request->to);
        for (char *c = self->name; *c != '\0'; c++) {
            *c = (char)tolower((unsigned char)*c);
        }
        request->name = self->name;
    }
    describe_line(request, request->name, &command);
    if (text_append(&command, "", 1) == FILES_OK) {
        request->command = command.data;
        status = import_write(request, &text, &faults, &notes);
        report_sort(&notes);
        for (size_t i = 0; i < notes.count; i++) {
            report_line(&notes, i, note, sizeof note);
            options_say(options, "%s", note);
        }
        report_print(&faults, stderr);
        if (status == IMPORT_OK) {
            code = write_text(options, &text);
            if (options->verbose && code == EXIT_FINE) {
                show_dependence(&text);
            }
        } else {
            code = status == IMPORT_NO_MEMORY ? EXIT_INTERNAL : EXIT_CONFIGURATION;
        }
    } else {
        options_complain(options, "out of memory");
    }
    text_free(&text);
    text_free(&command);
    report_free(&faults);
    report_free(&notes);
    return code;
}

int command_import(int argc, char **argv)
{
    line_t line = {.request = {.years = 30.0, .ties = true, .shocks = true}};
    const options_spec_t spec = {
        .arguments = "",
        .about = OPTIONS_ABOUT(
            "Makes a scenario from the field's data sets: the defence partners of one or several strong states in a year, "
            "and the sources of threat that are named. Every number has a comment with its formula and the rows it came "
            "from; docs/measurement.md has the formulas, and where each data set is to be had. STATE is a COW "
            "abbreviation or code (USA or 2). With -v, who depends most, from the first to the last."),
        .own = own_options,
        .take_own = take_own,
        .context = &line,
    };
    const char ***lists[] = {&line.strong, &line.sources, &line.only, &line.without, &line.comments};
    options_t options = {.set_count = 0};
    int code = EXIT_INTERNAL;

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        *lists[i] = calloc((size_t)argc, sizeof **lists[i]);
        if (*lists[i] == NULL) {
            fprintf(stderr, "%s: out of memory\n", argv[0]);
            goto out;
        }
    }
    line.request.strong = line.strong;
    line.request.sources = line.sources;
    line.request.only = line.only;
    line.request.without = line.without;
    line.request.comments = line.comments;
    if (options_parse(&options, &spec, argc, argv)) {
        code = import(&line, &options);
    }
out:
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        free(*lists[i]);
    }
    options_free(&options);
    return code;
}
