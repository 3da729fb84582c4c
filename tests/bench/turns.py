"""turns.py QUESTIONS COMMAND...: gives a line, reads the reply, gives the next
one; prints the median of the ms that they took."""
import statistics
import subprocess
import sys
import time

questions = open(sys.argv[1], "rb").readlines()
run = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE,
                       stdout=subprocess.PIPE)
took = []
for question in questions:
    begun = time.monotonic()
    run.stdin.write(question)
    run.stdin.flush()
    run.stdout.readline()
    took.append(time.monotonic() - begun)
run.stdin.close()
print("%.3f" % (statistics.median(took) * 1000))
sys.exit(run.wait())
