/* Reads the reasoning before an answer. */
#include "reasoning.h"

#include <string.h>

#include "base/utf8.h"

const char *const reasoning_names[] = { "drop", "inline", "thinking",
	"reasoning_content", NULL };

struct span
reasoning_text(const struct json_value *v, struct buf *scratch)
{
	if (v->p == NULL)
		return (struct span){ "", 0 };
	buf_clear(scratch);
	return utf8_strip(json_string(v, scratch));
}

bool
reasoning_tagged(const struct json_value *v, struct buf *scratch)
{
	struct span s;

	buf_clear(scratch);
	s = json_string(v, scratch);
	return s.len > 0 && memmem(s.p, s.len, REASONING_TAG,
	    strlen(REASONING_TAG)) != NULL;
}
