/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/archive.h"

#include "experiments/difference.h"
#include "files/digest.h"
#include "files/moment.h"
#include "files/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* An entry of the index: file number above, offset below. No record stands at offset 0 or 1. */
#define OFFSET_BITS 44
#define FILES_MAX ((size_t)1 << (64 - OFFSET_BITS))
#define OFFSET_MASK ((UINT64_C(1) << OFFSET_BITS) - 1)
#define ELSEWHERE 1 /* of a run that another process has */

/* How long to wait while another process has the directory only to open. */
#define WAIT_FOR_WHOLE 1.0
#define WAIT_FOR_SHARD 20.0
#define WAIT_STEP 10000000 /* nanoseconds */

enum {
    FILES_OPEN_MAX = 128, /* descriptors for reading back */
    RECORD_GUESS = 256,   /* bytes of the first that is read */
    PATH_SIZE = 4096,
    NAME_SIZE = 96,
    DESCRIPTION_MAX = 1 << 28
};

static const char key_intro[] = "# key: ";

struct archive_file {
    char *path;     /* owned */
    int descriptor; /* -1: not open */
};

/* What a journal is read into the index with, or copied. */
typedef struct {
    archive_t *archive;
    failure_t *failure;
    size_t file;     /* index into archive->files */
    uint64_t offset; /* of the next record */
} reading_t;

typedef struct {
    char **names; /* owned, with what they point to; sorted */
    size_t count, capacity;
} names_t;

static uint64_t get(const unsigned char *bytes)
{
    uint64_t value = 0;

    for (int i = 7; i >= 0; i--) {
        value = value << 8 | bytes[i];
    }
    return value;
}

static bool is_shard(const archive_t *self)
{
    return self->options.shards > 0;
}

/* What a function of ours returns: whatever failed is told, at least with the directory. */
static int told(const archive_t *self, int status, failure_t *failure)
{
    return status == FILES_OK ? status : failure_set(failure, status, 0, self->options.directory);
}

/* A status of our journal, which keeps its failures itself. */
static int told_of_journal(archive_t *self, int status, failure_t *failure)
{
    if (status != FILES_OK) {
        journal_tell(&self->journal, failure);
    }
    return told(self, status, failure);
}

/* directory/name, or FILES_BAD_NAME */
static int make_path(char path[PATH_SIZE], const char *directory, const char *name,
                     failure_t *failure)
{
    int length = snprintf(path, PATH_SIZE, "%s/%s", directory, name);

    return length >= 0 && length < PATH_SIZE
               ? FILES_OK
               : failure_set(failure, FILES_BAD_NAME, ENAMETOOLONG, directory);
}

void archive_key(const char *description, unsigned char key[ARCHIVE_KEY_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char hex[DIGEST_HEX_SIZE];
    digest_t digest;

    digest_init(&digest);
    digest_add_text(&digest, description);
    digest_hex(&digest, hex);
    for (size_t i = 0; i < ARCHIVE_KEY_SIZE; i++) {
        size_t high = (size_t)(strchr(digits, hex[2 * i]) - digits);
        size_t low = (size_t)(strchr(digits, hex[2 * i + 1]) - digits);

        key[i] = (unsigned char)(high << 4 | low);
    }
}

void archive_key_hex(const unsigned char key[ARCHIVE_KEY_SIZE], char hex[ARCHIVE_HEX_SIZE])
{
    for (size_t i = 0; i < ARCHIVE_KEY_SIZE; i++) {
        snprintf(hex + 2 * i, 3, "%02x", key[i]);
    }
}

/* ---- names of journals ---- */

/* Of a process of this job. */
static void journal_name(const archive_t *self, int rank, char name[NAME_SIZE])
{
    const archive_options_t *options = &self->options;

    if (!is_shard(self)) {
        snprintf(name, NAME_SIZE, "journal-%d.bin", rank);
    } else if (rank == 0) {
        snprintf(name, NAME_SIZE, "journal-shard-%" PRIu32 "-of-%" PRIu32 ".bin", options->shard,
                 options->shards);
    } else {
        snprintf(name, NAME_SIZE, "journal-shard-%" PRIu32 "-of-%" PRIu32 "-rank-%d.bin",
                 options->shard, options->shards, rank);
    }
}

static bool is_journal(const char *name)
{
    static const char start[] = "journal-";
    static const char end[] = ".bin";
    size_t length = strlen(name);

    return length > sizeof start + sizeof end - 2
           && strncmp(name, start, sizeof start - 1) == 0
           && strcmp(name + length - (sizeof end - 1), end) == 0;
}

/* Of another shard of the same division: it has no run that this job wants. */
static bool is_sibling(const archive_t *self, const char *name)
{
    static const char begin[] = "journal-shard-", between[] = "-of-";
    bool fine = is_shard(self) && strncmp(name, begin, sizeof begin - 1) == 0;

    if (fine) {
        char *end = NULL;
        const unsigned long long shard = strtoull(name + sizeof begin - 1, &end, 10);

        fine = strncmp(end, between, sizeof between - 1) == 0
               && strtoull(end + sizeof between - 1, NULL, 10) == self->options.shards
               && shard != self->options.shard;
    }
    return fine;
}

static void names_free(names_t *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free(names->names[i]);
    }
    free(names->names);
    memset(names, 0, sizeof *names);
}

