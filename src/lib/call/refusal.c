/* Understands why a server refuses texts that it is to embed or rerank. */
#include "refusal.h"

#include <ctype.h>
#include <regex.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

#define MESSAGE_MAX 1000	/* bytes of a message that are looked at */
#define GROUPS 4

/*
 * The first pattern that fits counts.  limit and given are groups of it: the
 * number that is allowed, and the one that came.
 */
static const struct {
	enum refusal refusal;
	const char *pattern;	/* POSIX, extended, without case */
	unsigned limit, given;	/* 0: it names none */
} known[] = {
	{ REFUSAL_KIND, "(not|n't) support (the )?(embed|rerank)|"
	    "start it with.*(embed|rerank)", 0, 0 },
	{ REFUSAL_ENCODING, "encoding_format|base64", 0, 0 },
	{ REFUSAL_VECTOR, "(^|[^a-z])nan([^a-z]|$)|inf values", 0, 0 },

	/* llama.cpp; its "batch" is of tokens, and is that of one text. */
	{ REFUSAL_LENGTH, "\\(([0-9]+) tokens\\) is too large.*batch size: "
	    "([0-9]+)", 2, 1 },
	{ REFUSAL_LENGTH, "input is too large to process", 0, 0 },

	/* Mistral; Voyage; OpenAI. */
	{ REFUSAL_TOKENS, "tokens in batch[^0-9]*([0-9]+)[^0-9]+([0-9]+)", 1,
	    2 },
	{ REFUSAL_TOKENS, "tokens per (submitted )?(batch|request)[^0-9]*"
	    "([0-9]+)", 3, 0 },
	{ REFUSAL_TOKENS, "([0-9]+) tokens per request", 1, 0 },

	/* OpenAI; Azure; Zhipu. */
	{ REFUSAL_INPUTS, "array too long.*maximum length ([0-9]+)", 1, 0 },
	{ REFUSAL_INPUTS, "max[a-z ]*(texts|inputs|documents)[a-z ]*([0-9]+)",
	    2, 0 },
	{ REFUSAL_INPUTS, "数组[^0-9]*([0-9]+) *条", 1, 0 },
	{ REFUSAL_INPUTS, "(数组|列表|批次|批量|条数|文档数)[^0-9]*(超过|大于|最大|最多|"
	    "上限|限制)[^0-9]*([0-9]+)", 3, 0 },

	/* vLLM, llama.cpp, SGLang, Mistral; TEI; Gemini, NVIDIA; DashScope. */
	{ REFUSAL_LENGTH, "([0-9]+) input tokens[^.]*\\..*context length is "
	    "only ([0-9]+)", 2, 1 },
	{ REFUSAL_LENGTH, "([0-9]+) tokens\\)?[^0-9]*(exceed(s|ing)?|longer "
	    "than|more than)[^0-9]*([0-9]+)", 4, 1 },
	{ REFUSAL_LENGTH, "context length[^0-9]*([0-9]+) tokens[^0-9]*"
	    "([0-9]+)", 1, 2 },
	{ REFUSAL_LENGTH, "(less|fewer) than ([0-9]+) tokens([^0-9]+"
	    "([0-9]+))?", 2, 4 },
	{ REFUSAL_LENGTH, "(length|count) ?\\(?([0-9]+)\\)? exceeds[^0-9]*"
	    "([0-9]+)", 3, 2 },
	{ REFUSAL_LENGTH, "length should be \\[[0-9]+, *([0-9]+)\\]", 1, 0 },
	{ REFUSAL_LENGTH, "max(imum)?[a-z _-]*(length|tokens?)[^0-9]*([0-9]+)",
	    3, 0 },
	{ REFUSAL_LENGTH, "(exceeds?|longer than|more than)[^0-9]*([0-9]+) "
	    "tokens?", 2, 0 },
	{ REFUSAL_LENGTH, "(input|prompt|text|sequence|content)[a-z ]*"
	    "(too long|exceed)|(context|sequence) (length|size|window)|"
	    "(文本|输入|内容|长度).*(过长|超长|超过|超出)", 0, 0 },

	/* SiliconFlow, TEI; DashScope; Gemini; Vertex; others. */
	{ REFUSAL_INPUTS, "batch size:? ([0-9]+)[^0-9]*(>|larger|greater|"
	    "exceeds)[^0-9]*([0-9]+)", 3, 1 },
	{ REFUSAL_INPUTS, "batch size[^0-9]*(larger|greater|more) than "
	    "([0-9]+)", 2, 0 },
	{ REFUSAL_INPUTS, "at most ([0-9]+) (requests?|inputs?|texts?|items?|"
	    "strings?|documents?)", 1, 0 },
	{ REFUSAL_INPUTS, "([0-9]+) instance", 1, 0 },
	{ REFUSAL_INPUTS, "(batch|inputs?|array|list|texts|documents|passages)"
	    "[^0-9]*(at most|limit|maximum|max|or less|no more than|than)"
	    "[^0-9]*([0-9]+)", 3, 0 },
	{ REFUSAL_INPUTS, "(batch|inputs|array|list|texts|documents|passages)"
	    "[^0-9]*(not exceed|<=)[^0-9]*([0-9]+)", 3, 0 },
	{ REFUSAL_INPUTS, "too many (inputs|texts|items|documents)|split into "
	    "more batches|batch size is invalid|batch too large", 0, 0 },
};

/* The number in a group of a match; 0 if the group is 0 or has none. */
static size_t
number(const char *s, const regmatch_t *group, unsigned n)
{
	size_t value = 0;
	const char *p;

	if (n == 0 || group[n].rm_so == -1)
		return 0;
	for (p = s + group[n].rm_so; isdigit((unsigned char)*p) &&
	    value < SIZE_MAX / 100; p++)
		value = value * 10 + (size_t)(*p - '0');
	return value;
}

/* Whether p, in front of end, is the comma in a number such as 16,384. */
static bool
is_thousands(const char *p, const char *end)
{
	size_t n = 0;

	while (p + 1 + n < end && isdigit((unsigned char)p[1 + n]))
		n++;
	return *p == ',' && n == 3;
}

/* Copies a message without the commas in its numbers. */
static void
copy(char *to, struct span s)
{
	/* An empty message may have no place. */
	const char *const end = s.len == 0 ? s.p : s.p + s.len;
	const char *p;
	size_t n = 0;

	for (p = s.p; p < end && n < MESSAGE_MAX; p++) {
		if (p > s.p && isdigit((unsigned char)p[-1]) &&
		    is_thousands(p, end))
			continue;
		to[n++] = *p == '\0' ? ' ' : *p;
	}
	to[n] = '\0';
}

enum refusal
refusal_of(struct span message, size_t *limit, size_t *given)
{
	char s[MESSAGE_MAX + 1];
	regmatch_t group[GROUPS + 1];
	regex_t re;
	size_t i;
	int fits;

	copy(s, message);
	*limit = *given = 0;
	for (i = 0; i < LEN(known); i++) {
		if (regcomp(&re, known[i].pattern,
		    REG_EXTENDED | REG_ICASE) != 0)
			memory_exhausted();	/* the pattern is right */
		fits = regexec(&re, s, GROUPS + 1, group, 0);
		regfree(&re);
		if (fits != 0 && fits != REG_NOMATCH)
			memory_exhausted();
		if (fits == REG_NOMATCH)
			continue;
		*limit = number(s, group, known[i].limit);
		*given = number(s, group, known[i].given);
		return known[i].refusal;
	}
	return REFUSAL_OTHER;
}
