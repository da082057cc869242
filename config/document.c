/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/document.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files/text.h"

enum { DEEPEST_INCLUDE = 16, NEAR_SIZE = 64 };
static const size_t longest_text = (size_t)256 << 20;

typedef struct bracket {
    char opened;
    size_t file;
    int line;
} bracket_t;

/* A file in the chain of includes that is being read. */
typedef struct link {
    const struct link *parent;
    size_t file;
    bool known; /* whether device and inode are; not of text in memory */
    dev_t device;
    ino_t inode;
} link_t;

typedef struct loader {
    document_t *document;
    report_t *report;
    text_t text; /* with all includes in their place */
    int line;    /* of the text, on which the next byte will stand */
    bracket_t *brackets;
    size_t bracket_count, bracket_capacity;
    bool open_end;      /* the text ends within a text in quotes or a comment */
    bool bracket_fault; /* the next three are set */
    size_t fault_file;
    int fault_line;
    char fault[160];
    size_t long_text_file; /* where the first text of several lines begins */
    int long_text_line;    /* 0: there is none */
} loader_t;

/* ---- UTF-8 ---------------------------------------------------------------------------------- */

/* Length of the character at `text`, 0 if there is none that is legal. RFC 3629. */
static size_t character(const unsigned char *text, size_t length)
{
    size_t size = text[0] < 0x80                        ? 1
                  : text[0] >= 0xc2 && text[0] <= 0xdf ? 2
                  : (text[0] & 0xf0) == 0xe0           ? 3
                  : text[0] >= 0xf0 && text[0] <= 0xf4 ? 4
                                                       : 0;
    bool fine = size > 0 && size <= length;
    for (size_t i = 1; fine && i < size; i++) {
        fine = (text[i] & 0xc0) == 0x80;
    }
    if (fine && size == 3) {
        fine = !(text[0] == 0xe0 && text[1] < 0xa0) && !(text[0] == 0xed && text[1] > 0x9f);
    } else if (fine && size == 4) {
        fine = !(text[0] == 0xf0 && text[1] < 0x90) && !(text[0] == 0xf4 && text[1] > 0x8f);
    }
    return fine ? size : 0;
}

int document_is_utf8(const char *text)
{
    size_t length = strlen(text), i = 0, size = 1;
    while (i < length && size > 0) {
        size = character((const unsigned char *)text + i, length - i);
        i += size;
    }
    return i == length && size > 0;
}

/* Where the first byte stands that text does not have; `length` if there is none. */
static size_t find_no_text(const char *data, size_t length)
{
    size_t i = 0;
    bool fine = true;
    while (i < length && fine) {
        unsigned char c = (unsigned char)data[i];
        size_t size = c < 0x20 && strchr("\t\n\v\f\r", c) == NULL ? 0 : c == 0 ? 0 : 1;
        if (size == 1 && c >= 0x80) {
            size = character((const unsigned char *)data + i, length - i);
        }
        fine = size > 0;
        i += size;
    }
    return i;
}

/* ---- Pieces --------------------------------------------------------------------------------- */

static int add_file(document_t *self, const char *name, size_t *index)
{
    int status = DOCUMENT_NO_MEMORY;
    char **larger = realloc(self->files, (self->file_count + 1) * sizeof *larger);
    if (larger != NULL) {
        size_t size = strlen(name) + 1;
        self->files = larger;
        larger[self->file_count] = malloc(size);
        if (larger[self->file_count] != NULL) {
            memcpy(larger[self->file_count], name, size);
            *index = self->file_count++;
            status = DOCUMENT_OK;
        }
    }
    return status;
}

static int add_piece(document_t *self, int first, size_t file, int line)
{
    int status = DOCUMENT_OK;
    size_t count = self->piece_count;
    if ((count & (count - 1)) == 0) { /* full at powers of two */
        document_piece_t *larger =
            realloc(self->pieces, (count == 0 ? 1 : 2 * count) * sizeof *larger);
        if (larger == NULL) {
            status = DOCUMENT_NO_MEMORY;
            goto out;
        }
        self->pieces = larger;
    }
    self->pieces[self->piece_count++] = (document_piece_t){first, line, file};
out:
    return status;
}

