/* Reads the title of a PDF in the output of pdftotext. */
#include "pdf_title.h"

#include <strings.h>

#include "base/utf8.h"
#include "pdf_chars.h"

/* Bytes of a title, at most. */
#define LONGEST 500

/* Appends a part of HTML without its five entities, blanks made one. */
static void
unescape(struct buf *b, struct span s)
{
	static const struct {
		const char *entity, *is;
	} entities[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" },
	    { "&quot;", "\"" }, { "&apos;", "'" } };
	size_t i;

	while (s.len > 0) {
		for (i = 0; i < LEN(entities); i++)
			if (span_take(&s, entities[i].entity)) {
				buf_puts(b, entities[i].is);
				break;
			}
		if (i < LEN(entities))
			continue;
		if (!span_is_blank(s.p[0]))
			buf_addc(b, s.p[0]);
		else if (b->len > 0 && b->data[b->len - 1] != ' ')
			buf_addc(b, ' ');
		s = span_from(s, 1);
	}
}

/* Takes off what programs put before the name of the file. */
static void
take_program(struct span *s)
{
	static const char *const programs[] = { "Microsoft Word - ",
	    "Microsoft PowerPoint - ", "Microsoft Excel - ",
	    "PowerPoint Presentation - " };

	size_t i;

	for (i = 0; i < LEN(programs); i++)
		if (span_take(s, programs[i]))
			break;
	*s = span_strip(*s);
}

/* Whether s ends like the name of a file. */
static bool
is_file_name(struct span s)
{
	static const char *const ends[] = { ".doc", ".docx", ".docm", ".rtf",
	    ".odt", ".wps", ".tex", ".dvi", ".ps", ".eps", ".pdf", ".ppt",
	    ".pptx", ".xls", ".xlsx", ".indd", ".qxd", ".qxp", ".fm", ".pmd",
	    ".txt", ".htm", ".html", ".cdr", ".ai", ".pub", ".vsd", ".dwg",
	    ".tif", ".jpg", ".png" };
	size_t i, n;

	for (i = 0; i < LEN(ends); i++) {
		n = strlen(ends[i]);
		if (s.len > n && strncasecmp(s.p + s.len - n, ends[i], n) == 0)
			return true;
	}
	return false;
}

/* Whether programs write s where nobody wrote a title. */
static bool
is_default(struct span s)
{
	static const char *const defaults[] = { "untitled", "no title", "title",
	    "document", "untitled document", "powerpoint presentation",
	    "(anonymous)", "unknown", "none", "null", "slide 1", "untitled-1",
	    "microsoft word", "无标题", "未命名", "幻灯片 1",
	    "powerpoint 演示文稿", "演示文稿", "文档" };
	size_t i;

	for (i = 0; i < LEN(defaults); i++)
		if (s.len == strlen(defaults[i]) &&
		    strncasecmp(s.p, defaults[i], s.len) == 0)
			return true;
	return false;
}

/*
 * Whether s is Chinese in an encoding that a PDF must not use for it, which
 * reads as letters with accents.
 */
static bool
is_noise(struct span s)
{
	size_t i, all = 0, accented = 0, n;
	uint32_t cp;

	for (i = 0; i < s.len; i += n, all++) {
		if ((n = utf8_decode(s.p + i, s.len - i, &cp)) == 0)
			return true;
		accented += (cp >= 0x80 && cp <= 0xff) || cp == 0xfffd;
	}
	return accented * 2 > all;
}

void
pdf_title_put(struct buf *b, struct span html)
{
	static const char begin[] = "<title>", end[] = "</title>";
	const char *from, *to = NULL;
	struct buf raw = { 0 }, plain = { 0 };
	struct pdf_count count = { 0, 0 };
	struct span s;

	from = html.len == 0 ? NULL : memmem(html.p, html.len, begin,
	    strlen(begin));
	if (from != NULL) {
		from += strlen(begin);
		to = memmem(from, html.len - (size_t)(from - html.p), end,
		    strlen(end));
	}
	if (to == NULL)
		return;
	unescape(&raw, (struct span){ from, (size_t)(to - from) });
	pdf_chars_put(&plain, buf_span(&raw), &count);
	s = utf8_strip(buf_span(&plain));
	take_program(&s);
	if (s.len <= LONGEST && count.unreadable == 0 && !is_file_name(s) &&
	    !is_default(s) && !is_noise(s))
		buf_add(b, s.p, s.len);
	buf_free(&raw);
	buf_free(&plain);
}
