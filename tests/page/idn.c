/* Hosts in ASCII: the samples of RFC 3492, and forms of letters. */
#include "idn.h"

#include <string.h>

#include "tap.h"

static const struct {
	const char *host, *want;	/* NULL: it has none */
} table[] = {
	/* RFC 3492, section 7.1, in lower case. */
	{ "ليهمابتكلموشعربي؟", "xn--egbpdaj6bu4bxfgehfvwxn" },
	{ "他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye" },
	{ "他們爲什麽不說中文", "xn--ihqwctvzc91f659drss3x8bo0yb" },
	{ "Pročprostěnemluvíčesky", "xn--proprostnemluvesky-uyb24dma41a" },
	{ "почемужеонинеговорятпорусски",
	    "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l" },
	{ "TạisaohọkhôngthểchỉnóitiếngViệt",
	    "xn--tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g" },
	{ "3年B組金八先生", "xn--3b-ww4c5e180e575a65lsy2b" },
	{ "Hello-Another-Way-それぞれの場所",
	    "xn--hello-another-way--fc4qua05auwb3674vfr0b" },
	{ "パフィーdeルンバ", "xn--de-jg4avhby1noc0d" },
	/* Forms of one name. */
	{ "München.DE", "xn--mnchen-3ya.de" },
	{ "mu\xcc\x88nchen.de", "xn--mnchen-3ya.de" },
	{ "ＥＸＡＭＰＬＥ．com", "example.com" },
	{ "a。b｡c", "a.b.c" },
	{ "ŠKODA.ПРИМЕР", "xn--koda-f6a.xn--e1afmkfd" },
	{ "ŽLUŤ.ŁÓDŹ", "xn--lu-yta1h.xn--d-uga0v4h" },
	{ "🎉.example", "xn--dk8h.example" },
	{ "a..b.", "a..b." },
	{ "", "" },
	{ "a.example／.b", NULL },
	{ "a.example℀.b", NULL },
	{ "u＠b.example", NULL },
	{ "a.example：22", NULL },
	/* A label has 63 bytes. */
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    NULL },
	{ "éaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    NULL },
};

int
main(void)
{
	struct buf b = { 0 };
	size_t i;
	bool good;

	for (i = 0; i < LEN(table); i++) {
		buf_clear(&b);
		good = idn_to_ascii(&b, span_of(table[i].host));
		if (table[i].want == NULL)
			ok(!good, "refused: %s", table[i].host);
		else if (ok(good, "%s has a name", table[i].host))
			is_mem(b.data, b.len, table[i].want,
			    strlen(table[i].want), table[i].host);
	}
	buf_free(&b);
	return tap_done();
}
