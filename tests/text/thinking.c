/* What a model wrote: its thinking, its answer, no control tokens. */
#include "text/thinking.h"

#include "tap.h"

#define HARMONY(thought, answer) "<|channel|>analysis<|message|>" thought \
    "<|end|><|start|>assistant<|channel|>final<|message|>" answer

static const struct {
	const char *text, *answer, *thinking;
	bool apart;
} table[] = {
	/* Nothing to split: as it came. */
	{ " a \n", " a \n", "", false },
	{ "", "", "", false },
	{ "a <think>b", "a <think>b", "", false },
	{ "a </reasoning> b", "a </reasoning> b", "", false },
	{ "the token <|im_end|> ends it.", "the token <|im_end|> ends it.",
	    "", false },
	{ "a < b | c > d", "a < b | c > d", "", false },
	{ "x <| f |>", "x <| f |>", "", false },
	{ "analysis of final", "analysis of final", "", false },
	{ "[1]", "[1]", "", false },
	{ "harmony writes <|channel|>final<|message|>",
	    "harmony writes <|channel|>final", "", false },

	/* Tags. */
	{ "<think>\nh m\n</think>\n\n a \n", "a", "h m", false },
	{ "\n<thinking>h</thinking>a", "a", "h", false },
	{ "<thought>h</thought>a", "a", "h", false },
	{ "<seed:think>h</seed:think>a", "a", "h", false },
	{ "<reasoning>h</reasoning>a", "a", "h", false },
	{ "◁think▷h◁/think▷a", "a", "h", false },
	{ "[THINK]h[/THINK]a", "a", "h", false },
	{ "<|START_THINKING|>h<|END_THINKING|>a", "a", "h", false },
	{ "<Think>h</THINK>a", "a", "h", false },
	{ "<|channel>thought\nh<channel|>a<turn|>", "a", "h", false },
	{ "<|channel>thought\n<channel|>a", "a", "", false },
	{ "<think></think>a", "a", "", false },
	{ "<think>h", "", "h", false },
	{ "<think>h<|im_end|>", "", "h", false },
	{ "<think>h</think>", "", "h", false },
	{ "◁think▷h", "", "h", false },
	{ "<think>h</think><think>i</think>a", "a", "h\n\ni", false },
	{ "<think>h</think><thought>i</thought>a", "a", "h\n\ni", false },
	{ "<think>h</think>a</think>b", "a</think>b", "h", false },

	/* Doubled. */
	{ "<think><think>h</think></think>a", "a", "h", false },
	{ "<think>\n<think>\nh</think>\ni</think>a", "a", "h\n\ni", false },
	{ "<think><think>h</think>a", "a", "h", false },
	{ "<think><think>h", "", "h", false },
	{ "<think>the tag <think> is h</think>a", "a",
	    "the tag <think> is h", false },

	/* The opening tag stood in the prompt. */
	{ "h</think>\na", "a", "h", false },
	{ "h◁/think▷a", "a", "h", false },
	{ "h</seed:think>a", "a", "h", false },
	{ "h</think>\na", "h</think>\na", "", true },
	{ "<think>h</think>\na", "a", "h", true },
	{ "</think>\n\na", "a", "", true },
	{ "</think>\n\na", "a", "", false },
	{ "<think>h</think></think>a", "a", "h", false },

	/* Channels. */
	{ HARMONY("h", "a"), "a", "h", false },
	{ HARMONY("h", "a<|return|>"), "a", "h", true },
	{ "<|start|>assistant" HARMONY("h", " a "), "a", "h", false },
	{ "<|channel|>final<|message|>a<|end|>", "a", "", false },
	{ "<|channel|>final <|constrain|>json<|message|>[]", "[]", "",
	    false },
	{ "<|channel|>analysis<|message|>h", "", "h", false },
	{ "<|channel|>commentary<|message|>c<|end|>" HARMONY("h", "a"), "a",
	    "c\n\nh", false },
	{ "h<|end|><|start|>assistant<|channel|>final<|message|>a", "a", "h",
	    false },
	{ "analysisUser asks.assistantfinala", "a", "User asks.", false },

	/* Control tokens at the ends. */
	{ "a<|im_end|>", "a", "", false },
	{ " a\n<|eot_id|></s>\n", " a", "", false },
	{ "a<|endoftext|><|im_end|>", "a", "", false },
	{ "a<｜end▁of▁sentence｜>", "a", "", false },
	{ "a<end_of_turn>\n", "a", "", false },
	{ "<think>h</think>a</s>", "a", "h", false },
	{ "<|im_start|>assistant\na<|im_end|>", "a", "", false },
	{ "<|start_header_id|>assistant<|end_header_id|>\n\na<|eot_id|>",
	    "a", "", false },
	{ "<|im_start|>assistant\n<think>h</think>a", "a", "h", false },
	{ "<|begin_of_box|>a<|end_of_box|>", "a", "", false },
	{ "<s>a</s>", "a", "", false },
	{ "<|im_end|>", "", "", false },
};

int
main(void)
{
	struct buf thinking = { 0 };
	struct span answer;
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		buf_clear(&thinking);
		answer = thinking_split(span_of(table[i].text), &thinking,
		    table[i].apart);
		if (!ok(span_is(answer, table[i].answer) &&
		    span_is(buf_span(&thinking), table[i].thinking),
		    "thinking and answer of '%s'", table[i].text))
			printf("# answer '%.*s', thinking '%.*s'\n",
			    (int)answer.len, answer.p, (int)thinking.len,
			    thinking.len > 0 ? thinking.data : "");
	}
	answer = thinking_split(span_of("<think>h</think>a"), NULL, false);
	is_mem(answer.p, answer.len, "a", 1, "thinking may be dropped");
	answer = thinking_trim_end(span_of("a\n</s>"));
	is_mem(answer.p, answer.len, "a", 1, "the end of a text alone");
	buf_free(&thinking);
	return tap_done();
}
