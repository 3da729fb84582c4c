/*
 * Whatever is said to be a URL, the host that was judged is the host that
 * libcurl goes to, and nothing of a user or password is left.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "call/endpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

/* What is posted to, as libcurl takes it apart. */
static void
look_at(const struct endpoint_url *u)
{
	CURLU *curl = curl_url();
	char *part = NULL;

	must(curl != NULL);
	must(curl_url_set(curl, CURLUPART_URL, u->url, 0) == CURLUE_OK);
	must(curl_url_get(curl, CURLUPART_USER, &part, 0) == CURLUE_NO_USER);
	must(curl_url_get(curl, CURLUPART_PASSWORD, &part, 0) ==
	    CURLUE_NO_PASSWORD);
	must(curl_url_get(curl, CURLUPART_QUERY, &part, 0) == CURLUE_NO_QUERY);
	must(curl_url_get(curl, CURLUPART_HOST, &part, 0) == CURLUE_OK);
	must(strcmp(part, u->socket == NULL ? u->host : "localhost") == 0);
	curl_free(part);
	must(curl_url_get(curl, CURLUPART_SCHEME, &part, 0) == CURLUE_OK);
	must(strcmp(part, u->plain ? "http" : "https") == 0);
	curl_free(part);
	curl_url_cleanup(curl);
	must(u->socket == NULL || u->loopback);
	must(u->base.len > 0 && strchr(u->url, '#') == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct endpoint_rules rules = { .path = "/chat/completions",
		.version = "/v1" };
	struct endpoint_url u = { .url = NULL };
	struct buf why = { 0 };
	char *text;

	if (size == 0 || (text = malloc(size)) == NULL)
		return 0;
	if ((data[0] & 1) != 0)
		rules.port = "23333";
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	if (endpoint_url_read(&u, text, "-u", &rules, &why) == 0)
		look_at(&u);
	else
		must(why.len > 0);
	endpoint_url_free(&u);
	buf_free(&why);
	free(text);
	return 0;
}
