#!/bin/sh
# pipelines/on-slurm on a real Slurm: one task is killed, one preempted, the
# controller killed and started again; the output is that of one process.
# shellcheck source=tests/cluster/cluster.sh
. "$(dirname "$0")/cluster.sh"
# shellcheck source=tests/cluster/slurm.sh
. "$ROOT/tests/cluster/slurm.sh"
need slurmctld slurmd sbatch
trap 'slurm_down; stub_end; cd / && rm -rf "$SCRATCH"' EXIT
ok 'Slurm is up' slurm_up
on_slurm() {
	bash "$ROOT/pipelines/on-slurm" "$@"
}

asked
ask='echo $PPID $SLURM_JOB_ID >pids.$SHARD; wk-ask -j 2 -f question -J "$JOURNAL"'

# prompt: has jobs that are to begin in a minute or two begin in five seconds.
prompt() {
	squeue -h -t PD -o '%A %S' 2>/dev/null | while read -r job start; do
		start=$(date -d "$start" +%s 2>/dev/null) || continue
		[ "$start" -lt $(($(date +%s) + 60)) ] ||
		    scontrol update "jobid=$job" starttime=now+5
	done
}
# over: whether on-slurm has ended.
over() {
	prompt
	gone "$waiting"
}
on_slurm -o d -n 8 -j 2 --one-to-one --delay 1 -- "$ask" in >out 2>&1 &
waiting=$!
await 'two tasks' at_work 2
victim=$(echo "$victims" | head -n 1)
read -r script job <"pids.$victim"
kill_all "$script"
ok "the task of shard $victim is killed" await 'its end' gone "$script"
await 'two tasks' at_work 2
jobs=
for n in $victims; do
	read -r script job <"pids.$n"
	jobs="$jobs $job"
done
ok 'an urgent job is submitted' sbatch -p urgent -N 1 --exclusive -o /dev/null \
    --wrap 'sleep 1'
preempted() {
	for job in $jobs; do
		scontrol show job "$job" | grep -q ' Restarts=1 ' && return
	done
	return 1
}
await 'a task to be preempted' preempted
result $? 'a running task is preempted'
await 'two tasks' eval 'prompt; at_work 1'
ok 'the controller is killed' slurm_end slurmctld KILL
sleep 2
ok 'and started again' slurmctld
# It takes a job that ended just before for running, until the node registers;
# it has the node do so when it is configured again, if it knows the node by then.
await 'the controller' scontrol reconfigure
over_again() {
	[ $((await_n % 50)) -ne 49 ] || scontrol reconfigure
	over
}
await 'on-slurm' over_again
wait "$waiting"
is $? 0 'on-slurm ends with 0' || note "$(cat out d/state/log/*)"
same want d/output.jsonl 'the output is that of one process'
twice=$(($(stub_hits) - 2 * hits))
[ "$twice" -le 2 ]
result $? 'no more is paid twice than was in flight when a task was killed'
note "$twice of $hits requests twice; $(cat out)"

# Before its time limit a task is told, and goes on later.
head -n 30 in >some
head -n 30 want >want.some
SBATCH_FLAGS='-t 1 --signal=B:TERM@50' on_slurm -o t -n 1 -- \
    'wk-ask -j 1 -f question -J "$JOURNAL"' some >out 2>&1 &
waiting=$!
hits=$(stub_hits)
await 'on-slurm' over
wait "$waiting"
is "$? $(($(stub_hits) - hits))" '0 30' \
    'a task that comes to its time limit goes on, and pays nothing twice' ||
    note "$(cat out t/state/log/*)"
same want.some t/output.jsonl 'the output is that of one process'
has "$(cat t/state/log/000000)" interrupted 'it was told'

# A shard that ends with 75, or with 3; one that is damaged.
printf 'cat; [ -e later ] || [ $SHARD != 000002 ] || { touch later; exit 75; }' >pipe
began=$(date +%s)
ok 'a shard that ends with 75' on_slurm -o e -n 4 -j 2 --delay 15 -- \
    "$(cat pipe)" in
same in e/output.jsonl 'is requeued'
[ $(($(date +%s) - began)) -ge 15 ]
result $? 'after the delay'
is "$(grep -c . e/state/log/job-2)" 1 'by its own task' ||
    note "$(cat e/state/log/job-2 ok.out)"
fails 3 'a shard that ends with 3' on_slurm -o f -n 40 -j 2 -- \
    'cat; [ $SHARD != 000001 ] || exit 3' in
has "$(cat fails.err)" 'shard 000001: status 3' 'is named'
[ "$(find f/state/end -type f | wc -l)" -lt 10 ] && slurm_empty
result $? 'and the others are not run'
sed -i '2s/lake/late/' e/state/out/000003
fails 2 'a damaged shard' on_slurm -o e -n 4 -j 2 -- "$(cat pipe)" in
has "$(cat fails.err)" 'shard 000003: its output' 'is refused by its name'
grep -rl canary "$slurm" d >found
is "$(cat found)" '' 'the key is nowhere on the disk of Slurm'
slurm_down
ok 'both daemons end' sh -c '! [ -e "$1/slurmd.pid" ] && ! [ -e "$1/slurmctld.pid" ]' \
    x "$slurm"
done_testing
