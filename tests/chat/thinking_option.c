/* thinking_option: what each server is sent, and what --body has to say. */
#include "chat/thinking_option.h"

#include <stdlib.h>
#include <string.h>

#include "chat/request.h"
#include "tap.h"

/* What is sent to a URL, for a model, if it shall think and if not. */
static void
sends(const char *url, const char *model, const char *on, const char *off)
{
	const char *const want[] = { off, on };
	struct thinking_option o;
	struct buf b = { 0 };
	int i;

	for (i = 0; i < 2; i++) {
		o = thinking_option_find(url, model, i == 1);
		buf_clear(&b);
		buf_printf(&b, "%s:%s", o.member, o.value);
		is_mem(b.data, b.len, want[i], strlen(want[i]), url);
		ok(o.known == (strcmp(o.member, "chat_template_kwargs") != 0),
		    "%s: known or not", url);
	}
	buf_free(&b);
}

static void
test_servers(void)
{
	static const char *const enable[] = { "https://api.siliconflow.cn/v1",
		"https://api.siliconflow.com/v1/chat/completions",
		"https://dashscope.aliyuncs.com/compatible-mode/v1",
		"https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
		"https://api-inference.modelscope.cn/v1",
		"https://cloud.infini-ai.com/maas/v1",
		"https://qianfan.baidubce.com/v2" };
	static const char *const type[] = { "https://api.deepseek.com",
		"https://api.deepseek.com:443/v1",
		"https://open.bigmodel.cn/api/paas/v4",
		"https://api.z.ai/api/paas/v4",
		"https://ark.cn-beijing.volces.com/api/v3",
		"https://api.moonshot.cn/v1", "https://api.moonshot.ai/v1" };
	size_t i;

	for (i = 0; i < LEN(enable); i++)
		sends(enable[i], "Qwen/Qwen3-8B", "enable_thinking:true",
		    "enable_thinking:false");
	for (i = 0; i < LEN(type); i++)
		sends(type[i], "deepseek-chat",
		    "thinking:{\"type\":\"enabled\"}",
		    "thinking:{\"type\":\"disabled\"}");
	sends("https://api.minimaxi.com/v1", "MiniMax-M3",
	    "thinking:{\"type\":\"adaptive\"}",
	    "thinking:{\"type\":\"disabled\"}");
	sends("https://api.minimax.io/v1", "MiniMax-M3",
	    "thinking:{\"type\":\"adaptive\"}",
	    "thinking:{\"type\":\"disabled\"}");
	sends("https://chat.intern-ai.org.cn/api/v1", "intern-s1",
	    "thinking_mode:true", "thinking_mode:false");
	sends("https://openrouter.ai/api/v1", "qwen/qwen3-8b",
	    "reasoning:{\"enabled\":true}", "reasoning:{\"enabled\":false}");
}

static void
test_efforts(void)
{
	static const char medium[] = "reasoning_effort:\"medium\"";
	static const char none[] = "reasoning_effort:\"none\"";
	static const char low[] = "reasoning_effort:\"low\"";
	static const char minimal[] = "reasoning_effort:\"minimal\"";
	static const char openai[] = "https://api.openai.com/v1";
	static const char azure[] = "https://x.openai.azure.com/openai/v1";

	sends(openai, "gpt-5-mini", medium, minimal);
	sends(openai, "gpt-5", medium, minimal);
	sends(openai, "gpt-5.1", medium, none);
	sends(openai, "gpt-6", medium, none);
	sends(openai, "o3-mini", medium, low);
	sends(openai, "o1", medium, low);
	sends(openai, "o4-mini", medium, low);
	sends(openai, "", medium, none);
	sends(azure, "gpt-5-mini", medium, minimal);
	sends(azure, "gpt-5.1", medium, none);
	sends(azure, "o3-mini", medium, low);
	sends(azure, "mine", medium, none);
	sends("https://generativelanguage.googleapis.com/v1beta/openai",
	    "gemini-2.5-flash", medium, none);
	sends("https://api.groq.com/openai/v1", "openai/gpt-oss-20b", medium,
	    low);
	sends("https://api.groq.com/openai/v1", "qwen/qwen3-32b",
	    "reasoning_effort:\"default\"", none);
	sends("http://127.0.0.1:11434/v1", "qwen3", medium, none);
	sends("http://gpu:11434", "qwen3", medium, none);
	sends("http://[::1]:11434/v1", "qwen3", medium, none);
}

static void
test_others(void)
{
	static const char on[] =
	    "chat_template_kwargs:{\"enable_thinking\":true}";
	static const char off[] =
	    "chat_template_kwargs:{\"enable_thinking\":false}";

	sends("http://127.0.0.1:8000/v1", "m", on, off);
	sends("http://localhost/v1/chat/completions", "m", on, off);
	sends("http://[::1]:8000/v1", "m", on, off);
	sends("https://llm.example.org/v1", "gpt-5", on, off);
	/* Names that end, or begin, as one of the table does. */
	sends("https://xyz.ai/v1", "m", on, off);
	sends("https://notdeepseek.com/v1", "m", on, off);
	sends("https://api.deepseek.com.example.org/v1", "m", on, off);
	sends("https://gateway.example.org/api.deepseek.com", "m", on, off);
	sends("http://gpu:1143/v1", "m", on, off);
	sends("http://gpu:8000/x:11434", "m", on, off);
}

/* The body for api.deepseek.com, with --body of this JSON if not NULL. */
static void
body(const char *json, const char *want)
{
	static char url[] = "https://api.deepseek.com/chat/completions";
	struct endpoint e = { .url = url };
	struct request q = { .model = "m" };
	const struct opt thinking = { .name = "thinking", .value = &q };
	struct buf b = { 0 }, why = { 0 };
	struct json j;

	request_thinking(&thinking, "off", &why);
	if (json != NULL) {
		json_open(&j, json, strlen(json));
		q.has_merge = json_read(&j, &q.merge) == 0;
	}
	ok(request_finish(&q, &e, &why) == 0 && request_note(&q) == NULL,
	    "a server of the table: no note");
	request_body(&q, span_of("[]"), 0, &b);
	is_mem(b.data, b.len, want, strlen(want), want);
	request_free(&q);
	buf_free(&b);
	buf_free(&why);
}

int
main(void)
{
	test_servers();
	test_efforts();
	test_others();
	body(NULL, "{\"model\":\"m\",\"messages\":[],"
	    "\"thinking\":{\"type\":\"disabled\"}}");
	body("{\"thinking\":{\"type\":\"auto\"}}", "{\"model\":\"m\","
	    "\"messages\":[],\"thinking\":{\"type\":\"auto\"}}");
	body("{\"x\":1}", "{\"model\":\"m\",\"messages\":[],"
	    "\"thinking\":{\"type\":\"disabled\"},\"x\":1}");
	return tap_done();
}
