/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that several commands have in common, and the parsing of any command's line. */
#ifndef ADRIFT_CLI_OPTIONS_H
#define ADRIFT_CLI_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/language.h"
#include "cli/exit.h"
#include "experiments/recorder.h"

/* Which of them a command takes; --quiet, --verbose, --help, --usage and --version it always does.
 */
enum {
    OPTIONS_OUTPUT = 1,
    OPTIONS_SEED = 2,
    OPTIONS_REPLICATES = 4,
    OPTIONS_FIRST = 8,
    OPTIONS_YEARS = 16,
    OPTIONS_THREADS = 32,
    OPTIONS_SET = 64,
    OPTIONS_RECORD = 128,
    OPTIONS_EVERY = 256,
    OPTIONS_REPORT = 512,
    OPTIONS_LANGUAGE = 1024,
    OPTIONS_ALL = 2047
};

typedef struct options {
    const char *command; /* "adrift run", for messages */
    const char *output;  /* NULL: not given */
    bool seed_given;
    uint64_t seed;
    uint64_t replicates;      /* 0: not given */
    bool first_given;
    uint64_t first_replicate; /* 0 */
    int threads;              /* 0: not given */
    const char *
        *sets; /* owned array of owned texts "PATH=VALUE", in their order; --years among them */
    size_t set_count;
    bool record_given;
    record_t record; /* RECORD_DYADS */
    bool every_given;
    int32_t every;   /* 1 */
    bool report;          /* make one at the end */
    language_t language;  /* of the report */
    bool quiet, verbose;
    char **arguments; /* what is no option; points into argv */
    size_t argument_count;
} options_t;

/* Takes a command's own option; 0 or ARGP_ERR_UNKNOWN. May call argp_error. */
typedef int options_own_t(int key, char *argument, struct argp_state *state, void *context);

typedef struct options_spec {
    unsigned which;        /* OPTIONS_... */
    const char *arguments; /* "SCENARIO.cfg" */
    const char *about;     /* what the command does; after a '\v' what stands behind the options */
    size_t fewest, most;   /* arguments */
    const struct argp_option *own; /* ends with a zeroed one; or NULL */
    options_own_t *take_own;       /* or NULL */
    void *context;                 /* of take_own */
} options_spec_t;

#define OPTIONS_ABOUT(about) about "\v" EXIT_HELP

/*
 * Ends the program, with a message and EXIT_USAGE, if the line is wrong; and after --help and the
 * like. False if memory ran out. Free with options_free.
 *
 * Every command knows the hidden option --describe, from which manual and completion are made
 * (cmake/manual.awk). It prints lines of fields with tabs between: "arguments", "about" and "option" (long
 * name, short one or nothing, argument or nothing, what it does).
 */
bool options_parse(options_t *self, const options_spec_t *spec, int argc, char **argv);

void options_free(options_t *self);

/* The whole of `text` as a whole number in the range; no sign, no space, no exponent. */
bool options_read_unsigned(const char *text, uint64_t lowest, uint64_t highest, uint64_t *value);

/* A line on standard error that begins with the command's name. Nothing with --quiet. */
void options_say(const options_t *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, also with --quiet. */
void options_complain(const options_t *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
