/* encoding: recognised, converted whole, or refused at the right byte. */
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/encoding.h"
#include "tap.h"
#include "base/utf8.h"

#define HANS "山门前有一棵老槐树，树下坐着一个卖茶的老人。\n" \
	"他说，从前有一只猴子从这里走过，向他要了一碗水。\n"
#define HANT "山門前有一棵老槐樹，樹下坐著一個賣茶的老人。\n" \
	"他說，從前有一隻猴子從這裡走過，向他要了一碗水。\n"
#define JA "山門の前に古い木が一本あり、その下で老人がお茶を売っています。\n" \
	"むかし一匹の猿がここを通り、水を一杯くださいと言いました。\n"
#define KO "산문 앞에 오래된 나무가 한 그루 있고, 그 아래에서 노인이 차를 판다.\n" \
	"옛날에 원숭이 한 마리가 이곳을 지나가며 물 한 그릇을 달라고 했다.\n"
#define RU "Перед воротами монастыря стоит старое дерево, а под ним сидит " \
	"старик и продаёт чай прохожим. Когда-то здесь проходила обезьяна.\n"
#define FR "Devant la porte du monastère s'élève un très vieil arbre ; à son " \
	"pied, un vieillard, assis là depuis l'été, vend du thé – même " \
	"l'hiver.\n"
#define EL "Μπροστά στην πύλη του μοναστηριού στέκει ένα γέρικο δέντρο " \
	"και από κάτω κάθεται ένας γέρος που πουλάει τσάι στους περαστικούς.\n"

static struct encoding e;

/* Sets b to the text in another encoding. */
static void
encode(struct buf *b, const char *name, const char *text, size_t n)
{
	char *in = malloc(n + 1), *p = in, *out;
	size_t left = n, room;
	iconv_t cd = iconv_open(name, "UTF-8");

	if (in == NULL || cd == (iconv_t)-1)
		abort();
	memcpy(in, text, n);
	buf_clear(b);
	if (!buf_reserve(b, n * 4 + 16))
		abort();
	out = b->data;
	room = n * 4 + 16;
	if (iconv(cd, &p, &left, &out, &room) == (size_t)-1 ||
	    iconv(cd, NULL, NULL, &out, &room) == (size_t)-1)
		abort();
	b->len = (size_t)(out - b->data);
	iconv_close(cd);
	free(in);
}

/* A text is recognised as `want`, and comes back. */
static void
recognised(const char *in, const char *want, bool guessed, const char *text)
{
	struct buf b = { 0 };
	enum encoding_status status;
	size_t n = strlen(text);

	encode(&b, in, text, n);
	status = encoding_decode(&b, ENCODING_AUTO, &e);
	if (ok(status == ENCODING_OK && strcmp(e.name, want) == 0 &&
	    e.guessed == guessed, "%s is %s, %zu bytes", in, want, b.len))
		is_mem(e.text.p, e.text.len, text, n, "and decoded");
	else
		printf("# status %d, %s\n", (int)status, e.name);
	buf_free(&b);
}

/* Bytes are answered with a status, at a byte. */
static void
refused(const char *name, const char *bytes, size_t n,
    enum encoding_status want, const char *as, size_t at, const char *what)
{
	struct buf b = { 0 };
	enum encoding_status status;

	buf_add(&b, bytes, n);
	status = encoding_decode(&b, name, &e);
	if (!ok(status == want && strcmp(e.name, as) == 0 && e.at == at,
	    "%s: %s, byte %zu", what, as, at))
		printf("# status %d, %s, byte %zu\n", (int)status, e.name,
		    e.at);
	buf_free(&b);
}

/* Bytes become a text. */
static void
becomes(const char *name, const char *bytes, size_t n, const char *as,
    const char *text, const char *what)
{
	struct buf b = { 0 };
	enum encoding_status status;

	buf_add(&b, bytes, n);
	status = encoding_decode(&b, name, &e);
	if (ok(status == ENCODING_OK && strcmp(e.name, as) == 0, "%s: %s",
	    what, as))
		is_mem(e.text.p, e.text.len, text, strlen(text), what);
	else
		printf("# status %d, %s\n", (int)status, e.name);
	buf_free(&b);
}

