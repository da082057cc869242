# SPDX-License-Identifier: GPL-3.0-or-later
# Rscript compare.R NUMBERS_FOR_R: random spells and paths, our numbers against survfit and
# statetable.msm. Ends with 1 at the first difference.
suppressPackageStartupMessages({
    library(survival)
    library(msm)
})
program <- commandArgs(trailingOnly = TRUE)[1]
table_file <- tempfile()
compared <- 0

ours <- function(data, what, header) {
    write.table(data, table_file, row.names = FALSE, col.names = FALSE)
    text <- system2(program, what, stdin = table_file, stdout = TRUE)
    if (!is.null(attr(text, "status"))) stop(what, ": the program failed")
    read.csv(text = text, header = header)
}

same <- function(a, b, what) {
    a <- as.numeric(a)
    b <- as.numeric(b)
    a[is.infinite(a)] <- NA
    b[is.infinite(b)] <- NA
    if (length(a) != length(b) || any(is.na(a) != is.na(b)) ||
        any(abs(a - b) > 1e-9, na.rm = TRUE)) {
        print(head(cbind(ours = a, R = b), 40))
        stop(what, " differs from R")
    }
    compared <<- compared + length(a)
}

for (seed in 1:40) {
    set.seed(seed)
    n <- sample(c(5, 12, 60, 400), 1)
    # Whole ticks of 1/12 year: many ties. Half of the data sets have late entry, some no censoring.
    length <- pmax(1, round(12 * rexp(n, 0.3)))
    event <- sample(0:2, n, replace = TRUE, prob = if (seed %% 3 == 0) c(0, 2, 1) else c(2, 2, 1))
    start <- if (seed %% 2 == 0) rep(0, n) else sample(c(0, 0, 1, 3, 6, 24), n, replace = TRUE)
    spells <- data.frame(start = start / 12, stop = (start + length) / 12, event = event)

    fit <- survfit(Surv(start, stop, event > 0) ~ 1, spells, conf.type = "log")
    mine <- ours(spells, "survival", TRUE)
    same(mine$time, fit$time, "time")
    same(mine$n, fit$n.risk, "number at risk")
    same(mine$d, fit$n.event, "events")
    same(mine$c, fit$n.censor, "censored")
    same(mine$s, fit$surv, "survival")
    same(mine$se / mine$s, fit$std.err, "Greenwood's error")
    same(mine$low, fit$lower, "lower bound")
    same(mine$high, fit$upper, "upper bound")

    single <- ours(spells, "quantiles", TRUE)
    theirs <- survival:::survmean(fit, rmean = 5)$matrix
    same(single$rmean, theirs["rmean"], "restricted mean")
    same(single$se, theirs["se(rmean)"], "its error")
    same(single$median, theirs["median"], "median")
    same(single$low, theirs["0.95LCL"], "median, lower")
    same(single$high, theirs["0.95UCL"], "median, upper")

    cause <- factor(event, 0:2, c("censored", "one", "two"))
    if (all(1:2 %in% event)) {
        spells$id <- seq_len(n)
        fit <- survfit(Surv(start, stop, cause) ~ 1, spells, id = id, conf.type = "log")
        at <- match(round(12 * mine$time), round(12 * fit$time))
        for (k in 1:2) {
            column <- match(c("one", "two")[k], fit$states)
            same(mine[[paste0("f", k)]], fit$pstate[at, column], "incidence")
            same(mine[[paste0("se", k)]], fit$std.err[at, column], "its error")
            same(mine[[paste0("low", k)]], fit$lower[at, column], "its lower bound")
            same(mine[[paste0("high", k)]], fit$upper[at, column], "its upper bound")
        }
    }

    units <- sample(2:9, 1)
    paths <- data.frame(unit = rep(seq_len(units) - 1, each = 30), time = rep(1:30, units) / 12,
                        state = sample(1:4, 30 * units, replace = TRUE, prob = c(6, 3, 2, 1)))
    counts <- with(paths, statetable.msm(factor(state, 1:4), unit))
    whole <- matrix(0, 4, 4)
    whole[as.integer(rownames(counts)), as.integer(colnames(counts))] <- counts
    same(as.matrix(ours(paths, "transition", FALSE)), whole, "transitions")
}
cat("equal to R:", compared, "numbers\n")
