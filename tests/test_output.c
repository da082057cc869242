/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/output.h"
#include "testing.h"

#include "files/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef ADRIFT_HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef ADRIFT_HAVE_ZSTD
#include <zstd.h>
#endif

#define PLACE "output_place"

/* Syncs are counted; the one of that number fails. */
static int syncs, failing_sync;

int fsync(int descriptor)
{
    const bool fails = ++syncs == failing_sync;

    (void)descriptor;
    errno = fails ? EIO : 0;
    return fails ? -1 : 0;
}

static void empty_place(void)
{
    DIR *stream = opendir(PLACE);
    const struct dirent *entry = NULL;

    if (stream != NULL) {
        while ((entry = readdir(stream)) != NULL) {
            char path[512];

            snprintf(path, sizeof path, PLACE "/%s", entry->d_name);
            if (unlink(path) != 0) {
                rmdir(path);
            }
        }
        closedir(stream);
    }
}

static int set_up(void **state)
{
    (void)state;
    mkdir(PLACE, 0777);
    empty_place();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    empty_place();
    rmdir(PLACE);
    return 0;
}

static int count_entries(void)
{
    int count = 0;
    DIR *stream = opendir(PLACE);

    assert_non_null(stream);
    while (readdir(stream) != NULL) {
        count++;
    }
    closedir(stream);
    return count - 2;
}

static void assert_contents(const char *name, const char *expected)
{
    char path[256];
    char read[256] = "";
    size_t count = 0;
    FILE *stream = NULL;

    snprintf(path, sizeof path, PLACE "/%s", name);
    stream = fopen(path, "rb");
    assert_non_null(stream);
    count = fread(read, 1, sizeof read, stream);
    fclose(stream);
    assert_int_equal(count, strlen(expected));
    assert_memory_equal(read, expected, count);
}

static void write_old(const char *name)
{
    assert_int_equal(output_write_file(PLACE, name, "old", 3, NULL, NULL), FILES_OK);
}

static void test_appears_whole(void **state)
{
    output_t output;
    char hex[DIGEST_HEX_SIZE];

    (void)state;
    write_old("a.csv");
    assert_int_equal(output_open(&output, PLACE, "a.csv"), FILES_OK);
    assert_int_equal(output_write(&output, "ab", 2), FILES_OK);
    assert_int_equal(output_write(&output, "", 0), FILES_OK);
    assert_int_equal(output_write(&output, "c", 1), FILES_OK);
    assert_contents("a.csv", "old");
    assert_int_equal(count_entries(), 2);
    assert_int_equal(output_commit(&output, hex), FILES_OK);
    assert_contents("a.csv", "abc");
    assert_int_equal(count_entries(), 1);
    assert_int_equal(output.bytes, 3);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    output_discard(&output);
    assert_contents("a.csv", "abc");
    assert_int_equal(output_write(&output, "x", 1), FILES_MISUSED);
    assert_int_equal(output_commit(&output, hex), FILES_MISUSED);
}

static void test_discard_leaves_nothing(void **state)
{
    output_t output = {0};

    (void)state;
    output_discard(&output);
    assert_int_equal(output_open(&output, PLACE, "a.csv"), FILES_OK);
    assert_int_equal(output_write(&output, "new", 3), FILES_OK);
    output_discard(&output);
    assert_int_equal(count_entries(), 0);
    output_discard(&output);
}

