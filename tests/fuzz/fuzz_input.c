/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any compressed file: unpacked to its end, in pieces of any size, which makes no difference. The first byte says which kind. */
#include "files/input.h"
#include "files/digest.h"
#include "files/output.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

enum { LARGE = 1 << 17, MOST = 1 << 24 /* a few bytes may become very many */ };

static int unpack(const char *name, size_t piece, char hex[DIGEST_HEX_SIZE])
{
    static char data[LARGE];
    failure_t failure = {.status = FILES_OK};
    input_t input;
    digest_t digest;
    size_t got = piece, all = 0;
    int status = input_open(&input, ".", name, &failure);

    digest_init(&digest);
    while (status == FILES_OK && got == piece) {
        status = input_read(&input, data, piece, &got);
        fuzz_require(got <= piece, "no more than was asked for");
        digest_add(&digest, data, status == FILES_OK ? got : 0);
        all += got;
        status = status == FILES_OK && all > MOST ? FILES_STOPPED : status;
    }
    fuzz_require(status == FILES_OK || status == FILES_STOPPED || (status == FILES_DAMAGED && input.reason[0] != '\0'), "what is wrong is told");
    input_close(&input);
    digest_hex(&digest, hex);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const output_form_t form = size > 0 && data[0] % 2 == 0 ? OUTPUT_GZIP : OUTPUT_ZSTD;
    const char *name = form == OUTPUT_GZIP ? "any.csv.gz" : "any.csv.zst";
    char large[DIGEST_HEX_SIZE], small[DIGEST_HEX_SIZE];

    if (size > 0 && output_has_form(form)) {
        fuzz_write_file(name, data + 1, size - 1);
        const int one = unpack(name, LARGE, large), other = unpack(name, 509, small);

        fuzz_require(one == FILES_STOPPED || other == FILES_STOPPED ||
                         (one == other && (one != FILES_OK || strcmp(large, small) == 0)),
                     "the same in other pieces");
    }
    return 0;
}
