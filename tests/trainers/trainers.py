"""What the scripts for single trainers share: stubs, a tokenizer, results."""
import functools
import importlib.machinery
import json
import os
import re
import subprocess
import sys
import types


class Anything(type):
    """A class of a module that is not there: has any attribute."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return cls

    def __call__(cls, *args, **kwargs):
        # As a decorator it leaves what it decorates alone.
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]
        return cls

    def __getitem__(cls, key):
        return cls

    __iter__ = None


def stub(name, **has):
    """Puts a module in place that has `has`, and a dummy for all else."""
    module = types.ModuleType(name)
    module.__path__ = []
    module.__spec__ = importlib.machinery.ModuleSpec(name, None)
    module.__dict__.update(has)
    module.__getattr__ = lambda attr: Anything(attr, (), {})
    sys.modules[name] = module
    parent, _, last = name.rpartition(".")
    if parent in sys.modules:
        setattr(sys.modules[parent], last, module)
    return module


def package(name, path):
    """A package whose __init__, which imports too much, is not run."""
    stub(name).__path__ = [path]


class Tokenizer:
    """A token is a character."""

    eos_token, bos_token = "\x03", "\x02"
    eos_token_id, bos_token_id = 3, 2

    def encode(self, text, add_special_tokens=False):
        return [ord(c) for c in text]

    def decode(self, ids, **kwargs):
        return "".join(map(chr, ids))

    def convert_tokens_to_ids(self, token):
        return 0xE000

    def __call__(self, text, **kwargs):
        return {"input_ids": self.encode(text),
                "offset_mapping": [(i, i + 1) for i in range(len(text))]}


def text_of(ids):
    return "".join(chr(i) for i in ids if 0 <= i < 0x110000)


@functools.cache
def complaints(template, path):
    """The rows that --check complains of: their numbers, or None for all."""
    run = subprocess.run([os.environ["WK_XTUNER_BIN"], "--check",
                          "--template", template, path],
                         capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(run.stderr)
    told = set()
    for line in run.stdout.splitlines():
        if "does not read rows" in line:
            return None
        told.add(int(re.match(r".*?:(\d+): ", line).group(1)) - 1)
    return told


count = failed = rows_run = rows_whole = 0


def result(good, name, why=""):
    global count, failed
    count += 1
    failed += not good
    print("ok" if good else "not ok", count, "-", name)
    if not good and why:
        print("#", why)


def compare(template, run, model=None):
    """
    Runs all files for a template, or for the model that it stands for.  run(row, file) returns what is trained and
    all that the model sees, or raises; faults other than missing words make
    it raise, too.  --check has to tell of just those rows that lose something.
    """
    global rows_run, rows_whole
    rows_run = rows_whole = 0
    here = sys.argv[1]
    expected = json.load(open(os.path.join(here, "expected.json")))
    for name in sorted(os.listdir(here)):
        if not name.endswith(".jsonl"):
            continue
        path = os.path.join(here, name)
        told, lost, why = complaints(template, path), set(), {}
        wants = expected[name]
        lines = open(path).read().splitlines()
        for i, line in enumerate(lines):
            rows_run += 1
            try:
                seen = run(json.loads(line), name)
                want = wants[i] if isinstance(wants[i], dict) else \
                    {"trained": wants[i]}
                # Blanks around a text are no loss; some templates strip it.
                for text, key in zip(seen, ("trained", "shown")):
                    for word in want.get(key, []):
                        if word.strip() not in text:
                            raise ValueError(f"not {key}: {word}")
                rows_whole += 1
            except Exception as e:
                lost.add(i)
                why[i] = f"{type(e).__name__}: {e}"
        if told is None:
            told = set(range(len(lines)))
        odd = sorted(told ^ lost)
        result(not odd, f"{model or template}: {name}: --check tells of "
               f"{len(told)} of {len(lines)} rows, and no other loses a word",
               odd and f"row {odd[0] + 1}: " + why.get(odd[0], "is whole"))
    print(f"# {model or template}: {rows_run} rows, {rows_whole} trained whole")


def read(reader, run):
    """
    Has a reader read whole files of other rows: read/READER/FILE.  run(path)
    returns what it makes of them, a dict a row, which has to be what
    read/expected.json says.
    """
    here = os.path.join(sys.argv[1], "read")
    expected = json.load(open(os.path.join(here, "expected.json")))
    for name in sorted(os.listdir(os.path.join(here, reader))):
        wants, seen, why = expected[f"{reader}/{name}"], None, ""
        try:
            seen = run(os.path.join(here, reader, name))
        except Exception as e:
            why = f"{type(e).__name__}: {e}"
        if seen is not None and seen != wants:
            why = next((f"row {i + 1} is read as {row}"
                        for i, (row, want) in enumerate(zip(seen, wants))
                        if row != want), f"{len(seen)} of {len(wants)} rows")
        result(not why, f"{reader} reads each of {len(wants)} rows of {name}",
               why)


def end():
    print(f"1..{count}")
    sys.exit(failed > 0)
