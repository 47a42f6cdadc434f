#!/usr/bin/env Rscript
# Reads a result of samenspel in R. Base R is enough for what `samenspel export` writes; the database itself is read when
# the package RSQLite is there (Debian: r-cran-rsqlite).
#
#   samenspel compare scenarios/laboratory.cfg --out result.db
#   Rscript scripts/examples/read_result.R result.db samenspel      # through the program: base R alone
#   Rscript scripts/examples/read_result.R result.db                # the database, with RSQLite
#
# Prints, tab-separated, the mean over replications with its 95 % interval per arm and outcome, and the paired difference
# with the reference arm: the same replication of two arms has the same luck, so the differences vary less than the arms.
# The program does the same, but gives outcomes that are events (0 or 100 in a run) the intervals of shares. A result that is
# not finished (meta.status is not 'complete') has no tables summary and contrasts; `export` computes them from the runs that
# are there, as this does.

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 1 || length(arguments) > 2)
  stop("usage: read_result.R RESULT.db [PROGRAM]")
path <- arguments[1]

if (length(arguments) == 2) {
  # An empty cell is no value.
  export <- function(table) {
    command <- paste(shQuote(arguments[2]), "export", shQuote(path), "--table", table)
    read.csv(pipe(command), stringsAsFactors = FALSE, na.strings = "")
  }
  outcomes <- export("outcomes")
  reference <- export("contrasts")$reference[1]
} else {
  if (!requireNamespace("RSQLite", quietly = TRUE))
    stop("the package RSQLite is not installed; name the program samenspel to read through its export")
  database <- DBI::dbConnect(RSQLite::SQLite(), path, flags = RSQLite::SQLITE_RO)
  # While a run stores what it did, which is soon over, the file is locked: the time-out is in milliseconds.
  invisible(DBI::dbGetQuery(database, "PRAGMA busy_timeout = 60000"))
  # The view holds what `export` prints; here arms and outcomes come in the order of scenario and model.
  outcomes <- DBI::dbGetQuery(database,
    "SELECT v.arm AS arm, v.replication, v.outcome AS outcome, CAST(v.value AS REAL) AS value FROM outcomes v
     JOIN arms a ON a.name = v.arm JOIN outcome_labels o ON o.name = v.outcome
     WHERE NOT a.hidden ORDER BY a.position, v.replication, o.outcome")
  reference <- DBI::dbGetQuery(database, "SELECT value FROM meta WHERE key = 'reference'")$value
  if (DBI::dbGetQuery(database, "SELECT value FROM meta WHERE key = 'status'")$value != "complete")
    message(path, " is not finished: these are the runs that are there")
  DBI::dbDisconnect(database)
}

# One row per replication, one column per arm and outcome.
arms <- unique(outcomes$arm)
measured <- unique(outcomes$outcome)
column <- function(arm, outcome) {
  rows <- outcomes[outcomes$arm == arm & outcomes$outcome == outcome, ]
  rows$value[order(rows$replication)]
}

# The 95 % interval of a mean: Student's t, made longer, and moved towards the long tail, as far as the values are skewed
# (sim/stats/skew.h says why). `t.test` gives nearly the same where they are not.
interval <- function(values) {
  n <- length(values)
  away <- values - mean(values)
  square <- sum(away^2)
  t <- qt(0.975, n - 1)
  skewness <- if (n > 2 && square > 0) sqrt(n) * sum(away^3) / square^1.5 else 0
  stretch <- shift <- 0
  if (skewness != 0) {
    chance <- 6 * (n - 2) / ((n + 1) * (n + 3)) * max(1, n * sum(away^4) / square^2 - 2)
    z2 <- ((8 * n - 7) / (8 * n - 5))^2 * (n - 1) * log1p(t^2 / (n - 1))
    stretch <- 5 / 72 * skewness^2 / n * (4 * z2 - 1)
    shift <- skewness / (6 * sqrt(n)) * skewness^2 / (skewness^2 + 4 * chance) * (2 * z2 + 1)
  }
  mean(values) + (shift + c(-1, 1) * t * (1 + stretch)) * sqrt(square / (n - 1) / n)
}

tell <- function(table, arm, outcome, values) {
  values <- values[!is.na(values)]
  n <- length(values)
  numbers <- c(NA, NA, NA)
  if (n > 0)
    numbers[1] <- mean(values)
  # An interval says nothing where most values are equal and few differ.
  equal <- if (n > 0) max(tabulate(match(values, unique(values)))) else 0
  if (n > 1 && !(2 * equal > n && n - equal < 10))
    numbers[2:3] <- interval(values)
  text <- ifelse(is.na(numbers), "", sprintf("%.17g", numbers))
  cat(table, arm, outcome, n, text, sep = "\t")
  cat("\n")
}

cat("table", "arm", "outcome", "n", "mean", "lo", "hi", sep = "\t")
cat("\n")
for (arm in arms)
  for (outcome in measured)
    tell("summary", arm, outcome, column(arm, outcome))
for (arm in setdiff(arms, reference))
  for (outcome in measured)
    tell("contrasts", arm, outcome, column(arm, outcome) - column(reference, outcome))
