/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/number.h"

enum { KEY_SEED = 1000, KEY_REPLICATES, KEY_FIRST, KEY_YEARS, KEY_THREADS, KEY_RECORD, KEY_EVERY, KEY_REPORT, KEY_LANGUAGE, KEY_DESCRIBE };

enum { THREADS_MAX = 4096 };

typedef struct common_option {
    unsigned which; /* 0: always */
    struct argp_option option;
} common_option_t;

static const common_option_t common_options[] = {
    {OPTIONS_OUTPUT,
     {"output", 'o', "DIR", 0, "write to DIR; it must not hold results of anything else", 1}},
    {OPTIONS_SEED,
     {"seed", KEY_SEED, "N", 0, "seed of the random numbers (default: the scenario's)", 1}},
    {OPTIONS_REPLICATES,
     {"replicates", KEY_REPLICATES, "N", 0, "how many replicates (default: 1)", 1}},
    {OPTIONS_FIRST,
     {"first-replicate", KEY_FIRST, "N", 0, "number of the first replicate (default: 0)", 1}},
    {OPTIONS_YEARS,
     {"years", KEY_YEARS, "Y", 0, "length of the run; the same as -s time.years=Y", 1}},
    {OPTIONS_SET,
     {"set", 's', "PATH=VALUE", 0, "set anything that the file can say; may be repeated", 1}},
    {OPTIONS_RECORD,
     {"record", KEY_RECORD, "dyads|counts|none", 0,
      "dyads: all files; counts: all but timeseries.csv; none (default: dyads)", 1}},
    {OPTIONS_EVERY,
     {"every", KEY_EVERY, "N", 0, "record time series and counts every N ticks (default: 1)", 1}},
    {OPTIONS_THREADS,
     {"threads", KEY_THREADS, "N", 0,
      "threads (default: OMP_NUM_THREADS or all processors); results do not depend on it", 1}},
    {OPTIONS_REPORT,
     {"report", KEY_REPORT, NULL, 0, "analyze the results and write report.html at the end", 1}},
    {OPTIONS_LANGUAGE, {"lang", KEY_LANGUAGE, "en|zh", 0, "language of the report (default: en)", 1}},
    {0, {"quiet", 'q', NULL, 0, "no progress, no messages but errors", 2}},
    {0, {"verbose", 'v', NULL, 0, "say more", 2}},
    {0, {"describe", KEY_DESCRIBE, NULL, OPTION_HIDDEN, "print these for a machine", 2}},
};

enum { COMMON_OPTIONS = sizeof common_options / sizeof common_options[0], OWN_OPTIONS = 32 };

typedef struct parsing {
    options_t *options;
    const options_spec_t *spec;
} parsing_t;

bool options_read_unsigned(const char *text, uint64_t lowest, uint64_t highest, uint64_t *value)
{
    uint64_t number = 0;
    bool good = *text != '\0';

    for (const char *c = text; good && *c != '\0'; c++) {
        const uint64_t digit = (uint64_t)(unsigned char)*c - '0';

        good = *c >= '0' && *c <= '9' && number <= (UINT64_MAX - digit) / 10;
        number = 10 * number + digit;
    }
    good = good && number >= lowest && number <= highest;
    if (good) {
        *value = number;
    }
    return good;
}

static uint64_t take_number(struct argp_state *state, const char *name, const char *text,
                            uint64_t lowest, uint64_t highest)
{
    uint64_t value = lowest;

    if (!options_read_unsigned(text, lowest, highest, &value)) {
        argp_error(state, "--%s=%s: must be a whole number from %" PRIu64 " to %" PRIu64, name,
                   text, lowest, highest);
    }
    return value;
}

static int add_set(options_t *self, const char *path, const char *value)
{
    const size_t size = strlen(path) + strlen(value) + 1;
    char *set = malloc(size);

    if (set != NULL) {
        snprintf(set, size, "%s%s", path, value);
        self->sets[self->set_count++] = set;
    }
    return set != NULL ? 0 : ENOMEM;
}

static int take_years(options_t *self, struct argp_state *state, const char *text)
{
    double years = 0.0;

    if (!number_read(text, &years)) {
        argp_error(state, "--years=%s: must be a number", text);
    }
    return add_set(self, "time.years=", text);
}

static void take_record(options_t *self, struct argp_state *state, const char *text)
{
    const int record = record_from_name(text);

    if (record < 0) {
        argp_error(state, "--record=%s: must be dyads, counts or none", text);
    } else {
        self->record = (record_t)record;
        self->record_given = true;
    }
}

static int take_argument(parsing_t *parsing, struct argp_state *state, char *argument)
{
    options_t *self = parsing->options;

    if (self->argument_count == parsing->spec->most) {
        argp_error(state, "one argument too many: '%s'", argument);
    }
    self->arguments[self->argument_count++] = argument;
    return 0;
}

static void collect(const options_spec_t *spec,
                    struct argp_option list[COMMON_OPTIONS + OWN_OPTIONS + 1])
{
    size_t count = 0;

