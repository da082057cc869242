/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/job.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/ledger.h"
#include "cli/interrupt.h"
#include "cli/reporting.h"
#include "cli/resource.h"
#include "experiments/outcome.h"
#include "files/digest.h"
#include "files/moment.h"

enum { KEY_DRY = 2000, KEY_FRESH, KEY_FAIL_FAST, KEY_SHARD, KEY_MERGE };

enum { FAILURES_SAID = 20, LINE_SIZE = 1400, NAME_LENGTH = 64, KEY_LENGTH = 8 };

static const struct argp_option own_options[] = {
    {"dry-run", KEY_DRY, NULL, 0, "say what would be run and estimate time and room; write nothing", 1},
    {"fresh", KEY_FRESH, NULL, 0, "start over: remove what an earlier job left in the directory", 1},
    {"fail-fast", KEY_FAIL_FAST, NULL, 0, "stop at the first run that fails (default: the others go on)", 1},
    {"shard", KEY_SHARD, "I/N", 0, "run only part I of N (from 1), as one of N jobs", 1},
    {"merge", KEY_MERGE, NULL, 0, "take what is finished from the directories DIR..., run only what is missing", 1},
    {.name = NULL},
};

static void take_shard(job_t *self, const char *text, struct argp_state *state)
{
    char part[24];
    uint64_t shard = 0, shards = 0;
    const char *slash = strchr(text, '/');
    bool good = slash != NULL && (size_t)(slash - text) < sizeof part;

    if (good) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - text), text);
        good = options_read_unsigned(slash + 1, 1, CAMPAIGN_SHARDS_MAX, &shards)
               && options_read_unsigned(part, 1, shards, &shard);
    }
    if (!good) {
        argp_error(state, "--shard=%s: must be I/N, two whole numbers, I from 1 to N, N at most %d", text,
                   CAMPAIGN_SHARDS_MAX);
    }
    self->shard = shards > 1 ? (uint32_t)shard : 0; /* one of one is all */
    self->shards = shards > 1 ? (uint32_t)shards : 0;
}

static int take(int key, char *argument, struct argp_state *state, void *context)
{
    job_t *self = context;
    int result = 0;

    switch (key) {
    case KEY_DRY:
        self->dry_run = true;
        break;
    case KEY_FRESH:
        self->fresh = true;
        break;
    case KEY_FAIL_FAST:
        self->fail_fast = true;
        break;
    case KEY_SHARD:
        take_shard(self, argument, state);
        break;
    case KEY_MERGE:
        self->merge = true;
        break;
    default:
        result = ARGP_ERR_UNKNOWN;
        break;
    }
    return result;
}

/* The arguments behind "adrift sweep", as the manifest keeps them. */
static bool keep_line(job_t *self, int argc, char **argv)
{
    const char *space = strchr(argv[0], ' ');

    self->line = calloc((size_t)argc + 1, sizeof *self->line);
    if (self->line != NULL) {
        self->line[self->line_count++] = "adrift";
        self->line[self->line_count++] = space != NULL ? space + 1 : argv[0];
        for (int i = 1; i < argc; i++) {
            self->line[self->line_count++] = argv[i];
        }
    }
    return self->line != NULL;
}

bool job_speaks(const job_t *self)
{
    return self->ranks.rank == 0;
}

