/* Knows how each server is told to let its model think, or not to. */
#include "thinking_option.h"

#include <string.h>

#include "base/buf.h"

struct row {
	const char *host;	/* or domain of it; ":N" is a port of any */
	const char *model;	/* how its name begins; NULL is any */
	const char *member;
	const char *on, *off;
};

#define ENABLE "enable_thinking", "true", "false"
#define TYPE "thinking", "{\"type\":\"enabled\"}", "{\"type\":\"disabled\"}"
#define ADAPTIVE "thinking", "{\"type\":\"adaptive\"}", \
	"{\"type\":\"disabled\"}"
#define EFFORT(on, off) "reasoning_effort", "\"" on "\"", "\"" off "\""

/* Only since gpt-5.1 can OpenAI's be turned off. */
#define OPENAI(host) \
	{ host, "o1", EFFORT("medium", "low") }, \
	{ host, "o3", EFFORT("medium", "low") }, \
	{ host, "o4", EFFORT("medium", "low") }, \
	{ host, "gpt-5.", EFFORT("medium", "none") }, \
	{ host, "gpt-5", EFFORT("medium", "minimal") }, \
	{ host, NULL, EFFORT("medium", "none") }

/* The first row that fits counts. */
static const struct row rows[] = {
	{ "siliconflow.cn", NULL, ENABLE },
	{ "siliconflow.com", NULL, ENABLE },
	{ "aliyuncs.com", NULL, ENABLE },
	{ "modelscope.cn", NULL, ENABLE },
	{ "infini-ai.com", NULL, ENABLE },
	{ "baidubce.com", NULL, ENABLE },
	{ "intern-ai.org.cn", NULL, "thinking_mode", "true", "false" },
	{ "deepseek.com", NULL, TYPE },
	{ "bigmodel.cn", NULL, TYPE },
	{ "z.ai", NULL, TYPE },
	{ "volces.com", NULL, TYPE },
	{ "moonshot.cn", NULL, TYPE },
	{ "moonshot.ai", NULL, TYPE },
	/* MiniMax-M2 and its kin think whatever they are told. */
	{ "minimax.io", NULL, ADAPTIVE },
	{ "minimaxi.com", NULL, ADAPTIVE },
	{ "openrouter.ai", NULL, "reasoning", "{\"enabled\":true}",
	    "{\"enabled\":false}" },
	OPENAI("openai.com"),
	/* Azure's models are named as whoever deploys them likes. */
	OPENAI("openai.azure.com"),
	{ "groq.com", "openai/", EFFORT("medium", "low") },
	{ "groq.com", NULL, EFFORT("default", "none") },
	{ "generativelanguage.googleapis.com", NULL, EFFORT("medium", "none") },
	/* Ollama's /v1 ignores think and chat_template_kwargs. */
	{ "ollama.com", NULL, EFFORT("medium", "none") },
	{ ":11434", NULL, EFFORT("medium", "none") }
};

/* The host of a URL, and its port if there is one: "host:8080". */
static struct span
authority(const char *url)
{
	const char *p = strstr(url, "://"), *at;
	struct span s;

	s.p = p == NULL ? url : p + 3;
	s.len = strcspn(s.p, "/?#");
	while ((at = memchr(s.p, '@', s.len)) != NULL)
		s = span_from(s, (size_t)(at - s.p) + 1);
	return s;
}

/* Whether a row is about the server s, as authority returns it. */
static bool
is_about(const struct row *row, struct span s)
{
	size_t n = strlen(row->host), port;

	if (*row->host == ':')
		return span_ends(s, row->host);
	for (port = s.len; port > 0 && s.p[port - 1] >= '0' &&
	    s.p[port - 1] <= '9'; port--)
		;
	if (port > 0 && s.p[port - 1] == ':')
		s.len = port - 1;
	return span_ends(s, row->host) &&
	    (s.len == n || s.p[s.len - n - 1] == '.');
}

struct thinking_option
thinking_option_find(const char *url, const char *model, bool on)
{
	const struct span server = authority(url);
	size_t i;

	for (i = 0; i < LEN(rows); i++)
		if (is_about(&rows[i], server) && (rows[i].model == NULL ||
		    span_begins(span_of(model), rows[i].model)))
			return (struct thinking_option){ rows[i].member,
			    on ? rows[i].on : rows[i].off, true };
	return (struct thinking_option){ "chat_template_kwargs",
	    on ? "{\"enable_thinking\":true}" : "{\"enable_thinking\":false}",
	    false };
}
