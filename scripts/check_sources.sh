#!/bin/bash
# Checks that every number in the scenario files says where it comes from.
#
#   scripts/check_sources.sh [--count] [FILE.cfg...]        default: all of scenarios
#
# A number needs a comment on its line, or comment lines just above the setting it belongs to. The comment must hold a
# mark:
#   found       the name of a source, an E-number (E905) or "municipal price lists"
#   recalled    "recalled" with a range: from memory of a source that could not be read again
#   derived     "derived" with the derivation
#   assumption  "assumption" with a range: .1-.3, +-30 %, x.5-2
#   choice      "choice" or "definition": nothing to be found out
# With more than one mark the setting counts as the weakest: assumption, recalled, derived, found, choice.
# Offenders are listed as file:line: text, exit 1. --count prints how many settings bear which mark.
#
# In CTest, from tests/CMakeLists.txt:
#   add_test(NAME sources COMMAND ${PROJECT_SOURCE_DIR}/scripts/check_sources.sh)
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
count=0
if [ "${1:-}" = --count ]; then
    count=1
    shift
fi
if [ $# -eq 0 ]; then
    cd "$root"
    set -- scenarios/*.cfg scenarios/experiments/*.cfg
fi
for file; do
    if [ ! -r "$file" ]; then
        echo "$file: cannot be read" >&2
        exit 2
    fi
done

awk -v count="$count" '
# Splits a line into code (texts emptied) and comment.
function split_line(line,    i, c, in_text) {
    code = ""; comment = ""; in_text = 0
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (in_text) {
            if (c == "\\") i++
            else if (c == "\"") { in_text = 0; code = code c }
            continue
        }
        if (c == "#" || substr(line, i, 2) == "//") { comment = substr(line, i); return }
        if (c == "\"") in_text = 1
        code = code c
    }
}

# The weakest mark of a comment, or "" and the reason in `why`.
function mark(text,    rest) {
    why = "no source, range or mark"
    if (match(text, /[Aa]ssumption/)) {
        rest = substr(text, RSTART + RLENGTH)
        if (rest !~ RANGE) { why = "assumption without a range"; return "" }
        return "assumption"
    }
    if (match(text, /[Rr]ecalled/)) {
        rest = substr(text, RSTART + RLENGTH)
        if (rest !~ RANGE) { why = "recalled without a range"; return "" }
        return "recalled"
    }
    if (text ~ /[Dd]erived/) {
        if (text !~ /[Dd]erived(:| from) *[^ ]/) { why = "derived without the derivation"; return "" }
        return "derived"
    }
    if (text ~ SOURCE) return "found"
    if (text ~ /choice|definition/) return "choice"
    return ""
}

function is_number(text) { return text ~ /(^|[^A-Za-z0-9_.])[-+]?(\.?[0-9])/ }

# Settings with a number or an array that begins on this line; at least one when there is a number.
function settings(text,    n) {
    n = gsub(/= *[-+]?\.?[0-9]/, "&", text) + gsub(/= *\[ *(\]|$|[-+]?\.?[0-9])/, "&", text)
    return n
}

BEGIN {
    RANGE = "[0-9.]+ *%? *(-|\\.\\.|to) *[-+]?[.0-9]|\\+-|x *[0-9.]+-[0-9.]"
    SOURCE = "CBS|Vektis|Nivel|NZa|NTvG|staatvenz|vzinfo|zorgcijfersdatabank|Alzheimer Nederland|Trimbos" \
             "|ActiZ|RIVM|ZonMw|Nationaal Kompas|van der Elst|Blom|municipal price lists" \
             "|(^|[^A-Za-z0-9])E[0-9][0-9][0-9]+"
}
FNR == 1 { above = ""; depth = 0; current = "" }
{
    split_line($0)
    if (code ~ /^[ \t]*$/) {
        # A comment line belongs to what follows; inside an array to the array; an empty line separates.
        if (comment == "") above = ""
        else if (depth > 0) current = current " " comment
        else above = above " " comment
        next
    }
    inside = depth > 0
    if (!inside) current = above
    text = (inside ? current : above) " " comment
    if (is_number(code)) {
        m = mark(text)
        if (m == "" && !(FILENAME ":" FNR in told)) {
            line = $0
            sub(/^[ \t]+/, "", line)
            print FILENAME ":" FNR ": " why ": " line
            told[FILENAME ":" FNR] = 1
            bad = 1
        }
    }
    n = settings(code)
    if (n && m != "") { total[m] += n; in_file[FILENAME] += n; all += n; by[FILENAME, m] += n }
    depth += gsub(/\[/, "[", code) - gsub(/\]/, "]", code)
    if (depth > 0) { current = current " " comment }
    # The comment above serves the first line of a setting only.
    above = ""
}
END {
    if (count) {
        n_marks = split("found derived recalled assumption choice", marks, " ")
        printf "%-40s", "file"
        for (i = 1; i <= n_marks; i++) printf " %10s", marks[i]
        printf " %10s\n", "all"
        for (i = 1; i < ARGC; i++) {
            if (ARGV[i] in in_file) {
                printf "%-40s", ARGV[i]
                for (j = 1; j <= n_marks; j++) printf " %10d", by[ARGV[i], marks[j]]
                printf " %10d\n", in_file[ARGV[i]]
            }
        }
        printf "%-40s", "all"
        for (i = 1; i <= n_marks; i++) printf " %10d", total[marks[i]]
        printf " %10d\n", all
    }
    exit bad
}' "$@"
