#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#SBATCH --job-name=adrift
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --time=02:00:00
#
# One experiment as a Slurm job array: every task runs its shard, all in one directory.
#
#     tasks=$(sbatch --parsable slurm.sh EXPERIMENT.cfg DIRECTORY)
#     sbatch --dependency=afterok:$tasks --array=1 slurm.sh EXPERIMENT.cfg DIRECTORY
#
# The second job is one task, so that it has everything: it finds all runs finished and writes the
# tables. A task that was killed or ran out of time is submitted again as it was (--array=3), which
# needs the division: set ADRIFT_SHARDS to the number of tasks of the first array then. Further
# arguments are handed on to adrift sweep. ADRIFT names the program, if it is not in the PATH.
set -eu
experiment=$1
directory=$2
shift 2
first=${SLURM_ARRAY_TASK_MIN:-1}
step=${SLURM_ARRAY_TASK_STEP:-1}
shards=${ADRIFT_SHARDS:-${SLURM_ARRAY_TASK_COUNT:-1}}
if [ -n "${ADRIFT_SHARDS:-}" ]; then # tasks are numbered 1 to that, whichever of them are here
    shard=${SLURM_ARRAY_TASK_ID:-1}
else
    shard=$(((${SLURM_ARRAY_TASK_ID:-1} - first) / step + 1))
fi
exec "${ADRIFT:-adrift}" sweep "$experiment" --output "$directory" --shard "$shard/$shards" \
    --threads "${SLURM_CPUS_PER_TASK:-1}" "$@"