/* Pieces of all sizes, around the block too, come out as they went in: digest against the file. */
static void test_pieces_of_all_sizes(void **state)
{
    static const size_t sizes[] = {1, 1000, 262143, 262144, 262145, 1, 1000000, 7, 262144, 3};
    char *data = malloc(1000000);
    output_t output;
    digest_t digest;
    char expected[DIGEST_HEX_SIZE];
    char hex[DIGEST_HEX_SIZE];
    char read[DIGEST_HEX_SIZE];
    uint64_t bytes = 0;
    uint64_t total = 0;

    (void)state;
    assert_non_null(data);
    digest_init(&digest);
    assert_int_equal(output_open(&output, PLACE, "big"), FILES_OK);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (size_t j = 0; j < sizes[i]; j++) {
            data[j] = (char)((i + 1) * (j + 3) * 2654435761U >> 7);
        }
        digest_add(&digest, data, sizes[i]);
        total += sizes[i];
        assert_int_equal(output_write(&output, data, sizes[i]), FILES_OK);
    }
    assert_int_equal(output_commit(&output, hex), FILES_OK);
    digest_hex(&digest, expected);
    assert_string_equal(hex, expected);
    assert_int_equal(digest_file(PLACE "/big", read, &bytes, NULL), FILES_OK);
    assert_string_equal(read, expected);
    assert_int_equal(bytes, total);
    free(data);
}

/* What is in a compressed file, in memory of its own. */
static char *unsqueeze(const char *path, output_form_t form, size_t size)
{
    char *plain = calloc(1, size + 1);
    size_t length = 0;

    assert_non_null(plain);
#ifdef ADRIFT_HAVE_ZLIB
    if (form == OUTPUT_GZIP) {
        gzFile stream = gzopen(path, "rb");

        assert_non_null(stream);
        for (int count = 1; count > 0; length += (size_t)count) {
            count = gzread(stream, plain + length, (unsigned)(size + 1 - length));
            assert_true(count >= 0);
        }
        assert_int_equal(gzclose(stream), Z_OK);
    }
#endif
#ifdef ADRIFT_HAVE_ZSTD
    if (form == OUTPUT_ZSTD) {
        char *packed = malloc(2 * size + 1000);
        FILE *stream = fopen(path, "rb");
        ZSTD_DCtx *context = ZSTD_createDCtx();
        ZSTD_outBuffer out = {plain, size + 1, 0};
        ZSTD_inBuffer in = {packed, 0, 0};

        assert_non_null(packed);
        assert_non_null(stream);
        in.size = fread(packed, 1, 2 * size + 1000, stream);
        fclose(stream);
        assert_int_equal(ZSTD_decompressStream(context, &out, &in), 0);
        assert_int_equal(in.pos, in.size);
        length = out.pos;
        ZSTD_freeDCtx(context);
        free(packed);
    }
#endif
    assert_int_equal(length, size);
    return plain;
}

/* Noise, which comes out as long as it was, and rows, which do not; more than three blocks. */
enum { ROWS_SIZE = 1000001 };

static char *make_rows(void)
{
    char *rows = malloc(ROWS_SIZE + 100);
    uint32_t dice = 1;

    assert_non_null(rows);
    for (size_t at = 0; at < 300000; at++) {
        dice = dice * 1664525U + 1013904223U;
        rows[at] = (char)(dice >> 24);
    }
    for (size_t at = 300000; at < ROWS_SIZE;) {
        dice = dice * 1664525U + 1013904223U;
        at += (size_t)sprintf(rows + at, "0,%u,patron,ally,0.%06u\n", dice >> 28, dice >> 13);
    }
    return rows;
}

