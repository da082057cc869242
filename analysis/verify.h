/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether results are what they say: the files of a directory are compared with the digests in its
 * manifest, then what the manifest says is run again elsewhere, and its digests are compared too. Only
 * the manifest is needed, so the directory may have been moved, or come from another machine. So
 * are the tables that `adrift analyze` has added (analysis/ledger.h), which are made again from what was run again; and the
 * page and figures of `adrift report`, which are not: other fonts and another gnuplot draw other bytes.
 *
 *     status = verify_run(&verify, &request)
 *     verify_holds(&verify), verify_text(&verify, &text)
 *     verify_free(&verify)    always
 */
#ifndef ADRIFT_ANALYSIS_VERIFY_H
#define ADRIFT_ANALYSIS_VERIFY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "files/digest.h"
#include "files/failure.h"
#include "files/manifest.h"
#include "files/text.h"

enum {
    VERIFY_OK = 0, /* compared; see verify_holds */
    VERIFY_NO_MEMORY = -1,
    VERIFY_UNFIT = -2,   /* the directory is not complete, or cannot be run again: message */
    VERIFY_FILES = -3,   /* a manifest cannot be read, or is damaged: message */
    VERIFY_SCRATCH = -4, /* what was run again could not be written: message */
    VERIFY_STOPPED = -5,
    VERIFY_MISUSED = -6 /* `scratch` is the directory itself */
};

typedef void verify_progress_t(void *context, double done, double all);

typedef struct verify_request {
    const char *directory;
    const char *scratch; /* where to run again; it stays. NULL: in a temporary directory, which does not */
    bool files_only;     /* run nothing again */
    int threads;         /* 0: as many as OpenMP would take */
    const atomic_int *stop;      /* or NULL */
    verify_progress_t *progress; /* or NULL */
    void *progress_context;
} verify_request_t;

/* A file against the manifest's digest: as it lies there, and as it was made again. */
typedef enum verify_mark {
    VERIFY_UNKNOWN,  /* not made again, as only files were asked for, or as it is drawn */
    VERIFY_SAME,
    VERIFY_OTHER,    /* another digest */
    VERIFY_ABSENT,   /* not there; not made again */
    VERIFY_UNREADABLE,
    VERIFY_REPACKED, /* made again, another digest, but the same when unpacked */
    VERIFY_NEW       /* made again, and the manifest does not know it */
} verify_mark_t;

typedef struct verify_file {
    char *name; /* owned; relative to the directory */
    char said[DIGEST_HEX_SIZE]; /* by the manifest */
    bool added;                 /* by analyze or report */
    bool drawn;                 /* by report: not made again */
    verify_mark_t there, again;
    char *difference; /* owned; where the file and what was made again first differ, or why it is unreadable; or NULL */
} verify_file_t;

typedef struct verify {
    verify_request_t request; /* its texts not owned */
    manifest_t manifest;
    manifest_t ledger;    /* of analysis/; its root NULL if there is none */
    verify_file_t *files; /* owned */
    size_t file_count;
    bool other_results;   /* analysis/ was made from results of another key */
    bool key_differs;     /* of the same version, but the configuration does not give the manifest's key */
    bool made;            /* it was run again */
    uint64_t failed;      /* runs that failed when run again */
    text_t provenance;    /* owned; provenance_compare */
    size_t provenance_lines;
    text_t ledger_provenance; /* owned; the same of analysis/, if it is not the same */
    char message[1400];   /* why the status is not VERIFY_OK */
    char left[1400];      /* a temporary directory that could not be removed, and why; or "" */
} verify_t;

/* `self` need not be initialised. The request's texts must stay. */
int verify_run(verify_t *self, const verify_request_t *request);

/* Legal on a zeroed one. */
void verify_free(verify_t *self);

/* Whether every file is what the manifest says, there and made again. */
bool verify_holds(const verify_t *self);

/* Appends what was found, for people; a failure is sticky in `out`. */
void verify_text(const verify_t *self, text_t *out);

#endif
