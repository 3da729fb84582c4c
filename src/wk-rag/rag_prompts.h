/*
 * The prompts that wk-rag has for a model, in Chinese and English: templates
 * (template.h) with {{question}}, {{passages}}, {{unknown}} and {{fence}}.
 */
#ifndef WK_RAG_PROMPTS_H
#define WK_RAG_PROMPTS_H

#include <stdbool.h>

#include "base/buf.h"

enum rag_lang { RAG_ZH, RAG_EN, RAG_LANGS, RAG_AUTO = RAG_LANGS };

struct rag_prompts {
	const char *system, *user;
	const char *unknown;	/* the word for: no answer in the passages */
};

extern const struct rag_prompts rag_prompts[RAG_LANGS];

/*
 * The language of a question: Chinese if it has at least one Han character
 * for four letters of ASCII.
 */
enum rag_lang rag_prompts_lang(struct span question);

/*
 * Whether an answer repeats a line, not a short one, of a prompt filled in
 * that the passages do not hold themselves.
 */
bool rag_prompts_leaked(struct span prompt, struct span answer,
    struct span passages);

#endif
