/* Plays a model that reads: asks about passages, answers from passages. */
#include "stub.h"

#include <string.h>

#include "base/utf8.h"

#define SENTENCE_LEAST 12	/* code points of one that is asked about */
#define SENTENCE_MOST 160
#define PIECES 3		/* of a sentence that make a question */
#define PIECE_MOST 7		/* Han characters of each */
#define WORDS 6			/* the same for words of letters */
#define KNOWN 35		/* of a hundred pairs of characters */

/* How a type of question is asked about what stands between. */
static const struct form {
	const char *type, *before, *after;
} forms[] = {
	{ "做法", "如何做到", "？" },	/* one-type */
	{ "原因", "为什么", "？" },
	{ "事实", "", "说的是什么？" },
	{ "区别", "", "与别的有何区别？" },
	{ "影响", "", "带来了什么影响？" },
	{ "条件", "什么情况下", "？" },
	{ "列举", "", "有哪些？" },
	{ "作用", "", "有什么用？" },
	{ "定义", "什么是", "？" },
	{ "procedure", "How to ", "?" },
	{ "reason", "Why ", "?" },
	{ "fact", "What about ", "?" },
	{ "difference", "What sets apart ", "?" },
	{ "effect", "What comes of ", "?" },
	{ "condition", "When ", "?" },
	{ "list", "Which are the ", "?" },
	{ "purpose", "What is the use of ", "?" },
	{ "definition", "What is meant by ", "?" }
};

/* Han characters that stand between the words that matter. */
static const char between[] = "的了是在和与及或也都就而但不这那其他她它们把被从"
    "向到对为以于之着过得地有要会能可将最很更还又再只并由则";

/* What a prompt asks for. */
struct task {
	struct span types;	/* with 、 or ", " between */
	bool english, strings;	/* strings: questions alone */
	size_t count;
};

/* Whether a code point parts the words of a sentence. */
static bool
parts(uint32_t cp)
{
	char one[5] = "";
	size_t n;

	if (cp < 0x80)
		return !span_is_letter((char)cp) && !span_is_digit((char)cp);
	if (cp < 0x3000 ? cp >= 0x2000 : cp < 0x3040 || cp >= 0xff00)
		return true;	/* punctuation, full width forms */
	n = utf8_encode(one, cp);
	return memmem(between, sizeof(between) - 1, one, n) != NULL;
}

/* Takes the next run of characters that do not part words; empty: none. */
static struct span
take_piece(struct span *s)
{
	struct span piece;
	uint32_t cp;
	size_t n;

	while ((n = utf8_decode(s->p, s->len, &cp)) > 0 && parts(cp))
		*s = span_from(*s, n);
	piece = (struct span){ s->p, 0 };
	while ((n = utf8_decode(s->p, s->len, &cp)) > 0 && !parts(cp)) {
		piece.len += n;
		*s = span_from(*s, n);
	}
	return piece;
}

/* Appends the longest words of a sentence, in their order. */
static void
put_gist(struct buf *b, struct span sentence, bool english)
{
	struct span chosen[WORDS] = { { NULL, 0 } }, rest = sentence, piece;
	size_t most = english ? WORDS : PIECES, i, least;

	while ((piece = take_piece(&rest)).len > 0) {
		for (least = 0, i = 1; i < most; i++)
			if (chosen[i].len < chosen[least].len)
				least = i;
		if (piece.len <= chosen[least].len)
			continue;
		memmove(chosen + least, chosen + least + 1,
		    (most - 1 - least) * sizeof(*chosen));
		chosen[most - 1] = piece;
	}
	for (i = 0; i < most; i++) {
		if (chosen[i].len == 0)
			continue;
		if (i > 0 && chosen[i - 1].len > 0)
			buf_puts(b, english ? " " : "、");
		buf_add(b, chosen[i].p, english ? chosen[i].len :
		    utf8_skip(chosen[i].p, chosen[i].len, PIECE_MOST));
	}
}