/* The file as it lies there says what went in; and how that was cut into pieces makes no difference. */
static void test_compressed(void **state)
{
    static const size_t pieces[] = {ROWS_SIZE, 262144, 65536, 65535, 1000, 7};
    char *rows = make_rows();
    digest_t digest;
    char expected[DIGEST_HEX_SIZE];

    (void)state;
    digest_init(&digest);
    digest_add(&digest, rows, ROWS_SIZE);
    digest_hex(&digest, expected);
    for (int f = OUTPUT_GZIP; f < OUTPUT_FORMS; f++) {
        const output_form_t form = (output_form_t)f;
        char name[32];
        char path[64];
        char first[DIGEST_HEX_SIZE] = "";

        snprintf(name, sizeof name, "a.csv%s", output_form_ending(form));
        snprintf(path, sizeof path, PLACE "/%s", name);
        for (size_t p = 0; output_has_form(form) && p < sizeof pieces / sizeof pieces[0]; p++) {
            output_t output;
            char hex[DIGEST_HEX_SIZE];
            char read[DIGEST_HEX_SIZE];
            char plain[DIGEST_HEX_SIZE];
            uint64_t bytes = 0;

            assert_int_equal(output_open(&output, PLACE, name), FILES_OK);
            for (size_t at = 0; at < ROWS_SIZE; at += pieces[p]) {
                const size_t left = ROWS_SIZE - at;

                assert_int_equal(
                    output_write(&output, rows + at, left < pieces[p] ? left : pieces[p]),
                    FILES_OK);
            }
            output_plain_hex(&output, plain);
            assert_string_equal(plain, expected);
            assert_int_equal(output_commit(&output, hex), FILES_OK);
            assert_int_equal(output.plain_bytes, ROWS_SIZE);
            assert_int_equal(digest_file(path, read, &bytes, NULL), FILES_OK);
            assert_string_equal(read, hex);
            assert_int_equal(output.bytes, bytes);
            assert_true(bytes < ROWS_SIZE / 3 * 2);
            if (p == 0) {
                char *back = unsqueeze(path, form, ROWS_SIZE);

                assert_memory_equal(back, rows, ROWS_SIZE);
                free(back);
                memcpy(first, hex, sizeof first);
            }
            assert_string_equal(hex, first);
        }
    }
    free(rows);
}

