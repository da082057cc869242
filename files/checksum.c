/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/checksum.h"

/* 0x42F0E1EBA9EA3693 with its bits in reverse */
static const uint64_t checksum_polynomial = 0xC96C5795D7870F42u;

void checksum_init(checksum_t *checksum)
{
    for (uint64_t byte = 0; byte < 256; byte++) {
        uint64_t remainder = byte;

        for (int bit = 0; bit < 8; bit++) {
            remainder = remainder >> 1 ^ (remainder & 1 ? checksum_polynomial : 0);
        }
        checksum->table[0][byte] = remainder;
    }
    for (size_t row = 1; row < 8; row++) {
        for (size_t byte = 0; byte < 256; byte++) {
            uint64_t remainder = checksum->table[row - 1][byte];

            checksum->table[row][byte] =
                remainder >> 8 ^ checksum->table[0][remainder & 0xff];
        }
    }
}

static uint64_t eight_bytes(const unsigned char *bytes)
{
    return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16
           | (uint64_t)bytes[3] << 24 | (uint64_t)bytes[4] << 32 | (uint64_t)bytes[5] << 40
           | (uint64_t)bytes[6] << 48 | (uint64_t)bytes[7] << 56;
}

uint64_t checksum_add(const checksum_t *checksum, uint64_t before, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    const uint64_t(*table)[256] = checksum->table;
    uint64_t remainder = ~before;

    for (; size >= 8; size -= 8, bytes += 8) {
        uint64_t word = remainder ^ eight_bytes(bytes);

        remainder = table[7][word & 0xff] ^ table[6][word >> 8 & 0xff]
                    ^ table[5][word >> 16 & 0xff] ^ table[4][word >> 24 & 0xff]
                    ^ table[3][word >> 32 & 0xff] ^ table[2][word >> 40 & 0xff]
                    ^ table[1][word >> 48 & 0xff] ^ table[0][word >> 56];
    }
    for (; size > 0; size--, bytes++) {
        remainder = remainder >> 8 ^ table[0][(remainder ^ *bytes) & 0xff];
    }
    return ~remainder;
}
