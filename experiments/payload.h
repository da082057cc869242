/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and texts in the payload of a campaign's run: eight bytes each, the low one first, on any machine. */
#ifndef ADRIFT_EXPERIMENTS_PAYLOAD_H
#define ADRIFT_EXPERIMENTS_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "files/text.h"

/* Append; a failure is sticky in payload->status. */
void payload_put_numbers(text_t *payload, const double *numbers, size_t count);
void payload_put_text(text_t *payload, const text_t *text); /* its length, then its letters */

/* Take from `data` (of `size` bytes) at *at, which moves on. False if there is not so much. */
bool payload_get_numbers(const void *data, size_t size, size_t *at, double *numbers, size_t count);
bool payload_get_text(const void *data, size_t size, size_t *at, const char **letters, size_t *length);

#endif
