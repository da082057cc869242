/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/gnuplot.h"

#include <errno.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The environment with LC_ALL=C: numbers are written with a point, messages in English. */
static char **plain_environment(void)
{
    static char locale[] = "LC_ALL=C.UTF-8";
    size_t count = 0, kept = 0;
    char **copy;

    while (environ[count] != NULL) {
        count++;
    }
    copy = calloc(count + 2, sizeof *copy);
    if (copy != NULL) {
        for (size_t i = 0; i < count; i++) {
            if (strncmp(environ[i], "LC_", 3) != 0 && strncmp(environ[i], "GNUTERM=", 8) != 0) {
                copy[kept++] = environ[i];
            }
        }
        copy[kept] = locale;
    }
    return copy;
}

static int start(pid_t *child, FILE *input, FILE *output, FILE *errors)
{
    const char *chosen = getenv("ADRIFT_GNUPLOT");
    char program[4096];
    char no_defaults[] = "-d";
    char *arguments[] = {program, no_defaults, NULL};
    char **environment = plain_environment();
    posix_spawn_file_actions_t actions;
    int error = ENOMEM;

    snprintf(program, sizeof program, "%s",
             chosen != NULL && chosen[0] != '\0' ? chosen : "gnuplot");
    if (environment != NULL && posix_spawn_file_actions_init(&actions) == 0) {
        error = posix_spawn_file_actions_adddup2(&actions, fileno(input), STDIN_FILENO);
        if (error == 0) {
            error = posix_spawn_file_actions_adddup2(&actions, fileno(output), STDOUT_FILENO);
        }
        if (error == 0) {
            error = posix_spawn_file_actions_adddup2(&actions, fileno(errors), STDERR_FILENO);
        }
        if (error == 0) {
            error = posix_spawnp(child, program, &actions, NULL, arguments, environment);
        }
        posix_spawn_file_actions_destroy(&actions);
    }
    free(environment);
    return error;
}

static int wait_for(pid_t child)
{
    int status = 0;
    pid_t ended;

    do {
        ended = waitpid(child, &status, 0);
    } while (ended < 0 && errno == EINTR);
    if (ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        return GNUPLOT_MISSING; /* how a C library may tell that the program could not be started */
    }
    return ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? GNUPLOT_OK
                                                                          : GNUPLOT_FAILED;
}

static bool take(FILE *stream, text_t *text)
{
    char block[16384];
    size_t got;

    rewind(stream);
    while ((got = fread(block, 1, sizeof block, stream)) > 0) {
        text_append(text, block, got);
    }
    return ferror(stream) == 0;
}

int gnuplot_run(const char *script, size_t length, text_t *picture, text_t *messages)
{
    FILE *input = tmpfile();
    FILE *output = tmpfile();
    FILE *errors = tmpfile();
    pid_t child = 0;
    int status = GNUPLOT_NO_FILES;
    int error;

    if (input == NULL || output == NULL || errors == NULL ||
        fwrite(script, 1, length, input) != length || fflush(input) != 0) {
        goto out;
    }
    rewind(input);
    error = start(&child, input, output, errors);
    if (error != 0) {
        errno = error;
        status = error == ENOMEM ? GNUPLOT_NO_MEMORY : GNUPLOT_MISSING;
        goto out;
    }
    status = wait_for(child);
    if (!take(output, picture) || !take(errors, messages)) {
        status = GNUPLOT_NO_FILES;
    } else if (picture->status != FILES_OK || messages->status != FILES_OK) {
        status = GNUPLOT_NO_MEMORY;
    }
out:
    error = errno;
    if (input != NULL) {
        fclose(input);
    }
    if (output != NULL) {
        fclose(output);
    }
    if (errors != NULL) {
        fclose(errors);
    }
    errno = error;
    return status;
}
