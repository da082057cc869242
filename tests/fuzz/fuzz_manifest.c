/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A manifest: read, and written so that it reads the same; then as that of results to be analyzed. */
#include "analysis/source.h"
#include "files/manifest.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    manifest_t manifest, again;
    manifest_file_t file;
    source_t source;
    failure_t failure = {.status = 0};
    char first[DIGEST_HEX_SIZE], second[DIGEST_HEX_SIZE];

    fuzz_write_file(MANIFEST_NAME, data, size);
    if (manifest_read(&manifest, ".", &failure) == FILES_OK) {
        for (size_t i = 0; i < manifest_file_count(&manifest); i++) {
            fuzz_require(manifest_get_file(&manifest, i, &file) && strlen(file.sha256) == 64, "a file has its digest");
        }
        for (size_t i = 0; i < manifest_count(&manifest, "command_line"); i++) {
            manifest_get_item(&manifest, "command_line", i);
        }
        source_open(&source, ".", &failure);
        source_close(&source);
        fuzz_require(manifest_write(&manifest, ".", NULL) == FILES_OK, "a manifest can be written");
        fuzz_require(digest_file(MANIFEST_NAME, first, NULL, NULL) == FILES_OK, "and its digest taken");
        fuzz_require(manifest_read(&again, ".", NULL) == FILES_OK, "what is written can be read");
        fuzz_require(manifest_write(&again, ".", NULL) == FILES_OK
                         && digest_file(MANIFEST_NAME, second, NULL, NULL) == FILES_OK && strcmp(first, second) == 0,
                     "it is written the same again");
        manifest_free(&again);
    } else {
        fuzz_require(failure.status != FILES_OK, "a failure is told");
    }
    manifest_free(&manifest);
    return 0;
}
