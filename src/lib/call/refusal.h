/*
 * What servers say when a request for embeddings or a rerank asks too much:
 * one text is too long, there are too many, or a parameter is not known.  By
 * the words of llama.cpp, vLLM, TEI, DashScope, SiliconFlow, Gemini, Mistral,
 * Voyage, Cohere, OpenAI, Ollama, litellm.
 */
#ifndef WK_REFUSAL_H
#define WK_REFUSAL_H

#include <stddef.h>

#include "base/buf.h"

enum refusal {
	REFUSAL_OTHER,		/* something else */
	REFUSAL_LENGTH,		/* a text has too many tokens */
	REFUSAL_INPUTS,		/* too many texts in one request */
	REFUSAL_TOKENS,		/* too many tokens in one request */
	REFUSAL_ENCODING,	/* encoding_format is not to its liking */
	REFUSAL_VECTOR,		/* the model made no vector of a text */
	REFUSAL_KIND		/* the server does nothing of this kind */
};

/*
 * Finds out from the message of an error.  *limit and *given are set to the
 * numbers that it names: how many are allowed, how many came; 0 if it does
 * not.
 */
enum refusal refusal_of(struct span message, size_t *limit, size_t *given);

#endif
