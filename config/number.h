/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as text, with '.' as decimal mark whatever the locale. */
#ifndef ADRIFT_CONFIG_NUMBER_H
#define ADRIFT_CONFIG_NUMBER_H

#include <stdbool.h>

enum { NUMBER_SIZE = 32 };

/* The fewest of 15 to 17 significant digits that read back as the same double: "0.1", "3", "1e+300", "inf". */
void number_write(char text[NUMBER_SIZE], double value);

/* The same, always with a '.' or an exponent, so that libconfig reads a float: "3.0". */
void number_write_real(char text[NUMBER_SIZE], double value);

/* With that many significant digits at most, 1 to 17. */
void number_write_rounded(char text[NUMBER_SIZE], double value, int digits);

/* The double nearest to the first 15 significant digits of a finite one: of what was worked out from short decimals
 * (0.3 + 0.5 * 0.6) again a short one (0.6). */
double number_short(double value);

/*
 * The number that the whole of `text` is: decimal, with optional sign, point and exponent (not hexadecimal, not "nan", not
 * "inf"). False if it is none, or has more than 300 characters. It may be infinite where it is too large ("1e999").
 */
bool number_read(const char *text, double *value);

#endif
