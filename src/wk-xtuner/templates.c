/* The trainers' chat templates, and what each does with what rows hold. */
#include "templates.h"

#include <string.h>

#define BIT(key) (1U << KEY_##key)

/*
 * Sources, read and run (make check-trainers runs them again):
 *
 *	XTuner b934f4620	v1/data_proto/templates/__init__.py, messages/
 *				chat.py, qwen35_chat.py, glm52_chat.py;
 *				v1/datasets/sft_tokenize_fn/openai.py;
 *				dataset/huggingface.py (0.1)
 *	LLaMA-Factory ff6d4d12e	data/converter.py, template.py, processor/
 *	ms-swift 3602360a5	dataset/preprocessor/core.py, template/base.py,
 *				template/templates/, arguments/base_args/
 *				template_args.py; with its own loss_scale
 */
static const struct trainer xtuner_v1 = {
	"XTuner V1", BIT(MESSAGES) | BIT(DIALOGS) | BIT(ARRAY) | BIT(CONTENT) |
	    BIT(PROMPT), false, false, false, "-o v1", NULL, "cuts off its end"
};

static const struct trainer xtuner_01 = {
	"XTuner 0.1", BIT(CONVERSATION), false, false, false, "-o legacy",
	NULL,
	"cuts off its end"
};

static const struct trainer llama_factory = {
	"LLaMA-Factory", BIT(MESSAGES) | BIT(CONVERSATIONS) |
	    BIT(INSTRUCTION) | BIT(TEXT), true, false, false,
	"-o alpaca or -o sharegpt", "-p -o alpaca",
	"cuts off its end at cutoff_len, or with packing deletes it"
};

static const struct trainer swift = {
	"ms-swift", BIT(MESSAGES) | BIT(CONVERSATIONS) | BIT(INSTRUCTION) |
	    BIT(TEXT) | BIT(CONTENT), false, true, true,
	"-o swift", "-p -o swift", "deletes it"
};

/* XTuner V1, messages that chat.py reads. */
#define CHAT_MSG \
	.trainer = &xtuner_v1, .strict = true, \
	.fate[TRAIT_THINKING_EARLIER] = FATE_DROPPED, \
	.fate[TRAIT_REASONING] = FATE_DROPPED, \
	.fate[TRAIT_REASONING_EARLIER] = FATE_DROPPED, \
	.fate[TRAIT_ARGUMENTS_OBJECT] = FATE_REFUSED
#define NO_THINKING .fate[TRAIT_THINKING] = FATE_REFUSED
#define NO_DEVELOPER .fate[TRAIT_DEVELOPER] = FATE_REFUSED
#define NO_TOOLS \
	.fate[TRAIT_TOOL] = FATE_REFUSED, .fate[TRAIT_TOOLS] = FATE_REFUSED
#define OWN_SYSTEM .fate[TRAIT_NO_SYSTEM] = FATE_PREFIXED

/* XTuner V1, messages that are plain objects. */
#define PLAIN_MSG \
	.trainer = &xtuner_v1, \
	.fate[TRAIT_THINKING] = FATE_DROPPED, \
	.fate[TRAIT_THINKING_EARLIER] = FATE_DROPPED, \
	.fate[TRAIT_CLOSING] = FATE_SPLIT, \
	.fate[TRAIT_DEVELOPER] = FATE_DROPPED, \
	.fate[TRAIT_PRETRAIN_AMONG] = FATE_DROPPED, \
	.fate[TRAIT_LOSS_NULL] = FATE_UNTRAINED

/* What trainers keep that read role and content alone. */
#define CONTENT_ALONE \
	.fate[TRAIT_THINKING] = FATE_DROPPED, \
	.fate[TRAIT_THINKING_EARLIER] = FATE_DROPPED, \
	.fate[TRAIT_REASONING] = FATE_DROPPED, \
	.fate[TRAIT_REASONING_EARLIER] = FATE_DROPPED, \
	.fate[TRAIT_DEVELOPER] = FATE_DELETED, \
	.fate[TRAIT_PRETRAIN] = FATE_DELETED, \
	.fate[TRAIT_PRETRAIN_AMONG] = FATE_DELETED

