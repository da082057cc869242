/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adrift examples [DIR] */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/options.h"
#include "cli/resource.h"
#include "files/directory.h"

static const options_spec_t spec = {
    .arguments = "[DIR]",
    .about = OPTIONS_ABOUT("Lists the shipped scenarios and experiments, or copies them to DIR, "
                           "which is made if it is not there, with all that they need. A file that "
                           "is there already stays as it is."),
    .most = 1,
};

enum { LINE_SIZE = 1024, PATH_SIZE = RESOURCE_PATH_SIZE + 512 };

/* The text between quotes in a line `label = "...";` that is not indented. */
static bool take_label(const char *line, char *about)
{
    const char *from = strncmp(line, "label", 5) == 0 ? strchr(line, '"') : NULL;
    const char *to = from != NULL ? strchr(from + 1, '"') : NULL;

    if (to != NULL) {
        memcpy(about, from + 1, (size_t)(to - from - 1));
        about[to - from - 1] = '\0';
    }
    return to != NULL;
}

/* The first line of comment that is not about the licence, nor meant for a machine (#!, #SBATCH). */
static void take_comment(const char *line, char *about)
{
    if (about[0] == '\0' && strncmp(line, "# ", 2) == 0 && strstr(line, "SPDX") == NULL) {
        const char *text = line + strspn(line, "# ");
        const size_t length = strcspn(text, "\r\n");

        memcpy(about, text, length);
        about[length] = '\0';
    }
}

static void read_about(const char *path, char about[LINE_SIZE])
{
    FILE *stream = fopen(path, "r");
    char line[LINE_SIZE];
    bool found = false;

    about[0] = '\0';
    while (stream != NULL && !found && fgets(line, sizeof line, stream) != NULL) {
        take_comment(line, about);
        found = take_label(line, about);
    }
    if (stream != NULL) {
        fclose(stream);
    }
}

static void list(const resource_list_t *names, const char *directory)
{
    char path[PATH_SIZE], about[LINE_SIZE];

    for (size_t i = 0; i < names->count; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, names->names[i]);
        read_about(path, about);
        printf(about[0] != '\0' ? "%-40s %s\n" : "%s\n", names->names[i], about);
    }
}

/* 0, EEXIST or another errno. Nothing is left of a copy that fails. */
static int copy_file(const char *from, const char *to)
{
    char block[1 << 14];
    size_t size = 0;
    int error_number = 0;
    FILE *in = fopen(from, "rb");
    FILE *out = in != NULL ? fopen(to, "wbx") : NULL;

    if (out == NULL) {
        error_number = errno;
        goto out;
    }
    while ((size = fread(block, 1, sizeof block, in)) > 0 && fwrite(block, 1, size, out) == size) {
    }
    if (ferror(in) || ferror(out)) {
        error_number = errno != 0 ? errno : EIO;
    }
    if (fclose(out) != 0 && error_number == 0) {
        error_number = errno;
    }
    if (error_number != 0) {
        unlink(to);
    }
out:
    if (in != NULL) {
        fclose(in);
    }
    return error_number;
}

/* The directory that a path lies in, with its parents. */
static int make_directory_of(const char *path, failure_t *failure)
{
    char directory[PATH_SIZE];
    char *slash = NULL;

    snprintf(directory, sizeof directory, "%s", path);
    slash = strrchr(directory, '/');
    *slash = '\0';
    return directory_prepare(directory, NULL, failure);
}

static int copy_one(const options_t *options, const char *source, const char *directory,
                    const char *name, size_t *copied)
{
    char from[PATH_SIZE], to[PATH_SIZE], line[1400];
    failure_t failure = {.status = FILES_OK};
    int error_number = 0;
    int code = EXIT_WRITE;

    snprintf(from, sizeof from, "%s/%s", source, name);
    snprintf(to, sizeof to, "%s/%s", directory, name);
    if (make_directory_of(to, &failure) != FILES_OK) {
        failure_describe(&failure, line, sizeof line);
        options_complain(options, "%s", line);
        goto out;
    }
    error_number = copy_file(from, to);
    if (error_number == EEXIST) {
        options_say(options, "%s is there already and stays as it is", to);
    } else if (error_number != 0) {
        options_complain(options, "cannot copy %s to %s: %s", from, to, strerror(error_number));
        goto out;
    } else {
        printf("%s\n", to);
        (*copied)++;
    }
    code = EXIT_FINE;
out:
    return code;
}

static int copy_all(const options_t *options, const resource_list_t *names, const char *source)
{
    const char *directory = options->arguments[0];
    size_t copied = 0;
    int code = EXIT_FINE;

    if (strlen(directory) > RESOURCE_PATH_SIZE) {
        options_complain(options, "the name of the directory is too long");
        code = EXIT_WRITE;
    }
    for (size_t i = 0; code == EXIT_FINE && i < names->count; i++) {
        code = copy_one(options, source, directory, names->names[i], &copied);
    }
    if (code == EXIT_FINE) {
        options_say(options, "%zu files copied to %s", copied, directory);
    }
    return code;
}

int command_examples(int argc, char **argv)
{
    options_t options;
    resource_list_t names = {.count = 0};
    char source[RESOURCE_PATH_SIZE];
    int code = EXIT_INTERNAL;

    if (!options_parse(&options, &spec, argc, argv)) {
        goto out;
    }
    if (resource_directory(source) != 0) {
        options_complain(&options, "the shipped files are not in %s; is adrift installed?", source);
        code = EXIT_FAILED;
        goto out;
    }
    if (resource_list_init(&names, source) != 0) {
        options_complain(&options, "out of memory");
        goto out;
    }
    code = EXIT_FINE;
    if (options.argument_count == 0) {
        list(&names, source);
    } else {
        code = copy_all(&options, &names, source);
    }
out:
    resource_list_free(&names);
    options_free(&options);
    return code;
}
