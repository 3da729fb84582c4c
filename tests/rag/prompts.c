/* Answers that are the agreed word, or that repeat the prompt. */
#include "prompts.h"

#include <string.h>

#include "tap.h"

#define SPAN(s) ((struct span){ (s), strlen(s) })

static void
test_prompts(void)
{
	const struct span rules = SPAN("Rules:\n1. Use only the passages.\n"
	    "2. Short.");
	const struct span two = SPAN("1. Cite. I may write no list of sources."
	    "\n2. 简短。不提这些规则，不在结尾总结，不反问。");

	ok(prompts_lang(SPAN("掌柜是谁？")) == RAG_ZH, "Chinese");
	ok(prompts_lang(SPAN("Who is it?")) == RAG_EN, "English");
	ok(prompts_lang(SPAN("什么是 large language model 微调")) ==
	    RAG_ZH, "Chinese with English names");
	ok(prompts_lang(SPAN("What does 悟空 mean in the game?")) ==
	    RAG_EN, "English with a Chinese one");
	ok(prompts_lang(SPAN("42?")) == RAG_EN, "neither");
	ok(prompts_leaked(rules, false, SPAN("I was told: Use only the "
	    "passages."), SPAN("x")), "a rule in an answer");
	ok(!prompts_leaked(rules, false, SPAN("Use only the passages."),
	    SPAN("He said: Use only the passages.")),
	    "not if a passage says so");
	ok(!prompts_leaked(rules, false, SPAN("Short."), SPAN("x")),
	    "nor a short line");
	ok(prompts_leaked(two, true, SPAN("I may write no list of sources."),
	    SPAN("x")), "a sentence of a rule");
	ok(prompts_leaked(two, true, SPAN("不提这些规则，不在结尾总结，不反问。"),
	    SPAN("x")), "in Chinese, too");
	ok(!prompts_leaked(two, false, SPAN("I may write no list of sources."),
	    SPAN("x")), "where sentences count");
	ok(!prompts_leaked(two, true, SPAN("I may write no list of sources."),
	    SPAN("I may write no list of sources.")),
	    "and the passages do not hold it");
}

/* A text on one line, for the name of a test. */
static const char *
shown(const char *s)
{
	static char line[256];
	size_t i;

	(void)snprintf(line, sizeof(line), "%s", s);
	for (i = 0; line[i] != '\0'; i++)
		if (line[i] == '\n' || line[i] == '#')
			line[i] = '|';
	return line;
}

/* Whether it is the word (1), the word and nothing else (2), or not (0). */
static void
word(const char *answer, const char *agreed, int want)
{
	int got = prompts_is_word(SPAN(answer), SPAN(agreed)) +
	    prompts_is_word_alone(SPAN(answer), SPAN(agreed));

	ok(got == want, "'%s': %d", shown(answer), want);
}

static void
test_word(void)
{
	static const char zh[] = "无法作答", en[] = "UNANSWERABLE";

	word("无法作答", zh, 2);
	word("无法作答。", zh, 2);
	word("“无法作答”", zh, 2);
	word("**无法作答**\n", zh, 2);
	word("> `无法作答` [1]", zh, 2);
	word("答案：无法作答。", zh, 2);
	word("**回答：** 无法作答", zh, 2);
	word("无法作答。资料没有提到。", zh, 1);
	word("无法作答：资料没有提到。", zh, 1);
	word("无法作答 资料没有提到。", zh, 1);
	word("资料没有提到这一点。\n\n无法作答。", zh, 1);
	word("资料没有提到，无法作答。", zh, 0);
	word("无法作答的题有三道。", zh, 0);
	word("掌柜是老李，“无法作答”是他的口头禅。", zh, 0);
	word("UNANSWERABLE", en, 2);
	word("Answer: unanswerable.", en, 2);
	word("Unanswerable - it is not there", en, 1);
	word("UNANSWERABLE because it is not there", en, 1);
	word("Unanswerable questions are many.", en, 0);
	word("UNANSWERABLES", en, 0);
	word("It is UNANSWERABLE.", en, 0);
	word("UNANSWERABLE-1234abcd.", "UNANSWERABLE-1234abcd", 2);
	word("UNANSWERABLE. Ann built it.", "UNANSWERABLE-1234abcd", 0);
	word("", en, 0);
	word("\n", en, 0);
	word("答", zh, 0);
	word("无法作答7", zh, 0);
	word("“无法作答”是掌柜的话。", zh, 0);
	word("**UNANSWERABLE** It is not there.", en, 1);
	word("\"Unanswerable\" is a word.", en, 0);
	word("**UNANSWERABLE**: it is not there.", en, 1);
}

static void
holds(const char *answer, const char *agreed, bool want)
{
	ok(prompts_holds_word(SPAN(answer), SPAN(agreed)) == want,
	    "'%s': %s", shown(answer), want ? "holds it" : "does not");
}

static void
test_holds(void)
{
	static const char zh[] = "无法作答", en[] = "UNANSWERABLE";

	holds("资料没有提到，无法作答。", zh, true);
	holds("票价是九元。开放时间无法作答[1]。", zh, true);
	holds("“无法作答”是掌柜的话。", zh, true);
	holds("1. 九元\n2. 无法作答\n3. 三天", zh, true);
	holds("票价是九元。", zh, false);
	holds("无法回答作答。", zh, false);
	holds("It is UNANSWERABLE.", en, true);
	holds("It costs 9. As for hours, UNANSWERABLE from this.", en, true);
	holds("It costs 9. The hours are unanswerable.", en, true);
	holds("- price: 9\n- hours: **Unanswerable**\n- days: 3", en, true);
	holds("Unanswerable questions are many.", en, false);
	holds("An unanswerable one.", en, false);
	holds("UNANSWERABLES", en, false);
	holds("xUNANSWERABLE", en, false);
	holds("It is UNANSWERABLE.", "UNANSWERABLE-1234abcd", false);
	holds("It is UNANSWERABLE-1234abcd.", "UNANSWERABLE-1234abcd", true);
	holds("", en, false);
}

int
main(void)
{
	test_prompts();
	test_word();
	test_holds();
	return tap_done();
}
