#!/usr/bin/env bash
# Verifies that work shared by processes (mpirun) or divided beforehand (--shard) gives the bytes of a run by one process:
# 1, 2 and 4 ranks, a rank that is killed in the middle, an interruption, three parts that are merged, and the Slurm script
# for array jobs, run without Slurm. Needs Open MPI; builds in build-ranks when build/samenspel was built without it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=build/samenspel
if [[ ! -x $program || $($program version) != *"Open MPI"* ]]; then
    cmake -S . -B build-ranks -DSAMENSPEL_MPI=ON -DBUILD_TESTING=OFF >/dev/null
    cmake --build build-ranks --parallel "$(nproc)" --target samenspel >/dev/null
    program=build-ranks/samenspel
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Open MPI in a container: root must be allowed; there may be fewer cores than ranks; processes may not be allowed to read
# each other's memory, of which it warns; there may be no ssh, which it looks for even on one machine.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 \
    OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_plm_rsh_agent=
unset OMP_NUM_THREADS

# shellcheck disable=SC2034 # used by name
laboratory=(scenarios/laboratory.cfg --set horizon_months=24 --replications 60 --events)
# shellcheck disable=SC2034
region=(scenarios/midden-limburg.cfg --set region.scale=0.02 --set horizon_months=24 --replications 3 --series --events)
# shellcheck disable=SC2034
designs=(scenarios/laboratory-designs.cfg --set horizon_months=12 --replications 4)

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# Every table of two results: the same bytes.
same_tables() {  # what, result, result
    local table
    for table in outcomes summary contrasts series flows flow-series events parameters failures; do
        "$program" export "$2" --table "$table" >"$work/a.csv" 2>"$work/a.err" || continue # a table that is not there
        "$program" export "$3" --table "$table" >"$work/b.csv" || fail "$1: no table $table"
        cmp "$work/a.csv" "$work/b.csv" || fail "$1: $table"
    done
    [ -s "$work/a.err" ] || [ -s "$work/a.csv" ] || fail "$1: nothing was compared"
    echo "ok: $1"
}

ranks() {  # number of ranks, arguments
    mpirun -np "$1" "$program" "${@:2}"
}

for kind in laboratory region designs; do
    declare -n arguments=$kind
    command=$([ "$kind" = designs ] && echo sweep || echo compare)
    "$program" "$command" "${arguments[@]}" --quiet --out "$work/$kind.db" >"$work/$kind.txt"
    for n in 1 2 4; do
        ranks "$n" "$command" "${arguments[@]}" --out "$work/$kind-$n.db" >"$work/$kind-$n.txt" 2>"$work/$kind-$n.err" \
            || fail "$kind, $n ranks: $(cat "$work/$kind-$n.err")"
        [ "$n" = 1 ] || grep -q "^$n ranks" "$work/$kind-$n.err" || fail "$kind, $n ranks: did not share the work"
        same_tables "$kind, $n ranks" "$work/$kind.db" "$work/$kind-$n.db"
        # mpirun gives rank 0 a terminal, which ends lines in its own way; the path of the result differs.
        diff <(grep -vF "$work" "$work/$kind.txt") <(tr -d '\r' <"$work/$kind-$n.txt" | grep -vF "$work") >"$work/diff" \
            || fail "$kind, $n ranks: printed $(cat "$work/diff")"
    done
done

# The process of a rank, among those that this mpirun started: no other is ever hit.
process_of_rank() {  # mpirun, rank
    local process
    for process in $(cat "/proc/$1/task/"*/children); do
        if tr '\0' '\n' <"/proc/$process/environ" | grep -qx "OMPI_COMM_WORLD_RANK=$2"; then
            echo "$process"
            return
        fi
    done
    fail "rank $2 was not found"
}