static void
test_guesses(void)
{
	/* As short as a title, as long as a paragraph. */
	static const struct {
		const char *in, *want, *text[6];
	} t[] = {
		{ "GB18030", "GB18030", { HANS, "黑神话：悟空的主角是谁？",
		    "他从山里来，要到西天去", "第一章 火照黑云",
		    "English first, then 很多中文的句子在这里。",
		    "《西游记》有一百回。" } },
		{ "BIG5", "BIG5", { HANT, "黑神話：悟空的主角是誰？",
		    "他從山裡來，要到西天去", "第一章 火照黑雲",
		    "English first, then 很多中文的句子在這裡。",
		    "《西遊記》有一百回。" } },
		{ "CP932", "CP932", { JA, "主人公は誰ですか？",
		    "彼は山から来て、西へ行く", "第一章 火の雲",
		    "English first, then 日本語の文。",
		    "『西遊記』は百回ある。" } },
		{ "CP949", "CP949", { KO, "주인공은 누구입니까?",
		    "그는 산에서 와서 서쪽으로 간다", "제일장 불과 구름",
		    "English first, then 한국어 문장이 있다.",
		    "서유기는 백 회로 되어 있다." } },
		{ "EUC-JP", "EUC-JP", { JA, "主人公は誰ですか？",
		    "彼は山から来て、西へ行く", "第一章は火の雲です",
		    "English first, then 日本語の文。",
		    "『西遊記』は百回ある。" } },
	};
	size_t i, k;

	for (i = 0; i < LEN(t); i++)
		for (k = 0; k < LEN(t[i].text); k++)
			recognised(t[i].in, t[i].want, true, t[i].text[k]);

	/* The narrow encoding lacks some of these: the wider one serves. */
	recognised("BIG5-HKSCS", "BIG5-HKSCS", true,
	    "我哋嘅老師喺呢度教書，佢話你哋要好好學習。");
	recognised("EUC-JP-MS", "EUC-JP-MS", true,
	    "①は日本語の文です。②も日本語の文です。");
	/* Characters of four bytes: U+3400 and U+20000. */
	recognised("GB18030", "GB18030", true,
	    "这个字是㐀，那个字是𠀀，都是很少见的字。");

	/* What is not Chinese, Japanese or Korean is left to uchardet. */
	recognised("KOI8-R", "KOI8-R", true, RU);
	recognised("WINDOWS-1251", "WINDOWS-1251", true, RU);
	recognised("WINDOWS-1252", "WINDOWS-1252", true, FR);
	recognised("ISO-8859-7", "ISO-8859-7", true, EL);
	ok(e.doubtful, "that is one of many pages of one byte");
	recognised("GB18030", "GB18030", true, HANS);
	ok(!e.doubtful, "GB18030 is not");
}

/* Short texts in a page of one byte: read as what they are, or told. */
static void
test_pages(void)
{
	static const struct {
		const char *in, *want, *text;
	} right[] = {
		{ "CP1251", "WINDOWS-1251", "Цена: 100 руб." },
		{ "CP1251", "WINDOWS-1251", "Привет, мир!" },
		{ "CP1251", "WINDOWS-1251", "Москва" },
		{ "CP1251", "WINDOWS-1251", "По дороге встретили друга." },
		{ "KOI8-R", "KOI8-R", "По дороге встретили друга." },
		{ "CP1253", "ISO-8859-7", "Η Αθήνα είναι πρωτεύουσα." },
		{ "CP1250", "WINDOWS-1250", "Příliš žluťoučký kůň úpěl." },
		{ "CP1250", "WINDOWS-1250", "Škoda" },
		{ "CP1250", "WINDOWS-1250", "Łódź" },
		{ "CP1250", "WINDOWS-1250", "Dobry człowiek, zła książka" },
		{ "GB18030", "GB18030", "用python写代码" },
	};
	/* These read as Chinese or Korean as well. */
	static const char *const told[][2] = {
		{ "CP1251", "Вы." }, { "CP1251", "Ещё за" },
		{ "CP1253", "Θα!" }, { "ISO-8859-2", "Źródło!" },
		{ "KOI8-R", "Из!" }, { "CP1256", "أن" },
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < LEN(right); i++)
		recognised(right[i].in, right[i].want, true, right[i].text);
	for (i = 0; i < LEN(told); i++) {
		encode(&b, told[i][0], told[i][1], strlen(told[i][1]));
		ok(encoding_decode(&b, ENCODING_AUTO, &e) == ENCODING_OK &&
		    e.doubtful, "%s: a doubtful guess", told[i][1]);
	}
	buf_free(&b);
}