/* The last piece that begins at the line or before it. */
static const char *place_of(const document_t *self, int text_line, int *line)
{
    size_t low = 0, high = self->piece_count;
    const document_piece_t *piece;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (self->pieces[middle].first <= text_line) {
            low = middle;
        } else {
            high = middle;
        }
    }
    piece = &self->pieces[low];
    *line = piece->line + (text_line > piece->first ? text_line - piece->first : 0);
    return self->files[piece->file];
}

const char *document_place(const document_t *self, const config_setting_t *setting, int *line)
{
    return place_of(self, (int)config_setting_source_line(setting), line);
}

/* ---- Reading files -------------------------------------------------------------------------- */

/* All of a file; `data` is the caller's. On failure the reason, which is a phrase. */
static int read_whole(const char *name, size_t most, char **data, size_t *length, link_t *link,
                      const char **reason)
{
    int status = DOCUMENT_INVALID;
    struct stat about;
    size_t capacity = 1 << 16, used = 0, got;
    FILE *stream = fopen(name, "rb");
    *data = NULL;
    if (stream == NULL) {
        *reason = strerror(errno);
        goto out;
    }
    if (fstat(fileno(stream), &about) == 0) {
        link->known = S_ISREG(about.st_mode);
        link->device = about.st_dev;
        link->inode = about.st_ino;
        if (S_ISDIR(about.st_mode)) {
            *reason = strerror(EISDIR);
            goto out;
        }
    }
    do {
        if (*data == NULL || used == capacity) {
            size_t wanted = *data == NULL ? capacity : 2 * capacity;
            char *larger = realloc(*data, wanted);
            if (larger == NULL) {
                *reason = strerror(ENOMEM);
                status = DOCUMENT_NO_MEMORY;
                goto out;
            }
            *data = larger;
            capacity = wanted;
        }
        got = fread(*data + used, 1, capacity - used, stream);
        used += got;
        if (used > most) {
            *reason = "with what it includes it is larger than 256 MiB";
            goto out;
        }
    } while (got > 0);
    if (ferror(stream)) {
        *reason = strerror(errno);
        goto out;
    }
    *length = used;
    status = DOCUMENT_OK;
out:
    if (stream != NULL) {
        fclose(stream);
    }
    if (status != DOCUMENT_OK) {
        free(*data);
        *data = NULL;
    }
    return status;
}

/* ---- Scanning ------------------------------------------------------------------------------- */

static void put(loader_t *self, const char *data, size_t length)
{
    const char *end = data + length;
    (void)text_append(&self->text, data, length); /* a failure is sticky */
    for (const char *c = data; c < end && (c = memchr(c, '\n', (size_t)(end - c))) != NULL; c++) {
        self->line++;
    }
}

static void note_fault(loader_t *self, size_t file, int line, const char *format, int character_is,
                       int other_line)
{
    if (!self->bracket_fault) {
        self->bracket_fault = true;
        self->fault_file = file;
        self->fault_line = line;
        snprintf(self->fault, sizeof self->fault, format, character_is, other_line);
    }
}

static int open_bracket(loader_t *self, char c, size_t file, int line)
{
    int status = DOCUMENT_OK;
    if (self->bracket_count == self->bracket_capacity) {
        size_t capacity = self->bracket_capacity == 0 ? 32 : 2 * self->bracket_capacity;
        bracket_t *larger = realloc(self->brackets, capacity * sizeof *larger);
        if (larger == NULL) {
            status = DOCUMENT_NO_MEMORY;
            goto out;
        }
        self->brackets = larger;
        self->bracket_capacity = capacity;
    }
    self->brackets[self->bracket_count++] = (bracket_t){c, file, line};
out:
    return status;
}

