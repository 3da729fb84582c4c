"""Runs ms-swift's preprocessor and templates on rows: swift.py ROWS CHECKOUT."""
import contextlib
import copy
import functools
import importlib.abc
import importlib.machinery
import json
import os
import subprocess
import sys

from trainers import compare, end, package, read, result, stub

top = os.path.join(sys.argv[2], "swift")
ABSENT = {"torch", "transformers", "modelscope", "peft", "PIL", "accelerate",
          "torchvision", "requests", "packaging", "aiohttp", "json_repair"}


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a dummy for each module of packages that need not be there."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return stub(spec.name)

    def exec_module(self, module):
        pass


class Log:
    def __getattr__(self, name):
        return lambda *args, **kwargs: None


absent = Absent()
sys.meta_path.insert(0, absent)
stub("modelscope")
stub("modelscope.hub")
stub("modelscope.hub.utils")
stub("modelscope.hub.utils.utils", get_cache_dir=lambda: os.environ["TMPDIR"])
package("swift", top)
package("swift.dataset", os.path.join(top, "dataset"))
stub("swift.dataset.utils")
package("swift.dataset.preprocessor",
        os.path.join(top, "dataset", "preprocessor"))
stub("swift.utils", get_logger=Log, is_dist=lambda: False,
     is_master=lambda: True, get_env_args=lambda name, kind, default=None:
     default, retry_decorator=lambda *args, **kwargs: lambda f: f,
     safe_ddp_context=lambda *args: contextlib.nullcontext())
sys.modules["swift.utils"].__path__ = [os.path.join(top, "utils")]
if os.path.exists(os.path.join(top, "utils", "schema_utils.py")):
    import swift.utils.schema_utils as schema_utils
    # Newer versions have it.
    vars(sys.modules["swift.utils"]).update(vars(schema_utils))
from swift.loss_scale import get_loss_scale  # noqa: E402
from swift.template import TEMPLATE_MAPPING, StdTemplateInputs  # noqa: E402

# datasets looks for the real ones.
sys.meta_path.remove(absent)
for name in list(sys.modules):
    if name.partition(".")[0] in ABSENT - {"modelscope"}:
        del sys.modules[name]

import datasets  # noqa: E402
from swift.dataset.preprocessor.core import AutoPreprocessor  # noqa: E402

datasets.disable_progress_bars()


@functools.cache
def preprocessed(line):
    rows = datasets.Dataset.from_list([json.loads(line)])
    out = AutoPreprocessor()(rows, enable_auto_mapping=True,
                             load_from_cache_file=False)
    return out[0] if len(out) == 1 else None


def run(row, file):
    out = preprocessed(json.dumps(row))
    if out is None:
        raise ValueError("the row is deleted")
    said = out["messages"]
    if "rejected_response" in row:
        return said[-1]["content"], out["rejected_response"]
    return ["\n".join(str(m["content"]) for m in said if m["role"] in roles)
            for roles in (("assistant", "tool_call"),
                          [m["role"] for m in said])]


def rl(path):
    """What GRPO gets: the prompt, and the columns for reward functions."""
    rows = datasets.load_dataset("json", data_files=path, split="train")
    return [{"prompt": [[m["role"], m["content"]] for m in row["messages"]],
             "truth": row["solution"],
             "reward_model": row["reward_model"]["ground_truth"]}
            for row in AutoPreprocessor()(rows, enable_auto_mapping=True,
                                          load_from_cache_file=False)]


def training(meta):
    """A template as `swift sft` has it if no option is given."""
    template = object.__new__(meta.template_cls)
    scale = "default"
    if meta.is_thinking and meta.non_thinking_prefix:
        scale += "+ignore_empty_think"
    vars(template).update(
        template_meta=meta, mode="train", _loss_scale=scale,
        _loss_scale_cache={scale: get_loss_scale(scale)}, enable_thinking=
        meta.is_thinking and not meta.non_thinking_prefix,
        preserve_thinking=None, chat_template_kwargs={})
    return template


def runner(template):
    """What --check calls a fault of a thought, or what is trained and seen."""
    meta = template.template_meta

    def run_template(row, file):
        seen = run(row, file)
        if "rejected_response" in row or "text" in row:
            return seen
        inputs = StdTemplateInputs(messages=copy.deepcopy(
            preprocessed(json.dumps(row))["messages"]))
        before = [m["content"] for m in inputs.messages]
        template._add_non_thinking_prefix(inputs)
        if not template._get_preserve_thinking(inputs):
            template._remove_history_thinking(inputs)
        trained = ""
        for was, m in zip(before, inputs.messages):
            if m["role"] not in ("assistant", "tool_call"):
                continue
            thinks = str(was).lstrip().startswith("<think>")
            if thinks and m["content"] != was:
                raise ValueError("a thought behind another tag")
            tag = meta.thinking_prefix or meta.non_thinking_prefix or "<think>"
            if thinks and tag.strip()[:7] not in ("<think>", "</think"):
                raise ValueError("a thought as words of the answer")
            for part, weight in zip(*template.loss_scale.get_loss_scale(
                    str(m["content"]), query="")):
                trained += part if weight > 0 else ""
        if meta.is_thinking and "</think>" in trained and \
                "<think>" not in trained and "</think>" not in str(before):
            raise ValueError("an empty thought is trained")
        return trained, "\n".join(str(m["content"]) for m in inputs.messages)
    return run_template


def habits(name):
    return subprocess.run(
        [os.environ["WK_XTUNER_BIN"], "--check", "--template", name],
        input='{"messages":[{"role":"user","content":"q"},'
        '{"role":"assistant","content":"a"}]}', capture_output=True,
        text=True).stderr


def own_system(meta):
    return meta.default_system or "HYTK" in dir(meta.template_cls)


listed = subprocess.run(
    [os.environ["WK_XTUNER_BIN"], "--check", "--template", "?"],
    capture_output=True, text=True).stderr.replace(",", " ").split()
compare("swift", run)
for name, meta in TEMPLATE_MAPPING.items():
    # One row stands for all that do not think.
    thinks = meta.is_thinking or meta.non_thinking_prefix
    if thinks and f"swift:{name}" not in listed:
        result(False, f"swift:{name} is in the table of templates")
    elif thinks:
        compare(f"swift:{name}", runner(training(meta)))
        # What it does with every row: an empty thought, a system prompt.
        told = habits(f"swift:{name}")
        result(("an empty thought" in told) == bool(meta.non_thinking_prefix)
               and ("trains an empty" in told) == bool(
                   meta.non_thinking_prefix and not meta.is_thinking) and
               ("puts its own system" in told) == bool(own_system(meta)),
               f"swift:{name}: what it does with every row", told)
read("swift", rl)
end()
