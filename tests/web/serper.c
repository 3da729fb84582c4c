/* What is asked of a search, and what is made of what it finds. */
#include "serper.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "base/utf8.h"

#define NOW 1000000030
#define JUDGE serper_judge
#include "judge.h"

static struct span
span(const char *s)
{
	return (struct span){ s, strlen(s) };
}

/* A text as the name of a test. */
static const char *
name_of(const char *s)
{
	static char name[100];
	struct buf b = { 0 };

	utf8_mask(&b, s, strlen(s), sizeof(name) - 30);
	(void)snprintf(name, sizeof(name), "'%.*s'", (int)b.len, b.data);
	buf_free(&b);
	return name;
}

static void
asks(const struct serper_search *how, const char *question, const char *want)
{
	struct buf b = { 0 };
	size_t cut = 0;

	ok(serper_body(&b, how, span(question), &cut) == 0 && cut == 0,
	    "asked whole: %s", name_of(question));
	is_mem(b.data, b.len, want, strlen(want), name_of(question));
	buf_free(&b);
}

#define US "\",\"gl\":\"us\",\"hl\":\"en\",\"num\":10}"
#define CN "\",\"gl\":\"cn\",\"hl\":\"zh-cn\",\"num\":10}"

static void
test_body(void)
{
	struct serper_search how = { .results = 10 };
	struct buf b = { 0 };
	size_t cut = 0;

	asks(&how, "who?", "{\"q\":\"who?" US);
	asks(&how, "悟空是谁？", "{\"q\":\"悟空是谁？" CN);
	asks(&how, "What is 筋斗云?", "{\"q\":\"What is 筋斗云?" CN);
	asks(&how, "Who made the game 黑神话?",
	    "{\"q\":\"Who made the game 黑神话?" US);
	asks(&how, "孙悟空とは誰ですか", "{\"q\":\"孙悟空とは誰ですか" US);
	asks(&how, "누구", "{\"q\":\"누구" US);
	asks(&how, " \n a\t\r\nb\1c \"d\" &amp; \302\240\342\200\256e\n",
	    "{\"q\":\"a b c \\\"d\\\" &amp; e" US);
	how.lang = SERPER_EN;
	asks(&how, "悟空", "{\"q\":\"悟空" US);
	how = (struct serper_search){ .lang = SERPER_ZH, .results = 3,
		.recent = 'w' };
	asks(&how, "who", "{\"q\":\"who\",\"gl\":\"cn\",\"hl\":\"zh-cn\","
	    "\"num\":3,\"tbs\":\"qdr:w\"}");
	ok(serper_body(&b, &how, span(" \t\n\343\200\200"), &cut) == -1 &&
	    b.len == 0, "nothing but blanks is no question");
	ok(serper_body(&b, &how, span(""), &cut) == -1 && b.len == 0,
	    "nor is nothing");
	ok(cut == 0, "and nothing is cut");
	buf_free(&b);
}

/* The length of the query, in code points, of n times `unit`, then `last`. */
static size_t
query_of(const char *unit, size_t n, const char *last, size_t *cut)
{
	const struct serper_search how = { .results = 10 };
	struct buf question = { 0 }, b = { 0 };
	size_t length = 0;
	const char *end;

	while (n-- > 0)
		buf_puts(&question, unit);
	buf_puts(&question, last);
	*cut = 0;
	if (serper_body(&b, &how, (struct span){ question.data,
	    question.len }, cut) == 0 && b.len > 6 &&
	    (end = memmem(b.data, b.len, "\",\"gl\"", 6)) != NULL)
		length = utf8_count(b.data + 6, (size_t)(end - b.data) - 6);
	buf_free(&question);
	buf_free(&b);
	return length;
}

