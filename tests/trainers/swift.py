"""Runs ms-swift's preprocessor on rows: swift.py ROWS CHECKOUT."""
import contextlib
import os
import sys

from trainers import compare, end, package, read, stub

top = os.path.join(sys.argv[2], "swift")
for name in "torch", "transformers", "transformers.utils", "modelscope", \
        "modelscope.hub", "modelscope.hub.utils":
    stub(name)
stub("modelscope.hub.utils.utils", get_cache_dir=lambda: os.environ["TMPDIR"])
package("swift", top)
package("swift.template", os.path.join(top, "template"))
package("swift.dataset", os.path.join(top, "dataset"))
stub("swift.dataset.utils")
package("swift.dataset.preprocessor",
        os.path.join(top, "dataset", "preprocessor"))


class Log:
    def __getattr__(self, name):
        return lambda *args, **kwargs: None


stub("swift.utils", get_logger=Log, is_dist=lambda: False,
     is_master=lambda: True,
     safe_ddp_context=lambda *args: contextlib.nullcontext())
sys.modules["swift.utils"].__path__ = [os.path.join(top, "utils")]
if os.path.exists(os.path.join(top, "utils", "schema_utils.py")):
    import swift.utils.schema_utils as schema_utils
    # Newer versions have it.
    vars(sys.modules["swift.utils"]).update(vars(schema_utils))
stub("PIL")
import swift.template.template_inputs  # noqa: E402,F401
import swift.template.utils as utils  # noqa: E402

# datasets looks for the real ones.
for name in "PIL", "torch", "transformers":
    del sys.modules[name]

sys.modules["swift.template"].history_to_messages = utils.history_to_messages

import datasets  # noqa: E402
from swift.dataset.preprocessor.core import AutoPreprocessor  # noqa: E402

datasets.disable_progress_bars()


def run(row, file):
    rows = datasets.Dataset.from_list([row])
    out = AutoPreprocessor()(rows, enable_auto_mapping=True,
                             load_from_cache_file=False)
    if len(out) != 1:
        raise ValueError("the row is deleted")
    said = out[0]["messages"]
    if "rejected_response" in row:
        return said[-1]["content"], out[0]["rejected_response"]
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


compare("swift", run)
read("swift", rl)
end()
