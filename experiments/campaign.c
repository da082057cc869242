/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/campaign.h"

#include "experiments/difference.h"
#include "files/digest.h"
#include "files/moment.h"
#include "files/output.h"
#include "files/stop.h"

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

#ifdef _OPENMP
#include <omp.h>
#endif

/* An entry of the index: file number above, offset below. No record stands at offset 0. */
#define OFFSET_BITS 44
#define FILES_MAX ((size_t)1 << (64 - OFFSET_BITS))
#define OFFSET_MASK ((UINT64_C(1) << OFFSET_BITS) - 1)

/* How long to wait while another process has the directory only to open. */
#define WAIT_FOR_WHOLE 1.0
#define WAIT_FOR_SHARD 20.0
#define WAIT_STEP 10000000 /* nanoseconds */

#define SYNC_INTERVAL 5.0
#define PROGRESS_INTERVAL 0.1

enum {
    FILES_OPEN_MAX = 128, /* descriptors for reading back */
    PATH_SIZE = 4096,
    NAME_SIZE = 96,
    DIFFERENCE_LINES = 40,
    DESCRIPTION_MAX = 1 << 28
};

static const char key_intro[] = "# key: ";

struct campaign_file {
    char *path;     /* owned */
    int descriptor; /* -1: not open */
};

