/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_errno.h>

#include "cli/commands.h"
#include "cli/exit.h"
#include "config/suggest.h"
#include "version.h"

static void print_version(FILE *stream, struct argp_state *state)
{
    (void)state;
    fprintf(stream, "adrift %s%s%.12s%s\n", ADRIFT_VERSION, ADRIFT_COMMIT[0] != '\0' ? " (" : "",
            ADRIFT_COMMIT, ADRIFT_COMMIT[0] != '\0' ? ")" : "");
}

static void print_help(FILE *stream)
{
    fputs("Usage: adrift COMMAND [ARGUMENT...]\n"
          "Simulates asymmetric alliances: when and how weak states stop following.\n\n"
          "Commands:\n",
          stream);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(stream, "  %-10s %s\n", commands[i].name, commands[i].help);
    }
    fputs("\n'adrift COMMAND --help' tells of a command's arguments and options; 'adrift --version' of\n"
          "the program's version. Results go to standard output, messages and progress to standard\n"
          "error.\n\n" EXIT_HELP,
          stream);
}

/* The same for a machine; each command has --describe too (cli/options.h). */
static void describe(void)
{
#define EXIT_DESCRIBED(name, code, text) "exit\t" #code "\t" text "\n"
    printf("version\t%s\n", ADRIFT_VERSION);
    for (size_t i = 0; i < command_count; i++) {
        printf("command\t%s\t%s\n", commands[i].name, commands[i].help);
    }
    fputs(EXIT_CODES(EXIT_DESCRIBED), stdout);
#undef EXIT_DESCRIBED
}

/*
 * What was printed must have arrived. A reader who has seen enough (adrift params | head) needs no
 * message. At exit, as argp ends the program by itself after --help.
 */
static void close_stdout(void)
{
    const bool failed = ferror(stdout) != 0;

    errno = 0;
    if (fclose(stdout) != 0 || failed) {
        if (errno != EPIPE) {
            fprintf(stderr, "adrift: cannot write standard output%s%s\n", errno != 0 ? ": " : "",
                    errno != 0 ? strerror(errno) : "");
        }
        _exit(EXIT_WRITE);
    }
}

/* A closed standard stream would be the next file opened: occupy it, so that its use still fails.
 */
static void occupy_standard_streams(void)
{
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
            (void)open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
        }
    }
}

static const command_t *find(const char *name)
{
    const command_t *found = NULL;

    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            found = &commands[i];
        }
    }
    return found;
}

static int run_command(const command_t *command, int argc, char **argv)
{
    char name[64];

    snprintf(name, sizeof name, "adrift %s", command->name);
    argv[0] = name;
    return command->function(argc, argv);
}

static int refuse(const char *name)
{
    suggest_t nearest;

    suggest_init(&nearest, name);
    for (size_t i = 0; i < command_count; i++) {
        suggest_offer(&nearest, commands[i].name);
    }
    fprintf(stderr, "adrift: no %s '%s'", name[0] == '-' ? "option" : "command", name);
    if (nearest.best != NULL && name[0] != '-') {
        fprintf(stderr, "; did you mean '%s'?\n", nearest.best);
    } else {
        fprintf(stderr, "; 'adrift --help' lists what there is\n");
    }
    return EXIT_USAGE;
}

static bool is_one_of(const char *text, const char *a, const char *b, const char *c)
{
    return strcmp(text, a) == 0 || strcmp(text, b) == 0 || strcmp(text, c) == 0;
}

static int dispatch(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    const command_t *command = find(name);
    int code = EXIT_FINE;

    if (argc < 2) {
        print_help(stderr);
        code = EXIT_USAGE;
    } else if (command != NULL) {
        code = run_command(command, argc - 1, argv + 1);
    } else if (strcmp(name, "help") == 0 && argc > 2 && find(argv[2]) != NULL) {
        char option[] = "--help";
        char *arguments[] = {NULL, option, NULL};

        code = run_command(find(argv[2]), 2, arguments);
    } else if (is_one_of(name, "--help", "-h", "-?") || (strcmp(name, "help") == 0 && argc == 2)) {
        print_help(stdout);
    } else if (is_one_of(name, "--version", "-V", "version")) {
        print_version(stdout, NULL);
    } else if (strcmp(name, "--describe") == 0) {
        describe();
    } else {
        code = refuse(strcmp(name, "help") == 0 ? argv[2] : name);
    }
    return code;
}

int main(int argc, char **argv)
{
    occupy_standard_streams();
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    signal(SIGPIPE, SIG_IGN); /* a write that fails says so, and is cleaned up after; so with a
                                 limit on file size */
    signal(SIGXFSZ, SIG_IGN);
    gsl_set_error_handler_off();
    argp_err_exit_status = EXIT_USAGE;
    argp_program_version_hook = print_version;
    atexit(close_stdout);
    return dispatch(argc, argv);
}