/* Nearly ASCII: uchardet names a rare page, people use Windows-1252. */
static void
test_nearly_ascii(void)
{
	static const char *const text[] = {
		"Anna’s Kitchen", "it’s fine, don’t worry", "A—B", "Øresund",
		"El Niño and La Niña", "naïve Bayes classifier",
		"“Hello,” he said.", "The fiancée’s façade", "Über allen",
		"Señor Muñoz vive en España", "rødgrød med fløde", "Besançon",
		"1990–2000", "an ellipsis… then more", "Curaçao", "Tromsø",
		"£20 and €30", "Nürnberg", "déjà vu", "João", "‘single’",
		"Œuvres complètes", "½ cup of sugar", "100 °C", "déçu",
		"« Il est enchanté\302\240», dit-il, déjà\302\240!",
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < LEN(text); i++) {
		encode(&b, "CP1252", text[i], strlen(text[i]));
		if (ok(encoding_decode(&b, ENCODING_AUTO, &e) == ENCODING_OK &&
		    e.doubtful, "%s: a page is guessed", text[i]))
			is_mem(e.text.p, e.text.len, text[i], strlen(text[i]),
			    "and decoded");
	}
	buf_free(&b);
}

/* UTF-8 with an error, however short, is not read as another encoding. */
static void
test_broken_utf8(void)
{
	static const struct {
		const char *bytes;
		size_t at;
	} t[] = {
		{ "It’s in the cave, and the rest \347\224 is cut.\n", 34 },
		{ "They don’t look \300\200 and left.\n", 19 },
		{ "甲乙\355\240\275\355\270\200\n", 7 },
		{ "甲\355\240\275\355\270\200\n", 4 },
		{ "今天\300\200天气", 7 },
		{ "你好世\347\225", 10 },
		{ "naïve caf\351 and r\351sum\351", 11 },
		{ "abc 😀 \355\240\275\355\270\200", 10 },
		{ "caf\300\251 é", 4 },
		{ "“Quoted” caf\351 \351 \351 \351 \351", 17 },
		{ "Привет мир, это длинный текст\377", 54 },
		{ "日本語のテキスト\343\201", 25 },
		{ "é\303", 3 },
		{ "héllo \360\237\230 x", 8 },
	};
	size_t i;

	for (i = 0; i < LEN(t); i++)
		refused("auto", t[i].bytes, strlen(t[i].bytes), ENCODING_BAD,
		    "UTF-8", t[i].at, "UTF-8 with an error");

	/* These have valid sequences of UTF-8 by chance. */
	recognised("GB18030", "GB18030", true, "你爱");
	recognised("GB18030", "GB18030", true, "联通公司今天发布了新的手机");
	recognised("WINDOWS-1251", "WINDOWS-1251", true,
	    "Надії, мрії та історії: «Україна», її, мої");
}

