#include "analysis/experiment_study.h"
int experiment_study(const source_t *source, sheets_t *sheets, const experiment_study_options_t *options, uint64_t *rows,
                     uint64_t *bytes, failure_t *failure)
{ (void)source;(void)sheets;(void)options;(void)rows;(void)bytes;(void)failure; return 0; }
