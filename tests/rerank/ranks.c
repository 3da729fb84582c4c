/* Replies of rerankers are read, and hits get their relevance. */
#include <stdlib.h>

#include "order.h"
#include "ranks.h"
#include "tap.h"

static struct pool_batch batch = { .most = 1 };

/* Reads a reply to n documents: its ranks as "2:0.5 0:0.1", or why not. */
static void
reads(const char *reply, size_t n, const char *want)
{
	struct ranks k = { .model = "m", .batch = &batch };
	struct buf got = { 0 };
	const char *why = ranks_read(&k, span_of(reply), n);
	size_t i;

	if (why != NULL)
		buf_puts(&got, why);
	for (i = 0; why == NULL && i < k.n; i++)
		buf_printf(&got, "%s%zu:%.*s", i == 0 ? "" : " ",
		    k.rank[i].index, (int)k.rank[i].score.len,
		    k.rank[i].score.p);
	is_mem(got.data, got.len, want, strlen(want), reply);
	buf_free(&got);
	ranks_free(&k);
}

static void
shapes(void)
{
	reads("{\"results\":[{\"index\":1,\"relevance_score\":0.90},"
	    "{\"index\":0,\"relevance_score\":1e-20}]}", 2,
	    "1:0.90 0:1e-20");
	reads("{\"results\":[{\"document\":{\"text\":\"t\"},"
	    "\"relevance_score\":-11.02,\"index\":0}]}", 1, "0:-11.02");
	reads("[{\"index\":0,\"score\":0.5,\"text\":\"x\"}]", 1, "0:0.5");
	reads("{\"object\":\"list\",\"data\":[{\"relevance_score\":0.5,"
	    "\"index\":0}]}", 1, "0:0.5");
	reads("{\"rankings\":[{\"index\":1,\"logit\":7.74},"
	    "{\"index\":0,\"logit\":-3}]}", 2, "1:7.74 0:-3");
	reads("{\"output\":{\"results\":[{\"index\":0,"
	    "\"relevance_score\":0}]}}", 1, "0:0");
	reads("{\"output\":{\"results\":7}}", 1, "no list of ranks");
	reads("{\"results\":null,\"data\":[{\"index\":0,\"score\":1}]}", 1,
	    "no list of ranks");
	reads("7", 1, "no list of ranks");
	reads("", 1, "no list of ranks");
	reads("[]", 1, "no list of ranks");
	reads("[{\"index\":0,\"score\":1}]", 0, "no list of ranks");
	reads("[{\"index\":18446744073709551616,\"score\":1}]", 1,
	    "a rank without an index");
	reads("[{\"index\":4294967296,\"score\":1}]", 1,
	    "an index that no document has");
	reads("[{\"index\":0,\"score\":-1e400}]", 1,
	    "a score that is no finite number");
}

/* The tokens that a reply tells of. */
static void
bills(const char *rest, long long want)
{
	struct ranks k = { .model = "m", .batch = &batch };
	struct buf reply = { 0 };

	buf_printf(&reply, "{\"results\":[{\"index\":0,\"score\":1}]%s}",
	    rest);
	(void)ranks_read(&k, buf_span(&reply), 1);
	ok(k.tokens == want, "tokens: %s", rest);
	buf_free(&reply);
	ranks_free(&k);
}

static void
usages(void)
{
	bills("", -1);
	bills(",\"usage\":null", -1);
	bills(",\"usage\":{\"total_tokens\":27}", 27);
	bills(",\"usage\":{\"prompt_tokens\":0}", 0);
	bills(",\"tokens\":{\"input_tokens\":8,\"output_tokens\":0}", 8);
	bills(",\"meta\":{\"tokens\":{\"input_tokens\":9}}", 9);
	bills(",\"meta\":{\"billed_units\":{\"search_units\":1}}", -1);
	bills(",\"meta\":{\"billed_units\":{\"input_tokens\":5}}", 5);
	bills(",\"usage\":{\"total_tokens\":-1}", -1);
}

/* A hit with a new relevance, or none. */
static void
puts_hit(const char *hit, const char *relevance, const char *want)
{
	struct order_hit h = { .text = span_of("x") };
	struct buf got = { 0 };
	struct json j;

	json_open(&j, hit, strlen(hit));
	(void)json_read(&j, &h.value);
	if (relevance != NULL)
		h.relevance = span_of(relevance);
	order_put_hit(&got, &h);
	is_mem(got.data, got.len, want, strlen(want), hit);
	buf_free(&got);
}

static void
hits(void)
{
	puts_hit("{\"text\":\"x\"}", "-1.50",
	    "{\"text\":\"x\",\"relevance\":-1.50}");
	puts_hit("{ \"score\" : 1.0 , \"text\":\"\\u0061\" }", "2",
	    "{ \"score\" : 1.0,\"relevance\":2 , \"text\":\"\\u0061\" }");
	puts_hit("{\"score\":1,\"similarity\":0.5,\"url\":\"u\"}", "2",
	    "{\"score\":1,\"similarity\":0.5,\"relevance\":2,\"url\":\"u\"}");
	puts_hit("{\"similarity\":0.5,\"score\":1}", "2",
	    "{\"similarity\":0.5,\"score\":1,\"relevance\":2}");
	puts_hit("{\"relevance\" : 9,\"text\":\"x\"}", "2",
	    "{\"relevance\" : 2,\"text\":\"x\"}");
	puts_hit("{\"relevance\":9, \"text\":\"x\"}", NULL,
	    "{\"text\":\"x\"}");
	puts_hit("{\"text\":\"x\", \"relevance\":9}", NULL,
	    "{\"text\":\"x\"}");
	puts_hit("{\"text\":\"x\",\"relevance\":9,\"z\":[1]}", NULL,
	    "{\"text\":\"x\",\"z\":[1]}");
	puts_hit("{\"relevance\":9}", NULL, "{}");
	puts_hit("{\"relevance\":9,\"relevance\":8,\"a\":1}", NULL,
	    "{\"a\":1}");
	puts_hit("{\"a\":1,\"relevance\":9,\"relevance\":8}", "2",
	    "{\"a\":1,\"relevance\":2}");
	puts_hit("{\"relevanc\\u0065\":9,\"a\":1}", "2",
	    "{\"relevanc\\u0065\":2,\"a\":1}");
	puts_hit("{\"a\":{\"score\":1},\"b\":\"score\"}", "2",
	    "{\"a\":{\"score\":1},\"b\":\"score\",\"relevance\":2}");
	puts_hit("{}", NULL, "{}");
}

/* The API that a URL stands for. */
static void
opens(const char *url, enum ranks_api chosen, enum ranks_api want)
{
	struct ranks k = { .model = "m", .batch = &batch };

	ranks_open(&k, chosen, url);
	ok(k.api == want, "%s: %s", url, ranks_apis[want]);
}

int
main(void)
{
	shapes();
	usages();
	hits();
	opens("https://a/v1/rerank", RANKS_AUTO, RANKS_JINA);
	opens("https://a/v1/rerank", RANKS_TEI, RANKS_TEI);
	opens("http://a/v1/ranking", RANKS_AUTO, RANKS_NVIDIA);
	opens("https://a/api/v1/services/rerank/text-rerank/text-rerank",
	    RANKS_AUTO, RANKS_DASHSCOPE);
	opens("https://a/compatible-api/v1/reranks", RANKS_AUTO, RANKS_JINA);
	return tap_done();
}
