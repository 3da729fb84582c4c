/* Gathers requests into a file for a batch, as the body of its upload. */
#include "gather.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "base/memory.h"

int
gather_open(struct gathered *g, struct span model)
{
	memset(g, 0, sizeof(*g));
	buf_add(&g->model, model.p, model.len);
	buf_printf(&g->name, "wk-%08" PRIx32 "%08" PRIx32 ".jsonl",
	    arc4random(), arc4random());
	(void)snprintf(g->boundary, sizeof(g->boundary), "wk%08" PRIx32 "%08"
	    PRIx32 "%08" PRIx32, arc4random(), arc4random(), arc4random());
	if ((g->out.fd = file_temporary()) == -1)
		return -1;
	buf_printf(&g->out.buf, "--%s\r\nContent-Disposition: form-data; "
	    "name=\"purpose\"\r\n\r\nbatch\r\n--%s\r\nContent-Disposition: "
	    "form-data; name=\"file\"; filename=\"%.*s\"\r\nContent-Type: "
	    "application/jsonl\r\n\r\n", g->boundary, g->boundary,
	    (int)g->name.len, g->name.data);
	return 0;
}

/* The texts that a request has for an embedder; 1 if it is another one. */
static size_t
inputs_of(const struct json_value *body)
{
	struct json_value input, one;
	struct json j;
	size_t n = 0;

	if (!json_find(body, "input", &input) || input.type != JSON_ARRAY)
		return 1;
	json_open_value(&j, &input);
	(void)json_array(&j);
	while (json_element(&j, &one) == 1)
		n++;
	return n;
}

void
gather_line(struct gather_line *l, struct span key, const char *path,
    const struct json_value *body)
{
	buf_clear(&l->text);
	buf_puts(&l->text, "{\"custom_id\":\"");
	buf_add(&l->text, key.p, key.len);
	buf_puts(&l->text, "\",\"method\":\"POST\",\"url\":");
	json_put(&l->text, path);
	buf_puts(&l->text, ",\"body\":");
	json_compact(&l->text, (struct span){ body->p, body->len });
	buf_puts(&l->text, "}\n");
	l->key = key;
	l->inputs = inputs_of(body);
}

bool
gather_fits(const struct gathered *g, const struct gather_line *l,
    const struct gather_limits *most)
{
	return g->lines == 0 || (g->lines < most->lines &&
	    g->bytes + l->text.len <= most->bytes &&
	    g->inputs + l->inputs <= most->inputs);
}

void
gather_add(struct gathered *g, const struct gather_line *l)
{
	out_bytes(&g->out, l->text.data, l->text.len);
	out_pace(&g->out);
	g->lines++;
	g->bytes += l->text.len;
	g->inputs += l->inputs;
	if (g->keys.len > 0)
		buf_addc(&g->keys, ',');
	buf_printf(&g->keys, "\"%.*s\"", (int)l->key.len, l->key.p);
}

int
gather_close(struct gathered *g, struct span *body)
{
	off_t size;

	buf_printf(&g->out.buf, "\r\n--%s--\r\n", g->boundary);
	if (out_flush(&g->out) == -1) {
		errno = g->out.error;
		return -1;
	}
	if ((size = lseek(g->out.fd, 0, SEEK_END)) == -1 ||
	    (g->map = map_file(g->out.fd, (size_t)size,
	    "the temporary file")) == NULL)
		return -1;
	*body = (struct span){ g->map, (size_t)size };
	return 0;
}

void
gather_free(struct gathered *g)
{
	map_free(g->map);
	buf_free(&g->model);
	buf_free(&g->name);
	buf_free(&g->keys);
	(void)out_close(&g->out);
	memset(g, 0, sizeof(*g));
	g->out.fd = -1;
}
