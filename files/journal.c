/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    JOURNAL_FORMAT = 1,
    JOURNAL_MAGIC_SIZE = 8,
    JOURNAL_BLOCK = 1 << 18 /* read at once */
};

static const unsigned char journal_magic[JOURNAL_MAGIC_SIZE] = "adriftJ\n";

static void put(unsigned char *bytes, size_t size, uint64_t value)
{
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (unsigned char)(value >> 8 * i & 0xff);
    }
}

static uint64_t get(const unsigned char *bytes, size_t size)
{
    uint64_t value = 0;

    for (size_t i = 0; i < size; i++) {
        value |= (uint64_t)bytes[i] << 8 * i;
    }
    return value;
}

static ssize_t journal_system_write(void *context, int descriptor, const void *data, size_t size)
{
    (void)context;
    return write(descriptor, data, size);
}

static int writing_failed(int error_number)
{
    return error_number == ENOSPC || error_number == EDQUOT ? FILES_DISC_FULL : FILES_CANNOT_WRITE;
}

/* Some file systems cannot sync and say EINVAL; that is no failure of ours. 0 or errno. */
static int sync_descriptor(int descriptor)
{
    int result = 0;

    do {
        result = fsync(descriptor);
    } while (result != 0 && errno == EINTR);
    return result == 0 || errno == EINVAL ? 0 : errno;
}

static int truncate_descriptor(int descriptor, uint64_t size)
{
    int result = 0;

    do {
        result = ftruncate(descriptor, (off_t)size);
    } while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

/* Makes a new file's name last. What cannot be opened cannot be synced: no failure of ours. */
static int sync_parent(const char *path, failure_t *failure)
{
    int status = FILES_OK;
    int descriptor = -1;
    int error_number = 0;
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    char *parent = malloc(length + 2);

    if (parent == NULL) {
        status = failure_set(failure, FILES_NO_MEMORY, ENOMEM, path);
        goto out;
    }
    memcpy(parent, path, length);
    memcpy(parent + length, ".", 2);
    descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        error_number = sync_descriptor(descriptor);
        close(descriptor);
        if (error_number != 0) {
            status = failure_set(failure, writing_failed(error_number), error_number, path);
        }
    }
out:
    free(parent);
    return status;
}

