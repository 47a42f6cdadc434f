#!/usr/bin/env bash
# Verifies that work shared by ranks on two hosts gives the bytes of one process, also when a host is lost or the job is
# interrupted and goes on later. The hosts are made of namespaces: each has a network, a name, processes and shared memory of
# its own, a pair of virtual interfaces joins them, and ranks reach each other over TCP. Needs Open MPI, iproute2, and root or
# user namespaces; says so and succeeds where these are missing.
#
#   scripts/check_hosts.sh [BUILD]      # build
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=$PWD/${1:-build}/samenspel
if [ "${2:-}" != inside ]; then
    skip() {
        echo "skipped: $*"
        exit 0
    }
    for tool in ip mpirun nsenter unshare; do
        command -v "$tool" >/dev/null || skip "there is no $tool"
    done
    [[ $("$program" version) == *"Open MPI"* ]] || skip "$program was built without Open MPI"
    namespaces=(--net --uts --ipc --mount --pid --fork --kill-child --mount-proc)
    [ "$(id -u)" -eq 0 ] || namespaces+=(--user --map-root-user)
    unshare "${namespaces[@]}" ip link add try type veth peer name other 2>/dev/null || skip "no namespaces may be made here"
    exec unshare "${namespaces[@]}" bash "${BASH_SOURCE[0]}" "${1:-build}" inside
fi

# -- host a, and all that it starts ends with it ---------------------------------------------------------------------------

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# A place for what is written by this host alone, and shared memory that the other does not see.
hostname a
mount -t tmpfs tmpfs /dev/shm
mkdir "$work/tmp"
export TMPDIR=$work/tmp # of Open MPI; what another user left in /tmp is in its way
printf '%s\n' '127.0.0.1 localhost' '10.77.0.1 a' '10.77.0.2 b' >"$work/hosts"
mount --bind "$work/hosts" /etc/hosts
ip link set lo up

# Host b: $host_b is its first process, and kills all others there when it ends. A new one can be made when it is lost.
start_b() {
    ip link delete wire 2>/dev/null || true
    rm -f "$work/b.pid"
    # shellcheck disable=SC2016 # for the shell inside
    unshare --net --uts --ipc --mount --pid --fork --kill-child --mount-proc sh -c '
        hostname b && mount -t tmpfs tmpfs /dev/shm && ip link set lo up && exec sleep infinity' 2>/dev/null &
    starter=$!
    for ((i = 0; i < 100; i++)); do
        host_b=$(cat "/proc/$starter/task/$starter/children" 2>/dev/null || true)
        host_b=${host_b% }
        [ -z "$host_b" ] || [ "$(cat "/proc/$host_b/comm")" != sleep ] || break
        sleep 0.05
    done
    [ -n "$host_b" ] || fail "host b did not start"
    echo "$host_b" >"$work/b.pid"
    ip link add wire type veth peer name wire netns "$host_b"
    ip address add 10.77.0.1/24 dev wire
    ip link set wire up
    on_b "ip address add 10.77.0.2/24 dev wire && ip link set wire up"
}

on_b() {  # command line
    nsenter --target "$(cat "$work/b.pid")" --net --uts --ipc --mount --pid --wd="$PWD" sh -c "$1"
}

# What mpirun takes for ssh: a host and words of a command line.
cat >"$work/agent" <<END
#!/bin/sh
shift
exec nsenter --target "\$(cat "$work/b.pid")" --net --uts --ipc --mount --pid --wd="$PWD" sh -c "\$*"
END
chmod +x "$work/agent"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 \
    OMPI_MCA_plm=rsh OMPI_MCA_plm_rsh_agent=$work/agent OMPI_MCA_btl=tcp,self OMPI_MCA_pml=ob1 \
    OMPI_MCA_btl_tcp_if_include=10.77.0.0/24 OMPI_MCA_oob_tcp_if_include=10.77.0.0/24
export OMP_NUM_THREADS=1

hosts=(mpirun --host a:2,b:2 -np 4)

