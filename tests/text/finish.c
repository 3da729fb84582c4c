/* The words of servers for how a reply ended. */
#include "text/finish.h"

#include "base/buf.h"

#include "tap.h"

static const struct {
	const char *word;
	enum finish means;
} table[] = {
	{ "", FINISH_PLAIN }, { "stop", FINISH_PLAIN },
	{ "STOP", FINISH_PLAIN }, { "eos", FINISH_PLAIN },
	{ "lengthy", FINISH_PLAIN }, { "tool_calls", FINISH_PLAIN },
	{ "length", FINISH_CUT }, { "LENGTH", FINISH_CUT },
	{ "max_tokens", FINISH_CUT }, { "MAX_TOKENS", FINISH_CUT },
	{ "model_length", FINISH_CUT }, { "max_output_tokens", FINISH_CUT },
	{ "Max_Output_Tokens", FINISH_CUT },
	{ "content_filter", FINISH_FILTERED },
	{ "CONTENT_FILTER", FINISH_FILTERED },
	{ "content_filter: RECITATION", FINISH_FILTERED },
	{ "SAFETY", FINISH_FILTERED }, { "safety", FINISH_FILTERED },
	{ "RECITATION", FINISH_FILTERED }, { "sensitive", FINISH_FILTERED },
	{ "refusal", FINISH_REFUSED },
	{ "network_error", FINISH_BROKEN }, { "error", FINISH_BROKEN },
	{ "ERROR", FINISH_BROKEN }, { "abort", FINISH_BROKEN },
	{ "insufficient_system_resource", FINISH_BROKEN },
};

int
main(void)
{
	size_t i;

	for (i = 0; i < LEN(table); i++)
		ok(finish_of(span_of(table[i].word)) == table[i].means,
		    "'%s' means what it should", table[i].word);
	return tap_done();
}
