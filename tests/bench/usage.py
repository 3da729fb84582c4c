"""usage.py COMMAND...: runs it, and prints seconds by the clock, CPU seconds
(its children's too) and the peak of resident memory in MB."""
import resource
import subprocess
import sys
import time

begun = time.monotonic()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
took = time.monotonic() - begun
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%.3f %.3f %.0f" % (took, used.ru_utime + used.ru_stime,
                           used.ru_maxrss / 1024))
sys.exit(status)
