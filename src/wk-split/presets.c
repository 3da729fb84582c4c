/* The presets of a splitter: separators known by a name. */
#include <string.h>

#include "splitter.h"

/*
 * White space as Python's \s has it in text: PCRE2's takes U+180E too, and
 * not U+001C to U+001F.
 */
#define SPACE "[\\x09-\\x0d\\x1c-\\x20\\x{85}\\x{a0}\\x{1680}" \
    "\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]"

static const char *const tutorial[] = {
	"\\n\\n", "\\n", " ", "。", " ，", ".", ",", "\\u200b", "，", "、",
	"．", "。", ""
};

static const char *const langchain[] = { "\\n\\n", "\\n", " ", "" };

/* ChineseRecursiveTextSplitter of Langchain-Chatchat and HuixiangDou. */
static const char *const chinese[] = {
	"\\n\\n", "\\n", "。|！|？",
	"\\." SPACE "|\\!" SPACE "|\\?" SPACE, "；|;" SPACE, "，|," SPACE
};

/* Language.MARKDOWN of langchain_text_splitters 0.2.2. */
static const char *const markdown[] = {
	"\\n#{1,6} ", "```\\n", "\\n\\*\\*\\*+\\n", "\\n---+\\n",
	"\\n___+\\n", "\\n\\n", "\\n", " ", ""
};

static const struct {
	const char *name;
	struct splitter_options options;
} presets[] = {
	{ "tutorial", { .separators = tutorial, .n = LEN(tutorial),
	    .keep = KEEP_START } },
	{ "langchain", { .separators = langchain, .n = LEN(langchain),
	    .keep = KEEP_START } },
	{ "chinese", { .separators = chinese, .n = LEN(chinese),
	    .patterns = true, .squeeze = true, .keep = KEEP_END } },
	{ "markdown", { .separators = markdown, .n = LEN(markdown),
	    .patterns = true, .markdown = true, .keep = KEEP_START } },
	{ "sentence", { .sentences = true, .keep = KEEP_END } }
};

int
splitter_preset(struct splitter_options *o, const char *name)
{
	size_t i, size = o->size, overlap = o->overlap;

	for (i = 0; i < LEN(presets); i++) {
		if (strcmp(presets[i].name, name) == 0) {
			*o = presets[i].options;
			o->size = size;
			o->overlap = overlap;
			return 0;
		}
	}
	return -1;
}
