/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How values are written in a libconfig file, so that they read back the same. Failures are sticky
 * in the text. */
#ifndef ADRIFT_CONFIG_NOTATION_H
#define ADRIFT_CONFIG_NOTATION_H

#include <stdint.h>

#include "files/text.h"
#include "sim/distribution.h"

/* As it is. */
void notation_put(text_t *out, const char *text);

/* At most 1023 bytes. */
void notation_print(text_t *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A finite number, as a real one. */
void notation_number(text_t *out, double value);

/* In quotes, with what must be escaped. */
void notation_string(text_t *out, const char *text);

/* Any whole number of 64 bits: in hexadecimal if it is beyond the signed ones. */
void notation_seed(text_t *out, uint64_t seed);

/* Parameter a, b or c of it: 0 to 2, as distribution_info names them. */
double *notation_parameter(distribution_t *value, int parameter);

/* distribution = "beta"; a = 2.0; b = 8.0; with a blank behind. */
void notation_parameters(text_t *out, const distribution_t *value);

/* The same as a group, or a constant as a number. */
void notation_distribution(text_t *out, const distribution_t *value);

#endif
