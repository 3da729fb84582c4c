#!/bin/sh
# pipelines/on-parallel and on-slurm: how a file is cut, run and joined, with
# stand-ins for parallel and sbatch.  tests/cluster has the real ones.
# shellcheck disable=SC2154 # port is from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash flock split sha256sum setsid wk-ask wk-stat wk-xtuner
split -n l/2 /dev/null 2>/dev/null || {
	echo '1..0 # SKIP split(1) cannot cut at lines'
	exit 0
}

# Stand-ins: parallel runs job after job; sbatch runs the tasks of an array,
# each with the environment of a node, and all are ended when it returns.
mkdir fakes
cat >fakes/parallel <<'END'
#!/bin/sh
echo "$*" >>"$FAKES/parallel.log"
for job; do
	[ "$last" != -a ] || todo=$job
	last=$job
done
while read -r n; do
	sh -c "${job%\{\}*}$n${job##*\{\}}" </dev/null
done <"$todo"
END
cat >fakes/sbatch <<'END'
#!/bin/sh
echo "$*" >>"$FAKES/sbatch.log"
env >>"$FAKES/sbatch.env"
[ ! -e "$FAKES/away" ] || exit 1
for word; do
	case $last in
	-a) array=${word%%%*} ;;
	-o) log=${word%-*} ;;
	esac
	last=$word
done
id=0
while [ $id -le "${array#*-}" ]; do
	env -i PATH="$PATH" FAKES="$FAKES" SLURM_ARRAY_TASK_ID=$id SLURM_JOB_ID=1$id \
	    SLURM_ARRAY_JOB_ID=1 bash "$last" >>"$log-$id" 2>&1
	id=$((id + 1))
