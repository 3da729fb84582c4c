/* What servers say when they refuse texts that they are to embed or rerank. */
#include "call/refusal.h"

#include <string.h>

#include "tap.h"

static const struct {
	enum refusal refusal;
	size_t limit, given;
	const char *message;
} said[] = {
	{ REFUSAL_KIND, 0, 0, "This server does not support reranking. Start "
	    "it with `--reranking`" },
	{ REFUSAL_INPUTS, 5, 0, "too many documents: the maximum is 5" },
	{ REFUSAL_INPUTS, 500, 0, "documents must have at most 500 entries" },
	/* llama.cpp */
	{ REFUSAL_LENGTH, 512, 701, "input (701 tokens) is too large to "
	    "process. increase the physical batch size (current batch size: "
	    "512)" },
	{ REFUSAL_LENGTH, 0, 0, "input is too large to process. increase the "
	    "physical batch size" },
	{ REFUSAL_LENGTH, 512, 1234, "request (1234 tokens) exceeds the "
	    "available context size (512 tokens), try increasing it" },
	{ REFUSAL_KIND, 0, 0, "This server does not support embeddings. Start "
	    "it with `--embeddings`" },
	{ REFUSAL_OTHER, 0, 0, "Input content cannot be empty" },
	{ REFUSAL_OTHER, 0, 0, "Pooling type 'none' is not OAI compatible. "
	    "Please use a different pooling type" },
	/* vLLM, SGLang */
	{ REFUSAL_LENGTH, 512, 1451, "This model's maximum context length is "
	    "512 tokens. However, you requested 1451 tokens in the input for "
	    "embedding generation. Please reduce the length of the input." },
	{ REFUSAL_LENGTH, 512, 1451, "You passed 1451 input tokens and "
	    "requested 0 output tokens. However, the model's context length "
	    "is only 512 tokens, resulting in a maximum input length of 512 "
	    "tokens." },
	{ REFUSAL_LENGTH, 512, 1451, "The input (1451 tokens) is longer than "
	    "the model's context length (512 tokens)." },
	{ REFUSAL_KIND, 0, 0, "The model does not support Embeddings API" },
	{ REFUSAL_ENCODING, 0, 0, "base64 encoding is not currently "
	    "supported" },
	/* TEI, SiliconFlow */
	{ REFUSAL_LENGTH, 512, 785, "`inputs` must have less than 512 tokens. "
	    "Given: 785" },
	{ REFUSAL_LENGTH, 512, 0, "input must have less than 512 tokens" },
	{ REFUSAL_INPUTS, 32, 77, "batch size 77 > maximum allowed batch size "
	    "32" },
	{ REFUSAL_INPUTS, 64, 473, "input batch size 473 > maximum allowed "
	    "batch size 64" },
	{ REFUSAL_OTHER, 0, 0, "Model is overloaded" },
	/* DashScope */
	{ REFUSAL_INPUTS, 10, 0, "<400> InternalError.Algo.InvalidParameter: "
	    "Value error, batch size is invalid, it should not be larger than "
	    "10.: input.contents" },
	{ REFUSAL_INPUTS, 25, 0, "batch size is invalid, it should not be "
	    "larger than 25.: input.texts" },
	{ REFUSAL_LENGTH, 8192, 0, "<400> InternalError.Algo.InvalidParameter:"
	    " Range of input length should be [1, 8192]" },
	{ REFUSAL_LENGTH, 2048, 0, "Range of input length should be "
	    "[1,2048]" },
	/* OpenAI, Azure */
	{ REFUSAL_LENGTH, 8192, 10000, "This model's maximum context length is"
	    " 8192 tokens, however you requested 10000 tokens (10000 in your "
	    "prompt; 0 for the completion). Please reduce your prompt." },
	{ REFUSAL_LENGTH, 8192, 0, "Invalid 'input': maximum context length is"
	    " 8,192 tokens." },
	{ REFUSAL_INPUTS, 2048, 0, "Invalid 'input': array too long. Expected "
	    "an array with maximum length 2048, but got an array with length "
	    "3000 instead." },
	{ REFUSAL_TOKENS, 300000, 0, "Requested 301,234 tokens, max 300,000 "
	    "tokens per request" },
	{ REFUSAL_INPUTS, 2048, 0, "Too many inputs. The max number of inputs "
	    "is 2048." },
	{ REFUSAL_INPUTS, 1, 0, "Too many inputs. The max number of inputs is "
	    "1. We hope to increase it." },
	/* Gemini, Vertex */
	{ REFUSAL_INPUTS, 100, 0, "* BatchEmbedContentsRequest.requests: at "
	    "most 100 requests can be in one batch" },
	{ REFUSAL_LENGTH, 2048, 12000, "The input token count (12000) exceeds "
	    "the maximum number of tokens allowed (2048)." },
	{ REFUSAL_INPUTS, 250, 0, "250 instance(s) is allowed per prediction. "
	    "Actual: 300" },
	/* Mistral, Voyage, Cohere, NVIDIA */
	{ REFUSAL_TOKENS, 16384, 17555, "Too many tokens in batch. Max is "
	    "16384 got 17555" },
	{ REFUSAL_INPUTS, 0, 0, "Too many inputs in request, split into more "
	    "batches" },
	{ REFUSAL_LENGTH, 8192, 9000, "Input id 0 has 9000 tokens, exceeding "
	    "max 8192 tokens." },
	{ REFUSAL_TOKENS, 120000, 0, "Request to model 'voyage-3' failed. The "
	    "max allowed tokens per submitted batch is 120000. Your batch has "
	    "121138 tokens after truncation." },
	{ REFUSAL_INPUTS, 1000, 0, "The batch size limit is 1000. Your batch "
	    "size is 1200." },
	{ REFUSAL_INPUTS, 96, 0, "invalid request: total number of texts must "
	    "be at most 96 - received 97" },
	{ REFUSAL_LENGTH, 512, 1021, "Input length 1021 exceeds maximum "
	    "allowed token size 512" },
	/* Zhipu, Qianfan */
	{ REFUSAL_INPUTS, 64, 0, "input数组最大不得超过64条" },
	{ REFUSAL_LENGTH, 0, 0, "输入文本过长" },
	{ REFUSAL_TOKENS, 384, 0, "embeddings max tokens per batch size is "
	    "384" },
	{ REFUSAL_INPUTS, 24, 0, "input 数组长度不能超过 24" },
	{ REFUSAL_INPUTS, 50, 0, "InputList 列表最多支持 50 个" },
	{ REFUSAL_INPUTS, 7, 40, "Batch size 40 is larger than the maximum "
	    "batch size 7" },
	{ REFUSAL_INPUTS, 16, 40, "batch size 40 exceeds the limit of 16" },
	{ REFUSAL_INPUTS, 3, 0, "documents must not exceed 3" },
	{ REFUSAL_INPUTS, 7, 0, "Value error, list length should be <= 7" },
	{ REFUSAL_INPUTS, 16, 0, "embeddings max texts num is 16" },
	/* Ollama, Jina, litellm, Pydantic */
	{ REFUSAL_LENGTH, 0, 0, "the input length exceeds the context "
	    "length" },
	{ REFUSAL_VECTOR, 0, 0, "failed to encode response: json: unsupported "
	    "value: NaN" },
	{ REFUSAL_VECTOR, 0, 0, "embedding contains NaN or Inf values" },
	{ REFUSAL_LENGTH, 8192, 0, "Input text exceeds maximum allowed length "
	    "of 8192 tokens" },
	{ REFUSAL_ENCODING, 0, 0, "litellm.UnsupportedParamsError: gemini does"
	    " not support parameters: {'encoding_format': 'base64'}" },
	{ REFUSAL_INPUTS, 32, 0, "List should have at most 32 items after "
	    "validation, not 77" },
	/* What is something else. */
	{ REFUSAL_OTHER, 0, 0, "" },
	{ REFUSAL_OTHER, 0, 0, "Internal Server Error" },
	{ REFUSAL_OTHER, 0, 0, "CUDA out of memory. Tried to allocate 20.00 "
	    "MiB" },
	{ REFUSAL_OTHER, 0, 0, "finance: nankai, infinity_emb" },
};

int
main(void)
{
	char longest[3000];
	size_t i, limit, given;
	enum refusal refusal;

	for (i = 0; i < LEN(said); i++) {
		refusal = refusal_of(span_of(said[i].message), &limit, &given);
		if (!ok(refusal == said[i].refusal && limit == said[i].limit &&
		    given == said[i].given, "%s", said[i].message))
			printf("# got %d, limit %zu, given %zu\n",
			    (int)refusal, limit, given);
	}
	memset(longest, '9', sizeof(longest));
	memcpy(longest, "batch size ", 11);
	ok(refusal_of((struct span){ longest, sizeof(longest) }, &limit,
	    &given) == REFUSAL_OTHER, "a message of 3,000 bytes");
	ok(refusal_of((struct span){ NULL, 0 }, &limit, &given) ==
	    REFUSAL_OTHER, "no message");
	ok(refusal_of((struct span){ "\0NaN\0", 5 }, &limit, &given) ==
	    REFUSAL_VECTOR, "a NUL in it");
	return tap_done();
}
