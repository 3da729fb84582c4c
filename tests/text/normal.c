/* Characters that have several forms get one. */
#include <string.h>

#include "base/utf8.h"
#include "tap.h"
#include "text/normal.h"

static const struct {
	const char *text, *want;
} table[] = {
	/* accents */
	{ "caf\u00e9", "caf\u00e9" },
	{ "cafe\u0301", "caf\u00e9" },
	{ "e\u0323\u0302 e\u0302\u0323 \u00ea\u0323 \u1eb9\u0302",
	    "\u1ec7 \u1ec7 \u1ec7 \u1ec7" },
	{ "u\u0308\u0301 \u01d8", "\u01d8 \u01d8" },	/* ǘ */
	{ "q\u0301\u0301a\u0301", "q\u0301\u0301\u00e1" },
	{ "\u0301a", "\u0301a" },
	{ "\u0438\u0306 \u03b1\u0301", "\u0439 \u03ac" },	/* й ά */
	{ "x =\u0338 y", "x \u2260 y" },
	/* hangul, kana */
	{ "\u1112\u1161\u11ab\u1100\u1173\u11af", "한글" },
	{ "\u1112\u1161\u1112", "하\u1112" },
	{ "ｺﾝﾋﾟｭｰﾀｰ ﾌﾟﾛｸﾞﾗﾑ", "コンピューター プログラム" },
	{ "か\u3099き ハ\u309a", "がき パ" },
	/* one for several */
	{ "ﬁnd ﬂow oﬃce", "find flow office" },
	{ "第Ⅲ章, ⅳ", "第III章, iv" },
	{ "①②⑩", " 1  2  10 " },
	{ "⑴⒈㈠ ẛ", "(1) 1. (一) \u1e61" },
	{ "30㎡ 5㎞ 100℃ №5", "30m² 5km 100°C No5" },
	{ "㋀㏠", " 1月  1日 " },
	{ "⽤⼾ 樂", "用戶 樂" },
	{ "𝐀𝑥𝟗𝛼𝜴", "Ax9αΩ" },
	{ "K Å Ω", "K \u00c5 \u03a9" },
	{ "ﹰ﹪︽", "ﹰ%《" },
	/* what stays */
	{ "m² 10⁶ H₂O ½ 1⅓ ™ …… Ａ１，", "m² 10⁶ H₂O ½ 1⅓ ™ …… Ａ１，" },
	{ "云泽 yunze ㄱ 😀", "云泽 yunze ㄱ 😀" },
	{ "", "" }
};

static size_t
take(const char **s, uint32_t *cp)
{
	const size_t n = utf8_decode(*s, strlen(*s), cp);

	*s += n;
	return n;
}

/* Each pair is composed, and nothing that comes of it changes again. */
static void
check_marks(struct buf *b)
{
	char text[8];
	const char *s;
	size_t i, n, wrong = 0, all = 0;
	uint32_t letter, composed, got;
	struct span form;

	for (i = 0; i < normal_nmarks; i++)
		for (s = normal_marks[i].pairs; *s != '\0'; all++) {
			(void)take(&s, &letter);
			(void)take(&s, &composed);
			n = utf8_encode(text, letter);
			n += utf8_encode(text + n, normal_marks[i].mark);
			form = normal_form((struct span){ text, n }, b);
			if (utf8_decode(form.p, form.len, &got) != form.len ||
			    got != composed)
				wrong++;
		}
	ok(all > 800 && wrong == 0, "%zu pairs, %zu wrong", all, wrong);
}

static void
check_forms(struct buf *b)
{
	size_t i, n, end, wrong = 0, all = 0;
	struct buf once = { 0 };
	uint32_t cp, before = 0;
	struct span form;
	const char *s;

	for (i = 0; i < normal_nforms; i++)
		for (s = normal_forms[i]; *s != '\0'; s += end + 1, all++) {
			n = take(&s, &cp);
			end = strcspn(s, " ");
			wrong += cp <= before || !normal_may_change(cp);
			before = cp;
			form = normal_form((struct span){ s - n, n }, b);
			buf_clear(&once);
			buf_add(&once, form.p, form.len);
			form = normal_form(buf_span(&once), b);
			wrong += once.len < end ||
			    !span_same(form, buf_span(&once));
		}
	ok(all > 1000 && wrong == 0, "%zu forms, %zu wrong", all, wrong);
	buf_free(&once);
}

int
main(void)
{
	struct buf b = { 0 };
	struct span got;
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		got = normal_form(span_of(table[i].text), &b);
		ok(span_is(got, table[i].want), "%s: %.*s", table[i].text,
		    (int)got.len, got.p);
	}
	check_marks(&b);
	check_forms(&b);
	buf_free(&b);
	return tap_done();
}