bool job_begin(job_t *self, const char *about, int argc, char **argv, exit_code_t *code)
{
    const options_spec_t spec = {
        .which = OPTIONS_ALL,
        .arguments = "EXPERIMENT.cfg [DIR...]",
        .about = about,
        .fewest = 1,
        .most = SIZE_MAX,
        .own = own_options,
        .take_own = take,
        .context = self,
    };
    bool good = false;

    memset(self, 0, sizeof *self);
    *code = EXIT_INTERNAL;
    if (!keep_line(self, argc, argv)) {
        self->options.command = argv[0];
        options_complain(&self->options, "out of memory");
        goto out;
    }
    if (!options_parse(&self->options, &spec, argc, argv)) {
        goto out;
    }
    *code = EXIT_USAGE;
    if (self->options.argument_count > 1 && !self->merge) {
        options_complain(&self->options, "one argument too many: '%s' (directories come with --merge)",
                         self->options.arguments[1]);
        goto out;
    }
    if (self->merge && (self->options.argument_count < 2 || self->shards > 0)) {
        options_complain(&self->options, self->shards > 0 ? "a shard cannot merge"
                                                          : "--merge wants directories behind the experiment");
        goto out;
    }
    switch (ranks_open(&self->ranks)) {
    case RANKS_OK:
        good = true;
        self->stop = interrupt_install(); /* after MPI has set its own */
        break;
    case RANKS_NO_MPI:
        options_complain(&self->options, "started as one of several processes, but built without MPI; give each process "
                                         "its part with --shard I/N");
        break;
    default:
        options_complain(&self->options, "MPI does not start");
        *code = EXIT_INTERNAL;
        break;
    }
    self->options.quiet = self->options.quiet || !job_speaks(self);
out:
    return good;
}

void job_end(job_t *self)
{
    ranks_close(&self->ranks);
    options_free(&self->options);
    free(self->line);
    self->line = NULL;
}

void job_print(const job_t *self, report_t *report)
{
    if (job_speaks(self)) {
        report_sort(report);
        report_print(report, stderr);
    }
    report_free(report);
}

exit_code_t job_load(const job_t *self, experiment_t *experiment)
{
    const options_t *options = &self->options;
    char directory[RESOURCE_PATH_SIZE];
    const char *outcomes[OUTCOME_MAX];
    experiment_context_t context = {.outcomes = outcomes, .outcome_count = outcome_count()};
    report_t report;
    exit_code_t code = EXIT_FINE;
    int status = EXPERIMENT_OK;

    for (size_t i = 0; i < context.outcome_count; i++) {
        outcomes[i] = outcome_info(i)->name;
    }
    context.directory = resource_directory(directory) == 0 ? directory : NULL;
    report_init(&report);
    status = experiment_read(experiment, options->arguments[0], options->sets, options->set_count, &context, &report);
    if (status != EXPERIMENT_OK) {
        code = status == EXPERIMENT_NO_MEMORY ? EXIT_INTERNAL : EXIT_CONFIGURATION;
        goto out;
    }
    if (options->seed_given) {
        experiment->seed = options->seed;
        experiment->scenario.seed = options->seed;
        experiment->scenario.seed_given = true;
    }
    experiment->replicates = options->replicates > 0 ? options->replicates : experiment->replicates;
    experiment->first_replicate = options->first_given ? options->first_replicate : experiment->first_replicate;
    experiment->record = options->record_given ? record_name(options->record) : experiment->record;
    experiment->every = options->every_given ? options->every : experiment->every;
out:
    job_print(self, &report);
    return code;
}

/* ---- what is said ---- */

static void tell_progress(void *context, const campaign_counts_t *counts)
{
    job_t *self = context;
    const double done = (double)(counts->computed + counts->failed);

    progress_update(&self->progress, done, (double)(counts->total - counts->skipped));
}

static void tell_failed(void *context, uint64_t run, const char *message)
{
    job_t *self = context;
    const unsigned before = atomic_fetch_add(&self->failures, 1);
    char name[256];

    progress_end(&self->progress);
    if (before < FAILURES_SAID) {
        self->hooks->name_run(self->hooks->context, run, name, sizeof name);
        options_complain(&self->options, "run %" PRIu64 " failed (%s): %s", run, name, message);
    } else if (before == FAILURES_SAID) {
        options_complain(&self->options, "more runs failed; they are not told of");
    }
}

static exit_code_t exit_of_campaign(const campaign_t *campaign, int status)
{
    exit_code_t code = EXIT_INTERNAL;

    switch (status) {
    case CAMPAIGN_OK:
        code = EXIT_FINE;
        break;
    case CAMPAIGN_RUNS_FAILED:
        code = EXIT_FAILED;
        break;
    case CAMPAIGN_STOPPED:
        code = EXIT_INTERRUPTED;
        break;
    case CAMPAIGN_FILES:
        code = campaign->failure.status != FILES_OK ? exit_of(campaign->failure.status) : EXIT_WRITE;
        break;
    case CAMPAIGN_OTHER_RUN:
        code = EXIT_WRITE;
        break;
    case CAMPAIGN_MISUSED:
        code = EXIT_USAGE;
        break;
    default:
        break;
    }
    return code;
}

