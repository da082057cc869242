/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replay FILE...: plays each file to a fuzz target, for compilers without libFuzzer. */
#include "tests/fuzz/fuzz.h"

int main(int argc, char **argv)
{
    int failures = 0;

    for (int i = 1; i < argc; i++) {
        FILE *stream = fopen(argv[i], "rb");
        uint8_t *data = NULL;
        size_t size = 0, capacity = 0;

        while (stream != NULL && !feof(stream) && !ferror(stream)) {
            if (size == capacity) {
                uint8_t *larger = realloc(data, capacity = 2 * capacity + 4096);

                fuzz_require(larger != NULL, "there is memory");
                data = larger;
            }
            size += fread(data + size, 1, capacity - size, stream);
        }
        if (stream == NULL || ferror(stream)) {
            fprintf(stderr, "cannot read %s\n", argv[i]);
            failures++;
        } else {
            LLVMFuzzerTestOneInput(data, size);
        }
        if (stream != NULL) {
            fclose(stream);
        }
        free(data);
    }
    return failures > 0;
}
