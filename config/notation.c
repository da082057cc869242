/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/notation.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/number.h"

void notation_put(text_t *out, const char *text)
{
    (void)text_append(out, text, strlen(text)); /* a failure is sticky */
}

void notation_print(text_t *out, const char *format, ...)
{
    char buffer[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    notation_put(out, buffer);
}

void notation_number(text_t *out, double value)
{
    char number[NUMBER_SIZE];
    number_write_real(number, value);
    notation_put(out, number);
}

/* libconfig knows \" \\ \f \n \r \t and \xHH. */
void notation_string(text_t *out, const char *text)
{
    notation_put(out, "\"");
    for (const char *c = text; *c != '\0'; c++) {
        switch (*c) {
        case '"':
            notation_put(out, "\\\"");
            break;
        case '\\':
            notation_put(out, "\\\\");
            break;
        case '\n':
            notation_put(out, "\\n");
            break;
        case '\t':
            notation_put(out, "\\t");
            break;
        case '\r':
            notation_put(out, "\\r");
            break;
        case '\f':
            notation_put(out, "\\f");
            break;
        default:
            if ((unsigned char)*c < 0x20 || *c == 0x7f) {
                notation_print(out, "\\x%02X", (unsigned)(unsigned char)*c);
            } else {
                (void)text_append(out, c, 1);
            }
            break;
        }
    }
    notation_put(out, "\"");
}

double *notation_parameter(distribution_t *value, int parameter)
{
    return parameter == 0 ? &value->a : parameter == 1 ? &value->b : &value->c;
}

void notation_parameters(text_t *out, const distribution_t *value)
{
    distribution_t copy = *value;
    const distribution_info_t *info = distribution_info(value->kind);
    notation_print(out, "distribution = \"%s\"; ", info->name);
    for (int i = 0; i < info->count; i++) {
        notation_print(out, "%s = ", info->parameter[i]);
        notation_number(out, *notation_parameter(&copy, i));
        notation_put(out, "; ");
    }
}

void notation_distribution(text_t *out, const distribution_t *value)
{
    if (value->kind == DISTRIBUTION_CONSTANT) {
        notation_number(out, value->a);
    } else {
        notation_put(out, "{ ");
        notation_parameters(out, value);
        notation_put(out, "}");
    }
}

void notation_seed(text_t *out, uint64_t seed)
{
    if (seed <= INT64_MAX) {
        notation_print(out, "%" PRIu64 "L", seed);
    } else {
        notation_print(out, "0x%" PRIX64 "L", seed);
    }
}