static const struct form *
form_of(struct span type, bool english)
{
	size_t i;

	for (i = 0; i < LEN(forms); i++)
		if (span_is(type, forms[i].type))
			return &forms[i];
	return &forms[english ? 11 : 2];
}

/* The k-th of the types, begun anew behind the last. */
static struct span
nth_type(const struct task *t, size_t k)
{
	const char *mark = t->english ? ", " : "、", *end;
	struct span rest = t->types, one;

	for (;;) {
		end = rest.len == 0 ? NULL :
		    memmem(rest.p, rest.len, mark, strlen(mark));
		one = end == NULL ? rest :
		    (struct span){ rest.p, (size_t)(end - rest.p) };
		if (k-- == 0)
			return one;
		rest = end == NULL ? t->types :
		    span_from(rest, one.len + strlen(mark));
	}
}

static void
put_answer(struct buf *b, struct span s, size_t cited, bool english,
    bool dressed)
{
	if (dressed)
		buf_puts(b, english ? "According to the passage, " :
		    "根据提供的资料，");
	buf_add(b, s.p, s.len);
	if (cited > 0)
		buf_printf(b, " [%zu]", cited);
	if (dressed)
		buf_puts(b, english ? "\n\nIn summary, that is the answer." :
		    "\n\n总之，以上就是这个问题的答案。");
}

/* Appends a question about a sentence, with its answer if one is wanted. */
static void
put_asked(struct buf *b, const struct task *t, struct span sentence, size_t k,
    const struct action *a)
{
	struct span type = nth_type(t, k);
	const struct form *form = form_of(type, t->english);
	struct buf question = { 0 }, answer = { 0 };

	if (a->one_type)
		form = &forms[t->english ? 9 : 0];
	buf_puts(&question, form->before);
	put_gist(&question, sentence, t->english);
	buf_puts(&question, form->after);
	if (t->strings)
		json_put_string(b, question.data, question.len);
	else {
		put_answer(&answer, sentence, 0, t->english, a->dressed);
		buf_puts(b, "{\"type\":");
		json_put_string(b, form->type, strlen(form->type));
		buf_puts(b, ",\"question\":");
		json_put_string(b, question.data, question.len);
		buf_puts(b, ",\"answer\":");
		json_put_string(b, answer.data, answer.len);
		buf_puts(b, ",\"evidence\":");
		json_put_string(b, sentence.p, sentence.len);
		buf_puts(b, "}");
	}
	buf_free(&question);
	buf_free(&answer);
}

/* Takes the next sentence worth a question; false if there is none. */
static bool
take_sentence(struct span *rest, struct span *one)
{
	size_t n;

	while (rest->len > 0) {
		n = first_sentence(*rest);
		*one = utf8_strip((struct span){ rest->p, n });
		*rest = span_from(*rest, n);
		n = utf8_count(one->p, one->len);
		if (n >= SENTENCE_LEAST && n <= SENTENCE_MOST)
			return true;
	}
	return false;
}

/* Asks about sentences that stand evenly spread over the passage. */
static void
ask(struct buf *b, const struct task *t, struct span passage,
    const struct action *a)
{
	struct span rest = passage, one;
	size_t all = 0, i = 0, k = 0;

	while (take_sentence(&rest, &one))
		all++;
	buf_puts(b, t->strings ? "{\"questions\":[" : "{\"pairs\":[");
	for (rest = passage; k < t->count && take_sentence(&rest, &one); i++)
		if (all <= t->count || i == k * all / t->count) {
			if (k > 0)
				buf_puts(b, ",");
			put_asked(b, t, one, k++, a);
		}
	buf_puts(b, "]}");
}