static void
test_cut(void)
{
	size_t cut;

	ok(query_of("问", 2048, "", &cut) == 2048 && cut == 0,
	    "2048 characters are sent");
	ok(query_of("问", 2048, "  \n", &cut) == 2048 && cut == 0,
	    "blanks at the end are none");
	ok(query_of("问", 2049, "", &cut) == 2048 && cut == 1,
	    "of 2049, 2048 are");
	ok(query_of("four ", 500, "", &cut) == 2044 && cut == 1,
	    "words are cut at a blank");
	ok(query_of("x", 2047, " y", &cut) == 2047 && cut == 1,
	    "also if that is the last character");
	ok(query_of("x ", 1, "", &cut) == 1 && cut == 0, "one character");
}

/* What becomes of one text. */
static void
cleans(const char *s, const char *want)
{
	struct buf b = { 0 };

	buf_puts(&b, "x");
	serper_clean(&b, span(s), 100);
	is_mem(b.data + 1, b.len - 1, want, strlen(want),
	    name_of(s));
	buf_free(&b);
}

static void
test_clean(void)
{
	struct buf b = { 0 };

	cleans("", "");
	cleans(" \t\n\r ", "");
	cleans("  a \n\t b\302\240\343\200\200c  ", "a b c");
	cleans("Tom &amp; Jerry&#39;s &quot;x&quot; &lt;b&gt;",
	    "Tom & Jerry's \"x\" <b>");
	cleans("&amp;lt;", "&lt;");
	cleans("&#x4F60;&#22909;&#X1f600;", "你好😀");
	cleans("a&nbsp;b&hellip;&mdash;&ldquo;", "a b…—“");
	cleans("&nosuch; &; & &amp &#; &#x; &#xg; &#12a;",
	    "&nosuch; &; & &amp &#; &#x; &#xg; &#12a;");
	cleans("&#55296; &#x110000; &#99999999;",
	    "&#55296; &#x110000; &#99999999;");
	cleans("a&#0;b&#10;c&#x1b;[31md", "a b c [31md");
	cleans("a\033[1m\x7f\302\205\302\233b", "a [1m b");
	cleans("\357\273\277a\342\200\213\342\200\256b\342\201\246\302\255"
	    "&#x202e;&shy;", "ab");
	cleans("👨\342\200\215👩", "👨\342\200\215👩");
	serper_clean(&b, span("一二三 四五"), 3);
	is_mem(b.data, b.len, "一二三", 9, "at most 3 characters");
	buf_clear(&b);
	serper_clean(&b, span("一二三 四五"), 4);
	is_mem(b.data, b.len, "一二三", 9, "no blank at the end of 4");
	buf_clear(&b);
	serper_clean(&b, span("一二三 四五"), 5);
	is_mem(b.data, b.len, "一二三 四", 13, "5 have the blank");
	buf_free(&b);
}

static void
refuses(const char *s, enum verdict_class class, const char *kind,
    const char *message)
{
	struct verdict v = { 0 };
	struct buf body = { 0 };

	judge(&v, &body, s, strlen(s));
	ok(v.class == class && v.kind != NULL && strcmp(v.kind, kind) == 0,
	    "%s: %s", s, kind);
	is_mem(v.message.data, v.message.len, message, strlen(message),
	    "and says so");
	buf_free(&body);
	verdict_free(&v);
}

