#!/bin/bash
# A bulk run as an array of Slurm, and a job that collects it when all are done.
#
#   export WHATAI_BASE_URL=… WHATAI_API_KEY=…        # passed on by --export=ALL, Slurm's default; never on a command line
#   ./SlurmArray.sh prompts.txt ./run answers.csv 8       # prompts, journal (on a file system of all nodes), CSV, shards
#   ./SlurmArray.sh prompts.txt ./run answers.csv 8 2,5   # these two again: the count stays that of all
#
# A shard that ends with 75 is put into the queue again, by its own array and task id: $SLURM_JOB_ID in the last task is that of the whole
# array. With RequeueExit=75 in slurm.conf, Slurm does it by itself.
#SBATCH --job-name=bulk
#SBATCH --requeue
#SBATCH --open-mode=append
# SIGTERM half a minute before the end of the time: calls under way are kept. KillWait should be 30 s or more, too.
#SBATCH --signal=TERM@40
set -u
here=${BULK_SAMPLES:-$(cd "$(dirname "$0")" && pwd)}
pwsh=${PWSH:-pwsh}

if [ -z "${SLURM_ARRAY_TASK_ID:-}" ] && [ "${1:-}" != collect ]; then
  prompts=$1 journal=$2 csv=$3 count=${4:-8} tasks=${5:-0-$((${4:-8} - 1))}
  export BULK_SAMPLES=$here
  array=$(sbatch --parsable --array="$tasks" "$0" "$prompts" "$journal" "$csv" "$count") || exit
  # Only if every shard ended with 0.
  sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes "$0" collect "$prompts" "$journal" "$csv"
  exit
fi

if [ "${1:-}" = collect ]; then
  exec $pwsh -NoProfile -NonInteractive -File "$here/BulkCollect.ps1" -Path "$2" -Journal "$3" -OutFile "$4"
fi

# The shell passes SIGTERM on, and waits: the module keeps what is under way.
$pwsh -NoProfile -NonInteractive -File "$here/BulkShard.ps1" -Path "$1" -Journal "$2" -Shard "*/$4" &
child=$!
trap 'kill -TERM $child' TERM
wait $child; code=$?
trap - TERM
if [ $code -gt 128 ] && kill -0 $child 2>/dev/null; then wait $child; code=$?; fi

# Five times at most.
if [ $code -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 5 ]; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" && sleep 60
fi
exit $code
