"""wk-find's score: how well it tells questions that a base answers from others.

usage: find.py BIN CMRC [-d DRCD] [-c CHAT]

BIN holds wk-index and wk-find.  CMRC and DRCD are files in SQuAD's format, or
the beginning of the names of three files of records, ..._contexts.jsonl and
..._questions.jsonl.  CHAT is a directory with docs.jsonl (chunks), good.txt
(messages that they answer) and bad.txt (chatter), a message a line.

Prints, for the questions of CMRC and (as those not to be answered) of DRCD:
what share is refused by the default threshold, plain and with phrases around
them; the rank of the right passage; F1 on one half with the threshold of the
other; the same for chat messages; and what small bases refuse.  The phrases
called "unseen" were written after the words in lib/text/framing.c.
"""
import argparse
import json
import os
import random
import re
import subprocess
import tempfile

SEEN = {
    "zh": [
        ("你好，请问一下，我想了解一下这个问题：", "谢谢！麻烦详细说明一下。"),
        ("", "请用一句话回答。"), ("我想问一下，", ""), ("您好，", ""),
        ("", "谢谢。"), ("请问", ""), ("请根据资料回答：", ""),
        ("", "请简要回答。"), ("老师好，我有个问题想请教您，", ""),
        ("", "麻烦您帮我解答一下，非常感谢！"),
        ("各位大神，小弟有一事不明，", "求解答，在线等，挺急的。"),
        ("能不能告诉我，", ""), ("", "你知道吗？"),
        ("不好意思打扰了，", "希望能得到您的回复，谢谢您！"),
        ("", "请给出详细的解释和依据。"), ("帮我查一下，", ""),
        ("我一直很好奇，", ""), ("", "（不超过五十个字）"),
        ("作为一个专家，请你认真思考后告诉我：", "请分点作答。"),
        ("哈喽，在吗？想咨询个事儿，", "先谢过啦～"),
        ("打扰一下，有个地方我没太看懂，", "劳烦解惑。"),
        ("小白一枚，求助：", ""), ("", "三句话以内说清楚就行。"),
        ("想跟您确认一件事情，", "期待您的答复。")],
    "tw": [
        ("您好，請問一下，", "謝謝您！"), ("", "麻煩請詳細說明，感謝。"),
        ("不好意思，想請教各位，", ""), ("", "請用一句話簡單回答。"),
        ("我想了解一下這個問題：", "拜託了！"), ("請幫我查一下，", "感恩！"),
        ("哈囉，打擾了，有件事想請問，", "先謝謝大家的回覆。"),
        ("", "能否盡量解釋得清楚一些？"), ("", "回答請勿超過一百字。")],
    "en": [
        ("Hello, I have a question: ", ""),
        ("", " Please answer in one sentence."),
        ("Hi there! Could you please tell me, ", " Thanks a lot!"),
        ("Sorry to bother you. ", " Much appreciated!")],
}
UNSEEN = {
    "zh": [
        ("这道题我想了半天也没想出来，", ""), ("", "劳驾给讲讲呗。"),
        ("领导让我查个东西，", "今天下班之前要，拜托啦！"),
        ("嗯，我再问一个：", ""), ("", "要是不确定就说不确定。"),
        ("孩子问我，我答不上来，", "谁能帮着说说？"),
        ("客服您好，我这边想核实一下：", "麻烦尽快回我。"),
        ("", "用小学生听得懂的话讲。"), ("问个可能有点傻的问题，", ""),
        ("", "直接给结论，别绕弯子。"), ("补充一个疑问，", "感谢您的耐心！"),
        ("昨天聊天的时候有人提到，", "真是这样吗？"),
        ("请阅读以上材料，然后回答下列问题：", ""),
        ("", "请用JSON格式返回结果。"), ("早，", "回头请你喝咖啡。")],
    "tw": [
        ("抱歉又來麻煩您了，", ""), ("", "懇請賜教，不勝感激。"),
        ("朋友聊到這個，我想確認一下：", ""), ("", "謝啦，您真是幫了大忙。"),
        ("版上的高手們，", "跪求解答。"), ("", "可以的話請附上出處。")],
    "en": [
        ("Just curious: ", ""), ("", " TIA, really need this today."),
        ("My boss wants to know: ", " No fluff please."),
        ("", " Reply in Chinese if you can.")],
}