done
echo 1
END
cat >fakes/squeue <<'END'
#!/bin/sh
case $* in
*%T*) echo RUNNING ;;
*) cat "$FAKES/queue" 2>/dev/null ;;
esac
exit 0
END
cat >fakes/scontrol <<'END'
#!/bin/sh
echo "$*" >>"$FAKES/scontrol.log"
echo 'MaxArraySize            = 5'
END
cp fakes/squeue fakes/scancel
chmod +x fakes/*
FAKES=$PWD PATH=$PWD/fakes:$PATH
export FAKES
on_parallel() {
	bash "$ROOT/pipelines/on-parallel" "$@"
}
on_slurm() {
	bash "$ROOT/pipelines/on-slurm" "$@"
}

# How it is cut and joined.
awk 'BEGIN { for (i = 1; i <= 500; i++) {
    s = sprintf("{\"question\":\"q%d", i)
    for (j = 0; j < i * 7 % 50; j++) s = s " 云泽"
    print s "\"}" } }' >in
sed 's/$/ !/' in >want
ok 'on-parallel' on_parallel -o a -n 7 --one-to-one -- 'sed "s/\$/ !/"' in
same want a/output.jsonl 'the output is that of one process'
is "$(cat a/state/in/* | cmp - in 2>&1)" '' 'the shards are the input'
is "$(for n in a/state/in/*; do tail -c 1 "$n" | wc -l; done | sort -u)" 1 \
    'no line is cut'
is "$(find a -name '*.new' -o -name '.wk*')" '' 'no litter'
mkdir parts
head -n 200 in | head -c -1 >parts/1
sed -n 201,300p in | gzip >parts/2.gz
sed '1,300d' in >parts/3
set -- parts/1 parts/2.gz parts/3
! command -v zstd >/dev/null || {
	zstd -q parts/3 && set -- parts/1 parts/2.gz parts/3.zst
}
ok 'several files, one without a last newline, packed ones' \
    on_parallel -o b -n 5 -- 'sed "s/\$/ !/"' "$@"
same want b/output.jsonl 'are joined'
ok 'more shards than lines' sh -c 'printf "a\nb" >two &&
    bash "$1" -o c -n 64 -- cat two' x "$ROOT/pipelines/on-parallel"
is "$(cat c/output.jsonl) $(find c/state/in -type f | wc -l)" "a
b 2" 'are as many as lines'
: >void
fails 2 'an empty file' on_parallel -o d -- cat void
fails 2 'a file that is not there' on_parallel -o d -- cat in nowhere
fails 2 'no INPUT' on_parallel -o d -- cat
fails 2 'no DIR' on_parallel -- cat in
fails 2 'a number that is none' on_parallel -o d -n x -- cat in
for wrong in --rpm=0 --tpm=0.0 --rpm=x --tpm=.; do
	fails 2 "$wrong" on_parallel -o d -n 2 "$wrong" -- cat in
	has "$(cat fails.err)" 'numbers above 0' "$wrong: says why"
done
ok 'a name with blanks' on_parallel -o 'e f' -n 2 -- 'tee "$JOURNAL.x"' in
is "$(cat 'e f'/state/journal/*.x | cmp - in 2>&1)" '' 'reaches the pipe'

# What is done is not done again; another command does all.
: >parallel.log
ok 'the same command again' on_parallel -o a -n 7 --one-to-one -- \
    'sed "s/\$/ !/"' in
is "$(cat parallel.log)" '' 'runs nothing'
rm a/state/end/000003
ok 'a shard that did not end' on_parallel -o a -n 7 -- \
    'sed "s/\$/ !/"; echo $SHARD >>ran' in
is "$(sort ran | tr '\n' ' ')" \
    '000000 000001 000002 000003 000004 000005 000006 ' 'another command: all'
rm a/state/end/000003
ok 'the same once more' on_parallel -o a -n 7 -- \
    'sed "s/\$/ !/"; echo $SHARD >>ran' in
is "$(tail -n 1 ran) $(wc -l <ran)" '000003 8' 'that shard alone'
same want a/output.jsonl 'the same output'
fails 2 'another number of shards' on_parallel -o a -n 8 -- cat in
has "$(cat fails.err)" 'a has shards of other input' 'is refused'
cp in in2
fails 2 'other input' on_parallel -o a -n 7 -- cat in2
same want a/output.jsonl 'the output stays'

# What is said of a line tells its number in the input.
awk 'BEGIN { for (i = 1; i <= 40; i++)
    print (i % 17 ? "{\"question\":\"q" i "\"}" : "no JSON " i) }' >bad
head -n 15 bad >bad.1
tail -n +16 bad >bad.2
wk-dedup -f question <bad >want.bad 2>err
fails 1 'bad lines' on_parallel -o bad.d -n 4 -- 'wk-dedup -f question' bad.1 bad.2
same want.bad bad.d/output.jsonl 'are the same errors as in one process'
has "$(cat bad.d/state/log/*)" 'stdin:34: ' 'with the number of the line'

# The proofs.
refused() { # NAME WORDS
	fails 2 "$1" on_parallel -o p -n 4 -- "$pipe" in
	has "$(cat fails.err)" "$2" 'is refused, and named'
	same want p/output.jsonl 'and the output stays'
}
pipe='sed "s/\$/ !/"'
damage() { # FILE SED
	cp "p/state/$1" kept
	sed -i "$2" "p/state/$1"
}
ok 'four shards' on_parallel -o p -n 4 -- "$pipe" in
damage out/000002 '3s/云泽/云譯/;3s/q/Q/'
refused 'another byte' 'shard 000002: its output has'
cp kept p/state/out/000002
damage out/000001 '$d'
refused 'a line less' 'shard 000001: its output has'
cp kept p/state/out/000001
damage rejects/000003 'q' && echo x >>p/state/rejects/000003
refused 'a reject more' 'shard 000003: its rejects are 1'
cp kept p/state/rejects/000003
damage in/000000 '$d'
refused 'a shard that is shorter' 'shard 000000: it has'
cp kept p/state/in/000000
damage end/000001 's/ .*/ &/;s/ \([0-9]*\) \([0-9]*\) / 7 \2 /'
refused 'one that was not read' 'shard 000001: the command read 7 of its'
cp kept p/state/end/000001
mv p/state/out/000000 gone
refused 'a file that is not there' 'shard 000000: a file of it'
mv gone p/state/out/000000
mv p/state/in/000003 gone
refused 'a shard that is gone' 'shards are missing: there are 3'
mv gone p/state/in/000003
ok 'put right, it is joined' on_parallel -o p -n 4 -- "$pipe" in

# Pipes that do not do what they have to.
for pipe in 'cat |' 'cat &&' "cat '" '(cat'; do
	fails 2 "not a complete command: $pipe" on_parallel -o whole -n 4 -- "$pipe" in