# Stops a long job on two ranks in the middle in the way of $1, and finishes it.
stop_and_resume() {  # what, function that stops: it is given the process of mpirun
    local job=(compare scenarios/laboratory.cfg --replications 800 --out "$work/stopped.db") mpirun status=0 stored=0
    rm -f "$work/stopped.db"*
    mpirun -np 2 "$program" "${job[@]}" >"$work/stopped.txt" 2>"$work/stopped.err" &
    mpirun=$!
    for ((i = 0; i < 300; i++)); do # until something is stored
        sleep 0.1
        stored=$("$program" export "$work/stopped.db" --table outcomes 2>/dev/null | wc -l) || true
        [ "$stored" -gt 1 ] && break
    done
    [ "$stored" -gt 1 ] || fail "$1: nothing was stored"
    "$2" "$mpirun"
    wait "$mpirun" || status=$?
    [ "$status" -ne 0 ] || fail "$1: the job ended before it was stopped"
    stored=$("$program" export "$work/stopped.db" --table outcomes | wc -l)
    ranks 2 "${job[@]}" >/dev/null 2>"$work/resumed.err" || fail "$1: $(cat "$work/resumed.err")"
    grep -qE '\([1-9][0-9]* found\)' "$work/resumed.err" || fail "$1: nothing was found: $(cat "$work/resumed.err")"
    same_tables "$1 (status $status, $((stored - 1)) values kept)" "$work/long.db" "$work/stopped.db"
}

kill_rank() {
    kill -9 "$(process_of_rank "$1" 1)"
}

interrupt() {
    kill -TERM "$1" # a shell has its background jobs ignore SIGINT
}

"$program" compare scenarios/laboratory.cfg --replications 800 --quiet --out "$work/long.db" >/dev/null
stop_and_resume "a rank that was killed" kill_rank
stop_and_resume "an interruption" interrupt

# What every rank finds wrong is said once, with the exit status of one process.
status=0
ranks 2 compare scenarios/laboratory.cfg --set laboratory.members=nobody >/dev/null 2>"$work/wrong.err" || status=$?
[ "$status" -eq 2 ] || fail "a wrong scenario ended with status $status"
[ "$(grep -c 'laboratory.members' "$work/wrong.err")" -eq 1 ] || fail "a wrong scenario was told of: $(cat "$work/wrong.err")"
echo "ok: a wrong scenario, told once"

# Ranks that do not have the same scenario.
status=0
mpirun -np 1 "$program" compare "${laboratory[@]}" --out "$work/other.db" \
    : -np 1 "$program" compare "${laboratory[@]}" --set laboratory.members=13 --out "$work/other.db" \
    >/dev/null 2>"$work/other.err" || status=$?
[ "$status" -eq 2 ] || fail "ranks with different scenarios ended with status $status"
grep -q 'rank 1 on .* but rank 0 has' "$work/other.err" || fail "different scenarios: $(cat "$work/other.err")"
echo "ok: ranks with different scenarios are refused"

for kind in laboratory region designs; do
    declare -n arguments=$kind
    command=$([ "$kind" = designs ] && echo sweep || echo compare)
    for i in 3 1 2; do
        "$program" "$command" "${arguments[@]}" --quiet --shard "$i/3" --out "$work/$kind.$i.db"
    done
    "$program" merge --out "$work/$kind-merged.db" "$work/$kind".[123].db 2>/dev/null
    "$program" "$command" "${arguments[@]}" --out "$work/$kind-merged.db" >"$work/merged.txt" 2>"$work/merged.err"
    grep -q 'all found' "$work/merged.err" || fail "$kind, merged parts: $(cat "$work/merged.err")"
    same_tables "$kind, three parts merged" "$work/$kind.db" "$work/$kind-merged.db"
done

# The array job, as Slurm would run it: every task, then the merge.
export SAMENSPEL=$PWD/$program SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 SLURM_CPUS_PER_TASK=1 RESULT=$work/array.db
for SLURM_ARRAY_TASK_ID in 1 2 3; do
    export SLURM_ARRAY_TASK_ID
    bash scripts/slurm/array.sh compare "${laboratory[@]}" >/dev/null 2>"$work/array.err" || fail "array: $(cat "$work/array.err")"
done
unset SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_COUNT SLURM_ARRAY_TASK_MIN
bash scripts/slurm/array.sh compare "${laboratory[@]}" >/dev/null 2>"$work/array.err" || fail "merge of the array: $(cat "$work/array.err")"
same_tables "array job" "$work/laboratory.db" "$RESULT"
bash -n scripts/slurm/job.sh
