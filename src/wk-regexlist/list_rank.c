#include <string.h>

#include "list_parts.h"

/* Keys of what an object holds, best first. */
static const char *const lists[] = { "questions", "question_list",
	"questionlist", "qa_pairs", "qas", "qa", "qa_list", "pairs", "问题列表",
	"问题", "问答对", "问答", "question" };
static const char *const questions[] = { "question", "q", "query", "问题",
	"题目", "提问", "问", "question_text", "ask" };
static const char *const holders[] = { "data", "items", "list", "result",
	"results", "output", "outputs", "response", "array", "rows", "列表",
	"结果", "内容", "数据", "content" };
static const char *const texts[] = { "text", "content", "prompt",
	"instruction", "input", "sentence", "item", "value", "title", "name",
	"文本", "内容", "标题" };

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* The place of a key in a list of them, or n. */
static int
find_key(struct span key, const char *const *keys, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (key.len != strlen(keys[i]))
			continue;
		for (k = 0; k < key.len && lower(key.p[k]) == keys[i][k]; k++)
			;
		if (k == key.len)
			break;
	}
	return (int)i;
}

int
list_rank(struct span key, bool is_string)
{
	struct span stem = key;
	int i;

	while (stem.len > 0 && strchr("0123456789_ -#.", stem.p[stem.len - 1])
	    != NULL && stem.p[stem.len - 1] != '\0')
		stem.len--;
	if (!is_string) {
		if (find_key(key, lists, LEN(lists)) < (int)LEN(lists))
			return RANK_LIST;
		return find_key(key, holders, LEN(holders)) <
		    (int)LEN(holders) ? RANK_HOLDER : RANK_ANY;
	}
	if ((i = find_key(key, questions, LEN(questions))) <
	    (int)LEN(questions))
		return RANK_QUESTION - i;
	if (stem.len < key.len && (stem.len == 0 || find_key(stem, questions,
	    LEN(questions)) < (int)LEN(questions)))
		return RANK_NUMBERED;
	if ((i = find_key(key, texts, LEN(texts))) < (int)LEN(texts))
		return RANK_TEXT - i;
	return RANK_ONLY;
}