done
fails 2 'a DIR that is a file' on_parallel -o in -n 4 -- cat in
fails 2 'a shard that is not there' on_parallel -o p --shard 99
is "$(find p/state -name stop)" '' 'stops no other'
fails 2 'a pipe that does not read all' on_parallel -o g -n 4 -- 'head -n 3' in
has "$(cat fails.err)" 'shard 000000: status 2' 'is named'
has "$(cat g/state/log/000000)" 'bytes unread' 'with the reason'
is "$(find g/state/end -type f | wc -l)" 1 'and no other shard is run'
fails 2 'a pipe whose output ends within a line' on_parallel -o h -n 4 -- \
    'cat; printf x' in
fails 2 'a stage that fails, not the last' on_parallel -o i -n 4 -- \
    'sh -c "cat; exit 4" | cat' in
fails 2 'not one line for each record' on_parallel -o k -n 4 --one-to-one -- \
    'sed 5d' in
has "$(cat fails.err)" 'shard 000000: ' 'is refused, and named'
has "$(cat fails.err)" 'records in, but ' 'with the numbers'
ok 'which is well without --one-to-one' on_parallel -o k -n 4 -- 'sed 5d' in
pipe='awk -v "rejects=$REJECTS" "/q.[02468]/ { print >rejects; next } 1"'
ok 'a pipe that rejects records' on_parallel -o l -n 4 --one-to-one -- "$pipe" in
grep 'q.[02468]' in >even
grep -v 'q.[02468]' in >odd
same odd l/output.jsonl 'its output'
same even l/output.rejects 'and its rejects are joined'
wk-xtuner -r rejects in >rows 2>err
is $? 1 'wk-xtuner rejects them'
fails 1 'so does a pipe' on_parallel -o m -n 4 -- 'wk-xtuner -r "$REJECTS"' in
same rejects m/output.rejects 'the same'