static void
test_judge(void)
{
	KEEPS("{\"organic\":[]}", "{\"organic\":[]}", "no results");
	KEEPS("\r\n{\"searchParameters\" : {\"q\":\"a\"},\n\"credits\":1}\n",
	    "{\"searchParameters\":{\"q\":\"a\"},\"credits\":1}",
	    "no organic at all");
	KEEPS("{\"organic\":null,\"answerBox\":{}}",
	    "{\"organic\":null,\"answerBox\":{}}", "null is none");
	KEEPS("{\"message\":\"a hint\",\"organic\":[]}",
	    "{\"message\":\"a hint\",\"organic\":[]}",
	    "results beside a message");
	KEEPS("{\"organic\":[{\"snippet\":\"a\0\xff\n\\ud800\"}]}",
	    "{\"organic\":[{\"snippet\":\"a\357\277\275\357\277\275\\n"
	    "\357\277\275\"}],\"repaired\":3}", "bad characters");
	refuses("", VERDICT_RETRY, "bad_reply", "an empty reply");
	refuses("<html>", VERDICT_RETRY, "bad_reply", "an HTML page: <html>");
	refuses("{\"organic\":[", VERDICT_RETRY, "bad_reply",
	    "not JSON, at byte 13: ends too early: {\"organic\":[");
	refuses("[]", VERDICT_RETRY, "bad_reply", "not a JSON object: []");
	refuses("{}", VERDICT_RETRY, "bad_reply", "no search results: {}");
	refuses("{\"organic\":{}}", VERDICT_RETRY, "bad_reply",
	    "results of another form: {\"organic\":{}}");
	refuses("{\"message\":\"Something\"}", VERDICT_RETRY, "server_error",
	    "error 500: Something");
	refuses("{\"message\":\"Unauthorized.\",\"statusCode\":403}",
	    VERDICT_PERSON, "forbidden", "error 403: Unauthorized.");
	refuses("{\"message\":\"Not enough credits\",\"statusCode\":400}",
	    VERDICT_PERSON, "no_balance", "error 400: Not enough credits");
	refuses("{\"message\":\"Not enough credits\"}", VERDICT_PERSON,
	    "no_balance", "error 429: Not enough credits");
	refuses("{\"error\":\"no such thing\",\"statusCode\":1}",
	    VERDICT_RETRY, "server_error", "error 500: no such thing");
}

static struct sites prefer, refuse;

/* The hits of a body, which is judged first. */
static void
hits(const char *s, const char *want, const char *name)
{
	struct verdict v = { 0 };
	struct buf body = { 0 };
	struct serper_reply r = { 0 };

	judge(&v, &body, s, strlen(s));
	ok(v.class == VERDICT_ANSWER && serper_read(&r, (struct span){
	    body.data, body.len }, &prefer, &refuse) == 0 &&
	    (r.n == 0) == (r.hits.len == 2), "%s: read", name);
	is_mem(r.hits.data, r.hits.len, want, strlen(want), name);
	serper_free(&r);
	buf_free(&body);
	verdict_free(&v);
}

#define ORGANIC(list) "{\"organic\":[" list "]}"
#define RESULT(title, link, snippet) "{\"title\":\"" title "\",\"link\":\"" \
    link "\",\"snippet\":\"" snippet "\"}"
#define HIT(text, source, score, url) "{\"text\":\"" text "\",\"source\":\"" \
    source "\",\"score\":" score ",\"url\":\"" url "\"}"
#define SEARCH "https://www.google.com/search?q="

static void
test_organic(void)
{
	hits("{\"organic\":[]}", "[]", "none");
	hits("{\"searchParameters\":{}}", "[]", "no organic");
	hits(ORGANIC(RESULT("T", "https://a.com/1", "One.") ","
	    RESULT("U", "https://a.com/2", "Two.") ","
	    RESULT("V", "https://a.com/3", "Three.")),
	    "[" HIT("T\\nOne.", "T", "1", "https://a.com/1") ","
	    HIT("U\\nTwo.", "U", "0.909", "https://a.com/2") ","
	    HIT("V\\nThree.", "V", "0.833", "https://a.com/3") "]",
	    "the score falls");
	hits(ORGANIC("{\"title\":\"A &amp; B\",\"link\":\"https://a.com/?x=1&"
	    "amp=2\",\"snippet\":\"It&#39;s\\n\\ta \\u001b[1m\",\"date\":"
	    "\"2024年8月20日\",\"position\":1}"),
	    "[" HIT("A & B (2024年8月20日)\\nIt's a [1m", "A & B", "1",
	    "https://a.com/?x=1&amp=2") "]", "texts are cleaned, links not");
	hits(ORGANIC("{\"link\":\"https://www.a.com/1\",\"snippet\":\"One.\","
	    "\"date\":\"May 1\"}"),
	    "[" HIT("One.", "www.a.com", "1", "https://www.a.com/1") "]",
	    "without a title the source is the host");
	hits(ORGANIC("{\"title\":\"T\",\"snippet\":\"One.\",\"sitelinks\":"
	    "[{\"title\":\"s\",\"link\":\"https://s.com\"}]}"),
	    "[" HIT("T\\nOne.", "T", "1", "https://s.com") "]",
	    "without a link it is the first sitelink's");
}