static void close_bracket(loader_t *self, char c, size_t file, int line)
{
    char opening = c == ')' ? '(' : c == ']' ? '[' : '{';
    if (self->bracket_count == 0) {
        note_fault(self, file, line, "this '%c' closes nothing", c, 0);
    } else {
        const bracket_t *top = &self->brackets[--self->bracket_count];
        if (top->opened != opening) {
            note_fault(self, top->file, top->line,
                       "this '%c' is not closed before line %d closes another bracket", top->opened,
                       line);
        }
    }
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '*';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool in_name(char c)
{
    return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

/* A whole number that libconfig would wrap: beyond 32 bits it needs an L, beyond 64 it is an error. */
static int put_number(loader_t *self, const char *data, size_t length, size_t file, int line)
{
    int status = DOCUMENT_OK;
    size_t digits = length;
    char token[32];
    bool whole, hexadecimal;
    while (digits > 0 && data[digits - 1] == 'L') {
        digits--;
    }
    hexadecimal = digits > 2 && data[0] == '0' && (data[1] == 'x' || data[1] == 'X');
    whole = hexadecimal || is_digit(data[length > 1 ? 1 : 0]) || is_digit(data[0]);
    for (size_t i = hexadecimal ? 2 : 0; i < digits && whole; i++) {
        whole = is_digit(data[i]) || (i == 0 && (data[0] == '-' || data[0] == '+')) ||
                (hexadecimal && strchr("abcdefABCDEF", data[i]) != NULL);
    }
    if (whole) {
        bool fits = digits < sizeof token;
        if (fits) {
            memcpy(token, data, digits);
            token[digits] = '\0';
            errno = 0;
            if (hexadecimal) {
                unsigned long long value = strtoull(token, NULL, 16);
                whole = errno == 0;
                fits = value <= UINT32_MAX;
            } else {
                long long value = strtoll(token, NULL, 10);
                whole = errno == 0;
                fits = value >= INT32_MIN && value <= INT32_MAX;
            }
        } else {
            whole = false; /* leading zeros or not: nobody writes that */
        }
        put(self, data, length);
        if (!whole) {
            report_add(self->report, self->document->files[file], line, NULL,
                       "%.*s is too large for a whole number%s", (int)(digits < 60 ? digits : 60),
                       data, hexadecimal ? "" : "; a real number has a point or an exponent");
            status = DOCUMENT_INVALID;
        } else if (!fits && digits == length) {
            put(self, "L", 1);
        }
    } else {
        put(self, data, length);
    }
    return status;
}

static int load(loader_t *self, const link_t *link, const char *data, size_t length, int depth);

static bool included_before(const link_t *link, const link_t *other)
{
    bool found = false;
    for (; link != NULL && !found; link = link->parent) {
        found = link->known && other->known && link->device == other->device &&
                link->inode == other->inode;
    }
    return found;
}

/* NAME as said in a file: relative to that file's directory. The caller frees it. */
static char *beside(const char *file, const char *name, size_t length)
{
    const char *slash = strrchr(file, '/');
    size_t before = slash == NULL || name[0] == '/' ? 0 : (size_t)(slash - file) + 1;
    char *joined = malloc(before + length + 1);
    if (joined != NULL) {
        memcpy(joined, file, before);
        memcpy(joined + before, name, length);
        joined[before + length] = '\0';
    }
    return joined;
}

static int include(loader_t *self, const link_t *parent, const char *name, size_t length, int line,
                   int depth)
{
    int status = DOCUMENT_NO_MEMORY;
    link_t link = {.parent = parent};
    const char *file = self->document->files[parent->file];
    const char *reason = NULL;
    char *path = beside(file, name, length);
    char *data = NULL;
    size_t size = 0;
    if (path == NULL) {
        goto out;
    }
    status = read_whole(path, longest_text - self->text.length, &data, &size, &link, &reason);
    file = self->document->files[parent->file];
    if (status == DOCUMENT_OK && included_before(parent, &link)) {
        reason = "it includes itself";
        status = DOCUMENT_INVALID;
    } else if (status == DOCUMENT_OK && depth >= DEEPEST_INCLUDE) {
        reason = "includes are nested too deep";
        status = DOCUMENT_INVALID;
    }
    if (status != DOCUMENT_OK) {
        report_add(self->report, file, line, NULL, "cannot include %s: %s", path, reason);
        goto out;
    }
    status = add_file(self->document, path, &link.file);
    if (status == DOCUMENT_OK) {
        status = load(self, &link, data, size, depth + 1);
    }
    if (status == DOCUMENT_OK && self->text.length > 0 &&
        self->text.data[self->text.length - 1] != '\n') {
        put(self, "\n", 1);
    }
out:
    free(data);
    free(path);
    return status;
}

/*
 * If an @include stands at `data`, how many bytes it has up to and with the closing quote, and the name; else 0. libconfig
 * knows it only at the beginning of a line.
 */
static size_t match_include(const char *data, size_t length, const char **name, size_t *name_length)
{
    static const char word[] = "@include";
    size_t i = 0, matched = 0;
    while (i < length && (data[i] == ' ' || data[i] == '\t')) {
        i++;
    }
    if (length - i > sizeof word && memcmp(data + i, word, sizeof word - 1) == 0) {
        size_t start;
        i += sizeof word - 1;
        while (i < length && (data[i] == ' ' || data[i] == '\t')) {
            i++;
        }
        start = i + 1;
        if (i < length && data[i] == '"') {
            for (i++; i < length && data[i] != '"' && data[i] != '\n';) {
                i++;
            }
            if (i < length && data[i] == '"') {
                *name = data + start;
                *name_length = i - start;
                matched = i + 1;
            }
        }
    }
    return matched;
}

/* The end of what begins at `start` and ends before (or with, if `inclusive`) `mark`; `length` if it does not end. */
static size_t find_end(const char *data, size_t length, size_t start, const char *mark,
                       bool *ended)
{
    size_t size = strlen(mark);
    size_t i = start;
    *ended = false;
    while (i < length && !*ended) {
        if (data[i] == '\\' && *mark == '"') {
            i += i + 1 < length ? 2 : 1;
        } else if (length - i >= size && memcmp(data + i, mark, size) == 0) {
            i += size;
            *ended = true;
        } else {
            i++;
        }
    }
    return i;
}

static int count_lines(const char *data, size_t length)
{
    int lines = 0;
    for (size_t i = 0; i < length; i++) {
        lines += data[i] == '\n';
    }
    return lines;
}

/* Copies a file into the text, token by token. */
static int load(loader_t *self, const link_t *link, const char *data, size_t length, int depth)
{
    int status;
    int line = 1;
    bool fresh = true; /* at the beginning of a line */
    bool valid = true;
    size_t i = length >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0; /* byte order mark */
    size_t bad = find_no_text(data, length);
    const size_t file = link->file;
    if (bad < length) {
        report_add(self->report, self->document->files[file], 1 + count_lines(data, bad), NULL,
                   "not a text in UTF-8: byte 0x%02X", (unsigned)(unsigned char)data[bad]);
        status = DOCUMENT_INVALID;
        goto out;
    }
    status = add_piece(self->document, self->line, file, 1);
    while (status == DOCUMENT_OK && i < length) {
        const char *name;
        size_t name_length, end = i + 1;
        size_t matched = fresh ? match_include(data + i, length - i, &name, &name_length) : 0;
        char c = data[i];
        bool ended = true;
        fresh = c == '\n';
        if (matched > 0) {
            end = i + matched;
            if (memchr(name, '\0', name_length) != NULL) {
                name_length = 0;
            }
            status = include(self, link, name, name_length, line, depth);
            if (status == DOCUMENT_INVALID) {
                valid = false;
                status = DOCUMENT_OK;
            }
            if (status == DOCUMENT_OK) {
                status = add_piece(self->document, self->line, file, line);
            }
        } else if (c == '"' || c == '#' || (c == '/' && i + 1 < length && (data[i + 1] == '/' || data[i + 1] == '*'))) {
            bool block = c == '/' && data[i + 1] == '*';
            end = find_end(data, length, block ? i + 2 : i + 1,
                           c == '"' ? "\"" : block ? "*/" : "\n", &ended);
            if (c == '"' && self->long_text_line == 0 && memchr(data + i, '\n', end - i) != NULL) {
                self->long_text_file = file;
                self->long_text_line = line;
            }
            if (!ended && (c == '"' || block)) {
                self->open_end = true;
                note_fault(self, file, line, c == '"' ? "this '%c' is never closed"
                                                      : "this comment, /%c, is never closed",
                           c == '"' ? '"' : '*', 0);
            }
            if (ended && c != '"' && !block) {
                end--; /* the newline is a token of its own */
            }
            put(self, data + i, end - i);
        } else if (c == '{' || c == '(' || c == '[') {
            status = open_bracket(self, c, file, line);
            put(self, &c, 1);
        } else if (c == '}' || c == ')' || c == ']') {
            close_bracket(self, c, file, line);
            put(self, &c, 1);
        } else if (is_letter(c)) {
            while (end < length && in_name(data[end])) {
                end++;
            }
            put(self, data + i, end - i);
        } else if (is_digit(c) || c == '-' || c == '+' || c == '.') {
            while (end < length && (in_name(data[end]) || data[end] == '.' || data[end] == '+')) {
                end++;
            }
            status = put_number(self, data + i, end - i, file, line);
            if (status == DOCUMENT_INVALID) {
                valid = false;
                status = DOCUMENT_OK;
            }
        } else {
            while (end < length && data[end] == ' ' && c == ' ') {
                end++;
            }
            put(self, data + i, end - i);
        }
        line += count_lines(data + i, end - i);
        i = end;
        if (self->text.status != 0) {
            status = DOCUMENT_NO_MEMORY;
        }
    }
    if (status == DOCUMENT_OK && !valid) {
        status = DOCUMENT_INVALID;
    }
out:
    return status;
}

/* ---- The document --------------------------------------------------------------------------- */

/* Line `number` of the text without the blanks around it, cut. */
static void line_of(const text_t *text, int number, char near[NEAR_SIZE])
{
    const char *start = text->data, *end;
    size_t length;
    for (int i = 1; i < number && start != NULL; i++) {
        start = strchr(start, '\n');
        start = start == NULL ? NULL : start + 1;
    }
    near[0] = '\0';
    if (start != NULL) {
        start += strspn(start, " \t\r");
        end = start + strcspn(start, "\n");
        while (end > start && strchr(" \t\r", end[-1]) != NULL) {
            end--;
        }
        length = (size_t)(end - start);
        if (length < NEAR_SIZE) {
            memcpy(near, start, length);
            near[length] = '\0';
        } else {
            size_t kept = NEAR_SIZE - 4;
            while (kept > 0 && ((unsigned char)start[kept] & 0xc0) == 0x80) {
                kept--; /* no half characters */
            }
            memcpy(near, start, kept);
            memcpy(near + kept, "...", 4);
        }
    }
}

/* The likely cause of a mistake in syntax, which is often far above of where it shows. */
static void report_cause(loader_t *self)
{
    const document_t *document = self->document;
    if (self->long_text_line > 0) {
        report_add(self->report, document->files[self->long_text_file], self->long_text_line, NULL,
                   "a text begins here and ends in a later line; is its closing '\"' missing?");
    } else if (self->bracket_fault) {
        report_add(self->report, document->files[self->fault_file], self->fault_line, NULL, "%s",
                   self->fault);
    }
}

static void report_syntax(loader_t *self)
{
    const document_t *document = self->document;
    char near[NEAR_SIZE];
    int line = 0;
    int text_line = config_error_line(&document->tree);
    const char *text = config_error_text(&document->tree);
    const char *file;
    bool end = text_line >= self->line; /* the last line is the empty one after the text */
    if (text == NULL || strstr(text, "exhausted") != NULL) {
        text = text == NULL ? "syntax error" : "brackets are nested too deep";
    }
    if (!self->bracket_fault && self->bracket_count > 0) {
        const bracket_t *top = &self->brackets[self->bracket_count - 1];
        note_fault(self, top->file, top->line, "this '%c' is never closed", top->opened, 0);
    }
    text_line = text_line < 1 ? 1 : text_line > self->line ? self->line : text_line;
    file = place_of(document, end && text_line > 1 ? text_line - 1 : text_line, &line);
    line_of(&self->text, text_line, near);
    if (end && near[0] == '\0') {
        report_add(self->report, file, line, NULL, "%s at the end of the file", text);
    } else {
        report_add(self->report, file, line, NULL, "%s at or before \"%s\"", text, near);
    }
    report_cause(self);
}

static int parse(loader_t *self)
{
    int status = DOCUMENT_OK;
    if (self->text.length > 0 && self->text.data[self->text.length - 1] != '\n') {
        put(self, "\n", 1);
    }
    (void)text_append(&self->text, "", 1); /* the NUL that ends it for libconfig */
    if (self->text.status != 0) {
        status = DOCUMENT_NO_MEMORY;
    } else if (self->open_end) { /* libconfig would lose memory, and see nothing wrong in a comment */
        report_cause(self);
        status = DOCUMENT_INVALID;
    } else if (config_read_string(&self->document->tree, self->text.data) != CONFIG_TRUE) {
        report_syntax(self);
        status = DOCUMENT_INVALID;
    } else if (config_setting_length(config_root_setting(&self->document->tree)) == 0) {
        report_add(self->report, self->document->files[0], 0, NULL, "there is nothing in it");
        status = DOCUMENT_INVALID;
    }
    return status;
}

static int read_document(document_t *self, const char *name, const char *text, size_t length,
                         report_t *report)
{
    loader_t loader = {.document = self, .report = report, .line = 1};
    link_t link = {.parent = NULL};
    const char *reason = NULL;
    char *data = NULL;
    int status;
    memset(self, 0, sizeof *self);
    config_init(&self->tree);
    status = add_file(self, name, &link.file);
    if (status == DOCUMENT_OK && text == NULL) {
        status = read_whole(name, longest_text, &data, &length, &link, &reason);
        if (status == DOCUMENT_INVALID) {
            report_add(report, name, 0, NULL, "cannot be read: %s", reason);
        }
        text = data;
    } else if (length > longest_text) {
        report_add(report, name, 0, NULL, "it is larger than 256 MiB");
        status = DOCUMENT_INVALID;
    }
    if (status == DOCUMENT_OK) {
        status = load(&loader, &link, text, length, 0);
    }
    if (status == DOCUMENT_OK) {
        status = parse(&loader);
    }
    if (status == DOCUMENT_NO_MEMORY) {
        report_add(report, name, 0, NULL, "not enough memory to read it");
    }
    text_free(&loader.text);
    free(loader.brackets);
    free(data);
    return status;
}

int document_read(document_t *self, const char *file, report_t *report)
{
    return read_document(self, file, NULL, 0, report);
}

int document_read_text(document_t *self, const char *name, const char *text, size_t length,
                       report_t *report)
{
    return read_document(self, name, text, length, report);
}

void document_free(document_t *self)
{
    if (self->files != NULL || self->tree.root != NULL) {
        config_destroy(&self->tree);
    }
    for (size_t i = 0; self->files != NULL && i < self->file_count; i++) {
        free(self->files[i]);
    }
    free(self->files);
    free(self->pieces);
    memset(self, 0, sizeof *self);
}
