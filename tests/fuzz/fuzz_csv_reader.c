/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any CSV file: each field as a text and as each kind of number. */
#include "files/csv_reader.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    csv_reader_t reader;
    char hex[DIGEST_HEX_SIZE], whole[DIGEST_HEX_SIZE];
    failure_t failure = {.status = 0};
    int status;

    fuzz_write_file("any.csv", data, size);
    status = csv_reader_open(&reader, ".", "any.csv", &failure);
    if (status == FILES_OK) {
        for (size_t i = 0; i < reader.width; i++) {
            fuzz_require(csv_reader_column(&reader, csv_reader_name(&reader, i), NULL) == (int)i
                             || strlen(csv_reader_name(&reader, i)) < reader.fields[i].length,
                         "a column is found by its name, unless a NUL is in it");
        }
        while ((status = csv_reader_next(&reader, &failure)) > 0) {
            for (size_t i = 0; i < reader.width; i++) {
                uint64_t large;
                int64_t whole_number;
                double number;
                failure_t none = {.status = 0};

                if (csv_reader_unsigned(&reader, i, &large, &none) && large <= INT64_MAX) {
                    fuzz_require(csv_reader_integer(&reader, i, &whole_number, NULL) && whole_number == (int64_t)large
                                     && csv_reader_number(&reader, i, &number, NULL) && number == (double)large,
                                 "a number is the same as any kind");
                }
                if (csv_reader_number(&reader, i, &number, NULL)) {
                    fuzz_require(isfinite(number) || reader.fields[i].length == 0, "numbers are finite");
                }
            }
        }
        fuzz_require(status < 0 || (csv_reader_digest(&reader, hex) == FILES_OK && reader.bytes == size
                                    && digest_file("any.csv", whole, NULL, NULL) == FILES_OK && strcmp(hex, whole) == 0),
                     "at its end all of a file has been read");
    }
    fuzz_require((status < 0) == (failure.status < 0), "a failure is told");
    csv_reader_close(&reader);
    return 0;
}