static void test_compressed_empty_and_unfinished(void **state)
{
    (void)state;
    for (int f = OUTPUT_GZIP; f < OUTPUT_FORMS; f++) {
        const output_form_t form = (output_form_t)f;
        output_t output;
        char name[32];
        char path[64];
        char plain[DIGEST_HEX_SIZE];

        snprintf(name, sizeof name, "e%s", output_form_ending(form));
        snprintf(path, sizeof path, PLACE "/%s", name);
        if (!output_has_form(form)) {
            assert_int_equal(output_open(&output, PLACE, name), FILES_MISUSED);
            output_discard(&output);
            continue;
        }
        assert_int_equal(output_open(&output, PLACE, name), FILES_OK);
        output_plain_hex(&output, plain);
        assert_string_equal(plain,
                            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_int_equal(output_commit(&output, NULL), FILES_OK);
        assert_true(output.bytes > 0);
        assert_int_equal(output.plain_bytes, 0);
        free(unsqueeze(path, form, 0));
        unlink(path);
        assert_int_equal(output_open(&output, PLACE, name), FILES_OK);
        assert_int_equal(output_write(&output, "abc", 3), FILES_OK);
        output_discard(&output);
        assert_int_equal(count_entries(), 0);
    }
}

/* The digest of what went in is there for plain outputs too, at any time. */
static void test_plain_digest(void **state)
{
    char *rows = make_rows();
    output_t output;
    digest_t digest;

    (void)state;
    digest_init(&digest);
    assert_int_equal(output_open(&output, PLACE, "a.csv"), FILES_OK);
    for (size_t at = 0; at + 30000 < ROWS_SIZE; at += 30000) {
        digest_t copy;
        char expected[DIGEST_HEX_SIZE];
        char hex[DIGEST_HEX_SIZE];

        digest_add(&digest, rows + at, 30000);
        copy = digest;
        digest_hex(&copy, expected);
        assert_int_equal(output_write(&output, rows + at, 30000), FILES_OK);
        output_plain_hex(&output, hex);
        assert_string_equal(hex, expected);
    }
    output_discard(&output);
    free(rows);
}

typedef struct {
    int calls;
    size_t most;        /* bytes per call */
    int interrupt_each; /* every Nth call is interrupted */
    int fail_at;        /* this call fails ... */
    int error_number;   /* ... with this, 0: writes nothing and says so */
} broken_t;

static ssize_t broken_write(void *context, int descriptor, const void *data, size_t size)
{
    broken_t *broken = context;
    ssize_t result = -1;

    broken->calls++;
    if (broken->fail_at == broken->calls) {
        errno = broken->error_number;
        result = broken->error_number == 0 ? 0 : -1;
    } else if (broken->interrupt_each > 0 && broken->calls % broken->interrupt_each == 0) {
        errno = EINTR;
    } else {
        result = write(descriptor, data, size < broken->most ? size : broken->most);
    }
    return result;
}

/* So large that the disc is told of parts while it is written; the second time in odd pieces. */
static ssize_t write_in_thirds(void *context, int descriptor, const void *data, size_t size)
{
    (void)context;
    return write(descriptor, data, size < 3 ? size : size / 3);
}

static void test_large(void **state)
{
    enum { PIECE = 777777, PIECES = 33 };
    output_t output;
    digest_t digest;
    char hex[DIGEST_HEX_SIZE], again[DIGEST_HEX_SIZE], expected[DIGEST_HEX_SIZE];
    uint64_t bytes = 0;
    char *piece = malloc(PIECE);

    (void)state;
    assert_non_null(piece);
    for (int round = 0; round < 2; round++) {
        digest_init(&digest);
        assert_int_equal(output_open(&output, PLACE, "large.csv"), FILES_OK);
        if (round == 1) {
            output.write = write_in_thirds;
        }
        for (int i = 0; i < PIECES; i++) {
            memset(piece, 'a' + i % 26, PIECE);
            digest_add(&digest, piece, PIECE);
            assert_int_equal(output_write(&output, piece, PIECE), FILES_OK);
        }
        assert_int_equal(output_commit(&output, hex), FILES_OK);
        digest_hex(&digest, expected);
        assert_string_equal(hex, expected);
        assert_int_equal(digest_file(PLACE "/large.csv", again, &bytes, NULL), FILES_OK);
        assert_string_equal(again, expected);
        assert_int_equal(bytes, (uint64_t)PIECE * PIECES);
        assert_int_equal(output.bytes, bytes);
        assert_int_equal(output.written, bytes);
    }
    free(piece);
}

static void test_short_and_interrupted_writes(void **state)
{
    broken_t broken = {.most = 3, .interrupt_each = 2};
    output_t output;
    char hex[DIGEST_HEX_SIZE];
    char read[DIGEST_HEX_SIZE];

    (void)state;
    assert_int_equal(output_open(&output, PLACE, "a.csv"), FILES_OK);
    output.write = broken_write;
    output.write_context = &broken;
    assert_int_equal(output_write(&output, "0123456789", 10), FILES_OK);
    assert_int_equal(output_commit(&output, hex), FILES_OK);
    assert_true(broken.calls >= 7);
    assert_contents("a.csv", "0123456789");
    assert_int_equal(digest_file(PLACE "/a.csv", read, NULL, NULL), FILES_OK);
    assert_string_equal(hex, read);
}

static void test_failing_write_is_told_once_and_cleaned_up(void **state)
{
    static const struct {
        int error_number;
        int status;
        const char *line;
    } cases[] = {
        {ENOSPC, FILES_DISC_FULL,
         "disc full, cannot write " PLACE "/a.csv: No space left on device"},
        {EDQUOT, FILES_DISC_FULL, "disc full, cannot write " PLACE "/a.csv: Disk quota exceeded"},
        {EIO, FILES_CANNOT_WRITE, "cannot write " PLACE "/a.csv: Input/output error"},
        {0, FILES_CANNOT_WRITE, "cannot write " PLACE "/a.csv: Input/output error"},
    };
    char *data = calloc(1, 300000);

    (void)state;
    assert_non_null(data);
    write_old("a.csv");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int at = 1; at <= 4; at++) {
            broken_t broken = {
                .most = 100000, .fail_at = at, .error_number = cases[i].error_number};
            output_t output;
            char line[200];
            int calls = 0;

            assert_int_equal(output_open(&output, PLACE, "a.csv"), FILES_OK);
            output.write = broken_write;
            output.write_context = &broken;
            if (at < 4) {
                assert_int_equal(output_write(&output, data, 300000), cases[i].status);
            } else {
                assert_int_equal(output_write(&output, data, 300000), FILES_OK);
                assert_int_equal(output_write(&output, data, 10), FILES_OK);
                assert_int_equal(output_commit(&output, NULL), cases[i].status);
            }
            calls = broken.calls;
            assert_int_equal(count_entries(), 1);
            assert_contents("a.csv", "old");
            assert_int_equal(output_write(&output, "x", 1), cases[i].status);
            assert_int_equal(output_commit(&output, NULL), cases[i].status);
            assert_int_equal(broken.calls, calls);
            failure_describe(&output.failure, line, sizeof line);
            assert_string_equal(line, cases[i].line);
            output_discard(&output);
        }
    }
    free(data);
}