static void say_difference(const text_t *difference)
{
    fwrite(difference->data, 1, difference->length, stderr);
    if (difference->length > 0 && difference->data[difference->length - 1] != '\n') {
        fputc('\n', stderr);
    }
}

/* Why it did not come to its end, and how it can go on. */
static void explain(const job_t *self, const campaign_t *campaign, int status, bool begun)
{
    const campaign_counts_t *counts = &campaign->counts;
    const char *directory = campaign->options.directory;
    const archive_t *archive = &campaign->archive;
    const bool merged = archive->other != NULL && strcmp(archive->other, directory) != 0;
    const uint64_t kept = counts->skipped + counts->computed;
    char line[LINE_SIZE];

    campaign_describe(campaign, status, line, sizeof line);
    switch (status) {
    case CAMPAIGN_OK:
        break;
    case CAMPAIGN_RUNS_FAILED:
        options_complain(&self->options, "%s%s", line, self->fail_fast ? "; stopped at the first (--fail-fast)" : "");
        break;
    case CAMPAIGN_STOPPED:
        options_complain(&self->options, "interrupted; %" PRIu64 " of %" PRIu64
                                         " runs are finished and kept in %s; the same command goes on",
                         kept, counts->total, directory);
        break;
    case CAMPAIGN_OTHER_RUN:
        options_complain(&self->options, "%s holds results of something else; %s%s", merged ? archive->other : directory,
                         merged ? "it cannot be merged"
                                : "nothing was changed (choose another directory with -o, or start over with --fresh)",
                         archive->difference.length > 0 ? "; there (-) and asked for (+):" : "");
        say_difference(&archive->difference);
        break;
    default:
        if (campaign->failure.status == FILES_NOT_EMPTY && !begun) {
            options_complain(&self->options, "%s holds other results; nothing was written (choose another directory with "
                                             "-o, or replace them with --fresh)",
                             directory);
        } else if (begun) {
            options_complain(&self->options, "%s; %" PRIu64 " of %" PRIu64 " runs are finished and kept in %s; the same "
                                             "command goes on",
                             line, kept, counts->total, directory);
        } else {
            options_complain(&self->options, "%s", line);
        }
        break;
    }
}

/* results/NAME-KEY: another experiment has another directory, the same one the same. */
static void name_directory(job_t *self, const campaign_options_t *options, const char *given)
{
    char name[NAME_LENGTH + 1];
    char key[ARCHIVE_HEX_SIZE];
    size_t length = 0;

    for (; length < NAME_LENGTH && given[length] != '\0'; length++) {
        const unsigned char letter = (unsigned char)given[length];

        name[length] = (char)(letter < 128 && (isalnum(letter) || letter == '-') ? letter : '_');
    }
    name[length] = '\0';
    archive_key_hex(options->key, key);
    snprintf(self->directory, sizeof self->directory, "results/%s-%.*s", name, KEY_LENGTH, key);
}

/* A shard leaves its runs for who has the others'. */
static void say_shard(const job_t *self, const campaign_t *campaign)
{
    const char *directory = campaign->options.directory;

    options_say(&self->options, "shard %" PRIu32 " of %" PRIu32 ": %" PRIu64 " runs are in %s (%" PRIu64 " computed, %" PRIu64
                                " were there); the same command without --shard, or one with --merge %s, writes the tables",
                self->shard, self->shards, campaign->counts.skipped + campaign->counts.computed, directory,
                campaign->counts.computed, campaign->counts.skipped, directory);
}

