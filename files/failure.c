/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/failure.h"

#include <stdio.h>
#include <string.h>

const char *failure_text(int status)
{
    const char *text = "unknown failure with";

    switch (status) {
#define FAILURE_CASE(name, code, words)                                                            \
    case name:                                                                                     \
        text = words;                                                                              \
        break;
        FILES_FAILURES(FAILURE_CASE)
#undef FAILURE_CASE
    default:
        break;
    }
    return text;
}

static void copy_cut(char *to, size_t size, const char *from)
{
    size_t length = strlen(from);

    if (length >= size) {
        length = size - 1;
    }
    memcpy(to, from, length);
    to[length] = '\0';
}

int failure_set(failure_t *failure, int status, int error_number, const char *path)
{
    if (failure != NULL && failure->status == FILES_OK) {
        failure_clear(failure);
        failure->status = status;
        failure->error_number = error_number;
        if (path != NULL) {
            copy_cut(failure->path, sizeof failure->path, path);
        }
    }
    return status;
}

int failure_set_damaged(failure_t *failure, const char *path, int line, const char *detail)
{
    if (failure != NULL && failure->status == FILES_OK) {
        failure_set(failure, FILES_DAMAGED, 0, path);
        failure->line = line;
        if (detail != NULL) {
            copy_cut(failure->detail, sizeof failure->detail, detail);
        }
    }
    return FILES_DAMAGED;
}

int failure_keep(failure_t *failure, const failure_t *other)
{
    if (failure != NULL && failure->status == FILES_OK) {
        *failure = *other;
    }
    return other->status;
}

void failure_clear(failure_t *failure)
{
    failure->status = FILES_OK;
    failure->error_number = 0;
    failure->line = 0;
    failure->path[0] = '\0';
    failure->detail[0] = '\0';
}

void failure_describe(const failure_t *failure, char *line, size_t size)
{
    char place[32] = "";
    const char *reason = failure->detail;

    if (failure->line > 0) {
        snprintf(place, sizeof place, ":%d", failure->line);
    }
    if (reason[0] == '\0' && failure->error_number != 0) {
        reason = strerror(failure->error_number);
    }
    snprintf(line, size, "%s %s%s%s%s", failure_text(failure->status), failure->path, place,
             reason[0] == '\0' ? "" : ": ", reason);
}
