#!/usr/bin/env python3
"""Makes the golden files of tests/split/split.t in tests/split/golden.

    python3 tests/split/make-golden.py

Needs langchain_text_splitters 0.2.2 (pip install
langchain-text-splitters==0.2.2); the tests themselves do not.  Writes the
texts (*.txt), what the package makes of each, all cases one after the other
(*.jsonl, a chunk a line), and `cases`: the text, the first line and the number
of lines of the case, and the arguments of wk-split, separated by tabs.
"""
import json
import logging
import os
import re
import shlex

from langchain_text_splitters import Language, RecursiveCharacterTextSplitter

logging.disable(logging.WARNING)

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")

CHINESE = """渡口的早晨

天还没有亮，雾从河面上升起来，把两岸的柳树都裹住了。老艄公解开缆绳，咳嗽了一声，\
对船头的少年说：“今天风大，桨要握紧。”少年点点头，没有回答。

他们沿着河走了两里，听见岸上有人喊：“等一等！”一个背着竹篓的妇人跑过来，篓里装满了\
刚摘的菱角；她气喘吁吁，半天说不出话。“要过河？”老艄公问。“要过河，还要赶集。”妇人\
说，“误了时辰，菱角就不新鲜了……”

　　集市在对岸的镇上，每逢三、六、九开张。卖布的、打铁的、说书的，都在天亮以前占好了\
位置。说书人今天讲的是《石桥记》第七回：桥下的白龙如何化作书生，又如何在雪夜里敲开了\
药铺的门。听书的人围了三层，连卖糖葫芦的也忘了吆喝。

中午时分，雾散了。河水像一匹刚洗过的绸子，亮得晃眼。少年第一次独自撑船回来，\
船身歪了两次，没有翻。老艄公坐在船尾，抽着烟，什么也没有说。
"""

ENGLISH = """The Ferry at Willow Bend

Before sunrise the fog came up from the river and wrapped the willows on both
banks. The old ferryman untied the rope, coughed once, and said to the boy at
the bow: "The wind is strong today. Hold the oar tight." The boy nodded.

They had gone two miles, i.e. half the way, when somebody on the bank cried,
"Wait!" A woman with a basket of water chestnuts came running; she was out of
breath, and it took her a while to speak. Her fare was 3.50, which Mr. Shaw,
the toll-keeper, wrote down in his book.

The market lies across the river.  It opens on days 3, 6 and 9 of the month.
Cloth, iron, stories: everything has its place before the day begins.
"""

MIXED = """# 渡口 Ferry v2.1

本文介绍 ferry 程序的用法。Run `ferry --help` first, 然后阅读 README.md。
版本 2.1 修正了三处错误：timeout 不再被忽略，UTF-8 文件名可以使用，the log is
flushed on exit.

## 安装 Install

1. 下载 ferry-2.1.tar.gz，校验 SHA-256。
2. 运行 `make && make install`。

```
ferry --from north --to south
ferry --list
```

***

## 问题 FAQ

Q: 为什么 boat not found？
A: 因为船已离岸。Try again, 或者等五分钟。
---
Q: Is it free? A: 是的, it is.
___
"""

SPACES = """　　第一段前面有两个全角空格。　中间　也有\u00a0不换行空格\u2003和长空格。

\u3000
　　\u2028第二段\u2029在行分隔符之后\u0085还有一个\u200b零宽\u200b空格。\t制表符\v和\f换页。
\x1c\x1d\x1e\x1f
   \u202f结尾是一串空格\u205f\u1680\u2000\u200a   """

EMOJI = "👨‍👩‍👧‍👦一家四口去划船🚣🏽。𠮷野家的牛肉饭，𪚥𪚥！🎏🎏🎏 flags 🇨🇳🇫🇷 and e\u0301 accents. " * 6

RUNS = ("。。。。。。\n\n\n\n\n\n、、、、，，，，" + " " * 40 + "......,,,,,,"
        + "\u200b" * 9 + "甲，，，，，，乙\n\n\n丙" + "．" * 30 + "\n" * 12
        + "丁 ， ， ，戊" + "。" * 70)

NO_SEPARATOR = "".join(chr(0x4e00 + i * 37 % 5000) for i in range(700))

FAR = "字" * 500 + "\n\n" + "末段很短。"

CRLF = CHINESE[:220].replace("\n", "\r\n") + "旧式\r换行\r\n\r\n混合\n结束"