def read(name):
    """Paragraphs {id, text}, and questions [question, id]."""
    if os.path.exists(name):
        paragraphs, questions = [], []
        with open(name, encoding="utf-8") as file:
            data = json.load(file)["data"]
        for article in data:
            for p in article["paragraphs"]:
                key = str(len(paragraphs))
                paragraphs.append({"source": key, "text": p["context"]})
                questions += [(q["question"].strip(), key) for q in p["qas"]]
        return paragraphs, questions
    with open(name + "_contexts.jsonl", encoding="utf-8") as file:
        paragraphs = [{"source": r["id"], "text": r["text"]}
                      for r in map(json.loads, file)]
    with open(name + "_questions.jsonl", encoding="utf-8") as file:
        questions = [(r["question"], r["gold_context_id"])
                     for r in map(json.loads, file)]
    return paragraphs, questions


def around(questions, phrases):
    """The questions, each with the next pair of phrases around it."""
    pairs = [pair for kind in phrases for pair in kind]
    return [pairs[i % len(pairs)][0] + q + pairs[i % len(pairs)][1]
            for i, q in enumerate(questions)]


class Base:
    def __init__(self, tools, directory, chunks):
        self.tools, self.path = tools, os.path.join(directory, "kb.db")
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.run([tools + "/wk-index", self.path], chunks)

    def run(self, command, records):
        text = "".join(json.dumps(r) + "\n" for r in records)
        done = subprocess.run(command, input=text.encode(), check=True,
                              stdout=subprocess.PIPE)
        return [json.loads(s) for s in done.stdout.split(b"\n")[:-1]]

    def ask(self, questions):
        """For each question its best score, and the sources of its hits."""
        found = self.run([self.tools + "/wk-find", "-k", self.path, "-t", "0"],
                         [{"question": q} for q in questions])
        hits = [r.get("hits", []) for r in found]
        return ([max([h["score"] for h in some] or [0]) for some in hits],
                [[h["source"] for h in some] for some in hits])


def f1(good, bad, threshold):
    right = sum(s >= threshold for s in good)
    wrong = sum(s >= threshold for s in bad)
    return 2 * right / (len(good) + right + wrong)


def best(good, bad):
    """The threshold of the best F1; 1e-9 lets all but a score of 0 pass."""
    return max(sorted({1e-9} | set(good + bad)),
               key=lambda t: f1(good, bad, t))


def halves(good, bad):
    """F1 of either half of the questions with the threshold of the other."""
    return [f1(good[1 - i::2], bad[1 - i::2], best(good[i::2], bad[i::2]))
            for i in (0, 1)]


def percent(scores, threshold):
    return 100 * sum(s < threshold for s in scores) / max(len(scores), 1)


def of_ranks(sources, gold):
    ranks = [some.index(g) + 1 if g in some else 0
             for some, g in zip(sources, gold)]
    n = len(ranks)
    return (f"hit@1 {sum(r == 1 for r in ranks) / n:.3f}, "
            f"hit@5 {sum(r > 0 for r in ranks) / n:.3f}, "
            f"MRR {sum(1 / r for r in ranks if r) / n:.3f}")


def held_against(base, name, good, bad, langs, threshold):
    asked = [q for q, _ in good]
    gold = [g for _, g in good]
    scores, sources = base.ask(asked)
    against = base.ask([q for q, _ in bad])[0]
    print(f"{name}: {len(good)} questions, {len(bad)} not to be answered")
    both = halves(scores, against)
    print(f"  F1 {both[0]:.3f}, {both[1]:.3f}; best threshold "
          f"{best(scores, against):.2f}")
    print(f"  plain: refused {percent(scores, threshold):.1f} %, of the "
          f"others {percent(against, threshold):.1f} %; "
          f"{of_ranks(sources, gold)}")
    for kind, phrases in (("seen", SEEN), ("unseen", UNSEEN)):
        some = [phrases[lang] for lang in langs]
        framed, sources = base.ask(around(asked, some))
        print(f"  phrases, {kind}: refused {percent(framed, threshold):.1f} % "
              f"({percent(framed, threshold) - percent(scores, threshold):+.1f}"
              f"); {of_ranks(sources, gold)}")


