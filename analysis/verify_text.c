/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "analysis/verify.h"

static const char *const marks[] = {
    [VERIFY_UNKNOWN] = "-",          [VERIFY_SAME] = "same",       [VERIFY_OTHER] = "DIFFERS",
    [VERIFY_ABSENT] = "MISSING",     [VERIFY_UNREADABLE] = "UNREADABLE",
    [VERIFY_REPACKED] = "unpacked, same", [VERIFY_NEW] = "NOT IN MANIFEST",
};

static void put(text_t *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(text_t *out, const char *format, ...)
{
    char line[1600];
    va_list list;

    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    text_append(out, line, strlen(line));
}

static void put_title(const verify_t *self, text_t *out)
{
    const manifest_t *manifest = &self->manifest;
    const char *command = manifest_get_text(manifest, "command");
    const char *file = manifest_get_text(manifest, "experiment");
    uint64_t replicates = 0, seed = 0;

    file = file != NULL ? file : manifest_get_text(manifest, "scenario");
    manifest_get_unsigned(manifest, "replicates", &replicates);
    manifest_get_unsigned(manifest, "seed", &seed);
    put(out, "%s: %s of %s, %" PRIu64 " replicate%s, seed %" PRIu64 "\n", self->request.directory,
        command != NULL ? command : "?", file != NULL ? file : "?", replicates, replicates == 1 ? "" : "s", seed);
}

static void put_files(const verify_t *self, text_t *out)
{
    int width = 20;

    for (size_t i = 0; i < self->file_count; i++) {
        const int length = (int)strlen(self->files[i].name);

        width = length > width && length < 60 ? length : width;
    }
    put(out, "  %-*s  %s\n", width, "file", self->made ? "there       made again" : "there");
    for (size_t i = 0; i < self->file_count; i++) {
        const verify_file_t *file = &self->files[i];

        if (self->made) {
            put(out, "  %-*s  %-10s  %s\n", width, file->name, marks[file->there], marks[file->again]);
        } else {
            put(out, "  %-*s  %s\n", width, file->name, marks[file->there]);
        }
        if (file->difference != NULL) {
            put(out, "    %s\n", file->difference);
        }
    }
}

static size_t count(const verify_t *self, bool again, verify_mark_t mark)
{
    size_t found = 0;

    for (size_t i = 0; i < self->file_count; i++) {
        found += (again ? self->files[i].again : self->files[i].there) == mark;
    }
    return found;
}

static size_t count_drawn(const verify_t *self)
{
    size_t found = 0;

    for (size_t i = 0; i < self->file_count; i++) {
        found += self->files[i].drawn;
    }
    return found;
}

/* What it means, and what can be done. */
static void put_conclusion(const verify_t *self, text_t *out)
{
    const size_t changed = count(self, false, VERIFY_OTHER), unreadable = count(self, false, VERIFY_UNREADABLE);
    const size_t missing = count(self, false, VERIFY_ABSENT);
    const size_t other = count(self, true, VERIFY_OTHER) + count(self, true, VERIFY_NEW) +
                         (self->made ? count(self, true, VERIFY_ABSENT) : 0);

    if (self->other_results) {
        put(out, "analysis/ was made from other results than these: adrift analyze makes it anew.\n");
    }
    if (self->key_differs) {
        put(out, "The configuration in the manifest was changed: it does not give the manifest's key.\n");
    }
    if (changed > 0) {
        put(out, "%zu file%s changed or damaged since %s written%s.\n", changed, changed == 1 ? " was" : "s were",
            changed == 1 ? "it was" : "they were",
            self->made && other == 0 ? "; what was made again is as the manifest says (-o DIR keeps it)" : "");
    }
    if (unreadable > 0) {
        put(out, "%zu file%s cannot be read, so that nothing is known of %s.\n", unreadable, unreadable == 1 ? "" : "s",
            unreadable == 1 ? "it" : "them");
    }
    if (missing > 0) {
        put(out, "%zu file%s missing.\n", missing, missing == 1 ? " is" : "s are");
    }
    if (other > 0 && self->provenance_lines > 0) {
        put(out, "What was made again differs from the manifest; so does what made it, as said above.\n");
    } else if (other > 0) {
        put(out, "What was made again differs from the manifest, though by the same program, libraries and processor: the\n"
                 "manifest was changed, or the program has a fault.\n");
    }
    if (verify_holds(self)) {
        put(out, "%zu file%s what the manifest says%s\n", self->file_count, self->file_count == 1 ? " is" : "s are",
            !self->made               ? "; nothing was made again."
            : count_drawn(self) == 0 ? ", and came out the same when made again."
                                     : ", and came out the same when made again (page and figures are not drawn again).");
    }
}

static void put_provenance(const text_t *lines, const char *title, text_t *out)
{
    if (lines->length > 0) {
        put(out, "%s\n", title);
    }
    for (size_t at = 0; at < lines->length;) {
        const char *line = lines->data + at;
        const char *end = memchr(line, '\n', lines->length - at);
        const size_t length = end != NULL ? (size_t)(end - line) : lines->length - at;

        put(out, "  %.*s\n", (int)length, line);
        at += length + 1;
    }
}

/* What differs about analysis/ is said if it is not what differs anyway. */
static bool is_new(const text_t *lines, const text_t *said)
{
    return lines->length != said->length || (lines->length > 0 && memcmp(lines->data, said->data, lines->length) != 0);
}

void verify_text(const verify_t *self, text_t *out)
{
    put_title(self, out);
    put_files(self, out);
    if (self->failed > 0) {
        put(out, "  %" PRIu64 " runs failed\n", self->failed);
    }
    put_provenance(&self->provenance, "Not the same as what wrote it:", out);
    if (is_new(&self->ledger_provenance, &self->provenance)) {
        put_provenance(&self->ledger_provenance, "Not the same as what wrote analysis/:", out);
    }
    put_conclusion(self, out);
}