static void
test_unicode(void)
{
	static const char *const text[] = {
		"今天天气很好，我们去公园散步😀。\n", "😀😀😀\n", "hello 😀",
		"Сегодня хорошая погода, и мы пошли гулять.\n", "Сегодня",
		"היום מזג האוויר יפה מאוד.\n", "שלום", "السلام",
		"الطقس جميل اليوم، ذهبنا للتنزه.\n", "วันนี้อากาศดีมาก",
		"วันนี้อากาศดีมาก เราไปเดินเล่นกัน\n", "Привет 😀!",
		"आज मौसम बहुत अच्छा है। हम घूमने गए।", "დღეს კარგი ამინდია.\n",
		"今天天气很好，我们一起去公园散步。", "他从山里来，要到西天去",
		"今天天气很好我们一起去公园散步路上遇到了老朋友",
		"山門の前に古い木が一本あり、その下で老人がお茶を売っています。",
		"黑神话悟空\n第一章\n", "wk 是一组小程序 (filters)。\n", EL,
	};
	size_t i;

	recognised("UTF-8", "UTF-8", false, HANS);
	recognised("UTF-8", "UTF-8", false, "plain ASCII\n");
	recognised("UTF-8", "UTF-8", false, "");
	recognised("UTF-8", "UTF-8", false, "é");

	becomes("auto", "\357\273\277\346\202\237", 6, "UTF-8", "悟", "BOM");
	becomes("auto", "\357\273\277", 3, "UTF-8", "", "BOM alone");
	becomes("auto", "\357\273\277\357\273\277x", 7, "UTF-8",
	    "\357\273\277x", "one BOM is taken");
	becomes("auto", "\377\376\x9f\x60\x7a\x7a", 6, "UTF-16LE", "悟空", "BOM");
	becomes("auto", "\376\377\x60\x9f\x7a\x7a", 6, "UTF-16BE", "悟空", "BOM");
	ok(!e.guessed, "a mark is no guess");
	becomes("auto", "\377\376\0\0\x9f\x60\0\0", 8, "UTF-32LE", "悟", "BOM");
	becomes("auto", "\0\0\376\377\0\0\x60\x9f", 8, "UTF-32BE", "悟", "BOM");
	becomes("auto", "\204\061\225\063\xce\xf2", 6, "GB18030", "悟", "BOM");
	becomes("auto", "\377\376\x3d\xd8\x00\xde", 6, "UTF-16LE", "😀",
	    "a pair of surrogates");

	/* Without a mark, told by the NULs. */
	recognised("UTF-16LE", "UTF-16LE", true, HANS);
	recognised("UTF-16BE", "UTF-16BE", true, HANS);
	recognised("UTF-16LE", "UTF-16LE", true, "Plain English.\r\n");
	recognised("UTF-16BE", "UTF-16BE", true, "Plain English.\r\n");
	recognised("UTF-16LE", "UTF-16LE", true, "一二三\n");
	recognised("UTF-32LE", "UTF-32LE", true, HANS);
	recognised("UTF-32BE", "UTF-32BE", true, HANS);
	recognised("UTF-32LE", "UTF-32LE", true, "Plain English.\r\n");
	recognised("UTF-32BE", "UTF-32BE", true, "😀 é\n");
	recognised("UTF-16BE", "UTF-16BE", true, KO);
	for (i = 0; i < LEN(text); i++) {
		recognised("UTF-16LE", "UTF-16LE", true, text[i]);
		recognised("UTF-16BE", "UTF-16BE", true, text[i]);
	}

	/* ASCII whose every other byte is small. */
	recognised("UTF-8", "UTF-8", false, "a\nb\nc\nd\n");
	recognised("UTF-8", "UTF-8", false, "1\t2\t3\t4\t");
	recognised("UTF-8", "UTF-8", false, "\033[0mx\033[1m\001\002");
}

static void
test_nuls(void)
{
	static const char elf[] = "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1";
	struct buf b = { 0 };

	refused("auto", "abc\0def\n", 8, ENCODING_NUL, "UTF-8", 4, "a NUL");
	refused("auto", "hello\0world!", 12, ENCODING_NUL, "UTF-8", 6,
	    "a NUL in a text of even length");
	refused("auto", "\346\202\237\0", 4, ENCODING_NUL, "UTF-8", 4,
	    "a NUL at the end");
	refused("auto", "\0", 1, ENCODING_NUL, "UTF-8", 1, "a NUL alone");
	refused("auto", elf, sizeof(elf), ENCODING_NUL, "UTF-8", 8, "ELF");
	refused("UTF-8", "ab\0\377", 4, ENCODING_NUL, "UTF-8", 3, "told");
	refused("UTF-8", "ab\377\0", 4, ENCODING_BAD, "UTF-8", 3, "told");
	refused("GB18030", "\xce\xf2\0x", 4, ENCODING_NUL, "GB18030", 3,
	    "told");
	refused("auto", "\377\376a\0b\0\0\0c\0", 10, ENCODING_NUL, "UTF-16LE",
	    7, "U+0000 in UTF-16");

	encode(&b, "GB18030", HANS, strlen(HANS));
	b.data[10] = '\0';
	refused("auto", b.data, b.len, ENCODING_NUL, "UTF-8", 11,
	    "a NUL in GB18030");
	buf_free(&b);
}