def small(tools, directory, paragraphs, questions, threshold):
    """Bases of one paragraph, whole, in pieces, in copies; of five."""
    asked = {}
    for q, key in questions:
        asked.setdefault(key, []).append(q)
    some = [p for p in paragraphs if p["source"] in asked][:120]

    def cut(p, n):
        return [{"source": p["source"], "text": p["text"][i:i + n]}
                for i in range(0, len(p["text"]), n)]
    kinds = {
        "one chunk": [([p], [p]) for p in some[:30]],
        "one subject, chunks of 64 characters":
            [(cut(p, 64), [p]) for p in some[30:60]],
        "four copies": [([dict(p, source=p["source"] + str(i))
                          for i in range(4)], [p]) for p in some[60:90]],
        "five subjects, chunks of 100 characters":
            [(sum((cut(p, 100) for p in some[90 + i:95 + i]), []),
              some[90 + i:95 + i]) for i in range(0, 30, 5)],
    }
    random.seed(1)
    for name, bases in kinds.items():
        good, bad = [], []
        for chunks, own in bases:
            keys = {p["source"] for p in own}
            base = Base(tools, directory, chunks)
            good += base.ask([q for k in keys for q in asked[k]])[0]
            bad += base.ask(random.sample(
                [q for q, k in questions if k not in keys], 12))[0]
        print(f"  {name}: refused {percent(good, threshold):.1f} %, of "
              f"questions about others {percent(bad, threshold):.1f} %")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin")
    parser.add_argument("cmrc")
    parser.add_argument("-d", "--drcd")
    parser.add_argument("-c", "--chat")
    args = parser.parse_args()
    usage = subprocess.run([args.bin + "/wk-find", "--help"], check=True,
                           stdout=subprocess.PIPE).stdout.decode()
    threshold = float(re.search(r"\((0\.\d+)\)", usage).group(1))
    print(f"default threshold {threshold}")
    paragraphs, questions = read(args.cmrc)
    with tempfile.TemporaryDirectory() as directory:
        random.seed(1)
        some = random.sample(questions, min(1000, len(questions)))
        if args.drcd:
            others, asked = read(args.drcd)
            asked = random.sample(asked, min(1000, len(asked)))
            held_against(Base(args.bin, directory, paragraphs), "CMRC",
                         some, asked, ("zh", "en"), threshold)
            held_against(Base(args.bin, directory, others), "DRCD",
                         asked, some, ("tw", "en"), threshold)
        half = {p["source"] for p in paragraphs[::2]}
        held_against(Base(args.bin, directory, paragraphs[::2]), "half CMRC",
                     [q for q in some if q[1] in half],
                     [q for q in some if q[1] not in half], ("zh", "en"),
                     threshold)
        print("small bases")
        small(args.bin, directory, paragraphs, questions, threshold)
        if args.chat:
            with open(args.chat + "/docs.jsonl", encoding="utf-8") as file:
                base = Base(args.bin, directory, map(json.loads, file))
            sets = []
            for name in ("good", "bad"):
                with open(f"{args.chat}/{name}.txt", encoding="utf-8") as file:
                    lines = file.read().split("\n")[:-1]
                random.shuffle(lines)
                sets.append((lines, base.ask(lines)[0]))
            both = halves(sets[0][1], sets[1][1])
            length = halves(*[[len(s) for s in one[0]] for one in sets])
            n, m = len(sets[0][0]), len(sets[1][0])
            print(f"chat: {n} to be answered, {m} not: F1 {both[0]:.3f}, "
                  f"{both[1]:.3f}; by length {length[0]:.3f}, "
                  f"{length[1]:.3f}; of all passing {2 * n / (2 * n + m):.3f}")


if __name__ == "__main__":
    main()
