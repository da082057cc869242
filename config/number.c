/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 300, POINT_SIZE = 16 };

static const char *decimal_point(void)
{
    const struct lconv *conventions = localeconv();
    const char *point = conventions->decimal_point;
    return point == NULL || *point == '\0' || strlen(point) >= POINT_SIZE ? "." : point;
}

/* Whether two finite doubles are the same without comparing them with ==, which -Wfloat-equal dislikes and -0 fools. */
static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Puts '.' where the locale's decimal mark is. */
static void finish(char text[NUMBER_SIZE], char *buffer)
{
    const char *point = decimal_point();
    char *mark = strstr(buffer, point);
    if (mark != NULL) {
        size_t size = strlen(point);
        *mark = '.';
        memmove(mark + 1, mark + size, strlen(mark + size) + 1);
    }
    snprintf(text, NUMBER_SIZE, "%.*s", NUMBER_SIZE - 1, buffer);
}

void number_write(char text[NUMBER_SIZE], double value)
{
    char buffer[NUMBER_SIZE + POINT_SIZE];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(buffer, sizeof buffer, "%.*g", digits, value);
        if (!isfinite(value) || same(strtod(buffer, NULL), value)) {
            break;
        }
    }
    finish(text, buffer);
}

void number_write_rounded(char text[NUMBER_SIZE], double value, int digits)
{
    char buffer[NUMBER_SIZE + POINT_SIZE];
    snprintf(buffer, sizeof buffer, "%.*g", digits, value);
    finish(text, buffer);
}

double number_short(double value)
{
    char buffer[NUMBER_SIZE + POINT_SIZE];
    snprintf(buffer, sizeof buffer, "%.15g", value);
    return strtod(buffer, NULL);
}

void number_write_real(char text[NUMBER_SIZE], double value)
{
    number_write(text, value);
    if (strpbrk(text, ".en") == NULL) { /* n: of inf and nan */
        memcpy(text + strlen(text), ".0", sizeof ".0");
    }
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* [+-] digits [. digits] [e [+-] digits], with a digit before or after the point. */
static bool well_formed(const char *text)
{
    const char *c = text;
    bool fine = false;
    c += *c == '+' || *c == '-';
    for (; digit(*c); c++) {
        fine = true;
    }
    if (*c == '.') {
        for (c++; digit(*c); c++) {
            fine = true;
        }
    }
    if (fine && (*c == 'e' || *c == 'E')) {
        c++;
        c += *c == '+' || *c == '-';
        fine = digit(*c);
        while (digit(*c)) {
            c++;
        }
    }
    return fine && *c == '\0';
}

bool number_read(const char *text, double *value)
{
    char buffer[LONGEST + POINT_SIZE + 1];
    const char *point = decimal_point();
    const char *mark = strchr(text, '.');
    bool fine = strlen(text) <= LONGEST && well_formed(text);
    if (fine) {
        if (mark == NULL) {
            snprintf(buffer, sizeof buffer, "%s", text);
        } else {
            snprintf(buffer, sizeof buffer, "%.*s%s%s", (int)(mark - text), text, point, mark + 1);
        }
        *value = strtod(buffer, NULL);
    }
    return fine;
}
