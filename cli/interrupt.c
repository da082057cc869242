/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

/* A signal handler knows nothing but what is global. */
static atomic_int interrupted;

static void handle(int number)
{
    if (atomic_exchange(&interrupted, 1) != 0) {
        signal(number, SIG_DFL);
        raise(number);
    }
}

const atomic_int *interrupt_install(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
        struct sigaction old;

        sigemptyset(&action.sa_mask);
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) {
            sigaction(numbers[i], &action, NULL);
        }
    }
    return &interrupted;
}

exit_code_t interrupt_say(const options_t *options)
{
    options_complain(options, "interrupted; the same command starts it again");
    return EXIT_INTERRUPTED;
}