static void
test_useless(void)
{
	hits(ORGANIC("{\"title\":\"T\",\"snippet\":\"no link\"},"
	    "{\"title\":\"T\",\"snippet\":\"x\",\"sitelinks\":[]},"
	    "{\"title\":\"T\",\"snippet\":\"x\",\"sitelinks\":[7]},"
	    "{\"title\":\"no snippet\",\"link\":\"https://a.com\"},"
	    "{\"title\":\"T\",\"snippet\":\" &nbsp; \",\"link\":\"https://a\"},"
	    "{\"title\":\"T\",\"snippet\":null,\"link\":\"https://a\"},"
	    "null,\"x\",[{}]"), "[]", "what is no use is left out");
	hits(ORGANIC(RESULT("T", "javascript:alert(1)", "x") ","
	    RESULT("T", "file:///etc/passwd", "x") ","
	    RESULT("T", "https://a.com/\\u0000", "x") ","
	    RESULT("T", "https://a.com/a b", "x") ","
	    RESULT("T", "a.com", "x")),
	    "[" HIT("T\\nx", "T", "1", "https://a.com/\357\277\275") "]",
	    "links that are none");
	hits(ORGANIC(RESULT("T", "https://a.com/1#:~:text=x", "One.") ","
	    RESULT("U", "https://a.com/1", "Other.") ","
	    RESULT("T", "https://b.com/2", "One.") ","
	    RESULT("U", "https://a.com/2", "One.")),
	    "[" HIT("T\\nOne.", "T", "1", "https://a.com/1#:~:text=x") ","
	    HIT("U\\nOne.", "U", "0.909", "https://a.com/2") "]",
	    "the same URL or text is told once");
}

static void
test_box(void)
{
	hits("{\"answerBox\":{\"title\":\"Q\",\"answer\":\"42\",\"link\":"
	    "\"https://b.com\"},\"organic\":["
	    RESULT("T", "https://a.com", "x") "]}",
	    "[" HIT("Q\\n42", "Q", "1", "https://b.com") ","
	    HIT("T\\nx", "T", "0.909", "https://a.com") "]",
	    "the answer box comes first");
	hits("{\"answerBox\":{\"snippet\":\"long\",\"answer\":7,\"link\":"
	    "\"https://b.com/x\"}}",
	    "[" HIT("7\\nlong", "b.com", "1", "https://b.com/x") "]",
	    "an answer, which may be a number, and a snippet");
	hits("{\"searchParameters\":{\"q\":\"a 你&\"},\"answerBox\":"
	    "{\"answer\":\"42\"}}", "[" HIT("42", "www.google.com", "1",
	    SEARCH "a%20%E4%BD%A0%26") "]",
	    "without a link it is the search's");
	hits("{\"answerBox\":{\"answer\":\"42\"}}", "[]",
	    "without a query neither");
	hits("{\"answerBox\":{\"title\":\"T\",\"link\":\"https://a.com\"}}",
	    "[]", "no answer, no hit");
}

