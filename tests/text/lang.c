/* Which texts are Chinese. */
#include "text/lang.h"
#include "tap.h"

static const struct {
	const char *text;
	bool chinese;
} table[] = {
	{ "云泽有多深？", true },
	{ "", false },
	{ "How deep is it?", false },
	{ "123 ?!", false },
	{ "XTuner 是什么？", true },
	{ "What does 悟空 mean in this story?", false },
	{ "GPU是什么意思", true },
	{ "これは何ですか", false },
	{ "東京タワー", false },
	{ "𠀀𠀁", true },
	{ "한국어", false }
};

int
main(void)
{
	size_t i;

	for (i = 0; i < LEN(table); i++)
		ok(lang_is_chinese((struct span){ table[i].text,
		    strlen(table[i].text) }) == table[i].chinese, "%s: %s",
		    table[i].text, table[i].chinese ? "Chinese" : "not");
	return tap_done();
}
