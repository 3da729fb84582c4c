/* The stage: what it writes in place of a record that is too long. */
#include "stage/stage.h"

#include <string.h>

#include "tap.h"

int
main(void)
{
	static const char line[] = "{\"id\":7,\"answer\":\"a\"}";
	static const char want[] = "{\"id\":7,\"answer\":\"a\",\"error\":{"
	    "\"stage\":\"wk-test\",\"kind\":\"too_long\",\"message\":"
	    "\"the record would have more than ";
	struct stage st = { .name = "wk-test", .field = "answer" };
	struct out out = { .fd = OUT_MEMORY };
	struct record *r = &st.record;

	st.input = stage_field(&st, st.field);
	st.error = stage_field(&st, "error");
	r->fields = &st.fields;
	ok(record_parse(r, span_of(line)) == 0, "a record is read");
	record_set_string(r, st.input, "b", 1);
	r->edits.failed = true;
	stage_write(&st, r, &out);
	ok(out.buf.len > sizeof(want) && memcmp(out.buf.data, want,
	    sizeof(want) - 1) == 0 && st.failed == 1,
	    "a record that became too long is written as it came, with an"
	    " error");
	buf_clear(&out.buf);
	(void)record_parse(r, span_of(line));
	record_set_string(r, st.input, "b", 1);
	stage_write(&st, r, &out);
	is_mem(out.buf.data, out.buf.len, "{\"id\":7,\"answer\":\"b\"}\n", 22,
	    "the record after it is written with its changes");
	record_free(r);
	failures_free(&st.failures);
	buf_free(&out.buf);
	return tap_done();
}
