/* Reads the words of servers for how a reply ended. */
#include "finish.h"

#include <stddef.h>
#include <strings.h>

/* For a new word, add a row. */
static const struct {
	const char *word;
	enum finish means;
} known[] = {
	{ "length", FINISH_CUT },
	{ "max_tokens", FINISH_CUT },
	{ "max_output_tokens", FINISH_CUT },
	{ "max_completion_tokens", FINISH_CUT },
	{ "max_length", FINISH_CUT },
	{ "model_length", FINISH_CUT },
	{ "context_length", FINISH_CUT },
	{ "model_context_window_exceeded", FINISH_CUT },
	{ "token_limit", FINISH_CUT },
	{ "incomplete", FINISH_CUT },

	{ "content_filter", FINISH_FILTERED },
	{ "safety", FINISH_FILTERED },
	{ "recitation", FINISH_FILTERED },
	{ "blocklist", FINISH_FILTERED },
	{ "prohibited_content", FINISH_FILTERED },
	{ "spii", FINISH_FILTERED },
	{ "sensitive", FINISH_FILTERED },	/* Zhipu */

	{ "refusal", FINISH_REFUSED },

	{ "error", FINISH_BROKEN },
	{ "abort", FINISH_BROKEN },
	{ "network_error", FINISH_BROKEN },	/* Zhipu */
	{ "insufficient_system_resource", FINISH_BROKEN },	/* DeepSeek */
};

enum finish
finish_of(struct span word)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (word.len == strlen(known[i].word) &&
		    strncasecmp(word.p, known[i].word, word.len) == 0)
			return known[i].means;
	/* Gemini: "content_filter: RECITATION". */
	return word.len > 15 &&
	    strncasecmp(word.p, "content_filter:", 15) == 0 ?
	    FINISH_FILTERED : FINISH_PLAIN;
}
