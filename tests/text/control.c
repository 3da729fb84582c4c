/* Control tokens are found; ordinary text that looks like them is not. */
#include "text/control.h"

#include "base/buf.h"
#include "tap.h"

static const char *const tokens[][2] = {
	{ "<|im_start|>system\nYou are", "<|im_start|>" },
	{ "好的。<|im_end|>", "<|im_end|>" },
	{ "a <|eot_id|> b", "<|eot_id|>" },
	{ "x<|endoftext|>y<|im_end|>", "<|endoftext|>" },
	{ "<|start_header_id|>user<|end_header_id|>", "<|start_header_id|>" },
	{ "<|channel|>analysis<|message|>t", "<|channel|>" },
	{ "<|channel>thought", "<|channel>" },
	{ "thought<channel|>", "<channel|>" },
	{ "<|reserved_special_token_0|>", "<|reserved_special_token_0|>" },
	{ "`<|im_end|>` in code", "<|im_end|>" },
	{ "<｜User｜>问", "<｜User｜>" },
	{ "答<｜end▁of▁sentence｜>", "<｜end▁of▁sentence｜>" },
	{ "◁think▷x◁/think▷", "◁think▷" },
	{ "<seed:think>x</seed:think>", "<seed:think>" },
	{ "x</seed:think>", "</seed:think>" },
	{ "<start_of_turn>user", "<start_of_turn>" },
	{ "x<end_of_turn>\n", "<end_of_turn>" },
	{ "x<eos>", "<eos>" }, { "<bos>x", "<bos>" },
	{ "x<eoa>", "<eoa>" }, { "<reserved_106>x", "<reserved_106>" },
	{ "[INST] x [/INST]", "[INST]" }, { "x[/INST]y", "[/INST]" },
	{ "<<SYS>>\nx\n<</SYS>>", "<<SYS>>" },
	{ "[gMASK]<sop>x", "[gMASK]" },
	{ "[TOOL_CALLS][{}]", "[TOOL_CALLS]" },
	{ "The answer.</s>", "</s>" },
	{ "The answer.</s> \n", "</s>" },
	{ "one</s>\nUser: two", "</s>" },
	{ " <s> The answer.", "<s>" },
	{ "<s>The answer.</s>", "</s>" },
	{ "`a` b</s>", "</s>" },
};

static const char *const ordinary[] = {
	"", "a < b and c > d", "a<b>c", "x <- y |> f", "p <|> q", "f <| g x",
	"a <| b |> c", "<|", "<||>", "<| |>", "|>", "<div>text</div>",
	"<s>12 元</s> 9 元", "现价 <s>12</s> 9", "<s> 和 </s> 是删除线的标签",
	"`</s>` ends a sentence", "```html\n<p></s>\n```\nends", "`<s>` begins",
	"reg[INST] = 1", "[INSTALL]", "[inst]", "<think>x</think>y",
	"vector<int>", "List<s>", "◁ ▷", "◁左 右▷", "｜a｜", "<｜a", "<<EOF",
	"<sys>", "$<reserved_>$",
};

int
main(void)
{
	struct span token;
	size_t i;

	for (i = 0; i < LEN(tokens); i++) {
		if (!control_find(span_of(tokens[i][0]), &token))
			token = span_of("nothing");
		is_mem(token.p, token.len, tokens[i][1], strlen(tokens[i][1]),
		    tokens[i][0]);
	}
	for (i = 0; i < LEN(ordinary); i++)
		ok(!control_find(span_of(ordinary[i]), &token),
		    "ordinary text %zu", i);
	return tap_done();
}
