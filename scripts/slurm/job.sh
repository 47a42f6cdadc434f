#!/usr/bin/env bash
# One experiment on several nodes at once, the work shared by MPI: one process per node, as many threads as cores.
#
#   sbatch --nodes=4 scripts/slurm/job.sh compare scenarios/twente.cfg --replications 2000
#
# The job may be cut off at any moment: submitted again, it goes on where it was. README.md in this folder says what else
# there is to know: building, layout, where the result may stand, signals, exit statuses.
#SBATCH --job-name=samenspel
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --exclusive
#SBATCH --time=01:00:00
#SBATCH --signal=USR1@60
#SBATCH --output=samenspel-%j.txt
set -euo pipefail

# Slurm runs a copy of this script: the folder is that of sbatch.
cd "${SLURM_SUBMIT_DIR:-.}"
program=${SAMENSPEL:-build/samenspel}

if [[ $("$program" version) != *"Open MPI"* ]]; then
    echo "$program was built without Open MPI; scripts/slurm/array.sh needs none" >&2
    exit 1
fi

# Processes that were given a number of cores keep to it: several per node, or a node that is shared. Since Slurm 22.05
# srun must be told.
bind=none
if [ -n "${SLURM_CPUS_PER_TASK:-}" ]; then
    bind=cores
    export OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK SRUN_CPUS_PER_TASK=$SLURM_CPUS_PER_TASK
fi

# srun must speak the PMIx of Open MPI ("srun --mpi=list" shows whether it speaks any). Where it does not, Open MPI's own
# mpirun learns the nodes from Slurm; LAUNCHER=mpirun chooses it. It must not tie a process to one core, or all its threads
# share that. Its odls_base_sigkill_timeout must stay short: mpirun waits that long before it passes a signal on, too.
if [ "${LAUNCHER:-srun}" = srun ] && command -v srun >/dev/null && srun --mpi=list 2>&1 | grep -q pmix; then
    exec srun --mpi=pmix --cpu-bind="$bind" --kill-on-bad-exit=1 "$program" "$@"
fi
exec mpirun --map-by "ppr:${SLURM_NTASKS_PER_NODE:-1}:node" --bind-to none "$program" "$@"