static void
test_errors(void)
{
	struct buf b = { 0 };
	size_t i;

	refused("auto", "\346\202\237\346\202\237\377", 7, ENCODING_BAD,
	    "UTF-8", 7, "UTF-8 with a bad byte");
	ok(!e.guessed, "that is no guess");
	refused("auto", "\346\202\237\346\202\237\346\202", 8, ENCODING_BAD,
	    "UTF-8", 7, "UTF-8, cut off");
	refused("auto", "\357\273\277ab\377", 6, ENCODING_BAD, "UTF-8", 6,
	    "a BOM, then a bad byte");
	refused("auto", "abc \346\202\237\346\202\237\346\202\237\355\240\200",
	    16, ENCODING_BAD, "UTF-8", 14, "a surrogate in UTF-8");
	refused("auto", "\377\376a\0b", 5, ENCODING_BAD, "UTF-16LE", 5,
	    "half a unit of UTF-16");
	refused("auto", "\377\376a\0\0\xd8z\0", 8, ENCODING_BAD, "UTF-16LE", 5,
	    "half a pair");
	refused("UTF-8", "caf\351", 4, ENCODING_BAD, "UTF-8", 4, "told");
	refused("GB18030", "\xce\xf2\xff\xff", 4, ENCODING_BAD, "GB18030", 3,
	    "told");
	refused("no-such", "abc", 3, ENCODING_UNKNOWN, "no-such", 0, "unknown");

	for (i = 0; i < 40; i++)
		buf_puts(&b, HANS);
	b.data[3000] = '\377';
	refused("auto", b.data, b.len, ENCODING_BAD, "UTF-8",
	    utf8_valid(b.data, b.len) + 1, "long UTF-8 with a bad byte");

	/* Beyond the sample, and beyond some blocks of output. */
	buf_clear(&b);
	for (i = 0; i < 2000; i++)
		buf_puts(&b, HANS);
	{
		struct buf gb = { 0 };

		encode(&gb, "GB18030", b.data, b.len);
		for (i = 150000; gb.data[i] != '\n'; i++)
			;
		gb.data[i + 1] = '\377';
		refused("auto", gb.data, gb.len, ENCODING_BAD, "GB18030", i + 2,
		    "long GB18030 with a bad byte");
		ok(e.guessed, "that was a guess");
		gb.data[i + 1] = '\0';
		refused("GB18030", gb.data, gb.len, ENCODING_NUL, "GB18030",
		    i + 2, "long GB18030 with a NUL");
		buf_free(&gb);
	}
	buf_free(&b);
}

static void
test_names(void)
{
	ok(encoding_known("auto") && encoding_known("utf-8") &&
	    encoding_known("GB18030") && encoding_known("latin1"), "known");
	ok(!encoding_known("") && !encoding_known("GB18030//IGNORE") &&
	    !encoding_known("UTF-8//TRANSLIT") && !encoding_known("/") &&
	    !encoding_known("no-such"), "unknown");
	becomes("ISO-2022-JP", "\33$BF|\33(B", 8, "ISO-2022-JP", "日",
	    "an encoding of 7 bits");
	becomes("latin1", "caf\351", 4, "latin1", "café", "told");
	ok(!e.guessed, "what is told is no guess");
	becomes("UTF-16", "\376\377\x60\x9f", 4, "UTF-16", "悟", "its BOM goes");
	becomes("utf8", "\357\273\277x", 4, "utf8", "x", "its BOM goes");
	becomes("GB18030", "", 0, "GB18030", "", "nothing");
}

/* In place: whatever grows and shrinks, text never overtakes bytes. */
static void
test_in_place(void)
{
	static const char *const parts[] = {
		"plain ASCII, which stays as long as it is, line after line\n",
		"汉字两个字节变成三个，所以越来越长。",
		"㐀㐁㐂㐃㐄㐅㐆㐇四个字节变成三个，越来越短。",
		"𠀀𠀁𠀂𠀃",
	};
	struct buf text = { 0 }, b = { 0 };
	uint32_t seed = 1;
	size_t i, k, longer;

	for (i = 0; i < 30; i++) {
		buf_clear(&text);
		for (k = 0; k < 4000; k++) {
			seed = seed * 1103515245 + 12345;
			/* Runs of one kind, so that it grows for long. */
			buf_puts(&text, parts[(k / 500 + (seed >> 16) % 2 + i)
			    % LEN(parts)]);
		}
		encode(&b, i % 2 == 0 ? "GB18030" : "UTF-16", text.data,
		    text.len);
		/* What encode() reserved would hide how much is asked for. */
		b.data = realloc(b.data, b.len);
		b.size = b.len;
		longer = b.len > text.len ? b.len : text.len;
		if (encoding_decode(&b, ENCODING_AUTO, &e) != ENCODING_OK ||
		    e.text.len != text.len ||
		    memcmp(e.text.p, text.data, text.len) != 0)
			break;
		if (b.size > longer + longer / 2 + 100000)
			break;
	}
	ok(i == 30, "30 texts of half a megabyte are decoded in place");

	buf_clear(&text);
	for (k = 0; k < 100000; k++)
		buf_puts(&text, k % 7 == 0 ? "€" : "“");
	encode(&b, "CP1252", text.data, text.len);
	ok(b.len == 100000 && encoding_decode(&b, "CP1252", &e) == ENCODING_OK,
	    "one byte becomes three");
	is_mem(e.text.p, e.text.len, text.data, text.len, "and all are right");
	buf_free(&text);
	buf_free(&b);
}

