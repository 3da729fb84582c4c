#!/bin/sh
# Runs all tests.  O and B say where the objects and the programs are.
cd "$(dirname "$0")/.." || exit 1
export O="${O:-build}" B="${B:-bin}"
[ -d ../shared/data ] ||
    echo "no ../shared/data: the extra checks on it are skipped"
exec prove -j "${JOBS:-2}" tests/*.t tests/*/*.t "$O"/unit/*