static ssize_t full_write(void *context, int descriptor, const void *data, size_t size)
{
    (void)descriptor;
    return write(*(int *)context, data, size);
}

static void test_full_device(void **state)
{
    int full = open("/dev/full", O_WRONLY);
    output_t output;

    (void)state;
    if (full < 0) {
        skip();
    }
    assert_int_equal(output_open(&output, PLACE, "a.csv"), FILES_OK);
    output.write = full_write;
    output.write_context = &full;
    assert_int_equal(output_write(&output, "abc", 3), FILES_OK); /* still in the block */
    assert_int_equal(output_commit(&output, NULL), FILES_DISC_FULL);
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(count_entries(), 0);
    close(full);
}

/* A limit of the kernel's: first a true short write, then an error. */
static void test_file_size_limit(void **state)
{
    int how = 0;
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        struct rlimit limit = {.rlim_cur = 100000, .rlim_max = 100000};
        char *data = calloc(1, 300000);
        output_t output;
        int wrong = 0;

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        wrong = data == NULL || output_open(&output, PLACE, "a.csv") != FILES_OK
                || output_write(&output, data, 300000) != FILES_CANNOT_WRITE
                || output.failure.error_number != EFBIG;
        free(data);
        _exit(wrong);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
    assert_int_equal(count_entries(), 0);
}

static void test_places_that_cannot_be_written(void **state)
{
    output_t output;

    (void)state;
    assert_int_equal(output_open(&output, PLACE "/none", "a.csv"), FILES_CANNOT_OPEN);
    assert_string_equal(output.failure.path, PLACE "/none");
    assert_int_equal(output.failure.error_number, ENOENT);
    output_discard(&output);
    write_old("file");
    assert_int_equal(output_open(&output, PLACE "/file", "a.csv"), FILES_CANNOT_OPEN);
    assert_int_equal(output.failure.error_number, ENOTDIR);
    output_discard(&output);
    assert_int_equal(output_open(&output, "/proc", "a.csv"), FILES_CANNOT_CREATE);
    assert_string_equal(output.failure.path, "/proc/a.csv");
    output_discard(&output);
    /* the name is taken by a directory: seen at the rename */
    assert_int_equal(mkdir(PLACE "/taken", 0777), 0);
    assert_int_equal(output_open(&output, PLACE, "taken"), FILES_OK);
    assert_int_equal(output_commit(&output, NULL), FILES_CANNOT_WRITE);
    assert_int_equal(output.failure.error_number, EISDIR);
    output_discard(&output);
    assert_int_equal(count_entries(), 2);
}

static void test_names(void **state)
{
    static const char *const bad[] = {"", ".", "..", "a/b", "/a"};
    static const char *const good[] = {"-rf", "a b\nc", "\xc3\xbc.csv", "*", "\xff"};
    char name[300];
    output_t output;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(output_open(&output, PLACE, bad[i]), FILES_BAD_NAME);
        output_discard(&output);
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        write_old(good[i]);
        assert_contents(good[i], "old");
    }
    memset(name, 'x', sizeof name);
    name[250] = '\0';
    assert_int_equal(output_open(&output, PLACE, name), FILES_BAD_NAME);
    name[249] = '\0';
    assert_int_equal(output_write_file(PLACE, name, "", 0, NULL, NULL), FILES_OK);
    assert_int_equal(count_entries(), 6);
}