/* What the converters of LLaMA-Factory keep. */
#define FACTORY \
	.trainer = &llama_factory, \
	CONTENT_ALONE, \
	.fate[TRAIT_ALONE] = FATE_DELETED, \
	.fate[TRAIT_TOOL] = FATE_DELETED, \
	.fate[TRAIT_TOOLS] = FATE_DROPPED, \
	.fate[TRAIT_CALLS] = FATE_DROPPED, \
	.fate[TRAIT_LOSS_FALSE] = FATE_TRAINED

/* Templates that think in <think>\n, in <think>, and in words of their own. */
#define THINKS FACTORY, .fate[TRAIT_NO_THOUGHT] = FATE_EMPTIED
#define IN_LINES THINKS, .fate[TRAIT_INLINE_FORM] = FATE_KEPT
#define OTHERWISE \
	THINKS, .fate[TRAIT_INLINE] = FATE_PRINTED, \
	.fate[TRAIT_INLINE_EARLIER] = FATE_PRINTED

/*
 * ms-swift trains the thoughts of all turns.  A template that thinks on demand
 * puts an empty thought before an answer that does not begin with a tag.
 */
#define SWIFT .trainer = &swift, CONTENT_ALONE
#define TAGGED SWIFT, .fate[TRAIT_INLINE_BLANK] = FATE_DOUBLED
#define ON_DEMAND TAGGED, .fate[TRAIT_NO_THOUGHT] = FATE_BLANKED
#define OTHER_TAG \
	ON_DEMAND, .fate[TRAIT_INLINE] = FATE_PRINTED, \
	.fate[TRAIT_INLINE_EARLIER] = FATE_PRINTED