# Every table of two results: the same bytes.
same_tables() {  # what, result, result
    local table compared=0
    for table in outcomes summary contrasts series flows flow-series events parameters failures; do
        "$program" export "$2" --table "$table" >"$work/a.csv" 2>/dev/null || continue # a table that is not there
        "$program" export "$3" --table "$table" >"$work/b.csv" || fail "$1: no table $table"
        cmp "$work/a.csv" "$work/b.csv" || fail "$1: $table"
        compared=$((compared + 1))
    done
    [ "$compared" -ge 5 ] || fail "$1: $compared tables were compared"
    echo "ok: $1"
}

start_b
[ "$("${hosts[@]}" hostname | sort | tr '\n' ' ')" = "a a b b " ] || fail "there are no two hosts with two ranks each"

received() {  # bytes from the other host
    awk '$1 == "wire:" { print $2 }' /proc/net/dev
}

laboratory=(compare scenarios/laboratory.cfg --set horizon_months=24 --replications 60 --events)
region=(compare scenarios/midden-limburg.cfg --set region.scale=0.02 --set horizon_months=24 --replications 3 --series --events)
for kind in laboratory region; do
    declare -n arguments=$kind
    "$program" "${arguments[@]}" --quiet --out "$work/$kind.db" >/dev/null
    before=$(received)
    "${hosts[@]}" "$program" "${arguments[@]}" --out "$work/$kind-hosts.db" >/dev/null 2>"$work/err" || fail "$kind: $(cat "$work/err")"
    grep -q "^4 ranks" "$work/err" || fail "$kind: did not share the work: $(cat "$work/err")"
    came=$(($(received) - before))
    same_tables "$kind, two hosts ($((came / 1024)) kB came from the other)" "$work/$kind.db" "$work/$kind-hosts.db"
done

# A scenario that only one host can read.
mkdir "$work/own"
cp -r scenarios "$work/own/"
on_b "mount -t tmpfs tmpfs '$work/own'"
status=0
"${hosts[@]}" "$program" compare "$work/own/scenarios/laboratory.cfg" --out "$work/own.db" >/dev/null 2>"$work/err" || status=$?
[ "$status" -eq 2 ] || fail "a scenario that one host does not have: status $status"
grep -q 'rank 2 on b cannot take part' "$work/err" || fail "a scenario that one host does not have: $(cat "$work/err")"
echo "ok: a scenario that one host does not have is refused, with the name of the host"

# Stops a long job in the middle in the way of $3, and finishes it.
stop_and_resume() {  # what, status of mpirun or "any", function that is given the process of mpirun
    local job=(compare scenarios/laboratory.cfg --set horizon_months=60 --replications 500 --out "$work/stopped.db") mpirun
    local status=0 stored=0 i
    rm -f "$work/stopped.db"*
    "${hosts[@]}" "$program" "${job[@]}" >/dev/null 2>"$work/err" &
    mpirun=$!
    for ((i = 0; i < 300 && stored <= 1; i++)); do
        sleep 0.1
        stored=$("$program" export "$work/stopped.db" --table outcomes 2>/dev/null | wc -l) || true
    done
    [ "$stored" -gt 1 ] || fail "$1: nothing was stored"
    "$3" "$mpirun"
    wait "$mpirun" || status=$?
    [ "$status" -ne 0 ] || fail "$1: the job ended before it was stopped"
    [ "$2" = any ] || [ "$status" -eq "$2" ] || fail "$1: status $status: $(cat "$work/err")"
    "${hosts[@]}" "$program" "${job[@]}" >/dev/null 2>"$work/err" || fail "$1: $(cat "$work/err")"
    grep -qE '\([1-9][0-9]* found\)' "$work/err" || fail "$1: nothing was found: $(cat "$work/err")"
    same_tables "$1 (status $status, $((stored - 1)) values kept)" "$work/long.db" "$work/stopped.db"
}

# All that runs there ends with it; another takes its place.
lose_b() {
    kill -9 "$host_b"
    start_b
}

interrupt() {
    kill -USR1 "$1" # mpirun passes this on, and gives the status of the program
}

"$program" compare scenarios/laboratory.cfg --set horizon_months=60 --replications 500 --quiet --out "$work/long.db" >/dev/null
stop_and_resume "an interruption" 130 interrupt
stop_and_resume "a host that was lost, and another in its place" any lose_b
