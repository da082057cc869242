/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Turns what a world shows into rows of timeseries.csv, counts.csv and events.csv, appended to
 * texts. Columns are those of experiments/table.h. One recorder belongs to one world; it allocates
 * when it is made, not when it records.
 */
#ifndef ADRIFT_EXPERIMENTS_RECORDER_H
#define ADRIFT_EXPERIMENTS_RECORDER_H

#include "files/text.h"
#include "sim/adrift.h"

/* What is recorded; each has what those before it have. */
typedef enum record {
    RECORD_NONE,
    RECORD_COUNTS, /* counts.csv and events.csv */
    RECORD_DYADS   /* timeseries.csv too */
} record_t;

const char *record_name(record_t record); /* "none", "counts", "dyads" */
int record_from_name(const char *name);   /* -1 if it is none of them */

typedef enum recorder_channel {
    RECORDER_TIMESERIES,
    RECORDER_COUNTS,
    RECORDER_EVENTS,
    RECORDER_CHANNELS
} recorder_channel_t;

/* Its file, and whether `record` has it. */
const char *recorder_file(recorder_channel_t channel);
bool recorder_has(record_t record, recorder_channel_t channel);

typedef struct recorder_names {
    char *letters; /* one after the other, each with a comma behind it; CSV_CHUNK too many */
    size_t *begin; /* [count + 1] */
    size_t count;
    size_t longest; /* comma included */
} recorder_names_t;

/* A word and its comma, to be copied in one go. */
typedef struct recorder_word {
    char letters[32];
    size_t length;
} recorder_word_t;

/*
 * Rows of timeseries.csv that differ in their numbers alone: what stands behind the pair, to the end of the line, with
 * eight letters for each number. What an alliance is seldom changes, so few forms serve most rows.
 */
typedef struct recorder_form {
    uint32_t state; /* all that is discrete; 0: not made yet */
    int32_t source;
    uint32_t length;
    uint16_t at[OBSERVED_NUMBERS]; /* where each number stands; `length` if it does not */
} recorder_form_t;

typedef struct recorder {
    world_t *world;       /* not owned */
    const model_t *model; /* not owned */
    record_t record;
    int32_t every;
    recorder_names_t strongs, weaks, sources;
    recorder_names_t pairs;  /* "STRONG,WEAK," of each alliance */
    recorder_names_t shocks; /* "SHOCK,VARIABLE," of each process and event of the model */
    char run[64];                                    /* "point,replicate," */
    size_t run_length;
    char moment[160]; /* "point,replicate,tick,year," of moment_tick; CSV_CHUNK of it to spare */
    size_t moment_length;
    int32_t moment_tick;
    recorder_word_t statuses[STATUS_COUNT];
    recorder_word_t types[INTERDEPENDENCE_COUNT];
    recorder_word_t behaviours[BEHAVIOUR_COUNT + 1]; /* the last: none */
    recorder_word_t kinds[EVENT_KIND_COUNT];
    recorder_form_t *forms; /* each where its state belongs; made when it is first seen */
    char *form_letters;     /* [forms][form_room] */
    size_t form_room;  /* no form needs more, with what csv_put_... asks for */
    size_t row_room;   /* nor a row of timeseries.csv */
    size_t event_room; /* nor of events.csv */
    text_t *events;                   /* where the listener appends; not owned */
    world_listener_t also;            /* told of events too; or NULL */
    void *also_context;
    uint64_t rows[RECORDER_CHANNELS]; /* appended since recorder_begin */
} recorder_t;

/*
 * `every`: every how many ticks time series and counts are recorded, >= 1; events always are. Takes
 * the world's listener. The world must have been created from `model` and outlive the recorder's
 * use. FILES_OK or FILES_NO_MEMORY.
 */
int recorder_init(recorder_t *self, world_t *world, const model_t *model, record_t record,
                  int32_t every);

/* Legal on a zeroed recorder; does not touch the world. */
void recorder_free(recorder_t *self);

/* Be told of events beside the recorder, which has the world's listener; NULL turns it off. */
void recorder_also(recorder_t *self, world_listener_t also, void *context);

/* A new replicate, after world_reset. `point` is negative where there are no points: then there is
 * no such column. */
void recorder_begin(recorder_t *self, int64_t point, uint64_t replicate);

/* Steps the world once and appends what is to be recorded; buffers [RECORDER_CHANNELS], those not
 * recorded may be NULL. */
void recorder_step(recorder_t *self, text_t *const buffers[RECORDER_CHANNELS]);

#endif
