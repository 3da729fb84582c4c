/*
 * Known marks of answers that a model wrote: phrases and forms that nobody
 * wants to teach, by tables for Chinese and English.
 */
#ifndef WK_MARKS_H
#define WK_MARKS_H

#include "base/span.h"

enum mark {
	MARK_SUMMING_UP,	/* the end says it all again: 总之, In summary */
	MARK_MATERIAL,	/* speaks of the material: 资料中提到 */
	MARK_OPENS_MATERIAL,	/* opens so: 根据提供的材料， */
	MARK_LEAD_IN,		/* 好的，以下是 … */
	MARK_CITATION,		/* [1], 【1】, (来源：…) */
	MARK_ASSISTANT,		/* 作为一个人工智能助手 */
	MARK_OFFER,		/* 如果您还有其他问题，欢迎 … */
	MARK_MARKDOWN,		/* headings, lists, bold type */
	MARK_THINKING,		/* <think> */
	MARKS
};

/* Their names, in the order of the enumeration. */
extern const char *const mark_names[MARKS];

struct marks;

/* The tables, ready for use; marks_close frees them. */
struct marks *marks_open(void);
void marks_close(struct marks *m);

/* The marks that an answer, valid UTF-8, has: bit 1 << mark for each. */
unsigned marks_find(const struct marks *m, struct span s);

#endif