TEXTS = {
    "zh": CHINESE, "en": ENGLISH, "mixed": MIXED, "spaces": SPACES,
    "emoji": EMOJI, "runs": RUNS, "nosep": NO_SEPARATOR, "far": FAR,
    "crlf": CRLF, "bom": "\ufeff" + CHINESE[:150], "gb18030": CHINESE,
    "empty": "", "blank": " \n\n\u3000\n\t\n ",
}

TUTORIAL = ["\n\n", "\n", " ", "。", " ，", ".", ",", "\u200b", "\uff0c",
            "\u3001", "\uff0e", "\u3002", ""]
PRESETS = {
    "tutorial": (TUTORIAL, False, "start"),
    "langchain": (["\n\n", "\n", " ", ""], False, "start"),
    "chinese": (["\n\n", "\n", "。|！|？", r"\.\s|\!\s|\?\s", r"；|;\s",
                 r"，|,\s"], True, "end"),
    "markdown": (RecursiveCharacterTextSplitter
                 .get_separators_for_language(Language.MARKDOWN), True,
                 "start"),
}

SIZES = [(1024, 50), (64, 16), (20, 5), (100, 100), (7, 0), (1, 0)]

# Lists of our own: separators as -s has them, -E, --keep.
LISTS = [
    (["\\n", "。", ""], False, "none"),
    (["\\n\\n", "，", "\\u3002"], False, "end"),
    (["，", " ", ""], False, "start"),
    (["[。！？；]", "，|、", ""], True, "end"),
    (["\\n+", "[，。]"], True, "none"),
    (["(?<=。)", " "], True, "start"),
    (["x*", ""], True, "start"),
]


def meaning(written):
    """A separator with its escapes taken out, as Python writes it."""
    out = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), written)
    return out.replace("\\n", "\n")


def split(text, separators, regex, keep, size, overlap):
    """What the package makes of a text."""
    return RecursiveCharacterTextSplitter(
        chunk_size=size, chunk_overlap=overlap, separators=separators,
        is_separator_regex=regex,
        keep_separator=False if keep == "none" else keep).split_text(text)


def cases():
    """All cases: text, arguments, chunks."""
    for name in TEXTS:
        with open(f"{HERE}/{name}.txt", encoding="gb18030"
                  if name == "gb18030" else "utf-8-sig") as f:
            text = f.read()
        for preset, (separators, regex, keep) in PRESETS.items():
            for size, overlap in SIZES[:1] + SIZES[1:] * (name in (
                    "zh", "mixed", "spaces", "runs")) + SIZES[1:2] * (
                    name in ("en", "emoji", "nosep", "far", "crlf", "bom")):
                chunks = split(text, separators, regex, keep, size, overlap)
                if preset == "chinese":
                    chunks = [re.sub("\n{2,}", "\n", c.strip())
                              for c in chunks if c.strip()]
                yield name, ["-p", preset, "-c", str(size), "-o",
                             str(overlap)], chunks
        for separators, regex, keep in LISTS:
            if name not in ("zh", "en", "runs"):
                continue
            args = [a for s in separators for a in ("-s", s)]
            yield name, args + ["-E"] * regex + [
                f"--keep={keep}", "-c", "40", "-o", "12"], split(
                text, [meaning(s) for s in separators], regex, keep, 40, 12)


def main():
    """Writes all files."""
    os.makedirs(HERE, exist_ok=True)
    for name, text in TEXTS.items():
        with open(f"{HERE}/{name}.txt", "w", newline="",
                  encoding="gb18030" if name == "gb18030" else "utf-8") as f:
            f.write(text)
    lines, golden = [], {}
    for name, args, chunks in cases():
        out = golden.setdefault(name, [])
        lines.append(f"{name}\t{len(out) + 1}\t{len(chunks)}\t"
                     f"{shlex.join(args)}\n")
        out.extend(json.dumps({"text": c}, ensure_ascii=False,
                              separators=(",", ":")) + "\n" for c in chunks)
    for name, out in golden.items():
        with open(f"{HERE}/{name}.jsonl", "w", encoding="utf-8",
                  newline="") as f:
            f.writelines(out)
    with open(f"{HERE}/cases", "w", encoding="utf-8") as f:
        f.writelines(lines)


if __name__ == "__main__":
    main()
