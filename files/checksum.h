/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * CRC-64/XZ (polynomial 0x42F0E1EBA9EA3693, reflected, inverted at both ends): finds every change
 * of up to three bits and every burst of up to 64 in a record, and misses one in 2^64 others. The
 * check value, of "123456789", is 0x995DC9BBDF1939FA.
 */
#ifndef ADRIFT_CHECKSUM_H
#define ADRIFT_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t table[8][256]; /* of 8 bytes at a time */
} checksum_t;

/* Makes the tables; nothing to free. The same for everybody; read only from then on. */
void checksum_init(checksum_t *checksum);

/*
 * The checksum of bytes whose first part has checksum `before` (0: there is none) and whose rest
 * is `data`.
 */
uint64_t checksum_add(const checksum_t *checksum, uint64_t before, const void *data, size_t size);

#endif
