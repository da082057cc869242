/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/provenance.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

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

static int write_host(manifest_t *manifest)
{
    struct utsname system;
    char host[3 * sizeof system.nodename + 8] = "";

    if (uname(&system) >= 0) {
        snprintf(host, sizeof host, "%s (%s %s)", system.nodename, system.sysname, system.machine);
    }
    return manifest_set_text(manifest, "host", host);
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
