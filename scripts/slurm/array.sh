#!/usr/bin/env bash
# One experiment as an array job: tasks that know nothing of each other, each with its part of the runs, then a job that
# merges the parts and prints the result. Needs no MPI; tasks start whenever there is room for them.
#
#   job=$(sbatch --parsable --array=1-20 scripts/slurm/array.sh compare scenarios/twente.cfg --replications 2000)
#   sbatch --dependency=afterok:"$job" scripts/slurm/array.sh compare scenarios/twente.cfg --replications 2000
#
# Both lines have the same arguments; --quiet and --out are not among them. The result is $RESULT (results/array.db), its
# parts lie beside it. A task that was cut off is submitted again (--array=7) and goes on where it was; with fewer tasks than
# parts, say how many parts there are: PARTS=20.
#
# Without Slurm:
#
#   export SLURM_ARRAY_TASK_COUNT=3
#   for i in 1 2 3; do SLURM_ARRAY_TASK_ID=$i scripts/slurm/array.sh compare scenarios/laboratory.cfg; done
#   scripts/slurm/array.sh compare scenarios/laboratory.cfg
#SBATCH --job-name=samenspel
#SBATCH --cpus-per-task=8
#SBATCH --time=01:00:00
#SBATCH --signal=B:TERM@60
#SBATCH --output=samenspel-%A-%a.txt
set -euo pipefail

cd "${SLURM_SUBMIT_DIR:-.}"
program=${SAMENSPEL:-build/samenspel}
result=${RESULT:-results/array.db}
export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-$(nproc)}

if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
    parts=${PARTS:-${SLURM_ARRAY_TASK_COUNT:?PARTS or SLURM_ARRAY_TASK_COUNT}}
    exec "$program" "$@" --shard "$SLURM_ARRAY_TASK_ID/$parts" --out "${result%.db}.$SLURM_ARRAY_TASK_ID-of-$parts.db"
fi

"$program" merge --out "$result" "${result%.db}".*-of-*.db
exec "$program" "$@" --out "$result"
