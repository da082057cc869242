/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/provenance.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif
#include <gsl/gsl_version.h>
#include <jansson.h>
#include <libconfig.h>
#ifdef ADRIFT_HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef ADRIFT_HAVE_ZSTD
#include <zstd.h>
#endif

#include "version.h"

enum { PROCESSOR_SIZE = 256 };

const char *provenance_model_version(void)
{
    return ADRIFT_VERSION;
}

static int write_program(manifest_t *manifest)
{
    int status = manifest_set_text(manifest, "program", "adrift");

    if (status == FILES_OK) {
        status = manifest_set_text(manifest, "version", ADRIFT_VERSION);
    }
    if (status == FILES_OK) {
        status = manifest_set_text(manifest, "commit", ADRIFT_COMMIT);
    }
    if (status == FILES_OK) {
        status = manifest_set_text(manifest, "compiler", ADRIFT_COMPILER);
    }
    return status;
}

static int write_libraries(manifest_t *manifest)
{
    char config[32];
    int status = FILES_OK;
    const char *const libraries[][2] = {
        {"libraries.gsl", gsl_version},
        {"libraries.libconfig", config},
        {"libraries.jansson", jansson_version_str()},
#ifdef __GLIBC__
        {"libraries.libc", gnu_get_libc_version()},
#endif
#ifdef ADRIFT_HAVE_ZLIB
        {"libraries.zlib", zlibVersion()},
#endif
#ifdef ADRIFT_HAVE_ZSTD
        {"libraries.zstd", ZSTD_versionString()},
#endif
    };

    snprintf(config, sizeof config, "%d.%d.%d", LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR,
             LIBCONFIG_VER_REVISION);
    for (size_t i = 0; status == FILES_OK && i < sizeof libraries / sizeof libraries[0]; i++) {
        status = manifest_set_text(manifest, libraries[i][0], libraries[i][1]);
    }
    return status;
}

/* The processor's name as Linux tells it, else "x86_64" or the like. */
static void name_processor(const struct utsname *system, char name[PROCESSOR_SIZE])
{
    FILE *stream = fopen("/proc/cpuinfo", "r");
    char line[PROCESSOR_SIZE];
    bool found = false;

    while (stream != NULL && !found && fgets(line, sizeof line, stream) != NULL) {
        const char *colon = strncmp(line, "model name", 10) == 0 ? strchr(line, ':') : NULL;

        if (colon != NULL) {
            colon += 1 + strspn(colon + 1, " ");
            snprintf(name, PROCESSOR_SIZE, "%.*s", (int)strcspn(colon, "\n"), colon);
            found = true;
        }
    }
    if (!found) {
        snprintf(name, PROCESSOR_SIZE, "%s", system->machine);
    }
    if (stream != NULL) {
        fclose(stream);
    }
}

static int write_host(manifest_t *manifest)
{
    struct utsname system;
    char host[3 * sizeof system.nodename + 8] = "";
    char processor[PROCESSOR_SIZE] = "";
    int status = FILES_OK;

    if (uname(&system) >= 0) {
        snprintf(host, sizeof host, "%s (%s %s)", system.nodename, system.sysname, system.machine);
        name_processor(&system, processor);
    }
    status = manifest_set_text(manifest, "host", host);
    return status == FILES_OK ? manifest_set_text(manifest, "processor", processor) : status;
}

int provenance_write(manifest_t *manifest, const char *const *command_line, size_t count)
{
    int status = write_program(manifest);

    if (status == FILES_OK) {
        status = write_libraries(manifest);
    }
    if (status == FILES_OK) {
        status = write_host(manifest);
    }
    for (size_t i = 0; status == FILES_OK && i < count; i++) {
        status = manifest_append_text(manifest, "command_line", command_line[i]);
    }
    if (status == FILES_OK) {
        status = manifest_set_time(manifest, "start", time(NULL));
    }
    return status;
}

static void say_difference(const char *key, const char *there, const char *here, text_t *out)
{
    const char *const words[] = {key,   ": ", there != NULL && there[0] != '\0' ? there : "unknown",
                                 " there, ", here != NULL && here[0] != '\0' ? here : "unknown",
                                 " here\n"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        text_append(out, words[i], strlen(words[i]));
    }
}

size_t provenance_compare(const manifest_t *manifest, text_t *out)
{
    static const char *const keys[] = {
        "version",           "commit",         "compiler",       "processor",
        "libraries.gsl",     "libraries.libc", "libraries.zlib", "libraries.zstd",
        "libraries.jansson", "libraries.libconfig"};
    manifest_t here = {.root = NULL};
    size_t lines = 0;

    if (manifest_init(&here) != FILES_OK || provenance_write(&here, NULL, 0) != FILES_OK) {
        out->status = FILES_NO_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const char *theirs = manifest_get_text(manifest, keys[i]);
        const char *ours = manifest_get_text(&here, keys[i]);

        if ((theirs == NULL) != (ours == NULL) ||
            (theirs != NULL && strcmp(theirs, ours) != 0)) {
            say_difference(keys[i], theirs, ours, out);
            lines++;
        }
    }
out:
    manifest_free(&here);
    return lines;
}
