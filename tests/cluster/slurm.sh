# For the tests in tests/cluster: a Slurm of one node, ours alone, on loopback.
# Needs no systemd, no cgroups, no munge, and nothing in /etc.  Sourced after
# cluster.sh.
# shellcheck shell=sh

# slurm_up: starts the daemons in $SCRATCH/slurm, and waits for the node.  Jobs in
# the partition "urgent" preempt those in "usual", which is the default one.
slurm_up() {
	slurm=$SCRATCH/slurm host=$(hostname -s) cpus=$(nproc)
	mkdir -p "$slurm/state" "$slurm/spool"
	cat >"$slurm/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmctldLogFile=$slurm/slurmctld.log
StateSaveLocation=$slurm/state
SlurmdPort=$(free_port)
SlurmdPidFile=$slurm/slurmd.pid
SlurmdLogFile=$slurm/slurmd.log
SlurmdSpoolDir=$slurm/spool
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
KillWait=20
ReturnToService=2
MaxArraySize=1001
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus CoresPerSocket=$cpus State=UNKNOWN
PartitionName=usual Nodes=$host Default=YES PriorityTier=1 MaxTime=INFINITE
PartitionName=urgent Nodes=$host PriorityTier=2 MaxTime=INFINITE
END
	export SLURM_CONF="$slurm/slurm.conf"
	slurmctld && slurmd && await 'an idle node' slurm_idle
}

# slurm_idle: whether the node waits for jobs.
slurm_idle() {
	[ "$(sinfo -h -p usual -o %t 2>/dev/null)" = idle ]
}

# slurm_end DAEMON [SIGNAL]: ends it by its pid file, and waits for that.
slurm_end() {
	slurm_pid=$(cat "$slurm/$1.pid" 2>/dev/null) || return 0
	kill "-${2:-TERM}" "$slurm_pid" 2>/dev/null
	await "the end of $1" gone "$slurm_pid"
}

# slurm_down: cancels what runs, and ends both daemons.
slurm_down() {
	scancel -u "$(id -un)" 2>/dev/null
	await 'the jobs to end' slurm_empty
	slurm_end slurmd
	slurm_end slurmctld
}

# slurm_empty: whether no job is in the queue, or nobody answers.
slurm_empty() {
	[ -z "$(squeue -h -t R,CG 2>/dev/null)" ]
}
