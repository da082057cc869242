/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DIRECTORY/report.html: one page that explains a results directory and needs nothing else: no
 * network, no script, no other file. And DIRECTORY/figures/NAME.svg and .png, the same figures for
 * use elsewhere. The tables of DIRECTORY/analysis must be there (analysis/analyze.h).
 */
#ifndef ADRIFT_ANALYSIS_PAGE_H
#define ADRIFT_ANALYSIS_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/figure.h"
#include "analysis/language.h"
#include "files/failure.h"

#define PAGE_NAME "report.html"

typedef struct page {
    const char *directory;
    language_t language;
    const char *strong, *weak; /* of the figure "life"; NULL: a telling alliance */
    const uint64_t *replicate; /* of the figure "life"; NULL: the first recorded */
} page_t;

typedef struct page_outcome {
    size_t figures; /* made */
    int figure_status; /* why the first of the others is not there: FIGURE_MISSING, ..., or 0 if only tables are */
    char detail[FIGURE_DETAIL_SIZE];
    failure_t failure;
} page_outcome_t;

/*
 * Makes figures and page. A figure that cannot be drawn is said on the page and in `outcome`; it is
 * no failure. The directory is locked meanwhile (FILES_LOCKED). FILES_OK, or what the failure says (of the manifest, a table, or of writing).
 */
int page_write(const page_t *self, page_outcome_t *outcome);

/* Appends `text` so that it is text in HTML and in attributes; what is no UTF-8 or no character of HTML becomes U+FFFD. */
void page_escape(text_t *out, const char *text);

#endif
