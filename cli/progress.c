/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "files/moment.h"

static const double on_terminal = 0.2; /* seconds between two lines */
static const double elsewhere = 60.0;

void progress_begin(progress_t *self, const options_t *options, const char *unit)
{
    *self = (progress_t){.command = options->command, .unit = unit, .off = options->quiet};
    self->terminal = isatty(STDERR_FILENO) != 0;
    self->begun = moment_now();
    self->last = self->begun;
}

static void format_time(char *text, size_t size, double seconds)
{
    if (!(seconds < 360000.0)) {
        snprintf(text, size, "%.0f d", seconds / 86400.0);
    } else if (seconds >= 3600.0) {
        snprintf(text, size, "%d h %02d min", (int)seconds / 3600, (int)seconds % 3600 / 60);
    } else if (seconds >= 60.0) {
        snprintf(text, size, "%d min %02d s", (int)seconds / 60, (int)seconds % 60);
    } else {
        snprintf(text, size, "%d s", (int)(seconds + 0.999));
    }
}

static void format_rate(char *text, size_t size, double rate)
{
    static const char prefixes[] = " kMGT";
    size_t prefix = 0;

    while (rate >= 1000.0 && prefix + 2 < sizeof prefixes) {
        rate /= 1000.0;
        prefix++;
    }
    snprintf(text, size, prefix == 0 ? "%.3g" : "%.3g %c", rate, prefixes[prefix]);
}

void progress_line(char *line, int size, double done, double all, double seconds, const char *unit)
{
    char rate[32], left[32];
    const double speed = seconds > 0.0 ? done / seconds : 0.0;

    format_rate(rate, sizeof rate, speed);
    format_time(left, sizeof left, speed > 0.0 ? (all - done) / speed : 0.0);
    snprintf(line, (size_t)size, "%3d %%  %s %s/s  %s left",
             all > 0.0 ? (int)(100.0 * done / all) : 100, rate, unit, left);
}

static int terminal_width(void)
{
    struct winsize window;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 1 ? window.ws_col : 80;
}

static void show(progress_t *self, const char *line)
{
    const int width = terminal_width() - 1;

    fprintf(stderr, "\r%-*.*s", width, width, line);
    fflush(stderr);
    self->shown = true;
}

void progress_note(progress_t *self, const char *what)
{
    if (!self->off && self->terminal) {
        show(self, what);
    }
}

void progress_update(void *context, double done, double all)
{
    progress_t *self = context;
    const double time = moment_now();
    char line[160];

    if (!self->off && time - self->last >= (self->terminal ? on_terminal : elsewhere)) {
        self->last = time;
        progress_line(line, sizeof line, done, all, time - self->begun, self->unit);
        if (self->terminal) {
            show(self, line);
        } else {
            fprintf(stderr, "%s: %s\n", self->command, line);
            fflush(stderr);
        }
    }
}

void progress_end(progress_t *self)
{
    if (self->shown) {
        fprintf(stderr, "\r%*s\r", terminal_width() - 1, "");
        fflush(stderr);
        self->shown = false;
    }
}

double progress_seconds(const progress_t *self)
{
    return moment_now() - self->begun;
}
