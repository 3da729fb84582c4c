#!/bin/sh
# wk-index --merge killed, or let down by the disk, at each of its system calls.
exec sh "$(dirname "$0")/stress-index.sh" '' merge
