"""Runs TRL's readers of preference and RL rows: trl.py ROWS CHECKOUT."""
import ast
import contextlib
import os
import sys

sys.path.insert(0, sys.argv[2])
import datasets  # noqa: E402
import tokenizers  # noqa: E402
import transformers  # noqa: E402
import trl.data_utils as data_utils  # noqa: E402
from trl.rewards.accuracy_rewards import accuracy_reward  # noqa: E402

from trainers import end, read, stub  # noqa: E402

datasets.disable_progress_bars()

# A chat template that can be read back; a token is a word.
tokenizer = transformers.PreTrainedTokenizerFast(
    tokenizer_object=tokenizers.Tokenizer(
        tokenizers.models.WordLevel({"?": 0}, unk_token="?")))
tokenizer.chat_template = (
    "{% for m in messages %}\x01{{ m.role }}\x02{{ m.content }}\x03"
    "{% endfor %}{% if add_generation_prompt %}\x01assistant\x02{% endif %}")


def messages(text):
    return [part.rstrip("\x03").split("\x02")
            for part in text.split("\x01")[1:] if not part.endswith("\x02")]


def rows(path):
    return list(datasets.load_dataset("json", data_files=path, split="train"))


def preference(path):
    out = []
    for row in rows(path):
        row = data_utils.apply_chat_template(
            data_utils.maybe_extract_prompt(row), tokenizer)
        out.append({"prompt": messages(row["prompt"]),
                    "chosen": row["chosen"].rstrip("\x03"),
                    "rejected": row["rejected"].rstrip("\x03")})
    return out


def calculate_rewards():
    """The method of GRPOTrainer, without the torch that its file imports."""
    path = os.path.join(os.path.dirname(data_utils.__file__), "trainer",
                        "grpo_trainer.py")
    tree = ast.parse(open(path).read())
    method = next(node for node in ast.walk(tree)
                  if isinstance(node, ast.FunctionDef) and
                  node.name == "_calculate_rewards")
    space = {"torch": stub("torch"), "nn": stub("torch.nn"),
             "is_async_callable": lambda f: False,
             "profiling_context": lambda *args: contextlib.nullcontext()}
    del sys.modules["torch"], sys.modules["torch.nn"]
    method.decorator_list = []  # a profiler
    exec(compile(ast.Module([method], []), path, "exec"), space)
    return space["_calculate_rewards"]


class Done(Exception):
    pass


class Trainer:
    """What the method reads of a trainer: one reward function."""

    class accelerator:
        device = None

    state = environments = _log_completion_extra = _log_metric = None
    reward_processing_classes, reward_func_names = [None], ["look"]
    calculate = calculate_rewards()

    def __init__(self, look):
        self.reward_funcs = [look]


def rl(path):
    inputs, out = rows(path), []
    for row in inputs:
        text = data_utils.apply_chat_template(
            {"prompt": row["prompt"]}, tokenizer)["prompt"]
        out.append({"prompt": messages(text)})

    def look(prompts, completions, solution, reward_model, **kwargs):
        for row, truth, model in zip(out, solution, reward_model):
            row["truth"] = truth
            row["reward_model"] = model["ground_truth"]
        accuracy_reward(completions, solution)
        raise Done

    said = [[{"role": "assistant", "content": "x"}] for _ in inputs]
    with contextlib.suppress(Done):
        Trainer(look).calculate(inputs, [row["prompt"] for row in inputs],
                                said, None)
    return out


def run(path):
    return (preference if "dpo" in os.path.basename(path) else rl)(path)


read("trl", run)
end()