/* Bytes with a declared encoding become a text, or are refused at a byte. */
static void
declared(const char *name, const char *bytes, const char *as,
    const char *text, const char *what)
{
	struct buf b = { 0 };
	enum encoding_status status;

	buf_puts(&b, bytes);
	status = encoding_decode_declared(&b, name, &e);
	if (text == NULL)
		ok(status == ENCODING_BAD && strcmp(e.name, as) == 0, "%s",
		    what);
	else if (ok(status == ENCODING_OK && strcmp(e.name, as) == 0,
	    "%s: %s", what, as))
		is_mem(e.text.p, e.text.len, text, strlen(text), what);
	else
		printf("# status %d, %s\n", (int)status, e.name);
	buf_free(&b);
}

static void
test_declared(void)
{
	declared("GB18030", "\xc2\xbd\xc2\xa1", "GB18030", "陆隆",
	    "few characters that are UTF-8 by chance are what was declared");
	declared("GB18030", "½¡½¡", "UTF-8", "½¡½¡",
	    "more of them are UTF-8");
	declared("GB18030", "中国", "UTF-8", "中国",
	    "characters of three bytes are UTF-8, whatever was declared");
	declared("GB18030", UTF8_BOM "\xc2\xbd", "UTF-8", "½",
	    "a byte order mark goes before what was declared");
	declared("CP949", "\xb7\xd2", "CP949", "롬",
	    "what was declared goes before a guess");
	declared("CP949", "\xb7\xd2\xff caf\xe9", "ISO-8859-2", "ˇŇ˙ café",
	    "bytes that do not decode so are guessed");
	declared("UTF-8", "中国人\xff", "UTF-8", NULL,
	    "UTF-8 with a bad byte is not guessed");
	declared("UTF-8", "caf\xe9 noir", "WINDOWS-1252", "café noir",
	    "text that is not UTF-8, as was declared, is guessed");
	declared("CP1252", "\xcc\xfd\xc2\xab\xb9\xa4\xd7\xf7\xca\xd2\xb5"
	    "\xc4\xbc\xaa\xcf\xe9\xce\xef", "GB18030", "听芦工作室的吉祥物",
	    "Chinese that was declared to be Latin-1 is guessed");
	declared("UTF-16LE", "ab", "UTF-8", "ab",
	    "ASCII that was declared to be UTF-16 is ASCII");
}

/* Whatever comes in, what comes out is UTF-8 without NULs. */
static void
test_noise(void)
{
	static const char pieces[] = "\xb5\xc4\xa3\xac\x81\x30\xe4\xbd"
	    "\xa0\0\n a\x82\xa0\x88\xea\xff\xfe\x8e\xa2";
	struct buf b = { 0 };
	uint32_t seed = 7;
	size_t i, k, n, decoded = 0;
	bool good = true;

	for (i = 0; i < 2000 && good; i++) {
		buf_clear(&b);
		seed = seed * 1103515245 + 12345;
		n = (seed >> 16) % 24;
		for (k = 0; k < n; k++) {
			seed = seed * 1103515245 + 12345;
			buf_addc(&b, pieces[(seed >> 16) % sizeof(pieces)]);
		}
		if (encoding_decode(&b, ENCODING_AUTO, &e) == ENCODING_OK) {
			decoded++;
			good = utf8_valid(e.text.p, e.text.len) == e.text.len &&
			    memchr(e.text.p, '\0', e.text.len) == NULL;
		} else
			good = e.at >= 1 && e.at <= n;
	}
	ok(good && decoded > 100 && decoded < 1500,
	    "noise: %zu of 2000 are texts", decoded);
	buf_free(&b);
}

int
main(void)
{
	test_guesses();
	test_pages();
	test_nearly_ascii();
	test_broken_utf8();
	test_unicode();
	test_nuls();
	test_errors();
	test_names();
	test_declared();
	test_in_place();
	test_noise();
	return tap_done();
}