/* 0 or errno; without waiting. */
static int try_lock(int descriptor, int kind)
{
    int result = 0;

    do {
        result = flock(descriptor, kind | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

static uint64_t checksum_of_key(const checksum_t *checksum,
                                const unsigned char key[JOURNAL_KEY_SIZE])
{
    return checksum_add(checksum, 0, key, JOURNAL_KEY_SIZE);
}

/* Of a record's header (its first 24 bytes) that stands at `place`. */
static uint64_t checksum_of_header(const checksum_t *checksum, uint64_t key_checksum,
                                   uint64_t place, const unsigned char *header)
{
    unsigned char bytes[8];

    put(bytes, 8, place);
    return checksum_add(checksum, checksum_add(checksum, key_checksum, bytes, 8), header, 24);
}

static void make_header(const checksum_t *checksum, const unsigned char key[JOURNAL_KEY_SIZE],
                        unsigned char header[JOURNAL_HEADER_SIZE])
{
    memset(header, 0, JOURNAL_HEADER_SIZE);
    memcpy(header, journal_magic, JOURNAL_MAGIC_SIZE);
    put(header + 8, 4, JOURNAL_FORMAT);
    memcpy(header + 16, key, JOURNAL_KEY_SIZE);
    put(header + 56, 8, checksum_add(checksum, 0, header, 56));
}

/* A file read from its beginning through a block that grows to the largest record. */
typedef struct {
    int descriptor;
    const char *path;
    unsigned char *block;
    size_t capacity;
    size_t start; /* of what is not yet used */
    size_t end;   /* of what has been read */
} reader_t;

static size_t reader_available(const reader_t *reader)
{
    return reader->end - reader->start;
}

/* Reads until `size` bytes are available or the file ends. */
static int reader_want(reader_t *reader, size_t size, failure_t *failure)
{
    int status = FILES_OK;

    if (reader_available(reader) >= size) {
        goto out;
    }
    if (reader->start > 0) {
        memmove(reader->block, reader->block + reader->start, reader_available(reader));
        reader->end -= reader->start;
        reader->start = 0;
    }
    if (size > reader->capacity) {
        size_t capacity = size > JOURNAL_BLOCK ? size : JOURNAL_BLOCK;
        unsigned char *block = realloc(reader->block, capacity);

        if (block == NULL) {
            status = failure_set(failure, FILES_NO_MEMORY, ENOMEM, reader->path);
            goto out;
        }
        reader->block = block;
        reader->capacity = capacity;
    }
    while (reader->end < size) {
        ssize_t count =
            read(reader->descriptor, reader->block + reader->end, reader->capacity - reader->end);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            status = failure_set(failure, FILES_CANNOT_READ, errno, reader->path);
            goto out;
        }
        if (count == 0) {
            break;
        }
        reader->end += (size_t)count;
    }
out:
    return status;
}

/* Whether so short a file may be a header whose writing was interrupted: a part, or zeros. */
static bool is_interrupted_header(const unsigned char *bytes, size_t size)
{
    size_t compared = size < JOURNAL_MAGIC_SIZE ? size : JOURNAL_MAGIC_SIZE;
    bool zero = true;

    for (size_t i = 0; i < size; i++) {
        zero = zero && bytes[i] == 0;
    }
    return zero || memcmp(bytes, journal_magic, compared) == 0;
}

/* Looks at the header; `empty` if the journal has to begin anew. */
static int read_header(reader_t *reader, uint64_t file_size, const unsigned char *key,
                       const checksum_t *checksum, journal_contents_t *found, bool *empty,
                       failure_t *failure)
{
    const unsigned char *header = NULL;
    int status = reader_want(reader, JOURNAL_HEADER_SIZE, failure);
    size_t size = reader_available(reader);
    bool whole = size >= JOURNAL_HEADER_SIZE;

    *empty = false;
    if (status != FILES_OK) {
        goto out;
    }
    header = reader->block + reader->start;
    if (!whole || memcmp(header, journal_magic, JOURNAL_MAGIC_SIZE) != 0
        || get(header + 56, 8) != checksum_add(checksum, 0, header, 56)) {
        if (file_size <= JOURNAL_HEADER_SIZE && is_interrupted_header(header, size)) {
            *empty = true;
            found->cut = size;
        } else {
            bool ours = whole && memcmp(header, journal_magic, JOURNAL_MAGIC_SIZE) == 0;

            status = failure_set_damaged(failure, reader->path, 0,
                                         ours ? "its header is damaged" : "not a journal");
        }
        goto out;
    }
    memcpy(found->key, header + 16, JOURNAL_KEY_SIZE);
    if (get(header + 8, 4) != JOURNAL_FORMAT) {
        status = failure_set(failure, FILES_OTHER_FORMAT, 0, reader->path);
        goto out;
    }
    if (key != NULL && memcmp(key, found->key, JOURNAL_KEY_SIZE) != 0) {
        status = failure_set(failure, FILES_OTHER_RUN, 0, reader->path);
        goto out;
    }
    found->bytes = JOURNAL_HEADER_SIZE;
    reader->start += JOURNAL_HEADER_SIZE;
out:
    return status;
}

static int read_records(reader_t *reader, uint64_t file_size, const checksum_t *checksum,
                        journal_visitor_t *visitor, void *context, journal_contents_t *found,
                        failure_t *failure)
{
    uint64_t key_checksum = checksum_of_key(checksum, found->key);
    int status = FILES_OK;

    for (;;) {
        const unsigned char *record = NULL;
        uint64_t size = 0;
        uint64_t left = file_size - found->bytes;

        if (left < JOURNAL_RECORD_HEADER_SIZE) {
            break;
        }
        status = reader_want(reader, JOURNAL_RECORD_HEADER_SIZE, failure);
        if (status != FILES_OK || reader_available(reader) < JOURNAL_RECORD_HEADER_SIZE) {
            break;
        }
        record = reader->block + reader->start;
        size = get(record + 8, 8);
        if (get(record + 24, 8) != checksum_of_header(checksum, key_checksum, found->bytes, record)
            || size > JOURNAL_PAYLOAD_MAX || size > left - JOURNAL_RECORD_HEADER_SIZE) {
            break;
        }
        size += JOURNAL_RECORD_HEADER_SIZE;
        status = reader_want(reader, (size_t)size, failure);
        if (status != FILES_OK || reader_available(reader) < size) {
            break;
        }
        record = reader->block + reader->start;
        size -= JOURNAL_RECORD_HEADER_SIZE;
        if (get(record + 16, 8)
            != checksum_add(checksum, 0, record + JOURNAL_RECORD_HEADER_SIZE, (size_t)size)) {
            break;
        }
        if (visitor != NULL) {
            status = visitor(context, get(record, 8), record + JOURNAL_RECORD_HEADER_SIZE,
                             (size_t)size);
            if (status != FILES_OK) {
                break;
            }
        }
        found->records++;
        found->bytes += JOURNAL_RECORD_HEADER_SIZE + size;
        reader->start += JOURNAL_RECORD_HEADER_SIZE + (size_t)size;
    }
    return status;
}

/* All of a locked file. */
static int read_journal(int descriptor, const char *path, const unsigned char *key,
                        const checksum_t *checksum, journal_visitor_t *visitor, void *context,
                        journal_contents_t *found, bool *empty, failure_t *failure)
{
    reader_t reader = {.descriptor = descriptor, .path = path};
    struct stat about;
    uint64_t file_size = 0;
    int status = FILES_OK;

    *empty = false;
    *found = (journal_contents_t){.records = 0};
    if (fstat(descriptor, &about) != 0) {
        status = failure_set(failure, FILES_CANNOT_READ, errno, path);
        goto out;
    }
    if (!S_ISREG(about.st_mode)) {
        status = failure_set_damaged(failure, path, 0, "not a journal");
        goto out;
    }
    file_size = (uint64_t)about.st_size;
    status = read_header(&reader, file_size, key, checksum, found, empty, failure);
    if (status != FILES_OK || *empty) {
        goto out;
    }
    status = read_records(&reader, file_size, checksum, visitor, context, found, failure);
    if (status == FILES_OK) {
        found->cut = file_size - found->bytes;
    }
out:
    free(reader.block);
    return status;
}

/* Writes all of it or, as far as can be helped, nothing. */
static int write_whole(journal_t *journal, uint64_t place, const unsigned char *data, size_t size)
{
    int status = FILES_OK;
    size_t done = 0;

    while (done < size) {
        ssize_t count = journal->write(journal->write_context, journal->descriptor, data + done,
                                       size - done);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            int error_number = count == 0 ? EIO : errno;

            status = failure_set(&journal->failure, writing_failed(error_number), error_number,
                                 journal->path);
            /* what is left is cut when the journal is opened the next time */
            truncate_descriptor(journal->descriptor, place);
            errno = error_number;
            goto out;
        }
        done += (size_t)count;
    }
out:
    return status;
}

/* Whatever the file holds is given up; then the header alone, safe on the disc. */
static int begin_anew(journal_t *journal)
{
    unsigned char header[JOURNAL_HEADER_SIZE];
    int status = FILES_OK;
    int error_number = truncate_descriptor(journal->descriptor, 0);

    if (error_number != 0) {
        status = failure_set(&journal->failure, FILES_CANNOT_WRITE, error_number, journal->path);
        goto out;
    }
    make_header(&journal->checksum, journal->key, header);
    status = write_whole(journal, 0, header, sizeof header);
    if (status != FILES_OK) {
        goto out;
    }
    error_number = sync_descriptor(journal->descriptor);
    if (error_number != 0) {
        status = failure_set(&journal->failure, writing_failed(error_number), error_number,
                             journal->path);
        goto out;
    }
    status = sync_parent(journal->path, &journal->failure);
    memcpy(journal->found.key, journal->key, JOURNAL_KEY_SIZE);
    journal->found.bytes = JOURNAL_HEADER_SIZE;
out:
    return status;
}

/* Opens, or makes, and locks; the descriptor is -1 or the caller's to close. */
static int open_and_lock(journal_t *journal)
{
    const int flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK;
    failure_t *failure = &journal->failure;
    int status = FILES_OK;
    int error_number = 0;
    struct stat about;

    journal->descriptor = open(journal->path, flags);
    if (journal->descriptor < 0 && errno == ENOENT) {
        journal->descriptor = open(journal->path, flags | O_CREAT, 0666);
        if (journal->descriptor < 0) {
            bool full = errno == ENOSPC || errno == EDQUOT;

            status = failure_set(failure, full ? FILES_DISC_FULL : FILES_CANNOT_CREATE, errno,
                                 journal->path);
            goto out;
        }
    }
    if (journal->descriptor < 0) {
        status = failure_set(failure, FILES_CANNOT_OPEN, errno, journal->path);
        goto out;
    }
    error_number = try_lock(journal->descriptor, LOCK_EX);
    /* without a name: somebody has removed it meanwhile, and is at work in a new one */
    if (error_number == 0 && fstat(journal->descriptor, &about) == 0 && about.st_nlink == 0) {
        error_number = EWOULDBLOCK;
    }
    if (error_number != 0) {
        bool taken = error_number == EWOULDBLOCK;

        status = failure_set(failure, taken ? FILES_LOCKED : FILES_CANNOT_LOCK,
                             taken ? 0 : error_number, journal->path);
        goto out;
    }
out:
    return status;
}

/* Closes and frees all but what the caller may look at. Keeps errno. */
static void release(journal_t *journal)
{
    int error_number = errno;

    if (journal->descriptor >= 0) {
        close(journal->descriptor);
    }
    free(journal->path);
    free(journal->record);
    journal->descriptor = -1;
    journal->path = NULL;
    journal->record = NULL;
    journal->record_capacity = 0;
    journal->open = false;
    errno = error_number;
}

int journal_open(journal_t *journal, const char *path, const unsigned char key[JOURNAL_KEY_SIZE],
                 journal_visitor_t *visitor, void *context)
{
    int status = FILES_OK;
    int error_number = 0;
    bool empty = false;
    size_t size = strlen(path) + 1;

    memset(journal, 0, sizeof *journal);
    journal->descriptor = -1;
    journal->write = journal_system_write;
    journal->sync_every = JOURNAL_SYNC_EVERY;
    memcpy(journal->key, key, JOURNAL_KEY_SIZE);
    checksum_init(&journal->checksum);
    journal->key_checksum = checksum_of_key(&journal->checksum, key);
    journal->path = malloc(size);
    if (journal->path == NULL) {
        status = failure_set(&journal->failure, FILES_NO_MEMORY, ENOMEM, path);
        goto out;
    }
    memcpy(journal->path, path, size);
    status = open_and_lock(journal);
    if (status != FILES_OK) {
        goto out;
    }
    status = read_journal(journal->descriptor, journal->path, key, &journal->checksum, visitor,
                          context, &journal->found, &empty, &journal->failure);
    if (status != FILES_OK) {
        goto out;
    }
    if (empty) {
        status = begin_anew(journal);
    } else if (journal->found.cut > 0) {
        error_number = truncate_descriptor(journal->descriptor, journal->found.bytes);
        if (error_number != 0) {
            status = failure_set(&journal->failure, FILES_CANNOT_WRITE, error_number,
                                 journal->path);
        }
    }
    if (status != FILES_OK) {
        goto out;
    }
    journal->bytes = journal->found.bytes;
    error_number = pthread_mutex_init(&journal->mutex, NULL);
    if (error_number != 0) {
        status = failure_set(&journal->failure, FILES_NO_MEMORY, error_number, journal->path);
        goto out;
    }
    journal->open = true;
out:
    if (status != FILES_OK) {
        release(journal);
    }
    return status;
}

/* Room for a record of `size` bytes; under the mutex. */
static int reserve_record(journal_t *journal, size_t size)
{
    int status = FILES_OK;

    if (size > journal->record_capacity) {
        size_t capacity = size + size / 2;
        unsigned char *record = realloc(journal->record, capacity);

        if (record == NULL) {
            status = failure_set(&journal->failure, FILES_NO_MEMORY, ENOMEM, journal->path);
            goto out;
        }
        journal->record = record;
        journal->record_capacity = capacity;
    }
out:
    return status;
}

int journal_append(journal_t *journal, uint64_t number, const void *payload, size_t size)
{
    int status = FILES_OK;
    uint64_t payload_checksum = 0;
    unsigned char *record = NULL;
    bool due = false;

    if (!journal->open || size > JOURNAL_PAYLOAD_MAX || (payload == NULL && size > 0)) {
        status = FILES_MISUSED;
        goto out;
    }
    payload_checksum = checksum_add(&journal->checksum, 0, payload, size);
    pthread_mutex_lock(&journal->mutex);
    status = journal->failure.status;
    if (status == FILES_OK) {
        status = reserve_record(journal, JOURNAL_RECORD_HEADER_SIZE + size);
    }
    if (status == FILES_OK) {
        record = journal->record;
        put(record, 8, number);
        put(record + 8, 8, size);
        put(record + 16, 8, payload_checksum);
        put(record + 24, 8,
            checksum_of_header(&journal->checksum, journal->key_checksum, journal->bytes, record));
        if (size > 0) {
            memcpy(record + JOURNAL_RECORD_HEADER_SIZE, payload, size);
        }
        status = write_whole(journal, journal->bytes, record, JOURNAL_RECORD_HEADER_SIZE + size);
    }
    if (status == FILES_OK) {
        journal->bytes += JOURNAL_RECORD_HEADER_SIZE + size;
        journal->unsynced++;
        due = journal->sync_every > 0 && journal->unsynced >= journal->sync_every;
        if (due) {
            journal->unsynced = 0;
        }
    }
    pthread_mutex_unlock(&journal->mutex);
    if (due) {
        status = journal_sync(journal);
    }
out:
    return status;
}

int journal_sync(journal_t *journal)
{
    int status = FILES_OK;
    int error_number = 0;

    if (!journal->open) {
        status = FILES_MISUSED;
        goto out;
    }
    pthread_mutex_lock(&journal->mutex);
    status = journal->failure.status;
    journal->unsynced = 0;
    pthread_mutex_unlock(&journal->mutex);
    if (status != FILES_OK) {
        goto out;
    }
    /* outside the mutex, so that the others go on appending */
    error_number = sync_descriptor(journal->descriptor);
    if (error_number != 0) {
        pthread_mutex_lock(&journal->mutex);
        status = failure_set(&journal->failure, writing_failed(error_number), error_number,
                             journal->path);
        pthread_mutex_unlock(&journal->mutex);
        errno = error_number;
    }
out:
    return status;
}

void journal_tell(journal_t *journal, failure_t *failure)
{
    const bool shared = journal->open;

    if (shared) {
        pthread_mutex_lock(&journal->mutex);
    }
    failure_keep(failure, &journal->failure);
    if (shared) {
        pthread_mutex_unlock(&journal->mutex);
    }
}

int journal_close(journal_t *journal)
{
    if (journal->open) {
        int descriptor = journal->descriptor;

        if (journal->unsynced > 0) {
            journal_sync(journal);
        }
        pthread_mutex_destroy(&journal->mutex);
        journal->descriptor = -1;
        /* an interrupted close has closed */
        if (close(descriptor) != 0 && errno != EINTR) {
            failure_set(&journal->failure, writing_failed(errno), errno, journal->path);
        }
        release(journal);
    }
    return journal->failure.status;
}

int journal_read(const char *path, const unsigned char key[JOURNAL_KEY_SIZE],
                 journal_visitor_t *visitor, void *context, journal_contents_t *found,
                 failure_t *failure)
{
    checksum_t checksum;
    journal_contents_t contents = {.records = 0};
    bool empty = false;
    int status = FILES_OK;
    int error_number = 0;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (descriptor < 0) {
        status = failure_set(failure, FILES_CANNOT_OPEN, errno, path);
        goto out;
    }
    /* where there are no locks, the checksums must do */
    if (try_lock(descriptor, LOCK_SH) == EWOULDBLOCK) {
        status = failure_set(failure, FILES_LOCKED, 0, path);
        goto out;
    }
    checksum_init(&checksum);
    status = read_journal(descriptor, path, key, &checksum, visitor, context, &contents, &empty,
                          failure);
out:
    if (found != NULL) {
        *found = contents;
    }
    if (descriptor >= 0) {
        error_number = errno;
        close(descriptor);
        errno = error_number;
    }
    return status;
}