const struct chat_template chat_templates[] = {
	{ "intern-s1", CHAT_MSG, NO_THINKING, NO_DEVELOPER, NO_TOOLS,
	    OWN_SYSTEM },
	{ "internvl-3.5", CHAT_MSG, NO_THINKING, NO_DEVELOPER, NO_TOOLS,
	    OWN_SYSTEM },
	{ "qwen3", CHAT_MSG, NO_THINKING },
	{ "qwen3-vl", CHAT_MSG, NO_THINKING, NO_DEVELOPER },
	{ "qwen3-vl-rl", CHAT_MSG, NO_THINKING, NO_DEVELOPER,
	    .fate[TRAIT_INLINE] = FATE_DOUBLED,
	    .fate[TRAIT_INLINE_EARLIER] = FATE_DOUBLED,
	    .fate[TRAIT_CLOSING] = FATE_SPLIT,
	    .fate[TRAIT_NO_THOUGHT] = FATE_OPENED },
	{ "qwen3.5-vl", PLAIN_MSG,
	    .fate[TRAIT_REASONING_EARLIER] = FATE_DROPPED,
	    .fate[TRAIT_REASONING_KEY] = FATE_UNTRAINED,
	    .fate[TRAIT_REASONING_EMPTY] = FATE_EMPTIED,
	    .fate[TRAIT_INLINE_EARLIER] = FATE_DROPPED,
	    .fate[TRAIT_ARGUMENTS_STRING] = FATE_DROPPED },
	{ "glm5.2", PLAIN_MSG,
	    .fate[TRAIT_PRETRAIN] = FATE_DROPPED,
	    .fate[TRAIT_ARGUMENTS_STRING] = FATE_REFUSED,
	    .fate[TRAIT_NO_THOUGHT] = FATE_EMPTIED },
	{ "llama3", CHAT_MSG, NO_THINKING, NO_DEVELOPER, NO_TOOLS },
	{ "gpt-oss", CHAT_MSG, NO_TOOLS, OWN_SYSTEM,
	    .fate[TRAIT_INLINE] = FATE_PRINTED,
	    .fate[TRAIT_INLINE_EARLIER] = FATE_PRINTED,
	    .fate[TRAIT_EARLIER] = FATE_UNTRAINED },
	{ "deepseek-v3", CHAT_MSG, NO_THINKING, NO_TOOLS,
	    .fate[TRAIT_INLINE] = FATE_DOUBLED,
	    .fate[TRAIT_INLINE_EARLIER] = FATE_DOUBLED },
	{ "xtuner-0.1", .trainer = &xtuner_01 },
	{ "llama-factory", FACTORY },	/* templates that do not think */
	{ "llama-factory:deepseekr1", IN_LINES },
	{ "llama-factory:ernie_vl", IN_LINES },
	{ "llama-factory:glm4_moe", IN_LINES },
	{ "llama-factory:glm4_5v", IN_LINES },
	{ "llama-factory:glm4_7", THINKS },
	{ "llama-factory:glm4v", IN_LINES },
	{ "llama-factory:glmz1", IN_LINES },
	{ "llama-factory:hy3", THINKS },
	{ "llama-factory:keye_vl", IN_LINES },
	{ "llama-factory:mimo", IN_LINES, OWN_SYSTEM },
	{ "llama-factory:mimo_v2", THINKS, OWN_SYSTEM },
	{ "llama-factory:mimo_vl", IN_LINES, OWN_SYSTEM },
	{ "llama-factory:minimax2", IN_LINES, OWN_SYSTEM },
	{ "llama-factory:qwen3", IN_LINES },
	{ "llama-factory:qwen3_omni", IN_LINES },
	{ "llama-factory:qwen3_vl", IN_LINES },
	{ "llama-factory:qwen3_5", IN_LINES },
	{ "llama-factory:qwen3_6", IN_LINES },
	{ "llama-factory:youtu", IN_LINES },
	{ "llama-factory:aeva", THINKS, OWN_SYSTEM },
	{ "llama-factory:gemma4", OTHERWISE, OWN_SYSTEM },
	{ "llama-factory:gemma4n", OTHERWISE, OWN_SYSTEM },
	{ "llama-factory:gpt_oss", OTHERWISE, OWN_SYSTEM },
	{ "llama-factory:kimi_vl", OTHERWISE, OWN_SYSTEM },
	{ "llama-factory:seed_oss", OTHERWISE },
	{ "swift", SWIFT },	/* templates that do not think */
	{ "swift:ernie_thinking", SWIFT },
	{ "swift:ernie_vl", SWIFT },
	{ "swift:ernie_vl_thinking", SWIFT, OWN_SYSTEM },
	{ "swift:deepseek_r1", SWIFT },
	{ "swift:glm4_z1_rumination", SWIFT, OWN_SYSTEM },
	{ "swift:qwq", SWIFT },
	{ "swift:qwen3_thinking", SWIFT },
	{ "swift:ovis2_5", SWIFT },
	{ "swift:ring2", SWIFT },
	{ "swift:ring2_5", SWIFT },
	{ "swift:nemotron_h", SWIFT },
	{ "swift:interns1", SWIFT, OWN_SYSTEM },
	{ "swift:minimax_m2", SWIFT, OWN_SYSTEM },
	{ "swift:minimax_m2_1", SWIFT, OWN_SYSTEM },
	{ "swift:minimax_m2_5", SWIFT, OWN_SYSTEM },
	{ "swift:minimax_m2_7", SWIFT, OWN_SYSTEM },
	{ "swift:step3_vl", SWIFT },
	{ "swift:deepseek_v3_1", ON_DEMAND },
	{ "swift:deepseek_v4", ON_DEMAND },
	{ "swift:deepseek_v4_flash", ON_DEMAND },
	{ "swift:glm4_5", ON_DEMAND },
	{ "swift:glm4_7", ON_DEMAND },
	{ "swift:glm5_1", ON_DEMAND },
	{ "swift:glm5_2", ON_DEMAND },
	{ "swift:glm4_5v", ON_DEMAND },
	{ "swift:qwen3", ON_DEMAND },
	{ "swift:qwen3_5", ON_DEMAND },
	{ "swift:qwen3_8", ON_DEMAND },
	{ "swift:qwen3_5_emb", ON_DEMAND, OWN_SYSTEM },
	{ "swift:hunyuan", ON_DEMAND },
	{ "swift:hy_v3_preview", ON_DEMAND, OWN_SYSTEM },
	{ "swift:youtu_llm", SWIFT, .fate[TRAIT_NO_THOUGHT] = FATE_BLANKED },
	{ "swift:minicpmv4_5", ON_DEMAND },
	{ "swift:minicpmo4_5", ON_DEMAND },
	{ "swift:minicpmv4_6", ON_DEMAND },
	{ "swift:minicpm5", ON_DEMAND },
	{ "swift:kimi_k25", ON_DEMAND },
	{ "swift:qwen3_guard", TAGGED,
	    .fate[TRAIT_NO_THOUGHT] = FATE_EMPTIED },
	{ "swift:qwen3_reranker", TAGGED,
	    .fate[TRAIT_NO_THOUGHT] = FATE_EMPTIED, OWN_SYSTEM },
	{ "swift:ovis_ocr2", TAGGED,
	    .fate[TRAIT_NO_THOUGHT] = FATE_EMPTIED },
	{ "swift:yufeng_xguard", TAGGED,
	    .fate[TRAIT_NO_THOUGHT] = FATE_EMPTIED },
	{ "swift:gemma4", OTHER_TAG },
	{ "swift:diffusion_gemma", OTHER_TAG },
	{ "swift:hy_v3", OTHER_TAG, OWN_SYSTEM },
	{ "swift:minimax_m3_vl", OTHER_TAG, OWN_SYSTEM },
	{ "swift:kimi_k3", OTHER_TAG },
	{ .name = NULL }
};