static void
test_graph(void)
{
	hits("{\"knowledgeGraph\":{\"title\":\"Sun\",\"type\":\"Star\","
	    "\"website\":\"https://w.com\",\"description\":\"Hot.\","
	    "\"descriptionLink\":\"https://d.com\",\"attributes\":{"
	    "\"Age\":\"old\",\"Mass\":2.0e30,\"Odd\":[1],\" \":\"x\"}}}",
	    "[" HIT("Sun (Star)\\nHot.\\nAge: old\\nMass: 2.0e30", "Sun", "1",
	    "https://d.com") "]", "a knowledge graph");
	hits("{\"knowledgeGraph\":{\"type\":\"Star\",\"website\":"
	    "\"https://w.com\",\"attributes\":{\"Age\":\"old\"}}}",
	    "[" HIT("Age: old", "w.com", "1", "https://w.com") "]",
	    "with nothing but facts and a website");
	hits("{\"knowledgeGraph\":{\"title\":\"Sun\",\"website\":"
	    "\"https://w.com\",\"attributes\":{}}}", "[]",
	    "a title says nothing");
	hits("{\"searchParameters\":{\"q\":\"s\"},\"answerBox\":{\"answer\":"
	    "\"A\"},\"knowledgeGraph\":{\"description\":\"D\"}}",
	    "[" HIT("A", "www.google.com", "1", SEARCH "s") ","
	    HIT("D", "www.google.com", "0.909", SEARCH "s") "]",
	    "both without a link are no duplicates");
}

static void
test_sites(void)
{
	static const char body[] = ORGANIC(
	    RESULT("A", "https://a.com/1", "1") ","
	    RESULT("B", "https://www.b.com/2", "2") ","
	    RESULT("C", "https://c.com/3", "3") ","
	    RESULT("B", "https://b.com/4", "4"));

	(void)sites_add(&prefer, "b.com");
	hits(body, "[" HIT("B\\n2", "B", "1", "https://www.b.com/2") ","
	    HIT("B\\n4", "B", "0.909", "https://b.com/4") ","
	    HIT("A\\n1", "A", "0.833", "https://a.com/1") ","
	    HIT("C\\n3", "C", "0.769", "https://c.com/3") "]",
	    "a domain that is preferred");
	(void)sites_add(&refuse, "a.com");
	(void)sites_add(&refuse, "www.b.com");
	hits(body, "[" HIT("B\\n4", "B", "1", "https://b.com/4") ","
	    HIT("C\\n3", "C", "0.909", "https://c.com/3") "]",
	    "domains that are refused, be they preferred too");
	(void)sites_add(&refuse, "com");
	hits(body, "[]", "all refused");
	sites_free(&prefer);
	sites_free(&refuse);
}

/* As many as there can be, and some more; one text that is too long. */
static void
test_many(void)
{
	struct buf body = { 0 };
	struct serper_reply r = { 0 };
	size_t i;

	buf_puts(&body, "{\"organic\":[");
	for (i = 0; i < 200; i++)
		buf_printf(&body, "%s" RESULT("T", "https://a.com/%zu", "%zu"),
		    i == 0 ? "" : ",", i, i);
	buf_puts(&body, "]}");
	ok(serper_read(&r, (struct span){ body.data, body.len }, &prefer,
	    &refuse) == 0 && r.n == SERPER_RESULTS_MAX + 2,
	    "no more hits than can be asked for");
	ok(memmem(r.hits.data, r.hits.len, "\"score\":0.090,", 14) != NULL,
	    "the last has a score, too");
	buf_clear(&body);
	buf_puts(&body, "{\"organic\":[{\"link\":\"https://a.com\","
	    "\"snippet\":\"");
	for (i = 0; i < 9000; i++)
		buf_puts(&body, "长");
	buf_puts(&body, "\"}]}");
	ok(serper_read(&r, (struct span){ body.data, body.len }, &prefer,
	    &refuse) == 0 && utf8_count(r.pieces.data, r.pieces.len) ==
	    4000 + 2 * strlen("a.com") + strlen("https://"),
	    "no text without end");
	ok(serper_read(&r, span(""), &prefer, &refuse) == -1 &&
	    serper_read(&r, span("[]"), &prefer, &refuse) == -1 &&
	    serper_read(&r, span("{"), &prefer, &refuse) == -1,
	    "what is no search");
	serper_free(&r);
	buf_free(&body);
}

int
main(void)
{
	test_body();
	test_cut();
	test_clean();
	test_judge();
	test_organic();
	test_useless();
	test_box();
	test_graph();
	test_sites();
	test_many();
	return tap_done();
}
