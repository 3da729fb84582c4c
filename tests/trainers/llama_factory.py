"""Runs LLaMA-Factory's converters and templates on rows: ROWS CHECKOUT."""
import os
import subprocess
import sys

from trainers import (
    Tokenizer, compare, end, package, result, stub, text_of)

top = os.path.join(sys.argv[2], "src", "llamafactory")
for name in "torch", "transformers", "huggingface_hub", "datasets", "fsspec":
    stub(name)
package("llamafactory", top)
package("llamafactory.data", os.path.join(top, "data"))
stub("llamafactory.extras", logging=stub("llamafactory.extras.logging"))
stub("llamafactory.extras.constants")
stub("llamafactory.extras.misc")
stub("llamafactory.data.mm_plugin", get_mm_plugin=lambda *args, **kwargs: None)

from llamafactory.data.converter import get_dataset_converter  # noqa: E402
from llamafactory.data.parser import DatasetAttr  # noqa: E402
import llamafactory.data.template as templates  # noqa: E402

MESSAGES = {
    "formatting": "sharegpt", "columns": {"messages": "messages"},
    "tags": {"role_tag": "role", "content_tag": "content",
             "user_tag": "user", "assistant_tag": "assistant",
             "system_tag": "system"}}
CONFIG = {
    "instruction": {"columns": {"prompt": "instruction", "query": "input",
                           "response": "output", "system": "system",
                           "history": "history"}},
    "conversations": {"formatting": "sharegpt", "columns": {
        "messages": "conversations", "system": "system"}},
    "text": {"columns": {"prompt": "text"}},
    "messages": MESSAGES,
}


def convert(row):
    info = CONFIG[next(key for key in CONFIG if key in row)]
    attr = DatasetAttr("file", dataset_name="rows")
    if "chosen" in row:
        info = dict(info, ranking=True, columns=dict(
            info["columns"], chosen="chosen", rejected="rejected"))
    attr.join(info)
    # HF datasets fills in what a row lacks.
    for key in "system", "history", "input":
        row.setdefault(key, None)
    return get_dataset_converter(attr.formatting, attr, None)(row)


def encode(template, example, thinking):
    template.enable_thinking = thinking
    pairs = template.encode_multiturn(
        Tokenizer(), example["_prompt"] + example["_response"],
        example["_system"], example["_tools"])
    return "".join(text_of(target) for _, target in pairs), \
        "".join(text_of(ids) for pair in pairs for ids in pair)


def runner(template):
    def run(row, file):
        example = convert(row)
        if "text" in row:
            return [example["_prompt"][0]["content"]]
        if len(example["_prompt"]) % 2 != 1 or not example["_response"]:
            raise ValueError("the row is deleted")
        if "chosen" in row:
            if len(example["_response"]) != 2:
                raise ValueError("the row has no pair")
            example["_response"], worse = [
                [answer] for answer in example["_response"]]
            return [encode(template, dict(example, _response=answer), True)[0]
                    for answer in (example["_response"], worse)]
        trained, whole = encode(template, example, True)
        if isinstance(template, templates.ReasoningTemplate):
            if "<think>" in trained and \
                    template.thought_words[0].strip() != "<think>":
                raise ValueError("<think> as words of the answer")
            if "<think>" in encode(template, example, False)[0]:
                raise ValueError("a thought is not taken out")
        return trained, whole
    return run


listed = subprocess.run(
    [os.environ["WK_XTUNER_BIN"], "--check", "--template", "?"],
    capture_output=True, text=True).stderr
known = {name.partition(":")[2]: name
         for name in listed.replace(",", " ").split()
         if name.startswith("llama-factory")}
for name, template in templates.TEMPLATES.items():
    # One row stands for all that do not think.
    thinks = isinstance(template, templates.ReasoningTemplate)
    if thinks and name not in known:
        result(False, f"llama-factory:{name} is in the table of templates")
    else:
        compare(known[name if thinks else ""], runner(template), name)
end()