/* What a trait is called, the error that refuses it, and what else to do. */
static const struct trait_words {
	const char *what, *error, *advice;
} trait_words[TRAITS] = {
	[TRAIT_THINKING] = { "a thinking", "ValueError", NULL },
	[TRAIT_THINKING_EARLIER] = { "the thinking of an earlier answer",
	    NULL, NULL },
	[TRAIT_REASONING] = { "reasoning_content", NULL, NULL },
	[TRAIT_REASONING_EARLIER] = { "the reasoning_content of an earlier"
	    " answer", NULL, NULL },
	[TRAIT_REASONING_KEY] = { "the earlier answers of a row with the key"
	    " reasoning_content", NULL, NULL },
	[TRAIT_REASONING_EMPTY] = { "an answer with an empty"
	    " reasoning_content", NULL, "leave the key out" },
	[TRAIT_INLINE] = { "a <think> in the answer", NULL, NULL },
	[TRAIT_INLINE_EARLIER] = { "a <think> in an earlier answer", NULL,
	    NULL },
	[TRAIT_INLINE_FORM] = { "a <think> that is not in the form"
	    " <think>\\n...\\n</think>\\n\\n", NULL, NULL },
	[TRAIT_INLINE_BLANK] = { "a <think> behind blanks", NULL,
	    "begin the answer with it" },
	[TRAIT_CLOSING] = { "a </think> inside an answer", NULL, NULL },
	[TRAIT_EARLIER] = { "an answer before the last one", NULL,
	    "a row for each answer is trained whole" },
	[TRAIT_DEVELOPER] = { "the role developer", "ValueError",
	    "system is read by all" },
	[TRAIT_PRETRAIN] = { "the role pretrain", NULL, NULL },
	[TRAIT_PRETRAIN_AMONG] = { "the role pretrain among other messages",
	    NULL, NULL },
	[TRAIT_ALONE] = { "an answer to nothing", NULL, NULL },
	[TRAIT_TOOL] = { "the role tool", "ValueError", NULL },
	[TRAIT_TOOLS] = { "tools", "AssertionError", NULL },
	[TRAIT_CALLS] = { "tool_calls", NULL, NULL },
	[TRAIT_ARGUMENTS_STRING] = { "arguments in a string",
	    "AttributeError", "write an object" },
	[TRAIT_ARGUMENTS_OBJECT] = { "arguments in an object", "TypeError",
	    "write a string" },
	[TRAIT_LOSS_NULL] = { "an answer whose loss is null", NULL,
	    "leave the key out" },
	[TRAIT_LOSS_FALSE] = { "an answer whose loss is false", NULL, NULL },
	[TRAIT_NO_SYSTEM] = { "a row without a system prompt", NULL,
	    "-s and -S write one" },
	[TRAIT_NO_THOUGHT] = { "an answer without a thought", NULL, NULL },
};