/* What the journals of a directory are read into the index with. */
typedef struct {
    campaign_t *campaign;
    size_t file;     /* index into campaign->files */
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

static bool is_shard(const campaign_t *campaign)
{
    return campaign->options.shards > 0;
}

/* Whether a block belongs to this job. */
static bool is_mine(const campaign_t *campaign, uint64_t block)
{
    const campaign_options_t *options = &campaign->options;

    return options->shards == 0 || block % options->shards == options->shard - 1;
}

static int misused(campaign_t *campaign, const char *message)
{
    snprintf(campaign->message, sizeof campaign->message, "%s", message);
    return CAMPAIGN_MISUSED;
}

/* What a status of files/ is here. */
static int files_status(campaign_t *campaign, int status)
{
    int result = CAMPAIGN_OK;

    if (status != FILES_OK) {
        failure_set(&campaign->failure, status, 0, campaign->options.directory);
        result = status == FILES_NO_MEMORY ? CAMPAIGN_NO_MEMORY : CAMPAIGN_FILES;
    }
    return result;
}

static int no_memory(campaign_t *campaign)
{
    return files_status(campaign, FILES_NO_MEMORY);
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

/* The key in hexadecimal digits. */
static void key_hex(const unsigned char key[CAMPAIGN_KEY_SIZE], char hex[DIGEST_HEX_SIZE])
{
    for (size_t i = 0; i < CAMPAIGN_KEY_SIZE; i++) {
        snprintf(hex + 2 * i, 3, "%02x", key[i]);
    }
}

void campaign_key(const char *description, unsigned char key[CAMPAIGN_KEY_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char hex[DIGEST_HEX_SIZE];
    digest_t digest;

    digest_init(&digest);
    digest_add_text(&digest, description);
    digest_hex(&digest, hex);
    for (size_t i = 0; i < CAMPAIGN_KEY_SIZE; i++) {
        size_t high = (size_t)(strchr(digits, hex[2 * i]) - digits);
        size_t low = (size_t)(strchr(digits, hex[2 * i + 1]) - digits);

        key[i] = (unsigned char)(high << 4 | low);
    }
}

/* ---- names of journals ---- */

/* Of this job's rank. */
static void journal_name(const campaign_t *campaign, int rank, char name[NAME_SIZE])
{
    const campaign_options_t *options = &campaign->options;

    if (!is_shard(campaign)) {
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
static bool is_sibling(const campaign_t *campaign, const char *name)
{
    static const char begin[] = "journal-shard-", between[] = "-of-";
    bool fine = is_shard(campaign) && strncmp(name, begin, sizeof begin - 1) == 0;

    if (fine) {
        char *end = NULL;
        const unsigned long long shard = strtoull(name + sizeof begin - 1, &end, 10);

        fine = strncmp(end, between, sizeof between - 1) == 0
               && strtoull(end + sizeof between - 1, NULL, 10) == campaign->options.shards
               && shard != campaign->options.shard;
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

/* A whole file; *there says whether there is one. */
static int read_text(const char *path, text_t *text, bool *there, failure_t *failure)
{
    int status = FILES_OK;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

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

static int make_description(const campaign_t *campaign, text_t *text)
{
    char hex[DIGEST_HEX_SIZE];
    const char *description = campaign->options.description;

    key_hex(campaign->options.key, hex);
    text_append(text, key_intro, sizeof key_intro - 1);
    text_append(text, hex, sizeof hex - 1);
    text_append(text, "\n", 1);
    return text_append(text, description, strlen(description));
}

/* Keeps what differs between a directory's description and ours, without the line of the key. */
static int keep_difference(campaign_t *campaign, const char *directory, const text_t *there)
{
    const char *start = there->data;
    size_t size = there->length;
    const char *newline = size > 0 ? memchr(start, '\n', size) : NULL;
    const char *description = campaign->options.description;

    if (newline != NULL && strncmp(start, key_intro, sizeof key_intro - 1) == 0) {
        size -= (size_t)(newline + 1 - start);
        start = newline + 1;
    }
    campaign->other = directory;
    text_clear(&campaign->difference);
    difference_append(&campaign->difference, start, size, description, strlen(description),
                      DIFFERENCE_LINES);
    return campaign->difference.status == FILES_OK ? CAMPAIGN_OTHER_RUN : no_memory(campaign);
}

/* The description that stands in a directory; OTHER_RUN if it says another key. */
static int check_description(campaign_t *campaign, const char *directory, bool *there)
{
    char path[PATH_SIZE];
    char hex[DIGEST_HEX_SIZE];
    text_t text = {.length = 0};
    const size_t intro = sizeof key_intro - 1;
    int status = make_path(path, directory, CAMPAIGN_DESCRIPTION, &campaign->failure);

    *there = false;
    if (status == FILES_OK) {
        status = read_text(path, &text, there, &campaign->failure);
    }
    status = files_status(campaign, status);
    if (status != CAMPAIGN_OK || !*there) {
        goto out;
    }
    key_hex(campaign->options.key, hex);
    if (text.length <= intro + sizeof hex - 1 || memcmp(text.data, key_intro, intro) != 0
        || memcmp(text.data + intro, hex, sizeof hex - 1) != 0) {
        status = keep_difference(campaign, directory, &text);
    }
out:
    text_free(&text);
    return status;
}

/* A journal has another key: with the description's help, say what differs. */
static int refuse(campaign_t *campaign, const char *directory)
{
    char path[PATH_SIZE];
    bool there = false;
    text_t text = {.length = 0};
    failure_t ignored = {.status = 0};
    int status = CAMPAIGN_OTHER_RUN;

    campaign->other = directory;
    if (make_path(path, directory, CAMPAIGN_DESCRIPTION, &ignored) == FILES_OK
        && read_text(path, &text, &there, &ignored) == FILES_OK && there) {
        status = keep_difference(campaign, directory, &text);
    }
    text_free(&text);
    return status;
}

static int write_description(campaign_t *campaign)
{
    text_t text = {.length = 0};
    int status = make_description(campaign, &text);

    if (status == FILES_OK) {
        status = output_write_file(campaign->options.directory, CAMPAIGN_DESCRIPTION, text.data,
                                   text.length, NULL, &campaign->failure);
    }
    text_free(&text);
    return files_status(campaign, status);
}

/* ---- the index ---- */

/* A place for a journal in the list of files. */
static int add_file(campaign_t *campaign, const char *path, size_t *file)
{
    int status = FILES_OK;
    char *copy = NULL;

    if (campaign->file_count == campaign->file_capacity) {
        size_t capacity = campaign->file_capacity > 0 ? 2 * campaign->file_capacity : 16;
        campaign_file_t *files = realloc(campaign->files, capacity * sizeof *files);

        if (files == NULL) {
            status = failure_set(&campaign->failure, FILES_NO_MEMORY, ENOMEM, path);
            goto out;
        }
        campaign->files = files;
        campaign->file_capacity = capacity;
    }
    copy = strdup(path);
    if (copy == NULL || campaign->file_count >= FILES_MAX) {
        free(copy);
        status = failure_set(&campaign->failure, FILES_NO_MEMORY, ENOMEM, path);
        goto out;
    }
    *file = campaign->file_count++;
    campaign->files[*file] = (campaign_file_t){copy, -1};
out:
    return status;
}

/* The place of a file that may be there already. */
static int find_file(campaign_t *campaign, const char *path, size_t *file)
{
    int status = FILES_OK;
    size_t i = 0;

    while (i < campaign->file_count && strcmp(campaign->files[i].path, path) != 0) {
        i++;
    }
    *file = i;
    if (i == campaign->file_count) {
        status = add_file(campaign, path, file);
    }
    return status;
}

/* A run was found or finished at a place. */
static int note(campaign_t *campaign, uint64_t number, size_t file, uint64_t offset)
{
    int status = FILES_OK;
    uint64_t entry = (uint64_t)file << OFFSET_BITS | offset;

    if (number >= campaign->options.runs || offset > OFFSET_MASK) {
        status = failure_set_damaged(&campaign->failure, campaign->files[file].path, 0,
                                     "a run of this number does not belong here");
    } else if (campaign->index[number] == 0) {
        campaign->index[number] = entry;
        campaign->finished++;
    } else if (campaign->index[number] != entry) {
        campaign->counts.repeated++;
    }
    return status;
}

static int note_record(void *context, uint64_t number, const void *payload, size_t size)
{
    reading_t *reading = context;
    int status = note(reading->campaign, number, reading->file, reading->offset);

    (void)payload;
    reading->offset += JOURNAL_RECORD_HEADER_SIZE + size;
    return status;
}

/* A journal that nobody is writing, into the index. */
static int read_one(campaign_t *campaign, const char *path)
{
    reading_t reading = {campaign, 0, JOURNAL_HEADER_SIZE};
    int status = find_file(campaign, path, &reading.file);

    if (status == FILES_OK) {
        status = journal_read(path, campaign->options.key, note_record, &reading, NULL,
                              &campaign->failure);
    }
    return status;
}

/* All journals of the directory but our own and those of other shards of this division. */
static int read_others(campaign_t *campaign, const names_t *names)
{
    char own[NAME_SIZE];
    char path[PATH_SIZE];
    int status = FILES_OK;

    journal_name(campaign, 0, own);
    for (size_t i = 0; i < names->count && status == FILES_OK; i++) {
        const char *name = names->names[i];

        if (strcmp(name, own) != 0 && !is_sibling(campaign, name)) {
            status = make_path(path, campaign->options.directory, name, &campaign->failure);
            if (status == FILES_OK) {
                status = read_one(campaign, path);
            }
        }
    }
    return status == FILES_OTHER_RUN ? refuse(campaign, campaign->options.directory)
                                     : files_status(campaign, status);
}

static int open_own(campaign_t *campaign)
{
    char name[NAME_SIZE];
    char path[PATH_SIZE];
    reading_t reading = {campaign, 0, JOURNAL_HEADER_SIZE};
    int status = FILES_OK;

    journal_name(campaign, campaign->ranks->rank, name);
    status = make_path(path, campaign->options.directory, name, &campaign->failure);
    if (status == FILES_OK) {
        status = find_file(campaign, path, &campaign->own);
    }
    if (status == FILES_OK) {
        reading.file = campaign->own;
        /* ranks other than 0 are told by it what is finished */
        status = journal_open(&campaign->journal, path, campaign->options.key,
                              campaign->ranks->rank == 0 ? note_record : NULL, &reading);
        if (status != FILES_OK && campaign->journal.failure.status != FILES_OK
            && campaign->failure.status == FILES_OK) {
            campaign->failure = campaign->journal.failure;
        }
        /* the syncs are ours: by time, and not while others wait */
        campaign->journal.sync_every = 0;
    }
    return status == FILES_OTHER_RUN ? refuse(campaign, campaign->options.directory)
                                     : files_status(campaign, status);
}

/* Appends to our journal and the index; under the mutex. */
static int append(campaign_t *campaign, uint64_t number, const void *payload, size_t size)
{
    uint64_t offset = campaign->journal.bytes;
    int status = journal_append(&campaign->journal, number, payload, size);

    if (status == FILES_OK) {
        status = note(campaign, number, campaign->own, offset);
    } else if (campaign->failure.status == FILES_OK) {
        campaign->failure = campaign->journal.failure;
    }
    return status;
}

static int merge_record(void *context, uint64_t number, const void *payload, size_t size)
{
    campaign_t *campaign = context;
    int status = FILES_OK;

    if (number < campaign->options.runs && campaign->index[number] != 0) {
        campaign->counts.repeated++;
    } else {
        status = append(campaign, number, payload, size);
        campaign->counts.merged += status == FILES_OK;
    }
    return status;
}

static bool same_directory(const char *a, const char *b)
{
    struct stat about_a;
    struct stat about_b;

    return stat(a, &about_a) == 0 && stat(b, &about_b) == 0 && about_a.st_dev == about_b.st_dev
           && about_a.st_ino == about_b.st_ino;
}

/* Copies the finished runs of another directory into our journal. */
static int merge(campaign_t *campaign, const char *directory)
{
    char path[PATH_SIZE];
    bool there = false;
    names_t names = {.count = 0};
    failure_t *failure = &campaign->failure;
    int status = check_description(campaign, directory, &there);
    int files = FILES_OK;

    if (status != CAMPAIGN_OK) {
        goto out;
    }
    files = list_journals(directory, &names, failure);
    if (files == FILES_OK && names.count == 0) {
        files = failure_set_damaged(failure, directory, 0, "no journal in this directory");
    }
    for (size_t i = 0; i < names.count && files == FILES_OK; i++) {
        files = make_path(path, directory, names.names[i], failure);
        if (files == FILES_OK) {
            files = journal_read(path, campaign->options.key, merge_record, campaign, NULL,
                                 failure);
        }
    }
    status = files == FILES_OTHER_RUN ? refuse(campaign, directory) : files_status(campaign, files);
out:
    names_free(&names);
    return status;
}

/* ---- opening ---- */

/* The lock of the directory; waits a little, as a shard has it only while it opens. */
static int lock_directory(campaign_t *campaign)
{
    const double end = moment_now() + (is_shard(campaign) ? WAIT_FOR_SHARD : WAIT_FOR_WHOLE);
    failure_t failure = {.status = 0};
    int status = directory_lock(&campaign->lock, campaign->options.directory, &failure);

    while (status == FILES_LOCKED && moment_now() < end) {
        nanosleep(&(struct timespec){.tv_nsec = WAIT_STEP}, NULL);
        failure_clear(&failure);
        status = directory_lock(&campaign->lock, campaign->options.directory, &failure);
    }
    if (status != FILES_OK && campaign->failure.status == FILES_OK) {
        campaign->failure = failure;
    }
    return status;
}

static bool exists(const char *directory, const char *name)
{
    char path[PATH_SIZE];
    struct stat about;
    failure_t ignored = {.status = 0};

    return make_path(path, directory, name, &ignored) == FILES_OK && lstat(path, &about) == 0;
}

/* Results stand here that are not a campaign's, and would be overwritten. */
static int check_foreign(campaign_t *campaign)
{
    const char *directory = campaign->options.directory;
    bool foreign = exists(directory, "manifest.json");

    for (const char *const *table = campaign->options.tables; table != NULL && *table != NULL;
         table++) {
        foreign = foreign || exists(directory, *table);
    }
    return foreign ? failure_set(&campaign->failure, FILES_NOT_EMPTY, 0, directory) : FILES_OK;
}

/* Whether a journal's key is ours; anything unreadable is not. */
static bool has_our_key(const campaign_t *campaign, const char *path)
{
    unsigned char header[JOURNAL_HEADER_SIZE];
    bool ours = false;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (descriptor >= 0) {
        ours = read(descriptor, header, sizeof header) == (ssize_t)sizeof header
               && memcmp(header + 16, campaign->options.key, CAMPAIGN_KEY_SIZE) == 0;
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
static int remove_old(campaign_t *campaign, names_t *names)
{
    const char *directory = campaign->options.directory;
    failure_t *failure = &campaign->failure;
    int status = FILES_OK;
    char path[PATH_SIZE];
    size_t kept = 0;

    for (size_t i = 0; i < names->count; i++) {
        status = make_path(path, directory, names->names[i], failure);
        if (status != FILES_OK) {
            goto out;
        }
        if (is_sibling(campaign, names->names[i]) && has_our_key(campaign, path)) {
            char *name = names->names[kept];

            names->names[kept++] = names->names[i];
            names->names[i] = name;
            continue;
        }
        status = check_idle(path, failure);
        if (status != FILES_OK) {
            goto out;
        }
    }
    for (size_t i = kept; i <= names->count; i++) {
        const char *name = i < names->count ? names->names[i] : CAMPAIGN_DESCRIPTION;

        status = make_path(path, directory, name, failure);
        if (status == FILES_OK && unlink(path) != 0 && errno != ENOENT) {
            status = failure_set(failure, FILES_CANNOT_WRITE, errno, path);
        }
        if (status != FILES_OK) {
            goto out;
        }
    }
    while (names->count > kept) {
        free(names->names[--names->count]);
    }
    for (const char *const *table = campaign->options.tables; table != NULL && *table != NULL;
         table++) {
        status = make_path(path, directory, *table, failure);
        if (status == FILES_OK && unlink(path) != 0 && errno != ENOENT) {
            status = failure_set(failure, FILES_CANNOT_WRITE, errno, path);
        }
        if (status != FILES_OK) {
            goto out;
        }
    }
out:
    return status;
}

/* What rank 0 does for all. */
static int open_directory(campaign_t *campaign)
{
    const campaign_options_t *options = &campaign->options;
    failure_t *failure = &campaign->failure;
    names_t names = {.count = 0};
    bool described = false;
    int files = directory_prepare(options->directory, NULL, failure);
    int status = CAMPAIGN_OK;

    if (files == FILES_OK) {
        files = lock_directory(campaign);
    }
    if (files == FILES_OK) {
        files = directory_remove_parts(options->directory, failure);
    }
    if (files == FILES_OK) {
        files = list_journals(options->directory, &names, failure);
    }
    if (files == FILES_OK && options->fresh) {
        files = remove_old(campaign, &names);
    }
    status = files_status(campaign, files);
    if (status == CAMPAIGN_OK) {
        status = check_description(campaign, options->directory, &described);
    }
    if (status == CAMPAIGN_OK && !described && names.count == 0 && !options->fresh) {
        status = files_status(campaign, check_foreign(campaign));
    }
    if (status == CAMPAIGN_OK) {
        status = read_others(campaign, &names);
    }
    if (status == CAMPAIGN_OK) {
        status = open_own(campaign);
    }
    if (status == CAMPAIGN_OK && !described) {
        status = write_description(campaign);
    }
    for (size_t i = 0; i < options->merge_count && status == CAMPAIGN_OK; i++) {
        if (!same_directory(options->directory, options->merge[i])) {
            status = merge(campaign, options->merge[i]);
        }
    }
    if (status == CAMPAIGN_OK && options->merge_count > 0) {
        status = files_status(campaign, journal_sync(&campaign->journal));
    }
    if (is_shard(campaign) || status != CAMPAIGN_OK) {
        directory_unlock(&campaign->lock);
    }
    names_free(&names);
    return status;
}

/* The other ranks learn from rank 0 which runs are finished: a bit for each. */
static int share_finished(campaign_t *campaign)
{
    int status = CAMPAIGN_OK;
    const uint64_t runs = campaign->options.runs;
    const size_t size = (size_t)(runs / 8 + 1);
    unsigned char *bits = calloc(size, 1);

    if (bits == NULL) {
        status = no_memory(campaign);
    }
    if (ranks_least(campaign->ranks, status) != CAMPAIGN_OK || bits == NULL) {
        goto out;
    }
    for (uint64_t i = 0; i < runs; i++) {
        bits[i / 8] |= (unsigned char)((campaign->index[i] != 0) << (i % 8));
    }
    ranks_share(campaign->ranks, bits, size);
    for (uint64_t i = 0; i < runs && campaign->ranks->rank != 0; i++) {
        campaign->index[i] = bits[i / 8] >> (i % 8) & 1;
    }
out:
    free(bits);
    return status;
}

static int check_options(campaign_t *campaign)
{
    const campaign_options_t *options = &campaign->options;
    int status = CAMPAIGN_OK;

    if (options->runs > CAMPAIGN_RUNS_MAX) {
        status = misused(campaign, "too many runs");
    } else if (options->shards > CAMPAIGN_SHARDS_MAX
               || (options->shards > 0 && options->shard - 1 >= options->shards)
               || (options->shards == 0 && options->shard > 0)) {
        status = misused(campaign, "a shard is I/N with I from 1 to N");
    } else if (options->merge_count > 0 && options->shards > 0) {
        status = misused(campaign, "a shard cannot merge");
    }
    for (size_t i = 0; i < options->merge_count && status == CAMPAIGN_OK && options->fresh; i++) {
        if (same_directory(options->directory, options->merge[i])) {
            status = misused(campaign, "a directory that is to be merged cannot start over");
        }
    }
    return status;
}

/* How many runs a block has: the last may have fewer. */
static uint64_t block_end(const campaign_t *campaign, uint64_t block)
{
    const campaign_options_t *options = &campaign->options;
    uint64_t start = block * options->block_size;

    return options->runs - start < options->block_size ? options->runs
                                                       : start + options->block_size;
}

static uint64_t blocks_of(const campaign_t *campaign)
{
    const campaign_options_t *options = &campaign->options;

    return options->runs / options->block_size + (options->runs % options->block_size != 0);
}

/* Total and skipped of this job; how many of its blocks miss something. */
static void count_missing(campaign_t *campaign)
{
    const uint64_t blocks = blocks_of(campaign);

    campaign->block_count = 0;
    campaign->counts.total = 0;
    campaign->counts.skipped = 0;
    for (uint64_t block = 0; block < blocks; block++) {
        if (is_mine(campaign, block)) {
            uint64_t end = block_end(campaign, block);
            uint64_t finished = 0;
            uint64_t count = end - block * campaign->options.block_size;

            for (uint64_t i = end - count; i < end; i++) {
                finished += campaign->index[i] != 0;
            }
            campaign->counts.total += count;
            campaign->counts.skipped += finished;
            campaign->block_count += finished < count;
        }
    }
}

void campaign_init(campaign_t *campaign, const campaign_options_t *options)
{
    memset(campaign, 0, sizeof *campaign);
    campaign->options = *options;
    if (campaign->options.block_size == 0) {
        campaign->options.block_size = 1;
    }
    if (!(campaign->options.progress_interval > 0.0)) {
        campaign->options.progress_interval = PROGRESS_INTERVAL;
    }
    campaign->alone.size = 1;
    campaign->ranks = options->ranks != NULL ? campaign->options.ranks : &campaign->alone;
}

int campaign_open(campaign_t *campaign)
{
    int status = check_options(campaign);

    if (status == CAMPAIGN_OK) {
        campaign->index = calloc((size_t)campaign->options.runs + 1, sizeof *campaign->index);
        if (campaign->index == NULL) {
            status = no_memory(campaign);
        }
    }
    if (status == CAMPAIGN_OK && campaign->ranks->rank == 0) {
        status = open_directory(campaign);
    }
    status = ranks_least(campaign->ranks, status);
    if (status != CAMPAIGN_OK) {
        goto out;
    }
    if (campaign->ranks->size > 1) {
        status = share_finished(campaign);
        if (status == CAMPAIGN_OK && campaign->ranks->rank != 0) {
            status = open_own(campaign);
        }
        status = ranks_least(campaign->ranks, status);
        if (status != CAMPAIGN_OK) {
            goto out;
        }
    }
    if (pthread_mutex_init(&campaign->mutex, NULL) != 0) {
        status = no_memory(campaign);
        goto out;
    }
    count_missing(campaign);
    campaign->open = true;
out:
    if (status != CAMPAIGN_OK) {
        journal_close(&campaign->journal);
        directory_unlock(&campaign->lock);
    }
    return status;
}

/* ---- working ---- */

/* Keeps the gravest. */
static void set_status(campaign_t *campaign, int status)
{
    int before = atomic_load(&campaign->status);

    while (status < before && !atomic_compare_exchange_weak(&campaign->status, &before, status)) {
    }
}

static bool is_halted(const campaign_t *campaign)
{
    int status = atomic_load(&campaign->status);

    return status < CAMPAIGN_RUNS_FAILED
           || (status == CAMPAIGN_RUNS_FAILED && campaign->options.fail_fast);
}

/* `position`: in the list of blocks, that was handed out last. Under the mutex. */
static void report(campaign_t *campaign, uint64_t position, double time)
{
    campaign_counts_t counts = campaign->counts;

    campaign->reported = time;
    campaign->counts.seconds = time - campaign->started;
    if (campaign->options.progress != NULL && campaign->ranks->rank == 0) {
        counts.seconds = campaign->counts.seconds;
        if (campaign->ranks->size > 1) {
            uint64_t left = counts.total - counts.skipped - counts.failed;
            uint64_t handed = position * campaign->options.block_size;

            if (handed > counts.computed) {
                counts.computed = handed < left ? handed : left;
            }
        }
        campaign->options.progress(campaign->options.context, &counts);
    }
}

/* What became of a run. */
static int conclude(campaign_t *campaign, uint64_t number, uint64_t position, int result,
                    const text_t *payload, const char *message)
{
    const double time = moment_now();
    int status = CAMPAIGN_OK;
    bool due = false;

    pthread_mutex_lock(&campaign->mutex);
    if (result == CAMPAIGN_OK) {
        status = files_status(campaign, append(campaign, number, payload->data, payload->length));
        campaign->counts.computed += status == CAMPAIGN_OK;
        due = time - campaign->synced >= SYNC_INTERVAL;
    } else if (result == CAMPAIGN_STOPPED) {
        status = CAMPAIGN_STOPPED;
    } else {
        /* before anybody hears of it: who does finds the others halted */
        status = CAMPAIGN_RUNS_FAILED;
        set_status(campaign, status);
        campaign->counts.failed++;
        if (campaign->options.failed != NULL) {
            campaign->options.failed(campaign->options.context, number, message);
        }
    }
    if (due) {
        campaign->synced = time;
    }
    if (time - campaign->reported >= campaign->options.progress_interval) {
        report(campaign, position, time);
    }
    pthread_mutex_unlock(&campaign->mutex);
    if (due && status == CAMPAIGN_OK) {
        int files = journal_sync(&campaign->journal);

        pthread_mutex_lock(&campaign->mutex);
        if (files != FILES_OK && campaign->failure.status == FILES_OK) {
            campaign->failure = campaign->journal.failure;
        }
        status = files_status(campaign, files);
        pthread_mutex_unlock(&campaign->mutex);
    }
    set_status(campaign, status);
    return status;
}

/* The missing runs of a block. */
static void work_block(campaign_t *campaign, void *worker, uint64_t position, text_t *payload,
                       char *message)
{
    const campaign_options_t *options = &campaign->options;
    const uint64_t block = campaign->blocks[position];
    const uint64_t end = block_end(campaign, block);

    for (uint64_t number = block * options->block_size; number < end; number++) {
        int result = CAMPAIGN_OK;

        if (campaign->index[number] != 0) {
            continue;
        }
        if (stop_asked(options->stop)) {
            set_status(campaign, CAMPAIGN_STOPPED);
        }
        if (is_halted(campaign)) {
            break;
        }
        text_clear(payload);
        message[0] = '\0';
        result = options->work.run(worker, number, payload, message, CAMPAIGN_MESSAGE_SIZE);
        if (result == CAMPAIGN_OK && payload->status != FILES_OK) {
            snprintf(message, CAMPAIGN_MESSAGE_SIZE, "out of memory for the result");
            result = CAMPAIGN_NO_MEMORY;
        }
        conclude(campaign, number, position, result, payload, message);
    }
}

/* What a thread does. */
static void work(campaign_t *campaign)
{
    const campaign_options_t *options = &campaign->options;
    char message[CAMPAIGN_MESSAGE_SIZE] = "";
    text_t payload = {.length = 0};
    void *worker = NULL;
    bool opened = false;
    uint64_t position = 0;

    while (!is_halted(campaign)
           && ranks_next(campaign->ranks, campaign->block_count, &position)) {
        if (!opened
            && options->work.open(options->work.context, &worker, message, sizeof message) != 0) {
            pthread_mutex_lock(&campaign->mutex);
            if (campaign->message[0] == '\0') {
                memcpy(campaign->message, message, sizeof message);
            }
            pthread_mutex_unlock(&campaign->mutex);
            set_status(campaign, CAMPAIGN_NO_WORKER);
            break;
        }
        opened = true;
        work_block(campaign, worker, position, &payload, message);
    }
    if (is_halted(campaign)) {
        ranks_stop(campaign->ranks);
    }
    if (opened) {
        options->work.close(options->work.context, worker);
    }
    text_free(&payload);
}

static int threads_of(const campaign_t *campaign)
{
    int threads = campaign->options.threads;

#ifdef _OPENMP
    if (threads <= 0) {
        threads = omp_get_max_threads();
    }
#endif
    if (campaign->ranks->one_thread || threads <= 0) {
        threads = 1;
    }
    return (uint64_t)threads > campaign->block_count ? (int)campaign->block_count : threads;
}

static void work_together(campaign_t *campaign)
{
    const int threads = threads_of(campaign);

#ifdef _OPENMP
#pragma omp parallel num_threads(threads) default(none) shared(campaign)
    work(campaign);
#else
    if (threads > 0) {
        work(campaign);
    }
#endif
}

/* The blocks with something missing, in order. */
static int list_blocks(campaign_t *campaign)
{
    int status = CAMPAIGN_OK;
    const uint64_t blocks = blocks_of(campaign);
    uint64_t count = 0;

    campaign->blocks = calloc((size_t)campaign->block_count + 1, sizeof *campaign->blocks);
    if (campaign->blocks == NULL) {
        status = no_memory(campaign);
        goto out;
    }
    for (uint64_t block = 0; block < blocks; block++) {
        if (is_mine(campaign, block)) {
            uint64_t end = block_end(campaign, block);
            uint64_t i = block * campaign->options.block_size;

            while (i < end && campaign->index[i] != 0) {
                i++;
            }
            if (i < end) {
                campaign->blocks[count++] = block;
            }
        }
    }
out:
    return status;
}

/* What the other ranks have finished, into the index of rank 0. */
static int gather(campaign_t *campaign)
{
    int status = FILES_OK;
    char name[NAME_SIZE];
    char path[PATH_SIZE];

    for (int rank = 1; rank < campaign->ranks->size && status == FILES_OK; rank++) {
        journal_name(campaign, rank, name);
        status = make_path(path, campaign->options.directory, name, &campaign->failure);
        if (status == FILES_OK) {
            status = read_one(campaign, path);
        }
    }
    return files_status(campaign, status);
}

int campaign_run(campaign_t *campaign)
{
    uint64_t sums[2] = {0, 0};
    int status = CAMPAIGN_OK;
    ranks_t *ranks = campaign->ranks;

    if (!campaign->open || campaign->blocks != NULL) {
        status = misused(campaign, "campaign_run: once after campaign_open");
        goto out;
    }
    campaign->started = moment_now();
    campaign->synced = campaign->started;
    status = ranks_least(ranks, list_blocks(campaign));
    if (status != CAMPAIGN_OK) {
        goto out;
    }
    report(campaign, 0, campaign->started);
    ranks_count_from_zero(ranks);
    if (campaign->block_count > 0) {
        work_together(campaign);
    }
    if (ranks->size > 1) {
        if (ranks->rank != 0) {
            set_status(campaign, files_status(campaign, journal_close(&campaign->journal)));
        }
        sums[0] = campaign->counts.computed;
        sums[1] = campaign->counts.failed;
        ranks_sum(ranks, sums, 2);
        campaign->counts.computed = sums[0];
        campaign->counts.failed = sums[1];
        ranks_barrier(ranks);
        if (ranks->rank == 0) {
            set_status(campaign, gather(campaign));
        }
    }
    status = ranks_least(ranks, atomic_load(&campaign->status));
    report(campaign, campaign->block_count, moment_now());
out:
    return status;
}

/* ---- reading back ---- */

bool campaign_leads(const campaign_t *campaign)
{
    return campaign->ranks->rank == 0;
}

bool campaign_complete(const campaign_t *campaign)
{
    return campaign->finished == campaign->options.runs;
}

bool campaign_finished(const campaign_t *campaign, uint64_t number)
{
    return number < campaign->options.runs && campaign->index[number] != 0;
}

static void close_files(campaign_t *campaign)
{
    for (size_t i = 0; i < campaign->file_count; i++) {
        if (campaign->files[i].descriptor >= 0) {
            close(campaign->files[i].descriptor);
            campaign->files[i].descriptor = -1;
        }
    }
    campaign->files_open = 0;
}

static int read_at(campaign_t *campaign, const campaign_file_t *file, uint64_t offset, size_t from,
                   size_t size)
{
    int status = FILES_OK;

    while (from < size && status == FILES_OK) {
        ssize_t count = pread(file->descriptor, campaign->record + from, size - from,
                              (off_t)(offset + from));

        if (count > 0) {
            from += (size_t)count;
        } else if (count == 0) {
            status = failure_set_damaged(&campaign->failure, file->path, 0, "shorter than it was");
        } else if (errno != EINTR) {
            status = failure_set(&campaign->failure, FILES_CANNOT_READ, errno, file->path);
        }
    }
    return status;
}

static int want_record(campaign_t *campaign, size_t size)
{
    int status = FILES_OK;

    if (size > campaign->record_capacity) {
        size_t capacity = size + size / 2;
        unsigned char *record = realloc(campaign->record, capacity);

        if (record == NULL) {
            status = FILES_NO_MEMORY;
        } else {
            campaign->record = record;
            campaign->record_capacity = capacity;
        }
    }
    return status;
}

/* Reads a run's record into campaign->record. `guess`: how long it may be; then, how long it is. */
static int read_record(campaign_t *campaign, uint64_t number, size_t *guess)
{
    const uint64_t entry = campaign->index[number];
    campaign_file_t *file = &campaign->files[entry >> OFFSET_BITS];
    const uint64_t offset = entry & OFFSET_MASK;
    int status = FILES_OK;
    uint64_t size = 0;
    ssize_t count = 0;

    if (file->descriptor < 0) {
        if (campaign->files_open >= FILES_OPEN_MAX) {
            close_files(campaign);
        }
        file->descriptor = open(file->path, O_RDONLY | O_CLOEXEC);
        if (file->descriptor < 0) {
            status = failure_set(&campaign->failure, FILES_CANNOT_OPEN, errno, file->path);
            goto out;
        }
        campaign->files_open++;
    }
    status = want_record(campaign, *guess);
    if (status != FILES_OK) {
        goto out;
    }
    /* mostly all of it at once; what is missing, or went wrong, read_at does again */
    count = pread(file->descriptor, campaign->record, *guess, (off_t)offset);
    status = read_at(campaign, file, offset, count > 0 ? (size_t)count : 0,
                     JOURNAL_RECORD_HEADER_SIZE);
    if (status != FILES_OK) {
        goto out;
    }
    size = get(campaign->record + 8);
    if (get(campaign->record) != number || size > JOURNAL_PAYLOAD_MAX) {
        status = failure_set_damaged(&campaign->failure, file->path, 0, "changed meanwhile");
        goto out;
    }
    size += JOURNAL_RECORD_HEADER_SIZE;
    status = want_record(campaign, (size_t)size);
    if (status == FILES_OK) {
        status = read_at(campaign, file, offset,
                         count > JOURNAL_RECORD_HEADER_SIZE ? (size_t)count
                                                            : JOURNAL_RECORD_HEADER_SIZE,
                         (size_t)size);
    }
    if (status == FILES_OK
        && checksum_add(&campaign->journal.checksum, 0,
                        campaign->record + JOURNAL_RECORD_HEADER_SIZE,
                        (size_t)size - JOURNAL_RECORD_HEADER_SIZE)
               != get(campaign->record + 16)) {
        status = failure_set_damaged(&campaign->failure, file->path, 0, "changed meanwhile");
    }
    *guess = (size_t)size;
out:
    return status;
}

int campaign_each(campaign_t *campaign, campaign_visitor_t *visitor, void *context)
{
    int status = CAMPAIGN_OK;
    size_t length = 256;

    if (!campaign->open || !campaign_leads(campaign)) {
        status = misused(campaign, "campaign_each: on rank 0, while open");
    }
    for (uint64_t number = 0; number < campaign->options.runs && status == CAMPAIGN_OK; number++) {
        if (campaign->index[number] != 0) {
            status = files_status(campaign, read_record(campaign, number, &length));
            if (status == CAMPAIGN_OK) {
                status = visitor(context, number, campaign->record + JOURNAL_RECORD_HEADER_SIZE,
                                 length - JOURNAL_RECORD_HEADER_SIZE);
            }
        }
    }
    return status;
}

int campaign_close(campaign_t *campaign)
{
    int status = CAMPAIGN_OK;

    if (campaign->open) {
        int files = journal_close(&campaign->journal);

        if (files != FILES_OK && campaign->failure.status == FILES_OK) {
            campaign->failure = campaign->journal.failure;
        }
        status = files_status(campaign, files);
        pthread_mutex_destroy(&campaign->mutex);
        campaign->open = false;
    }
    directory_unlock(&campaign->lock);
    close_files(campaign);
    for (size_t i = 0; i < campaign->file_count; i++) {
        free(campaign->files[i].path);
    }
    free(campaign->files);
    free(campaign->index);
    free(campaign->blocks);
    free(campaign->record);
    text_free(&campaign->difference);
    campaign->files = NULL;
    campaign->file_count = 0;
    campaign->file_capacity = 0;
    campaign->index = NULL;
    campaign->blocks = NULL;
    campaign->record = NULL;
    campaign->record_capacity = 0;
    return status;
}

void campaign_describe(const campaign_t *campaign, int status, char *line, size_t size)
{
    const char *directory = campaign->options.directory;

    switch (status) {
    case CAMPAIGN_OK:
        snprintf(line, size, "all runs are finished");
        break;
    case CAMPAIGN_RUNS_FAILED:
        snprintf(line, size, "%" PRIu64 " of %" PRIu64 " runs failed", campaign->counts.failed,
                 campaign->counts.total);
        break;
    case CAMPAIGN_STOPPED:
        snprintf(line, size, "stopped; what is finished is kept in %s", directory);
        break;
    case CAMPAIGN_OTHER_RUN:
        snprintf(line, size, "results of something else are in %s",
                 campaign->other != NULL ? campaign->other : directory);
        break;
    case CAMPAIGN_NO_WORKER:
    case CAMPAIGN_MISUSED:
        snprintf(line, size, "%s",
                 campaign->message[0] != '\0' ? campaign->message : "a process of this job failed");
        break;
    default:
        if (campaign->failure.status != FILES_OK) {
            failure_describe(&campaign->failure, line, size);
        } else {
            snprintf(line, size, "a process of this job failed");
        }
        break;
    }
}