static exit_code_t finish(job_t *self, campaign_t *campaign, int status)
{
    exit_code_t code = exit_of_campaign(campaign, status);
    const bool ended = status == CAMPAIGN_OK || (status == CAMPAIGN_RUNS_FAILED && !self->fail_fast);
    failure_t failure = {.status = FILES_OK};

    if (!campaign_leads(campaign)) {
        return code;
    }
    if (ended && self->shards > 0) {
        say_shard(self, campaign);
    } else if (ended) {
        progress_note(&self->progress, "writing the tables");
        const int written = self->hooks->write(self->hooks->context, campaign, &failure);

        progress_end(&self->progress);
        if (written == FILES_OK) {
            const exit_code_t reported = self->hooks->report(self->hooks->context, campaign);

            code = reported == EXIT_FINE ? code : reported;
            self->written = true;
            options_say(&self->options, "results in %s", campaign->options.directory);
        } else {
            char line[LINE_SIZE];

            failure_describe(&failure, line, sizeof line);
            options_complain(&self->options, "%s; all runs are kept in %s; the same command goes on", line,
                             campaign->options.directory);
            code = exit_of(failure.status);
        }
    }
    explain(self, campaign, status, true);
    return code;
}

/* Tables and pages of results that are made anew. */
static void forget_analysis(const job_t *self, const char *directory)
{
    failure_t failure = {.status = FILES_OK};
    char line[LINE_SIZE];
    size_t removed = 0;

    if (ledger_remove(directory, &removed, &failure) != FILES_OK) {
        failure_describe(&failure, line, sizeof line);
        options_complain(&self->options, "%s; what was analyzed of the results before stands beside the new ones", line);
    } else if (removed > 0) {
        options_say(&self->options, "removed %zu files of the analysis and report of the results before", removed);
    }
}

exit_code_t job_run(job_t *self, campaign_options_t *options, const job_hooks_t *hooks)
{
    campaign_t campaign;
    exit_code_t code = EXIT_FINE;
    int status = CAMPAIGN_OK, closed = CAMPAIGN_OK;

    self->hooks = hooks;
    name_directory(self, options, hooks->name);
    options->directory = self->options.output != NULL ? self->options.output : self->directory;
    options->shard = self->shard;
    options->shards = self->shards;
    options->threads = self->options.threads;
    options->fresh = self->fresh;
    options->fail_fast = self->fail_fast;
    options->merge = (const char *const *)self->options.arguments + 1;
    options->merge_count = self->options.argument_count - 1;
    options->ranks = &self->ranks;
    options->stop = self->stop;
    options->progress = tell_progress;
    options->failed = tell_failed;
    options->context = self;
    campaign_init(&campaign, options);
    status = campaign_open(&campaign);
    if (status != CAMPAIGN_OK) {
        code = exit_of_campaign(&campaign, status);
        if (job_speaks(self)) {
            explain(self, &campaign, status, false);
        }
        goto out;
    }
    if (options->fresh && campaign_leads(&campaign)) {
        forget_analysis(self, options->directory);
    }
    if (campaign.counts.skipped > 0) {
        options_say(&self->options, "%" PRIu64 " of %" PRIu64 " runs are finished already", campaign.counts.skipped,
                    campaign.counts.total);
    }
    progress_begin(&self->progress, &self->options, "runs");
    status = campaign_run(&campaign);
    progress_end(&self->progress);
    code = finish(self, &campaign, status);
out:
    closed = campaign_close(&campaign);
    if (closed != CAMPAIGN_OK && code == EXIT_FINE) {
        char line[LINE_SIZE];

        campaign_describe(&campaign, closed, line, sizeof line);
        options_complain(&self->options, "%s", line);
        code = exit_of_campaign(&campaign, closed);
    }
    if (self->written && (code == EXIT_FINE || code == EXIT_FAILED)) {
        const exit_code_t reported = reporting_after(options->directory, &self->options);

        code = code == EXIT_FINE ? reported : code;
    }
    return code;
}

/* ---- estimates ---- */

static void print_size(const char *label, double bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;

    while (bytes >= 1000.0 && unit + 1 < sizeof units / sizeof units[0]) {
        bytes /= 1000.0;
        unit++;
    }
    printf("  %-22s about %.3g %s\n", label, bytes, units[unit]);
}

