/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/exit.h"

#include "experiments/run.h"
#include "files/failure.h"

exit_code_t exit_of(int status)
{
    exit_code_t code = EXIT_WRITE;

    switch (status) {
    case FILES_OK:
        code = EXIT_FINE;
        break;
    case FILES_STOPPED:
        code = EXIT_INTERRUPTED;
        break;
    case FILES_NO_MEMORY:
    case FILES_MISUSED:
    case FILES_NO_ROOM:
        code = EXIT_INTERNAL;
        break;
    case RUN_COLLISION:
        code = EXIT_CONFIGURATION;
        break;
    default:
        break;
    }
    return code;
}

exit_code_t exit_of_reading(int status)
{
    exit_code_t code = exit_of(status);

    if (status == FILES_DAMAGED || status == FILES_OTHER_FORMAT || status == FILES_CANNOT_OPEN ||
        status == FILES_CANNOT_READ || status == FILES_NOT_DIRECTORY) {
        code = EXIT_CONFIGURATION;
    } else if (status == FILES_MISUSED) {
        code = EXIT_USAGE;
    }
    return code;
}