static int names_add(names_t *names, const char *name)
{
    int status = FILES_OK;
    char *copy = NULL;

    if (names->count == names->capacity) {
        size_t capacity = names->capacity > 0 ? 2 * names->capacity : 16;
        char **more = realloc(names->names, capacity * sizeof *more);

        if (more == NULL) {
            status = FILES_NO_MEMORY;
            goto out;
        }
        names->names = more;
        names->capacity = capacity;
    }
    copy = strdup(name);
    if (copy == NULL) {
        status = FILES_NO_MEMORY;
        goto out;
    }
    names->names[names->count++] = copy;
out:
    return status;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All journals of a directory. */
static int list_journals(const char *directory, names_t *names, failure_t *failure)
{
    int status = FILES_OK;
    const struct dirent *entry = NULL;
    DIR *stream = opendir(directory);

    if (stream == NULL) {
        status = failure_set(failure, FILES_CANNOT_OPEN, errno, directory);
        goto out;
    }
    for (errno = 0; (entry = readdir(stream)) != NULL; errno = 0) {
        if (is_journal(entry->d_name)) {
            status = names_add(names, entry->d_name);
            if (status != FILES_OK) {
                failure_set(failure, status, ENOMEM, directory);
                goto out;
            }
        }
    }
    if (errno != 0) {
        status = failure_set(failure, FILES_CANNOT_READ, errno, directory);
        goto out;
    }
    if (names->count > 1) {
        qsort(names->names, names->count, sizeof *names->names, compare_names);
    }
out:
    if (stream != NULL) {
        closedir(stream);
    }
    return status;
}

/* ---- the description ---- */

/* All of a directory's; *there says whether there is one. */
static int read_description(const char *directory, text_t *text, bool *there, failure_t *failure)
{
    char path[PATH_SIZE];
    int descriptor = -1;
    int status = make_path(path, directory, ARCHIVE_DESCRIPTION, failure);

    *there = false;
    if (status != FILES_OK) {
        goto out;
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *there = descriptor >= 0;
    if (descriptor < 0) {
        if (errno != ENOENT) {
            status = failure_set(failure, FILES_CANNOT_OPEN, errno, path);
        }
        goto out;
    }
    for (;;) {
        char *room = text_reserve(text, 65536);
        ssize_t count = 0;

        if (room == NULL) {
            status = failure_set(failure, FILES_NO_MEMORY, ENOMEM, path);
            break;
        }
        count = read(descriptor, room, 65536);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            status = failure_set(failure, FILES_CANNOT_READ, errno, path);
            break;
        }
        text->length += (size_t)count;
        if (count == 0) {
            break;
        }
        if (text->length > DESCRIPTION_MAX) {
            status = failure_set_damaged(failure, path, 0, "too long");
            break;
        }
    }
    close(descriptor);
out:
    return status;
}

static int write_description(const archive_t *self, failure_t *failure)
{
    const archive_options_t *options = &self->options;
    char hex[ARCHIVE_HEX_SIZE];
    text_t text = {.length = 0};
    int status = FILES_OK;

    archive_key_hex(options->key, hex);
    text_append(&text, key_intro, sizeof key_intro - 1);
    text_append(&text, hex, sizeof hex - 1);
    text_append(&text, "\n", 1);
    status = text_append(&text, options->description, strlen(options->description));
    if (status == FILES_OK) {
        status = output_write_file(options->directory, ARCHIVE_DESCRIPTION, text.data, text.length, NULL, failure);
    }
    text_free(&text);
    return status;
}

/* Refuses a directory for its description: keeps what differs from ours, without the line of the key. */
static int refuse_description(archive_t *self, const char *directory, const text_t *there)
{
    const char *start = there->data;
    size_t size = there->length;
    const char *newline = size > 0 ? memchr(start, '\n', size) : NULL;
    const char *description = self->options.description;

    if (newline != NULL && strncmp(start, key_intro, sizeof key_intro - 1) == 0) {
        size -= (size_t)(newline + 1 - start);
        start = newline + 1;
    }
    self->other = directory;
    text_clear(&self->difference);
    difference_append(&self->difference, start, size, description, strlen(description), DIFFERENCE_LINES);
    return self->difference.status == FILES_OK ? FILES_OTHER_RUN : FILES_NO_MEMORY;
}

/* Refuses a directory for a journal of another key: with the description's help, says what differs. */
static int refuse_journal(archive_t *self, const char *directory)
{
    bool there = false;
    text_t text = {.length = 0};
    int status = FILES_OTHER_RUN;

    self->other = directory;
    if (read_description(directory, &text, &there, NULL) == FILES_OK && there) {
        status = refuse_description(self, directory, &text);
    }
    text_free(&text);
    return status;
}

/* The description that stands in a directory; FILES_OTHER_RUN if it says another key. */
static int check_description(archive_t *self, const char *directory, bool *there, failure_t *failure)
{
    char hex[ARCHIVE_HEX_SIZE];
    text_t text = {.length = 0};
    const size_t intro = sizeof key_intro - 1;
    int status = read_description(directory, &text, there, failure);

    if (status == FILES_OK && *there) {
        archive_key_hex(self->options.key, hex);
        if (text.length <= intro + sizeof hex - 1 || memcmp(text.data, key_intro, intro) != 0
            || memcmp(text.data + intro, hex, sizeof hex - 1) != 0) {
            status = refuse_description(self, directory, &text);
        }
    }
    text_free(&text);
    return status;
}

/* ---- the index ---- */

/* A place for a journal in the list of files. */
static int add_file(archive_t *self, const char *path, size_t *file, failure_t *failure)
{
    int status = FILES_OK;
    char *copy = NULL;

    if (self->file_count == self->file_capacity) {
        size_t capacity = self->file_capacity > 0 ? 2 * self->file_capacity : 16;
        archive_file_t *files = realloc(self->files, capacity * sizeof *files);

        if (files == NULL) {
            status = failure_set(failure, FILES_NO_MEMORY, ENOMEM, path);
            goto out;
        }
        self->files = files;
        self->file_capacity = capacity;
    }
    copy = strdup(path);
    if (copy == NULL || self->file_count >= FILES_MAX) {
        free(copy);
        status = failure_set(failure, FILES_NO_MEMORY, ENOMEM, path);
        goto out;
    }
    *file = self->file_count++;
    self->files[*file] = (archive_file_t){copy, -1};
out:
    return status;
}

/* The place of a file that may be there already. */
static int find_file(archive_t *self, const char *path, size_t *file, failure_t *failure)
{
    int status = FILES_OK;
    size_t i = 0;

    while (i < self->file_count && strcmp(self->files[i].path, path) != 0) {
        i++;
    }
    *file = i;
    if (i == self->file_count) {
        status = add_file(self, path, file, failure);
    }
    return status;
}

/* A run was found or finished at a place. */
static int note(archive_t *self, uint64_t number, size_t file, uint64_t offset, failure_t *failure)
{
    int status = FILES_OK;
    uint64_t entry = (uint64_t)file << OFFSET_BITS | offset;

    if (number >= self->options.runs || offset > OFFSET_MASK) {
        status = failure_set_damaged(failure, self->files[file].path, 0,
                                     "a run of this number does not belong here");
    } else if (self->index[number] == 0) {
        self->index[number] = entry;
        self->finished++;
    } else if (self->index[number] != entry) {
        self->repeated++;
    }
    return status;
}

static int note_record(void *context, uint64_t number, const void *payload, size_t size)
{
    reading_t *reading = context;
    int status = note(reading->archive, number, reading->file, reading->offset, reading->failure);

    (void)payload;
    reading->offset += JOURNAL_RECORD_HEADER_SIZE + size;
    return status;
}

/* A journal of the directory that nobody is writing, into the index. */
static int read_journal(archive_t *self, const char *name, failure_t *failure)
{
    char path[PATH_SIZE];
    reading_t reading = {self, failure, 0, JOURNAL_HEADER_SIZE};
    int status = make_path(path, self->options.directory, name, failure);

    if (status == FILES_OK) {
        status = find_file(self, path, &reading.file, failure);
    }
    if (status == FILES_OK) {
        status = journal_read(path, self->options.key, note_record, &reading, NULL, failure);
    }
    return status;
}

/* All journals of the directory but our own and those of other shards of this division. */
static int read_others(archive_t *self, const names_t *names, failure_t *failure)
{
    char own[NAME_SIZE];
    int status = FILES_OK;

    journal_name(self, 0, own);
    for (size_t i = 0; i < names->count && status == FILES_OK; i++) {
        const char *name = names->names[i];

        if (strcmp(name, own) != 0 && !is_sibling(self, name)) {
            status = read_journal(self, name, failure);
        }
    }
    return status == FILES_OTHER_RUN ? refuse_journal(self, self->options.directory) : status;
}

static int open_own(archive_t *self, failure_t *failure)
{
    char name[NAME_SIZE];
    char path[PATH_SIZE];
    reading_t reading = {self, failure, 0, JOURNAL_HEADER_SIZE};
    int status = FILES_OK;

    journal_name(self, self->options.rank, name);
    status = make_path(path, self->options.directory, name, failure);
    if (status == FILES_OK) {
        status = find_file(self, path, &self->own, failure);
    }
    if (status == FILES_OK) {
        reading.file = self->own;
        /* what is in it, ranks other than 0 are told by archive_mark */
        status = journal_open(&self->journal, path, self->options.key,
                              self->options.rank == 0 ? note_record : NULL, &reading);
        status = told_of_journal(self, status, failure);
        /* the syncs are the caller's: by time, and not while others wait */
        self->journal.sync_every = 0;
    }
    return status == FILES_OTHER_RUN ? refuse_journal(self, self->options.directory) : status;
}

/* ---- opening ---- */

/* The lock of the directory; waits a little, as a shard has it only while it opens. */
static int lock_directory(archive_t *self, failure_t *failure)
{
    const double end = moment_now() + (is_shard(self) ? WAIT_FOR_SHARD : WAIT_FOR_WHOLE);
    failure_t last = {.status = FILES_OK};
    int status = directory_lock(&self->lock, self->options.directory, &last);

    while (status == FILES_LOCKED && moment_now() < end) {
        nanosleep(&(struct timespec){.tv_nsec = WAIT_STEP}, NULL);
        failure_clear(&last);
        status = directory_lock(&self->lock, self->options.directory, &last);
    }
    failure_keep(failure, &last);
    return status;
}

static bool exists(const char *directory, const char *name)
{
    char path[PATH_SIZE];
    struct stat about;

    return make_path(path, directory, name, NULL) == FILES_OK && lstat(path, &about) == 0;
}

/* Results stand here that are not an archive's, and would be overwritten. */
static int check_foreign(const archive_t *self, failure_t *failure)
{
    const char *directory = self->options.directory;
    bool foreign = exists(directory, "manifest.json");

    for (const char *const *table = self->options.tables; table != NULL && *table != NULL; table++) {
        foreign = foreign || exists(directory, *table);
    }
    return foreign ? failure_set(failure, FILES_NOT_EMPTY, 0, directory) : FILES_OK;
}

/* Whether a journal's key is ours; anything unreadable is not. */
static bool has_our_key(const archive_t *self, const char *path)
{
    unsigned char header[JOURNAL_HEADER_SIZE];
    bool ours = false;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (descriptor >= 0) {
        ours = read(descriptor, header, sizeof header) == (ssize_t)sizeof header
               && memcmp(header + 16, self->options.key, ARCHIVE_KEY_SIZE) == 0;
        close(descriptor);
    }
    return ours;
}

/* Nobody can come to write it meanwhile: who opens a journal has the directory's lock. */
static int check_idle(const char *path, failure_t *failure)
{
    int status = FILES_OK;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (descriptor >= 0) {
        if (flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            status = failure_set(failure, FILES_LOCKED, 0, path);
        }
        close(descriptor);
    }
    return status;
}

/* Starting over: the journals that are not some other shard's part of the same, and the tables. */
static int remove_old(const archive_t *self, names_t *names, failure_t *failure)
{
    const char *directory = self->options.directory;
    const char *const *table = self->options.tables;
    int status = FILES_OK;
    char path[PATH_SIZE];
    size_t kept = 0;

    for (size_t i = 0; i < names->count && status == FILES_OK; i++) {
        status = make_path(path, directory, names->names[i], failure);
        if (status == FILES_OK && is_sibling(self, names->names[i]) && has_our_key(self, path)) {
            char *name = names->names[kept];

            names->names[kept++] = names->names[i];
            names->names[i] = name;
        } else if (status == FILES_OK) {
            status = check_idle(path, failure);
        }
    }
    for (size_t i = kept; i < names->count && status == FILES_OK; i++) {
        status = directory_remove_file(directory, names->names[i], NULL, failure);
    }
    if (status == FILES_OK) {
        status = directory_remove_file(directory, ARCHIVE_DESCRIPTION, NULL, failure);
    }
    for (; table != NULL && *table != NULL && status == FILES_OK; table++) {
        status = directory_remove_file(directory, *table, NULL, failure);
    }
    while (names->count > kept) {
        free(names->names[--names->count]);
    }
    return status;
}

/* What rank 0 does for all. */
static int open_directory(archive_t *self, failure_t *failure)
{
    const archive_options_t *options = &self->options;
    names_t names = {.count = 0};
    bool described = false;
    int status = directory_prepare(options->directory, NULL, failure);

    if (status == FILES_OK) {
        status = lock_directory(self, failure);
    }
    if (status == FILES_OK) {
        status = directory_remove_parts(options->directory, failure);
    }
    if (status == FILES_OK) {
        status = list_journals(options->directory, &names, failure);
    }
    if (status == FILES_OK && options->fresh) {
        status = remove_old(self, &names, failure);
    }
    if (status == FILES_OK) {
        status = check_description(self, options->directory, &described, failure);
    }
    if (status == FILES_OK && !described && names.count == 0 && !options->fresh) {
        status = check_foreign(self, failure);
    }
    if (status == FILES_OK) {
        status = read_others(self, &names, failure);
    }
    if (status == FILES_OK) {
        status = open_own(self, failure);
    }
    if (status == FILES_OK && !described) {
        status = write_description(self, failure);
    }
    if (is_shard(self) || status != FILES_OK) {
        directory_unlock(&self->lock);
    }
    names_free(&names);
    return status;
}

int archive_open(archive_t *self, const archive_options_t *options, failure_t *failure)
{
    int status = FILES_NO_MEMORY;

    *self = (archive_t){.options = *options, .record_size = RECORD_GUESS};
    self->index = calloc((size_t)options->runs + 1, sizeof *self->index);
    if (self->index != NULL) {
        status = options->rank == 0 ? open_directory(self, failure) : open_own(self, failure);
    }
    return told(self, status, failure);
}

/* ---- merging ---- */

static int merge_record(void *context, uint64_t number, const void *payload, size_t size)
{
    const reading_t *reading = context;
    archive_t *self = reading->archive;
    int status = FILES_OK;

    if (archive_has(self, number)) {
        self->repeated++;
    } else {
        status = archive_append(self, number, payload, size, reading->failure);
        self->merged += status == FILES_OK;
    }
    return status;
}

static int merge(archive_t *self, const char *directory, failure_t *failure)
{
    char path[PATH_SIZE];
    bool there = false;
    names_t names = {.count = 0};
    reading_t reading = {.archive = self, .failure = failure};
    int status = check_description(self, directory, &there, failure);

    if (status != FILES_OK) {
        goto out;
    }
    status = list_journals(directory, &names, failure);
    if (status == FILES_OK && names.count == 0) {
        status = failure_set_damaged(failure, directory, 0, "no journal in this directory");
    }
    for (size_t i = 0; i < names.count && status == FILES_OK; i++) {
        status = make_path(path, directory, names.names[i], failure);
        if (status == FILES_OK) {
            status = journal_read(path, self->options.key, merge_record, &reading, NULL, failure);
        }
    }
    if (status == FILES_OTHER_RUN) {
        status = refuse_journal(self, directory);
    }
out:
    names_free(&names);
    return status;
}

int archive_merge(archive_t *self, const char *const *directories, size_t count, failure_t *failure)
{
    int status = FILES_OK;

    for (size_t i = 0; i < count && status == FILES_OK; i++) {
        if (!directory_is_same(self->options.directory, directories[i])) {
            status = merge(self, directories[i], failure);
        }
    }
    if (status == FILES_OK && count > 0) {
        status = archive_sync(self, failure);
    }
    return told(self, status, failure);
}

/* ---- what is finished ---- */

bool archive_has(const archive_t *self, uint64_t number)
{
    return number < self->options.runs && self->index[number] != 0;
}

void archive_mark(archive_t *self, uint64_t number)
{
    if (!archive_has(self, number)) {
        self->index[number] = ELSEWHERE;
        self->finished++;
    }
}

int archive_append(archive_t *self, uint64_t number, const void *payload, size_t size, failure_t *failure)
{
    uint64_t offset = self->journal.bytes;
    int status = told_of_journal(self, journal_append(&self->journal, number, payload, size), failure);

    return status == FILES_OK ? note(self, number, self->own, offset, failure) : status;
}

int archive_sync(archive_t *self, failure_t *failure)
{
    return told_of_journal(self, journal_sync(&self->journal), failure);
}

int archive_gather(archive_t *self, int ranks, failure_t *failure)
{
    int status = FILES_OK;
    char name[NAME_SIZE];

    for (int rank = 1; rank < ranks && status == FILES_OK; rank++) {
        journal_name(self, rank, name);
        status = read_journal(self, name, failure);
    }
    return told(self, status, failure);
}

/* ---- reading back ---- */

static void close_files(archive_t *self)
{
    for (size_t i = 0; i < self->file_count; i++) {
        if (self->files[i].descriptor >= 0) {
            close(self->files[i].descriptor);
            self->files[i].descriptor = -1;
        }
    }
    self->files_open = 0;
}

static int read_at(archive_t *self, const archive_file_t *file, uint64_t offset, size_t from, size_t size,
                   failure_t *failure)
{
    int status = FILES_OK;

    while (from < size && status == FILES_OK) {
        ssize_t count = pread(file->descriptor, self->record + from, size - from, (off_t)(offset + from));

        if (count > 0) {
            from += (size_t)count;
        } else if (count == 0) {
            status = failure_set_damaged(failure, file->path, 0, "shorter than it was");
        } else if (errno != EINTR) {
            status = failure_set(failure, FILES_CANNOT_READ, errno, file->path);
        }
    }
    return status;
}

static int want_record(archive_t *self, size_t size)
{
    int status = FILES_OK;

    if (size > self->record_capacity) {
        size_t capacity = size + size / 2;
        unsigned char *record = realloc(self->record, capacity);

        if (record == NULL) {
            status = FILES_NO_MEMORY;
        } else {
            self->record = record;
            self->record_capacity = capacity;
        }
    }
    return status;
}

/* Reads a run's record into self->record; it may be as long as the one before. */
static int read_record(archive_t *self, uint64_t number, failure_t *failure)
{
    const uint64_t entry = self->index[number];
    archive_file_t *file = &self->files[entry >> OFFSET_BITS];
    const uint64_t offset = entry & OFFSET_MASK;
    int status = FILES_OK;
    uint64_t size = 0;
    ssize_t count = 0;

    if (file->descriptor < 0) {
        if (self->files_open >= FILES_OPEN_MAX) {
            close_files(self);
        }
        file->descriptor = open(file->path, O_RDONLY | O_CLOEXEC);
        if (file->descriptor < 0) {
            status = failure_set(failure, FILES_CANNOT_OPEN, errno, file->path);
            goto out;
        }
        self->files_open++;
    }
    status = want_record(self, self->record_size);
    if (status != FILES_OK) {
        goto out;
    }
    /* mostly all of it at once; what is missing, or went wrong, read_at does again */
    count = pread(file->descriptor, self->record, self->record_size, (off_t)offset);
    status = read_at(self, file, offset, count > 0 ? (size_t)count : 0, JOURNAL_RECORD_HEADER_SIZE, failure);
    if (status != FILES_OK) {
        goto out;
    }
    size = get(self->record + 8);
    if (get(self->record) != number || size > JOURNAL_PAYLOAD_MAX) {
        status = failure_set_damaged(failure, file->path, 0, "changed meanwhile");
        goto out;
    }
    size += JOURNAL_RECORD_HEADER_SIZE;
    status = want_record(self, (size_t)size);
    if (status == FILES_OK) {
        status = read_at(self, file, offset,
                         count > JOURNAL_RECORD_HEADER_SIZE ? (size_t)count : JOURNAL_RECORD_HEADER_SIZE,
                         (size_t)size, failure);
    }
    if (status == FILES_OK
        && checksum_add(&self->journal.checksum, 0, self->record + JOURNAL_RECORD_HEADER_SIZE,
                        (size_t)size - JOURNAL_RECORD_HEADER_SIZE)
               != get(self->record + 16)) {
        status = failure_set_damaged(failure, file->path, 0, "changed meanwhile");
    }
    self->record_size = (size_t)size;
out:
    return status;
}

int archive_read(archive_t *self, uint64_t number, const void **payload, size_t *size, failure_t *failure)
{
    const bool here = archive_has(self, number) && self->index[number] != ELSEWHERE;
    const int status = here ? read_record(self, number, failure) : FILES_MISUSED;

    *payload = NULL;
    *size = 0;
    if (status == FILES_OK) {
        *payload = self->record + JOURNAL_RECORD_HEADER_SIZE;
        *size = self->record_size - JOURNAL_RECORD_HEADER_SIZE;
    }
    return told(self, status, failure);
}

/* ---- closing ---- */

int archive_close(archive_t *self, failure_t *failure)
{
    const int status = told_of_journal(self, journal_close(&self->journal), failure);

    directory_unlock(&self->lock);
    return status;
}

void archive_free(archive_t *self)
{
    archive_close(self, NULL);
    close_files(self);
    for (size_t i = 0; i < self->file_count; i++) {
        free(self->files[i].path);
    }
    free(self->files);
    free(self->index);
    free(self->record);
    text_free(&self->difference);
    memset(self, 0, sizeof *self);
}