static void print_seconds(const char *label, double seconds, int threads)
{
    const char *unit = seconds < 120.0 ? "s" : seconds < 7200.0 ? "min" : seconds < 172800.0 ? "h" : "days";
    const double scale = seconds < 120.0 ? 1.0 : seconds < 7200.0 ? 60.0 : seconds < 172800.0 ? 3600.0 : 86400.0;

    printf("  %-22s about %.3g %s with %d thread%s\n", label, seconds / scale, unit, threads, threads == 1 ? "" : "s");
}

static int threads_of(const job_t *self)
{
    const char *given = getenv("OMP_NUM_THREADS");
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t threads = 0;

    if (self->options.threads > 0) {
        threads = (uint64_t)self->options.threads;
    } else if (given == NULL || !options_read_unsigned(given, 1, 4096, &threads)) {
        threads = processors > 0 ? (uint64_t)processors : 1;
    }
    return (int)threads;
}

/* What was played to see how long it takes. */
typedef struct trial {
    double seconds, bytes;
    uint64_t runs;
} trial_t;

/* A run of it; what the run says. */
static int try_run(const campaign_work_t *work, void *worker, uint64_t run, text_t *payload, trial_t *trial)
{
    char message[CAMPAIGN_MESSAGE_SIZE] = "";
    const double begun = moment_now();
    int status = CAMPAIGN_OK;

    text_clear(payload);
    status = work->run(worker, run, payload, message, sizeof message);
    if (status == CAMPAIGN_OK) {
        trial->seconds += moment_now() - begun;
        trial->bytes += (double)payload->length;
        trial->runs++;
    } else if (status != CAMPAIGN_STOPPED) {
        printf("  run %" PRIu64 " would fail: %s\n", run, message);
    }
    return status;
}

/* Some blocks, as a campaign would, each until a run of it fails. What is played together is counted together. */
static int try_blocks(const campaign_options_t *options, uint64_t together, void *worker, text_t *payload, trial_t *trial)
{
    enum { TRIED = 7 };
    const double enough = 2.0; /* seconds */
    const uint64_t size = options->block_size, blocks = options->runs / size + (options->runs % size != 0);
    int status = CAMPAIGN_OK;

    for (uint64_t b = 0; b < TRIED && b < blocks && status != CAMPAIGN_STOPPED; b++) {
        const uint64_t block = blocks <= TRIED ? b : blocks / TRIED * b;

        status = CAMPAIGN_OK;
        for (uint64_t i = 0; i < size && status == CAMPAIGN_OK && (trial->seconds < enough || i % together != 0); i++) {
            const uint64_t run = campaign_nth(options, block, i);

            if (run < options->runs) {
                status = try_run(&options->work, worker, run, payload, trial);
            }
        }
    }
    return status;
}

exit_code_t job_estimate(const job_t *self, const campaign_options_t *options, uint32_t together, double row_bytes)
{
    const campaign_work_t *work = &options->work;
    const int threads = threads_of(self);
    char message[CAMPAIGN_MESSAGE_SIZE] = "";
    trial_t trial = {.runs = 0};
    text_t payload;
    void *worker = NULL;
    exit_code_t code = EXIT_FINE;

    text_init(&payload);
    if (work->open(work->context, &worker, message, sizeof message) != 0) {
        options_complain(&self->options, "%s", message);
        code = EXIT_INTERNAL;
        goto out;
    }
    if (try_blocks(options, together, worker, &payload, &trial) == CAMPAIGN_STOPPED) {
        code = EXIT_INTERRUPTED;
    }
    work->close(work->context, worker);
    if (trial.runs > 0 && code == EXIT_FINE) {
        const double runs = (double)options->runs, each = trial.bytes / (double)trial.runs;

        print_seconds("time", trial.seconds / (double)trial.runs * runs / threads, threads);
        print_size("journal", (each + JOURNAL_RECORD_HEADER_SIZE) * runs);
        print_size("tables", (row_bytes < 0.0 ? each : row_bytes + each) * runs);
    }
out:
    text_free(&payload);
    return code;
}
