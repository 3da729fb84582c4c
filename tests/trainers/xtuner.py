"""Runs XTuner's own messages and templates on rows: xtuner.py ROWS CHECKOUT."""
import os
import sys

from trainers import Tokenizer, compare, end, package, stub, text_of

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
        for twice in "<think><think>", "</think><think>":
            if twice in whole:
                raise ValueError(twice)
        if "final<|message|><think>" in whole:
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
end()
