#!/usr/bin/env bash
# One experiment on several nodes at once, the work shared by MPI: one process per node, as many threads as cores.
#
#   sbatch --nodes=4 scripts/slurm/job.sh compare scenarios/twente.cfg --replications 2000
#
# Rank 0 keeps the result: the folder of the result must be one that its node can write, and that stays (not /tmp). The job
# may be cut off at any moment: submitted again, it goes on where it was. The program must have been built on this cluster
# with Open MPI (samenspel version says so).
#SBATCH --job-name=samenspel
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --exclusive
#SBATCH --time=01:00:00
#SBATCH --signal=TERM@60
#SBATCH --output=samenspel-%j.txt
set -euo pipefail

# Slurm runs a copy of this script: the folder is that of sbatch.
cd "${SLURM_SUBMIT_DIR:-.}"
program=${SAMENSPEL:-build/samenspel}

if [[ $("$program" version) != *"Open MPI"* ]]; then
    echo "$program was built without Open MPI; scripts/slurm/array.sh needs none" >&2
    exit 1
fi

# srun must speak PMIx with Open MPI ("srun --mpi=list" shows whether it can). Where it cannot, Open MPI's own mpirun learns
# the nodes from Slurm; it must not tie a process to one core, or all its threads share that. mpirun kills what has not
# ended one second after a signal: too soon for a run that is long between two months.
if command -v srun >/dev/null && srun --mpi=list 2>&1 | grep -q pmix; then
    exec srun --mpi=pmix --cpu-bind=none --kill-on-bad-exit=1 "$program" "$@"
fi
exec mpirun --map-by ppr:1:node --bind-to none --mca odls_base_sigkill_timeout 30 "$program" "$@"
