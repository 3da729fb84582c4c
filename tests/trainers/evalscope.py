"""Runs EvalScope's readers and scores on rows: evalscope.py ROWS CHECKOUT."""
import logging
import os
import sys

sys.path.insert(0, sys.argv[2])
from evalscope.api.evaluator import TaskState  # noqa: E402
from evalscope.api.registry import get_benchmark  # noqa: E402
from evalscope.config import TaskConfig  # noqa: E402

from trainers import end, read  # noqa: E402

logging.disable(logging.CRITICAL)


def load(benchmark, path, subset):
    """The adapter of a benchmark, and its samples, prompts made."""
    adapter = get_benchmark(benchmark, TaskConfig(
        model="none", datasets=[benchmark], work_dir=os.environ["TMPDIR"],
        dataset_args={benchmark: {"local_path": os.path.dirname(path),
                                  "subset_list": [subset],
                                  "metric_list": metrics[benchmark]}}))
    return adapter, list(adapter.load_dataset()[subset])


# BLEU needs data of nltk's for texts without Han.
metrics = {"general_qa": ["Rouge"], "general_mcq": ["acc"]}


def score(adapter, sample, said):
    """The points of a reply."""
    state = TaskState("none", sample)
    found = adapter.filter_prediction(said, state)
    got = adapter.match_score(said, found, sample.target, state)
    return got.value.get(got.main_score_name, dict(got))


def qa(path, subset):
    adapter, samples = load("general_qa", path, subset)
    return [{"prompt": [[m.role, m.content] for m in sample.input],
             "truth": sample.target,
             "points": score(adapter, sample, sample.target)}
            for sample in samples]


def mcq(path, subset):
    adapter, samples = load("general_mcq", path, subset)
    out = []
    for sample in samples:
        options = "\n".join(f"{letter}) {choice}" for letter, choice in
                            zip("ABCD", sample.choices))
        out.append({
            "prompt": sample.input[-1].content.split("问题：", 1)[1],
            "points": [score(adapter, sample, "答案：" + letter)
                       for letter in "ABCD"]})
        if out[-1]["prompt"].endswith("\n选项：\n" + options + "\n"):
            out[-1]["choices"] = sample.choices
            out[-1]["prompt"] = out[-1]["prompt"][:-len(options) - 6]
    return out


def run(path):
    subset = os.path.basename(path)[:-len(".jsonl")]
    if subset.endswith("_val"):
        return mcq(path, subset[:-len("_val")])
    return qa(path, subset)


read("evalscope", run)
end()
