/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can stand in a scenario file, beside the parameters (sim/parameters.def) and attributes (sim/variables.def): one
 * row for each field of an entry. The reader, the writer, knobs, paths and the catalogue are all made from these tables; a
 * new field is one row in table.c.
 */
#ifndef ADRIFT_CONFIG_TABLE_H
#define ADRIFT_CONFIG_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/scenario.h"

typedef enum field_type {
    FIELD_ID,           /* char *: an ID */
    FIELD_TEXT,         /* char *: any text, or NULL */
    FIELD_REAL,         /* double */
    FIELD_COUNT,        /* uint32_t */
    FIELD_BOOLEAN,      /* bool */
    FIELD_WORD,         /* int: index into `words` */
    FIELD_DISTRIBUTION, /* distribution_t */
    FIELD_VARIABLE,     /* variable_t: "weak.capability" */
    FIELD_SOURCE,       /* int32_t: a source, or MODEL_NONE */
    FIELD_STRONG,       /* int32_t: a strong state, or MODEL_NONE */
    FIELD_WEAK,         /* int32_t, and uint32_t at `second`: a weak state, group or member, or MODEL_NONE */
    FIELD_TARGET,       /* the same, of the kind of the shock's variable */
    FIELD_PAIR,         /* of an expectation: its alliance, "USA.KOR" */
    FIELD_EXPECTED,     /* of an expectation: the word for its kind and value; kind at `second` */
    FIELD_NEVER,        /* of an expectation: a word that must not be seen */
    FIELD_SEED          /* uint64_t, and bool at `second`: whether it was given */
} field_type_t;

enum {
    FIELD_REQUIRED = 1,
    FIELD_KEY = 2,        /* makes the entry what it is: read when it is added, not to be set later */
    FIELD_STRUCTURAL = 4, /* a world must be made anew for a change to be seen */
    FIELD_WRITTEN = 8,    /* only written into the file, not to be set later either */
    FIELD_ABOUT = 16,     /* of shocks: where it acts on something towards a source */
    FIELD_TARGETED = 32,  /* of shocks: where it acts on sources or states */
    FIELD_ALLIED = 64,    /* of shocks: where it acts on alliances */
    FIELD_DEMAND = 128,   /* of shocks: where it is a demand */
    FIELD_LASTING = 256,  /* of shocks: where it can be transient or permanent: no government, no demand */
    FIELD_EARLY = 512,    /* read when the entry is added, and yet no key */
    FIELD_APART = 1024    /* known by name only: read and written by somebody else */
};

typedef struct field {
    const char *name;
    field_type_t type;
    unsigned flags;
    size_t offset, second; /* in the entry; see field_type_t */
    double lowest, highest;
    const char *words; /* of a WORD: "accommodate|ignore"; for listing, of others too */
    const char *unit;
    const char *initial; /* default, for people; "" where it is none */
    const char *meaning;
} field_t;

typedef enum section_id {
    SECTION_SOURCES,
    SECTION_STRONG,
    SECTION_WEAK,
    SECTION_ALLIANCES,
    SECTION_TIES,
    SECTION_SHOCKS,
    SECTION_EVENTS,
    SECTION_EXPECT,
    SECTION_COUNT
} section_id_t;

typedef struct section {
    section_id_t id;
    const char *name;     /* as in a file and in a path: "weak" */
    const char *singular; /* for people: "weak state" */
    agent_kind_t kind;    /* whose variables stand among its fields; KIND_COUNT: nobody's */
    const field_t *fields;
    size_t field_count;
} section_t;

extern const section_t sections[SECTION_COUNT];

/* The shocks of an experiment's flip: events whose date is the flip's and whose sizes are read by config/experiment_flip.c. */
extern const section_t table_flip_shocks;

/* What stands at the top of a file beside groups of parameters and sections; offsets in scenario_t. */
extern const field_t table_top[];
extern const size_t table_top_count;

/* Fields of `weak` that describe its one alliance: `patron`. The attributes of alliances may follow it. */
extern const char *const table_patron;

const section_t *section_find(const char *name); /* NULL if there is none */
const field_t *field_find(const section_t *section, const char *name);

/*
 * The entries of a section are those of an array of section_length, of which section_entry gives the one at `index`, or
 * NULL where that belongs to another section (shocks and events share one).
 */
size_t section_length(const scenario_t *scenario, const section_t *section);
void *section_entry(const scenario_t *scenario, const section_t *section, size_t index);

/* "weak.KOR", "alliances.USA.KOR", "ties.NZL.AUS", "expect": cut to `size`. */
void section_path(const scenario_t *scenario, const section_t *section, const void *entry,
                  char *path, size_t size);

/* Whether a field has a meaning for that entry (see the flags). */
bool field_applies(const section_t *section, const field_t *field, const void *entry);

/* Whether a variable's value can stand in a file: it has one (no action). */
bool variable_has_value(variable_t variable);

/* The value of a variable of an agent; `source` counts for those that are per source. */
distribution_t *agent_value(model_agent_t *agent, variable_t variable, int32_t source);

/* "KOR", "ally-3", "" for MODEL_NONE. */
enum { TABLE_NAME_SIZE = 160, TABLE_PATH_SIZE = 640 };
void weak_name(const model_t *model, int32_t weak, uint32_t member, char name[TABLE_NAME_SIZE]);

/* Words separated by '|': the index of one (-1 if it is not among them), and the one at an index ("" beyond the last). */
int word_index(const char *words, const char *word);
void word_at(const char *words, int index, char *word, size_t size);
int word_count(const char *words);

/* For people: "framework or logit", "a, b or c". */
void word_list(const char *words, char *list, size_t size);

#endif