/* How many of a hundred pairs of characters of s stand in t. */
static size_t
shared(struct span s, struct span t)
{
	size_t all = 0, in = 0, n, m;
	uint32_t cp, next;

	for (; (n = utf8_decode(s.p, s.len, &cp)) > 0; s = span_from(s, n)) {
		m = utf8_decode(s.p + n, s.len - n, &next);
		if (m == 0 || parts(cp) || parts(next))
			continue;
		all++;
		in += t.len > 0 && memmem(t.p, t.len, s.p, n + m) != NULL;
	}
	return all == 0 ? 0 : 100 * in / all;
}

/* The last text between two quotes of the rules before the question. */
static struct span
unknown_word(struct span rules, bool english)
{
	const char *open = english ? "\"" : "“", *end = english ? "\"" : "”";
	struct span found = { "", 0 };
	const char *p, *q;

	while (rules.len > 0 &&
	    (p = memmem(rules.p, rules.len, open, strlen(open))) != NULL) {
		p += strlen(open);
		q = memmem(p, (size_t)(rules.p + rules.len - p), end,
		    strlen(end));
		if (q == NULL)
			break;
		found = (struct span){ p, (size_t)(q - p) };
		rules = span_from(rules, (size_t)(q - rules.p) + strlen(end));
	}
	return found;
}

/* Answers from passages, each behind a line "<<<fence number>>>". */
static void
answer(struct buf *b, struct span prompt, struct span question, bool english,
    const struct action *a)
{
	struct span rest = prompt, line, one, best = { NULL, 0 };
	size_t number = 0, cited = 0, most = 0, got;

	while (rest.len > 0) {
		line = next_line(&rest);
		if (span_begins(line, "<<<")) {
			number = 0;
			while (line.len > 0 && *line.p != ' ')
				line = span_from(line, 1);
			for (; line.len > 0; line = span_from(line, 1))
				if (span_is_digit(*line.p))
					number = number * 10 +
					    (size_t)(*line.p - '0');
			continue;
		}
		while (number > 0 && take_sentence(&line, &one))
			if ((got = shared(question, one)) > most) {
				most = got;
				best = one;
				cited = number;
			}
	}
	if (most < KNOWN) {
		best = unknown_word(prompt, english);
		buf_add(b, best.p, best.len);
	} else
		put_answer(b, best, cited, english, a->dressed);
}

/* The rest of the first line of a prompt that begins so; else empty. */
static struct span
labelled(struct span prompt, const char *label)
{
	struct span line;

	while (prompt.len > 0) {
		line = next_line(&prompt);
		if (span_take(&line, label))
			return line;
	}
	return (struct span){ "", 0 };
}

/* Parts a prompt before the last line that begins with the label. */
static bool
part_at(struct span *prompt, const char *label, struct span *behind)
{
	size_t n = strlen(label), i;

	for (i = prompt->len; i-- > 0;)
		if (prompt->len - i >= n &&
		    memcmp(prompt->p + i, label, n) == 0) {
			*behind = span_from(*prompt, i + n);
			prompt->len = i;
			return true;
		}
	return false;
}

void
put_reader(struct buf *b, const struct buf *prompt, const struct action *a)
{
	struct span whole = buf_span(prompt), rules = whole, question, n;
	struct task t = { { "", 0 }, false, false, 0 };

	if (memmem(whole.p, whole.len, "\n<<<", 4) != NULL) {
		if (part_at(&rules, "\n问题：", &question))
			answer(b, rules, question, false, a);
		else if (part_at(&rules, "\nQuestion: ", &question))
			answer(b, rules, question, true, a);
		return;
	}
	t.english = labelled(whole, "Number: ").len > 0;
	n = labelled(whole, t.english ? "Number: " : "数量：");
	for (; n.len > 0; n = span_from(n, 1))
		if (span_is_digit(*n.p))
			t.count = t.count * 10 + (size_t)(*n.p - '0');
	t.types = labelled(whole, t.english ? "Preferred types: " :
	    "优先的类型：");
	t.strings = labelled(whole, t.english ? "Aspect: " : "方面：").len > 0;
	ask(b, &t, prompt_passage(whole), a);
}