/* Somebody put a link where our .part goes: it is replaced, what it points to is not touched. */
static void test_stale_part_that_is_a_link(void **state)
{
    (void)state;
    write_old("victim");
    assert_int_equal(symlink("victim", PLACE "/.a.csv.part"), 0);
    assert_int_equal(output_write_file(PLACE, "a.csv", "new", 3, NULL, NULL), FILES_OK);
    assert_contents("victim", "old");
    assert_contents("a.csv", "new");
    assert_int_equal(count_entries(), 2);
}

static void test_killed_process(void **state)
{
    int how = 0;
    pid_t child = -1;

    (void)state;
    write_old("a.csv");
    child = fork();
    if (child == 0) {
        output_t output;
        char *data = calloc(1, 600000);

        if (data != NULL && output_open(&output, PLACE, "a.csv") == FILES_OK
            && output_write(&output, data, 600000) == FILES_OK) {
            raise(SIGKILL);
        }
        _exit(1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
    assert_contents("a.csv", "old");
    assert_int_equal(count_entries(), 2);
    assert_int_equal(directory_remove_parts(PLACE, NULL), FILES_OK);
    assert_contents("a.csv", "old");
    assert_int_equal(count_entries(), 1);
}

/* A file is safe on the disc before it has its name, and then its name. */
static void test_syncs(void **state)
{
    (void)state;
    for (failing_sync = 0; failing_sync <= 2; failing_sync++) {
        output_t output;

        syncs = 0;
        assert_int_equal(output_open(&output, PLACE, "synced"), FILES_OK);
        assert_int_equal(output_write(&output, "x", 1), FILES_OK);
        assert_int_equal(syncs, 0);
        assert_int_equal(output_commit(&output, NULL), failing_sync == 0 ? FILES_OK : FILES_CANNOT_WRITE);
        assert_int_equal(syncs, failing_sync == 1 ? 1 : 2);
        assert_int_equal(access(PLACE "/synced", F_OK) == 0, failing_sync != 1);
        output_discard(&output);
        unlink(PLACE "/synced");
    }
    failing_sync = 0;
}

/* A growing text goes to the file when it is long enough, and is empty then; its own failure is told. */
static void test_drain(void **state)
{
    failure_t failure = {.status = FILES_OK};
    output_t output;
    text_t text;

    (void)state;
    text_init(&text);
    assert_int_equal(output_open(&output, PLACE, "drained"), FILES_OK);
    text_append(&text, "four", 4);
    assert_int_equal(output_drain(&output, &text, 4, &failure), FILES_OK);
    assert_int_equal(text.length, 4);
    assert_int_equal(output.plain_bytes, 0);
    assert_int_equal(output_drain(&output, &text, 3, &failure), FILES_OK);
    assert_int_equal(text.length, 0);
    assert_int_equal(output.plain_bytes, 4);
    text.status = FILES_NO_MEMORY;
    assert_int_equal(output_drain(&output, &text, 0, &failure), FILES_NO_MEMORY);
    assert_int_equal(failure.status, FILES_NO_MEMORY);
    assert_non_null(strstr(failure.path, "drained"));
    output_discard(&output);
    text_free(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_syncs),
        TEST(test_appears_whole),
        TEST(test_discard_leaves_nothing),
        TEST(test_pieces_of_all_sizes),
        TEST(test_compressed),
        TEST(test_compressed_empty_and_unfinished),
        TEST(test_plain_digest),
        TEST(test_drain),
        TEST(test_large),
        TEST(test_short_and_interrupted_writes),
        TEST(test_failing_write_is_told_once_and_cleaned_up),
        TEST(test_full_device),
        TEST(test_file_size_limit),
        TEST(test_places_that_cannot_be_written),
        TEST(test_names),
        TEST(test_stale_part_that_is_a_link),
        TEST(test_killed_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
