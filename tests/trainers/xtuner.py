"""Runs XTuner's own messages and templates on rows: xtuner.py ROWS CHECKOUT."""
import json
import os
import re
import sys

from trainers import (
    Tokenizer, compare, end, package, read, stub, text_of)

top = os.path.join(sys.argv[2], "xtuner")
v1 = os.path.join(top, "v1")
stub("transformers")
package("xtuner", top)
package("xtuner.v1", v1)
package("xtuner.v1.data_proto", os.path.join(v1, "data_proto"))
stub("xtuner.v1.utils", IGNORE_INDEX=-100)

from xtuner.v1.data_proto.messages import (  # noqa: E402
    ChatMessages, Glm52ChatMessages, Qwen35ChatMessages)
from xtuner.v1.data_proto.templates import CHAT_TEMPLATE_MAP  # noqa: E402

READERS = {"qwen3.5-vl": Qwen35ChatMessages, "glm5.2": Glm52ChatMessages}


def run_v1(name):
    template = CHAT_TEMPLATE_MAP[name]

    def run(row, file):
        messages = row.get("dialogs", row.get("messages", row)) \
            if isinstance(row, dict) else row
        tools = row.get("tools") if isinstance(row, dict) else None
        reader = READERS.get(name, ChatMessages)
        out = reader(messages=messages, tools=tools).tokenize(
            Tokenizer(), template)
        whole = text_of(out["input_ids"])
        tags = re.sub(r"\s+<think>", "<think>", whole)
        for twice in "<think><think>", "</think><think>":
            if twice in tags:
                raise ValueError(twice)
        if "final<|message|><think>" in tags:
            raise ValueError("<think> as words of the answer")
        if template.user and template.user.endswith("<think>") and \
                any(m["role"] == "user" for m in messages):
            raise ValueError("an answer inside a <think>")
        return text_of(x for x in out["labels"] if x != -100), whole
    return run


for name in CHAT_TEMPLATE_MAP:
    compare(name, run_v1(name))


def run_legacy(row, file):
    out = legacy.encode_fn(row, Tokenizer(), 2048)
    return text_of(x for x in out["labels"] if x != -100), \
        text_of(out["input_ids"])


for name in "torch", "torch.distributed", "mmengine", "mmengine.config", \
        "mmengine.utils", "mmengine.utils.misc", "datasets", "PIL", \
        "requests", "numpy":
    if name not in sys.modules:
        stub(name)
stub("xtuner.utils", DEFAULT_IMAGE_TOKEN="<image>", IGNORE_INDEX=-100,
     IMAGE_TOKEN_INDEX=-200)
package("xtuner.dataset", os.path.join(top, "dataset"))
import xtuner.dataset.utils as legacy  # noqa: E402

compare("xtuner-0.1", run_legacy)

# RL: what the judger is given.
for name in "ray", "ray.actor", "httpx", "xtuner.v1.rl", \
        "xtuner.v1.rl.utils", "xtuner.v1.utils.logger", \
        "xtuner.v1.utils.type_helper", "torch.distributed.device_mesh":
    stub(name)


class Function:
    """The base of functions that tokenize, without its torch."""

    state = "runtime"

    def __class_getitem__(cls, item):
        return cls

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer


class Chat(Tokenizer):
    def apply_chat_template(self, messages, **kwargs):
        return "".join(m["content"] for m in messages)


package("xtuner.v1.datasets", os.path.join(v1, "datasets"))
stub("xtuner.v1.datasets.utils", CachableTokenizeFunction=Function)
package("xtuner.v1.datasets.rl_tokenize_fn",
        os.path.join(v1, "datasets", "rl_tokenize_fn"))
package("xtuner.v1.rl.judger", os.path.join(v1, "rl", "judger"))
from xtuner.v1.datasets.rl_tokenize_fn.text_tokenize_fn import (  # noqa: E402
    RLTextTokenizeFn)
from xtuner.v1.rl.judger.native import Judger  # noqa: E402


def rl(path):
    out = []
    for line in open(path):
        state = RLTextTokenizeFn(Chat())(json.loads(line))
        out.append({"prompt": [[m["role"], m["content"]]
                               for m in state.message],
                    "reward_model": Judger().preprocess(state)["label"]})
    return out


read("xtuner", rl)
end()
