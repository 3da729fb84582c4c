#!/bin/sh
# pipelines/on-parallel, by GNU parallel and ssh, on two names of this host, one
# of which dies; the output is that of one process.
# shellcheck source=tests/cluster/cluster.sh
. "$(dirname "$0")/cluster.sh"
need parallel ssh ssh-keygen
sshd=$(command -v sshd || echo /usr/sbin/sshd)
need "$sshd"
waiting=
trap 'kill_all $waiting; hosts_end; stub_end; cd / && rm -rf "$SCRATCH"' EXIT

# hosts: two names, each with a server of ssh on loopback.
hosts() {
	[ -d /run/sshd ] || { mkdir /run/sshd && made=/run/sshd; }
	ssh-keygen -q -t ed25519 -N '' -f identity
	ssh-keygen -q -t ed25519 -N '' -f server
	for host in one two; do
		listen=$(free_port)
		cat >"$host.conf" <<END
Port $listen
ListenAddress 127.0.0.1
HostKey $SCRATCH/server
AuthorizedKeysFile $SCRATCH/identity.pub
PidFile $SCRATCH/$host.pid
PermitRootLogin yes
StrictModes no
UsePAM no
END
		cat >>ssh.conf <<END
Host $host
	HostName 127.0.0.1
	Port $listen
	IdentityFile $SCRATCH/identity
	IdentitiesOnly yes
	StrictHostKeyChecking no
	UserKnownHostsFile /dev/null
	LogLevel ERROR
END
		"$sshd" -f "$SCRATCH/$host.conf" -E "$SCRATCH/$host.log" &&
		    await "sshd of $host" test -s "$host.pid" || return
		echo "$host" >>names
	done
	printf '#!/bin/sh\nexec ssh -F "%s/ssh.conf" "$@"\n' "$SCRATCH" >as
	chmod +x as
}
hosts_end() {
	for host in one two; do
		[ ! -f "$host.pid" ] || kill_all "$(cat "$host.pid")"
	done
	[ -z "${made-}" ] || rmdir "$made"
}
hosts >hosts.out 2>&1
for host in one two; do
	ok "$host can be reached" ./as "$host" true || note "$(cat hosts.out ./*.log)"
done
export PARALLEL_FLAGS="--ssh $SCRATCH/as"
on_parallel() {
	bash "$ROOT/pipelines/on-parallel" --sshloginfile names "$@"
}
asked
ask='echo $SSH_CONNECTION >>where.$SHARD; wk-ask -j 2 -f question -J "$JOURNAL"'
on_parallel -o d -n 8 -j 1 --one-to-one --delay 1 -- "$ask" in >out 2>&1 &
waiting=$!
await 'two shards' at_work 2
died=$(cat two.pid)
kill_all "$died"
ok 'two dies' await 'its end' gone "$died"
await on-parallel gone "$waiting"
wait "$waiting"
is $? 0 'on-parallel ends with 0' || note "$(cat out d/state/log/*)"
same want d/output.jsonl 'the output is that of one process'
twice=$(($(stub_hits) - 2 * hits))
[ "$twice" -le 2 ]
result $? 'no more is paid twice than was in flight when the host died'
note "$twice of $hits requests twice; $(cat out)"
is "$(cat where.* | cut -d ' ' -f 4 | sort -u | wc -l)" 2 'both hosts had shards'
grep -rl canary d >found
is "$(cat found)" '' 'the key is not in what it keeps'

"$sshd" -f "$SCRATCH/two.conf" -E "$SCRATCH/two.log"
fails 3 'a shard that ends with 3' on_parallel -o f -n 40 -j 1 -- \
    'cat; [ $SHARD != 000001 ] || exit 3' in
has "$(cat fails.err)" 'shard 000001: status 3' 'is named'
[ "$(find f/state/end -type f | wc -l)" -lt 8 ]
result $? 'and the others are not run'
printf 'cat; [ -e later ] || [ $SHARD != 000002 ] || { touch later; exit 75; }' >pipe
ok 'a shard that ends with 75' on_parallel -o e -n 4 -j 1 --delay 2 -- \
    "$(cat pipe)" in
same in e/output.jsonl 'is run again'
has "$(cat ok.out)" 'again in 2 s' 'after the delay'

# Interrupted, it lets what is under way end, on the hosts too.
hits=$(stub_hits)
rm -rf d
bash "$ROOT/pipelines/on-parallel" --sshloginfile names -o d -n 8 -j 1 -- "$ask" \
    in >out 2>&1 &
waiting=$!
await 'two shards' at_work 2
kill -TERM "$waiting"
wait "$waiting"
is $? 75 'interrupted, it ends with 75'
is "$(grep -c 'interrupted; fin' d/state/log/* | grep -c :1)" 2 \
    'and so do the pipes'
ok 'again' on_parallel -o d -n 8 -j 2 -- "$ask" in
is "$(($(stub_hits) - hits))" 96 'nothing is paid twice'
same want d/output.jsonl 'the output is that of one process'
done_testing
