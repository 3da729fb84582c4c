/*
 * Any text gives items that are UTF-8, not empty, in one line, without
 * control characters, and no longer than what it can say; and the same
 * items twice.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct list l, again;
static struct buf text;

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
look_at(struct span s, size_t size)
{
	size_t i;

	must(s.len > 0 && s.len <= 3 * size + 3);
	must(utf8_valid(s.p, s.len) == s.len);
	for (i = 0; i < s.len; i++)
		must((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7f);
}

static void
must_be_same(void)
{
	struct span a, b;
	size_t i;

	must(l.n == again.n);
	for (i = 0; i < l.n; i++) {
		a = list_text(&l, i);
		b = list_text(&again, i);
		must(a.len == b.len && memcmp(a.p, b.p, a.len) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum list_found found;
	unsigned int how;
	size_t i, n;

	if (size == 0)
		return 0;
	how = data[0] & (LIST_CUT | LIST_STRICT);
	buf_clear(&text);
	utf8_repair(&text, (const char *)data + 1, size - 1);
	found = list_read(&l, text.data, text.len, how);
	must((found == LIST_FOUND) == (l.n > 0));
	for (i = 0; i < l.n; i++)
		look_at(list_text(&l, i), text.len);
	must(list_read(&again, text.data, text.len, how) == found);
	must_be_same();
	n = list_unique(&l);
	must(l.n + n == again.n && (l.n > 0) == (again.n > 0));
	must(list_unique(&l) == 0);
	return 0;
}
