/* Replies that are errors, and other replies that scripts ask for. */
#include "stub.h"

#include <string.h>

const char *
status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} table[] = {
		{ 200, "OK" }, { 302, "Found" }, { 400, "Bad Request" },
		{ 401, "Unauthorized" }, { 402, "Payment Required" },
		{ 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 408, "Request Timeout" },
		{ 409, "Conflict" }, { 411, "Length Required" },
		{ 413, "Content Too Large" },
		{ 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" }, { 502, "Bad Gateway" },
		{ 503, "Service Unavailable" }, { 504, "Gateway Timeout" },
		{ 505, "HTTP Version Not Supported" },
	};
	size_t i;

	for (i = 0; i < LEN(table); i++)
		if (table[i].status == status)
			return table[i].text;
	return "Other";
}

static const char *
error_code(int status)
{
	switch (status) {
	case 401:
		return "invalid_api_key";
	case 402:
		return "insufficient_balance";
	case 404:
		return "model_not_found";
	case 429:
		return "rate_limit_exceeded";
	default:
		return status >= 500 ? "server_error" : "invalid_request";
	}
}

void
answer_error(struct answer *to, const struct request *r, int status,
    const char *message)
{
	struct buf *b = &to->body;

	to->status = status;
	if (request_is(r, "/search")) {
		buf_puts(b, "{\"message\":");
		json_put(b, status == 403 ? "Unauthorized." : message);
		buf_printf(b, ",\"statusCode\":%d}", status);
		return;
	}
	if (request_is(r, "/huixiangdou_inference") ||
	    request_is(r, "/huixiangdou_stream")) {
		to->type = "text/plain; charset=utf-8";
		buf_puts(b, message);
		return;
	}
	buf_puts(b, "{\"error\":{\"message\":");
	json_put(b, message);
	buf_printf(b, ",\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}",
	    status >= 500 ? "server_error" : "invalid_request_error",
	    error_code(status));
}

/* Appends "code,message" as JSON; a code of digits becomes a number. */
static void
put_code(struct buf *b, const struct buf *both)
{
	const char *comma = memchr(both->data, ',', both->len);
	size_t i, n = comma == NULL ? both->len :
	    (size_t)(comma - both->data);

	for (i = 0; i < n && both->data[i] >= '0' && both->data[i] <= '9';)
		i++;
	buf_puts(b, "\"code\":");
	if (i == n && n > 0)
		buf_add(b, both->data, n);
	else
		json_put_string(b, both->data, n);
	buf_puts(b, ",\"message\":");
	if (n < both->len)
		n++;
	json_put_string(b, both->data + n, both->len - n);
}

bool
answer_scripted(struct answer *to, const struct request *r,
    const struct action *a)
{
	struct buf *b = &to->body;
	const struct buf *bomb;

	if (a->has_body)
		buf_add(b, a->body.data, a->body.len);
	else if (a->html) {
		to->type = "text/html";
		buf_puts(b, "<!DOCTYPE html>\n<html><head><title>502 Bad "
		    "Gateway</title></head>\n<body><h1>502 Bad Gateway</h1>"
		    "</body></html>\n");
	} else if (a->bomb)
		buf_puts(b, "{\"choices\":[");
	else if (a->bomb_gzip) {
		bomb = gzip_bomb();
		buf_add(b, bomb->data, bomb->len);
	} else if (a->error200.len > 0) {
		buf_puts(b, "{\"error\":{");
		put_code(b, &a->error200);
		buf_puts(b, "}}");
	} else if (a->siliconflow.len > 0) {
		buf_puts(b, "{");
		put_code(b, &a->siliconflow);
		buf_puts(b, ",\"data\":null}");
	} else if (a->redirect.len > 0) {
		to->status = 302;
		buf_puts(b, "{}");
	} else if (a->status >= 300)
		answer_error(to, r, a->status, status_text(a->status));
	else
		return false;
	return true;
}

/* The CRC-32 (RFC 1952) of n blanks. */
static uint32_t
crc_of_blanks(uint64_t n)
{
	uint32_t table[256], c, i, k;

	for (i = 0; i < 256; i++) {
		c = i;
		for (k = 0; k < 8; k++)
			c = c & 1 ? 0xedb88320U ^ c >> 1 : c >> 1;
		table[i] = c;
	}
	for (c = UINT32_MAX; n > 0; n--)
		c = table[(c ^ ' ') & 0xff] ^ c >> 8;
	return ~c;
}

static void
put_bits(struct buf *b, uint32_t *held, unsigned *nheld, uint32_t bits,
    unsigned n)
{
	*held |= bits << *nheld;
	for (*nheld += n; *nheld >= 8; *nheld -= 8) {
		buf_addc(b, (char)(*held & 0xff));
		*held >>= 8;
	}
}

/*
 * RFC 1951, fixed codes: a blank, then "258 bytes from one byte back" over
 * and over.  Huffman codes go with their first bit lowest.
 */
const struct buf *
gzip_bomb(void)
{
	static struct buf b;
	uint32_t held = 0, crc;
	uint64_t i;
	unsigned nheld = 0, k;

	if (b.len > 0)
		return &b;
	buf_add(&b, "\037\213\010\0\0\0\0\0\0\003", 10);
	put_bits(&b, &held, &nheld, 3, 3);	/* the last block, fixed */
	put_bits(&b, &held, &nheld, 0x0a, 8);	/* ' ': 01010000 */
	for (i = 0; i < (BOMB - 1) / 258; i++) {
		put_bits(&b, &held, &nheld, 0xa3, 8);	/* 285: 11000101 */
		put_bits(&b, &held, &nheld, 0, 5);	/* distance 1 */
	}
	put_bits(&b, &held, &nheld, 0, 7);	/* 256: the end */
	put_bits(&b, &held, &nheld, 0, 7);
	crc = crc_of_blanks(BOMB);
	for (k = 0; k < 32; k += 8)
		buf_addc(&b, (char)(crc >> k & 0xff));
	for (k = 0; k < 32; k += 8)
		buf_addc(&b, (char)(BOMB >> k & 0xff));
	return &b;
}
