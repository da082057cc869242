/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files/directory.h"
#include "testing.h"

#include "files/output.h"

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PLACE "directory_place"

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about;
    (void)kind;
    (void)walk;
    return remove(path);
}

static int tear_down(void **state)
{
    (void)state;
    nftw(PLACE, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}

static int set_up(void **state)
{
    tear_down(state);
    return mkdir(PLACE, 0777);
}

static void touch(const char *directory, const char *name)
{
    assert_int_equal(output_write_file(directory, name, "x", 1, NULL, NULL), FILES_OK);
}

static void test_makes_parents(void **state)
{
    static const char *const paths[] = {
        PLACE "/a/b/c",    PLACE "/a/b/c", PLACE "/d//e///",           PLACE "/./f/../g",
        PLACE "/-o",       PLACE "/a b\n", PLACE "/\xe5\x90\x8c\xff", PLACE,
    };
    struct stat about;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        failure_t failure = {0};
        directory_contents_t contents = DIRECTORY_HAS_MANIFEST;

        assert_int_equal(directory_prepare(paths[i], &contents, &failure), FILES_OK);
        assert_int_equal(failure.status, FILES_OK);
        assert_int_equal(stat(paths[i], &about), 0);
        assert_true(S_ISDIR(about.st_mode));
        assert_int_equal(contents, i == 7 ? DIRECTORY_NOT_EMPTY : DIRECTORY_EMPTY);
    }
}

static void test_refuses(void **state)
{
    static const struct {
        const char *path;
        int status;
        int error_number;
        const char *failed;
    } cases[] = {
        {"", FILES_BAD_NAME, 0, "\"\""},
        {PLACE "/file", FILES_NOT_DIRECTORY, 0, PLACE "/file"},
        {PLACE "/file/below", FILES_CANNOT_CREATE, ENOTDIR, PLACE "/file/below"},
        {PLACE "/file/below/more", FILES_CANNOT_CREATE, ENOTDIR, PLACE "/file/below"},
        {PLACE "/dangling/below", FILES_CANNOT_CREATE, ENOENT, PLACE "/dangling/below"},
        {"/proc/adrift", FILES_CANNOT_CREATE, ENOENT, "/proc/adrift"},
        {"/proc", FILES_CANNOT_WRITE, ENOENT, "/proc"},
    };

    (void)state;
    touch(PLACE, "file");
    assert_int_equal(symlink("nowhere", PLACE "/dangling"), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        failure_t failure = {0};

        assert_int_equal(directory_prepare(cases[i].path, NULL, &failure), cases[i].status);
        assert_int_equal(failure.status, cases[i].status);
        assert_string_equal(failure.path, cases[i].failed);
        /* without root's powers /proc answers otherwise */
        if (geteuid() == 0 || cases[i].failed[0] != '/') {
            assert_int_equal(failure.error_number, cases[i].error_number);
        }
        assert_int_equal(directory_prepare(cases[i].path, NULL, NULL), cases[i].status);
    }
}

static void test_without_permission(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        skip();
    }
    assert_int_equal(mkdir(PLACE "/readonly", 0555), 0);
    assert_int_equal(directory_prepare(PLACE "/readonly", NULL, NULL), FILES_CANNOT_WRITE);
    assert_int_equal(directory_prepare(PLACE "/readonly/a", NULL, NULL), FILES_CANNOT_CREATE);
}

static void test_contents(void **state)
{
    directory_contents_t contents = DIRECTORY_NOT_EMPTY;
    failure_t failure = {0};

    (void)state;
    assert_int_equal(directory_look(PLACE, &contents, NULL), FILES_OK);
    assert_int_equal(contents, DIRECTORY_EMPTY);
    touch(PLACE, ".runs.csv.part");
    touch(PLACE, ".lock");
    assert_int_equal(directory_look(PLACE, &contents, NULL), FILES_OK);
    assert_int_equal(contents, DIRECTORY_EMPTY);
    touch(PLACE, "runs.csv");
    assert_int_equal(directory_look(PLACE, &contents, NULL), FILES_OK);
    assert_int_equal(contents, DIRECTORY_NOT_EMPTY);
    touch(PLACE, "manifest.json");
    assert_int_equal(directory_look(PLACE, &contents, NULL), FILES_OK);
    assert_int_equal(contents, DIRECTORY_HAS_MANIFEST);
    assert_int_equal(directory_look(PLACE "/none", &contents, &failure), FILES_CANNOT_OPEN);
    assert_int_equal(failure.error_number, ENOENT);
    assert_int_equal(directory_look(PLACE "/runs.csv", &contents, NULL), FILES_NOT_DIRECTORY);
}

static void test_remove_parts(void **state)
{
    static const char *const stay[] = {"a.part", ".part", "x.csv", ".a.parts"};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        touch(PLACE, stay[i]);
    }
    touch(PLACE, ".a.part");
    assert_int_equal(directory_remove_parts(PLACE, NULL), FILES_OK);
    for (size_t i = 0; i < 4; i++) {
        char path[100];

        snprintf(path, sizeof path, PLACE "/%s", stay[i]);
        assert_int_equal(access(path, F_OK), 0);
    }
    assert_int_equal(access(PLACE "/.a.part", F_OK), -1);
    assert_int_equal(directory_remove_parts(PLACE "/none", NULL), FILES_CANNOT_OPEN);
}

/* What a second process gets. */
static int lock_elsewhere(void)
{
    int how = 0;
    pid_t child = fork();

    if (child == 0) {
        directory_t other;
        failure_t failure = {0};
        int status = directory_lock(&other, PLACE, &failure);

        _exit(status != failure.status ? 99 : -status);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    return -WEXITSTATUS(how);
}

static void test_lock(void **state)
{
    directory_t one = {0};
    directory_t two = {0};
    directory_contents_t contents = DIRECTORY_NOT_EMPTY;

    (void)state;
    directory_unlock(&one);
    assert_int_equal(directory_lock(&one, PLACE, NULL), FILES_OK);
    assert_int_equal(access(PLACE "/.lock", F_OK), -1);
    assert_int_equal(directory_lock(&two, PLACE "/../" PLACE, NULL), FILES_LOCKED);
    assert_false(two.locked);
    directory_unlock(&two);
    assert_int_equal(lock_elsewhere(), FILES_LOCKED);
    directory_unlock(&one);
    assert_int_equal(lock_elsewhere(), FILES_OK);
    assert_int_equal(directory_lock(&two, PLACE, NULL), FILES_OK);
    directory_unlock(&two);
    directory_unlock(&two);
    assert_int_equal(directory_look(PLACE, &contents, NULL), FILES_OK);
    assert_int_equal(contents, DIRECTORY_EMPTY);
    assert_int_equal(directory_lock(&one, PLACE "/none", NULL), FILES_CANNOT_OPEN);
}

static void test_lock_dies_with_the_process(void **state)
{
    int ready[2];
    int how = 0;
    char byte = 0;
    pid_t child = -1;

    (void)state;
    assert_int_equal(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        directory_t held;

        byte = directory_lock(&held, PLACE, NULL) == FILES_OK ? 'y' : 'n';
        if (write(ready[1], &byte, 1) != 1) {
            _exit(1);
        }
        for (;;) {
            pause();
        }
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_int_equal(lock_elsewhere(), FILES_LOCKED);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(lock_elsewhere(), FILES_OK);
    close(ready[0]);
    close(ready[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_makes_parents),
        TEST(test_refuses),
        TEST(test_without_permission),
        TEST(test_contents),
        TEST(test_remove_parts),
        TEST(test_lock),
        TEST(test_lock_dies_with_the_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