/* The verb of one template, what stands behind the trait, and of several. */
static const struct fate_words {
	const char *does, *behind, *done;
} fate_words[FATES] = {
	[FATE_READ] = { "reads", "", "read by" },
	[FATE_REFUSED] = { "refuses", "", "refused by" },
	[FATE_DELETED] = { "deletes a row with", "",
	    "deleted with its row by" },
	[FATE_DROPPED] = { "leaves out", "", "left out by" },
	[FATE_UNTRAINED] = { "does not train", "", "not trained by" },
	[FATE_TRAINED] = { "trains", " all the same",
	    "trained all the same by" },
	[FATE_PRINTED] = { "trains", " as words of the answer",
	    "trained as words of the answer by" },
	[FATE_DOUBLED] = { "puts another tag before", "",
	    "put behind another tag by" },
	[FATE_SPLIT] = { "takes for a thought what stands before", "",
	    "taken for the end of a thought by" },
	[FATE_KEPT] = { "does not take out", ", with enable_thinking: false",
	    "not taken out, with enable_thinking: false, by" },
	[FATE_OPENED] = { "begins", " with a <think> that nothing closes",
	    "begun with an open <think> by" },
	[FATE_EMPTIED] = { "trains an empty thought before", "",
	    "begun with an empty thought by" },
	[FATE_BLANKED] = { "puts an empty thought, which it does not train,"
	    " before", "", "begun with an empty thought, not trained, by" },
	[FATE_PREFIXED] = { "puts its own system prompt before", "",
	    "given a system prompt by" },
};

const struct chat_template *
template_find(const char *name)
{
	const struct chat_template *t;

	for (t = chat_templates; t->name != NULL; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

void
template_names(struct buf *b)
{
	const struct chat_template *t;

	for (t = chat_templates; t->name != NULL; t++)
		buf_printf(b, "%s%s", t == chat_templates ? "" : ", ",
		    t->name);
}

const char *
template_trait(enum trait trait)
{
	return trait_words[trait].what;
}

/* Appends the form of thinking that a template reads, as wk-xtuner has it. */
static void
put_form(const struct chat_template *t, struct buf *b)
{
	const char *form = t->fate[TRAIT_INLINE] == FATE_READ ? "inline" :
	    t->fate[TRAIT_THINKING] == FATE_READ ? "thinking" :
	    t->fate[TRAIT_REASONING] == FATE_READ ? "reasoning_content" :
	    "drop";

	buf_printf(b, "; --reasoning %s makes rows that it reads", form);
}

void
template_tell(const struct chat_template *t, enum trait trait, struct buf *b)
{
	const struct trait_words *w = &trait_words[trait];
	enum fate fate = t->fate[trait];

	buf_printf(b, "%s %s %s%s", t->name, fate_words[fate].does, w->what,
	    fate_words[fate].behind);
	if (fate == FATE_REFUSED && w->error != NULL)
		buf_printf(b, " (%s)", w->error);
	if (w->advice != NULL)
		buf_printf(b, "; %s", w->advice);
	else if (trait <= TRAIT_INLINE && trait != TRAIT_THINKING_EARLIER &&
	    trait != TRAIT_REASONING_EARLIER)
		put_form(t, b);
	else if ((trait == TRAIT_PRETRAIN || trait == TRAIT_ALONE) &&
	    t->trainer->write_text != NULL)
		buf_printf(b, "; %s makes rows that it reads",
		    t->trainer->write_text);
	else if (trait == TRAIT_PRETRAIN)
		buf_puts(b, "; PretrainTokenizeFunction reads it");
}

/* Appends the names of the templates with that fate, four at most. */
static void
put_names(enum trait trait, enum row_key key, enum fate fate, struct buf *b)
{
	const struct chat_template *t;
	size_t n = 0;

	for (t = chat_templates; t->name != NULL; t++)
		if ((t->trainer->reads & 1U << key) != 0 &&
		    t->fate[trait] == fate && n++ < 4)
			buf_printf(b, "%s%s", n == 1 ? " " : ", ", t->name);
	if (n > 4)
		buf_printf(b, " and %zu more", n - 4);
}

bool
template_differ(enum trait trait, enum row_key key, struct buf *b)
{
	const struct chat_template *t;
	bool has[FATES] = { false };
	size_t fate, n = 0;
	const char *between = ": ";

	for (t = chat_templates; t->name != NULL; t++) {
		if ((t->trainer->reads & 1U << key) == 0 ||
		    has[t->fate[trait]])
			continue;
		has[t->fate[trait]] = true;
		n++;
	}
	if (n < 2)
		return false;
	buf_puts(b, trait_words[trait].what);
	for (fate = 0; fate < FATES; fate++) {
		if (!has[fate])
			continue;
		buf_printf(b, "%s%s", between, fate_words[fate].done);
		put_names(trait, key, (enum fate)fate, b);
		between = "; ";
	}
	return true;
}