# What others have to do when a shard has ended.
ended() { # STATUS: how the shards of the directory of $dir ended
	cut -d ' ' -f 1 "$dir"/state/end/* | tr '\n' ' '
}
for status in 3 2; do
	dir=s$status
	fails $status "a shard that ends with $status" on_parallel -o $dir -n 4 -- \
	    "[ \$SHARD != 000001 ] || exit $status; cat" in
	is "$(ended)" "0 $status " 'and none after it is run'
	has "$(cat fails.err)" "shard 000001: status $status" 'it is named'
	on_parallel -o $dir --status >standing
	is "$(cat standing)" "4 shards: 1 done, 0 running, 2 waiting, 1 failed
shard 000001 ended with $status: see log/000001" '--status says it'
	ok 'when that is put right' on_parallel -o $dir -n 4 -- 'cat #' in
	same in $dir/output.jsonl 'all is there'
done
# once COMMAND: a pipe before which the second shard runs this, the first time.
once() {
	rm -f once
	echo "[ \$SHARD != 000001 ] || [ -e once ] || { touch once; $1; }; cat"
}
ok 'a shard that ends with 75' on_parallel -o o -n 4 --delay 1 -- \
    "$(once 'exit 75')" in
same in o/output.jsonl 'is run again'
has "$(cat ok.out)" 'shards left: 1; again in 1 s' 'after a delay'
pipe=$(once 'kill -9 $$')
ok 'a stage that is killed' on_parallel -o q -n 4 --delay 0 -- \
    "sh -c '$pipe' | cat" in
same in q/output.jsonl 'is run again'
ok 'a runner that is killed' on_parallel -o r -n 4 --delay 0 -- \
    "$(once 'kill -9 $$; sleep 1')" in
same in r/output.jsonl 'is run again'
fails 75 'a shard that always ends with 75' on_parallel -o t -n 4 --delay 0 \
    --tries 3 -- '[ $SHARD != 000001 ] || exit 75; cat' in
is "$(grep -c . t/state/end/* | grep -c :1) $(dir=t; ended)" '4 0 75 0 0 ' \
    'is given up, the others are done'
pipe='[ $SHARD != 000001 ] || [ -e well ] || exit 75; cat'
fails 75 'the same, once' on_parallel -o t2 -n 4 --delay 0 --tries 1 -- "$pipe" in
touch well
ok 'and later' on_parallel -o t2 -n 4 -- "$pipe" in
is "$(cat ok.out)" '4 shards: 500 records in, 500 lines out, 0 rejected' \
    'begins at once'

# Slurm.
: >parallel.log
ok 'on-slurm' on_slurm -o u -n 12 -j 3 -- 'sed "s/\$/ !/"' in
same want u/output.jsonl 'the output is that of one process'
is "$(grep -c . parallel.log) $(tr ' ' '\n' <sbatch.log | grep -e --export \
    -e [0-9]%) $(find u/state/out -type f | wc -l)" '0 --export=NONE
0-4%3 12' 'an array of MaxArraySize tasks, 3 at once, for 12 shards'
: >sbatch.log
ok 'again' on_slurm -o u -n 12 -j 3 -- 'sed "s/\$/ !/"' in
is "$(cat sbatch.log)" '' 'submits nothing'
rm u/state/end/000007
ok 'with --tasks' on_slurm -o u -n 12 --tasks 2 -- 'sed "s/\$/ !/" #' in
has "$(cat sbatch.log)" ' 0-1%8 ' 'no more tasks than that'
ok 'a shard that ends with 75' on_slurm -o v -n 4 --delay 11 -- \
    "$(once 'exit 75')" in
is "$(grep -v config scontrol.log)" 'requeue 11
update JobId=11 StartTime=now+11' 'its task requeues itself, with a delay'
for status in 3 2; do
	: >scontrol.log
	dir=w$status
	fails $status "a shard that ends with $status" on_slurm -o $dir -n 4 -- \
	    "[ \$SHARD != 000001 ] || exit $status; cat" in
	is "$(ended)$(grep -c requeue scontrol.log)" "0 $status 0" \
	    'and none after it is run, nor requeued'
	has "$(cat fails.err)" "shard 000001: status $status" 'it is named'
done
echo 1_0 >queue
: >sbatch.log
fails 75 'with --no-wait, jobs in the queue' on_slurm -o u -n 12 --no-wait -- cat in
is "$(cat sbatch.log)" '' 'no others are submitted'
rm queue
touch away
fails 75 'when sbatch fails' on_slurm -o z -n 4 -- cat in
rm away

# Journals, limits, keys.
(umask 077 && echo canary-k3y >key)
cat >script <<'END'
no-key : status=401
END
stub_start -s script
export WK_MODEL=m WK_BASE_URL="http://127.0.0.1:$port/v1"
ask='wk-ask -f question -J "$JOURNAL" $LIMITS'
WK_API_KEY_FILE=key wk-ask -f question in >asked
hits=$(stub_hits)
WK_API_KEY=canary-k3y OPENAI_API_KEY=canary-k3y fails 3 \
    'a key in the environment' on_parallel -o k1 -n 4 -- "$ask" in
is "$(stub_hits canary) $hits" "500 500" 'does not reach the shards'
export WK_API_KEY_FILE=key
for on in parallel slurm; do
	hits=$(stub_hits)
	ok "on-$on: a pipe that asks" on_$on -o a$on -n 4 -j 2 --rpm 60000 \
	    --one-to-one -- "$ask" in
	same asked a$on/output.jsonl 'the same answers'
	is "$(($(stub_hits) - hits))" 500 'each asked for once'
	rm a$on/state/end/* a$on/state/out/*
	ok 'when outputs are lost' on_$on -o a$on -n 4 -- "$ask " in
	same asked a$on/output.jsonl 'the same'
	is "$(($(stub_hits) - hits))" 500 'nothing is paid twice'
	on_$on -o a$on --status --price 1,2 >standing
	is "$(jq -n '[inputs.reply.usage | .prompt_tokens + 2 *
	    .completion_tokens] | add / 1000000' a$on/state/journal/*)" \
	    "$(awk '/^  \(all\)|^  [a-z]/ { cost = $NF } END { print cost }' standing)" \
	    '--status tells the cost'
done
ok 'rates' on_parallel -o rates -n 4 -j 2 --rpm 90 --tpm 1000 -- \
    'echo $LIMITS; cat >/dev/null' in
is "$(sed 's/ -L .*//' rates/output.jsonl | sort -u)" '--rpm 45 --tpm 500' \
    'are shared by those that run at once'
sed -n 's/.* -L //p' rates/output.jsonl >limits
is "$(wc -l <limits) $(xargs ls -d <limits 2>/dev/null)" '4 ' \
    'and by the stages of each'
is "$(grep -rl canary . --exclude=key --exclude='stub.log' \
    --exclude=fails.err)" '' 'the key is in no file, and was in no environment'
done_testing
