/*
 * Any answer and passage, parted by a NUL: reading both ends, places lie in
 * the texts, a text holds itself, and evidence copied from a passage is found
 * where it stands or before.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "claims.h"
#include "evidence.h"
#include "json/json.h"
#include "report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct chinese *chinese;

static void
must(bool cond)
{
	if (!cond)
		abort();
}

/* Evidence that is a run of the passage. */
static void
look_up(const struct lookup *lookup, struct span passage, size_t from)
{
	struct units evidence = { 0 };
	struct lookup_match match;
	struct buf scratch = { 0 };
	size_t at;

	from = utf8_skip(passage.p, passage.len, from % (passage.len + 1));
	units_read(&evidence, span_from(passage, from));
	if (evidence_find(lookup, &evidence, &scratch, &match)) {
		at = evidence_start(&evidence, passage, match.start);
		must(at <= match.start);
		must(match.start < utf8_count(passage.p, passage.len));
		must(match.to <= lookup->plain.len);
	}
	buf_free(&scratch);
	units_free(&evidence);
}

static void
check(struct span answer, struct span passage)
{
	struct lookup lookup = { 0 }, given = { 0 };
	struct claims claims = { 0 };
	struct report report;
	struct buf b = { 0 };
	struct json j;
	struct json_value v;

	chinese = chinese == NULL ? chinese_open() : chinese;
	claims_read(&claims, answer, chinese);
	claims_mark(&claims, lookup_add(&lookup, passage), false);
	report_make(&report, &claims, &lookup, &given, chinese);
	must(report.support <= 100);
	(void)report_unsupported(&report, &b);
	json_open(&j, b.data, b.len);
	must(json_read(&j, &v) == 0 && json_end(&j) == 0);
	look_up(&lookup, passage, answer.len);
	if (span_same(answer, passage))
		must(report.support == 100);
	buf_free(&b);
	claims_free(&claims);
	lookup_free(&lookup);
	lookup_free(&given);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf b = { 0 };
	struct span all, answer, passage;
	const char *nul;

	utf8_repair(&b, (const char *)data, size);
	buf_addc(&b, '\0');
	all = buf_span(&b);
	nul = memchr(all.p, '\0', all.len);
	answer = (struct span){ all.p, (size_t)(nul - all.p) };
	passage = answer;
	if (answer.len + 1 < all.len) {
		passage = span_from(all, answer.len + 1);
		passage.len--;
	}
	check(answer, passage);
	check(passage, passage);
	buf_free(&b);
	return 0;
}