    for (size_t i = 0; i < COMMON_OPTIONS; i++) {
        if (common_options[i].which == 0 || (common_options[i].which & spec->which) != 0) {
            list[count++] = common_options[i].option;
        }
    }
    for (size_t i = 0; spec->own != NULL && (spec->own[i].name != NULL || spec->own[i].doc != NULL);
         i++) {
        list[count++] = spec->own[i];
    }
    list[count] = (struct argp_option){.name = NULL};
}

static void describe(const options_spec_t *spec)
{
    struct argp_option list[COMMON_OPTIONS + OWN_OPTIONS + 1];

    collect(spec, list);
    printf("arguments\t%s\nabout\t%.*s\n", spec->arguments, (int)strcspn(spec->about, "\v"), spec->about);
    for (size_t i = 0; list[i].name != NULL; i++) {
        const int letter = list[i].key > ' ' && list[i].key < 127 ? list[i].key : ' ';

        if ((list[i].flags & OPTION_HIDDEN) == 0) {
            printf("option\t%s\t%.*s\t%s\t%s\n", list[i].name, letter != ' ', (const char[]){(char)letter, '\0'},
                   list[i].arg != NULL ? list[i].arg : "", list[i].doc);
        }
    }
}

static error_t take(int key, char *argument, struct argp_state *state)
{
    parsing_t *parsing = state->input;
    const options_spec_t *spec = parsing->spec;
    options_t *self = parsing->options;
    error_t result = 0;

    switch (key) {
    case 'o':
        if (argument[0] == '\0') {
            argp_error(state, "--output needs a directory");
        }
        self->output = argument;
        break;
    case KEY_SEED:
        self->seed = take_number(state, "seed", argument, 0, UINT64_MAX);
        self->seed_given = true;
        break;
    case KEY_REPLICATES:
        self->replicates = take_number(state, "replicates", argument, 1, UINT32_MAX);
        break;
    case KEY_FIRST:
        self->first_replicate = take_number(state, "first-replicate", argument, 0, INT64_MAX);
        self->first_given = true;
        break;
    case KEY_YEARS:
        result = take_years(self, state, argument);
        break;
    case KEY_THREADS:
        self->threads = (int)take_number(state, "threads", argument, 1, THREADS_MAX);
        break;
    case 's':
        result = add_set(self, "", argument);
        break;
    case KEY_RECORD:
        take_record(self, state, argument);
        break;
    case KEY_EVERY:
        self->every = (int32_t)take_number(state, "every", argument, 1, INT32_MAX);
        self->every_given = true;
        break;
    case KEY_REPORT:
        self->report = true;
        break;
    case KEY_LANGUAGE:
        if (!language_from_name(argument, &self->language)) {
            argp_error(state, "--lang=%s: must be en or zh", argument);
        }
        break;
    case 'q':
        self->quiet = true;
        break;
    case 'v':
        self->verbose = true;
        break;
    case KEY_DESCRIBE:
        describe(spec);
        argp_state_help(state, stdout, ARGP_HELP_EXIT_OK); /* ends the program */
        break;
    case ARGP_KEY_ARG:
        result = take_argument(parsing, state, argument);
        break;
    case ARGP_KEY_END:
        if (self->argument_count < spec->fewest) {
            argp_error(state, "%s is missing", spec->arguments);
        }
        break;
    default:
        result = spec->take_own != NULL ? spec->take_own(key, argument, state, spec->context)
                                        : ARGP_ERR_UNKNOWN;
        break;
    }
    return result;
}

bool options_parse(options_t *self, const options_spec_t *spec, int argc, char **argv)
{
    struct argp_option list[COMMON_OPTIONS + OWN_OPTIONS + 1];
    const struct argp argp = {list, take, spec->arguments, spec->about, NULL, NULL, NULL};
    parsing_t parsing = {self, spec};
    bool good = false;

    *self = (options_t){.command = argv[0], .record = RECORD_DYADS, .every = 1};
    self->sets = calloc((size_t)argc, sizeof *self->sets);
    self->arguments = calloc((size_t)argc, sizeof *self->arguments);
    collect(spec, list);
    if (self->sets != NULL && self->arguments != NULL) {
        good = argp_parse(&argp, argc, argv, 0, NULL, &parsing) == 0;
    }
    if (!good) {
        options_complain(self, "out of memory");
        options_free(self);
    }
    return good;
}

void options_free(options_t *self)
{
    for (size_t i = 0; self->sets != NULL && i < self->set_count; i++) {
        free((char *)self->sets[i]);
    }
    free(self->sets);
    free(self->arguments);
    *self = (options_t){.set_count = 0};
}

static void print_message(const options_t *self, const char *format, va_list list)
{
    fflush(stdout); /* what was said before stands before, where both go to one file */
    fprintf(stderr, "%s: ", self->command);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
}

void options_say(const options_t *self, const char *format, ...)
{
    va_list list;

    if (!self->quiet) {
        va_start(list, format);
        print_message(self, format, list);
        va_end(list);
    }
}

void options_complain(const options_t *self, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    print_message(self, format, list);
    va_end(list);
}
