#include "text/numbers.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "tap.h"

/* The numbers of a text by value, a blank between; ? behind a vague one. */
static void
list(struct buf *b, const char *s)
{
	struct units text = { 0 };
	struct number_found f;
	size_t i = 0;

	buf_clear(b);
	units_read(&text, span_of(s));
	while (i < text.n) {
		if (!numbers_read(&text, i, &f)) {
			i++;
			continue;
		}
		if (b->len > 0)
			buf_addc(b, ' ');
		if (f.reading[0].exponent == NUMBER_HASHED)
			buf_puts(b, "long");
		else
			buf_printf(b, "%" PRIu64 "e%d", f.reading[0].digits,
			    f.reading[0].exponent);
		if (f.reading[0].measure == MEASURE_PERCENT)
			buf_addc(b, '%');
		if (f.vague)
			buf_addc(b, '?');
		i = f.end;
	}
	units_free(&text);
}

static void
gives(const char *s, const char *want)
{
	struct buf b = { 0 };

	list(&b, s);
	is_mem(b.data, b.len, want, strlen(want), s);
	buf_free(&b);
}

/* Whether some reading of a has the value of some reading of b. */
static bool
meets(const char *a, const char *b)
{
	struct units ta = { 0 }, tb = { 0 };
	struct number_found fa, fb;
	bool met = false;
	size_t i, k;

	units_read(&ta, span_of(a));
	units_read(&tb, span_of(b));
	if (numbers_read(&ta, 0, &fa) && numbers_read(&tb, 0, &fb))
		for (i = 0; i < fa.n; i++)
			for (k = 0; k < fb.n; k++)
				met = met || numbers_hash(&fa.reading[i]) ==
				    numbers_hash(&fb.reading[k]);
	units_free(&ta);
	units_free(&tb);
	return met;
}

static void
same(const char *a, const char *b)
{
	ok(meets(a, b), "%s is %s", a, b);
}

static void
other(const char *a, const char *b)
{
	ok(!meets(a, b), "%s is not %s", a, b);
}

static void
test_values(void)
{
	gives("320", "32e1");
	gives("３２０", "32e1");
	gives("三百二十", "32e1");
	gives("0.50", "5e-1");
	gives("007", "7e0");
	gives("1,234,567", "1234567e0");
	gives("12,34", "12e0 34e0");
	gives("1234,567", "1234e0 567e0");
	gives("2，300", "2e0 3e2");
	gives("二〇二四年", "2024e0");
	gives("一九四九", "1949e0");
	gives("十", "1e1");
	gives("十五", "15e0");
	gives("二十", "2e1");
	gives("廿三", "23e0");
	gives("卅", "3e1");
	gives("卌", "4e1");
	gives("壹佰 贰拾 叁仟 肆拾 伍佰 陆佰 柒佰 捌拾 玖仟",
	    "1e2 2e1 3e3 4e1 5e2 6e2 7e2 8e1 9e3");
	gives("〇 零 一 二 两 三 四 五 六 七 八 九 亿 千 百",
	    "0e0? 0e0? 1e0? 2e0 2e0 3e0 4e0 5e0 6e0 7e0 8e0 9e0 1e8? 1e3? "
	    "1e2?");
	gives("一百零五", "105e0");
	gives("一百五", "15e1");
	gives("三千零二十", "302e1");
	gives("一万五", "15e3");
	gives("一万五千", "15e3");
	gives("1.5万", "15e3");
	gives("1.1万", "11e3");
	gives("3亿2000万", "32e7");
	gives("三亿二千万", "32e7");
	gives("两千五百万", "25e6");
	gives("五万亿", "5e12");
	gives("叁佰贰拾", "32e1");
	gives("萬", "1e4?");
	gives("三點五", "35e-1");
	gives("一一解决", "11e0?");
	gives("三三两两", "3322e0?");
	gives("九九乘法表", "99e0?");
	gives("九九年", "99e0");
	gives("二二〇〇", "22e2");
	gives("百分之二十", "2e1%");
	gives("百分之20", "2e1%");
	gives("20％", "2e1%");
	gives("20 per cent", "2e1%");
	gives("3千克", "3e0 1e3?");
	gives("三点五分", "3e0 5e0");
	gives("三点十五分", "3e0 15e0");
	gives("三千两银子", "3e3 2e0");
	gives("三千两百", "32e2");
	gives("一万两千", "12e3");
	gives("一米八", "18e-1");
	gives("1米75。", "175e-2");
	gives("两块一样的", "2e0 1e0?");
	gives("三块五的面", "35e-1");
	gives("三米五厘米", "3e0 5e0");
	gives("1.5M", "15e5");
	gives("20k", "2e4");
	gives("2B", "2e9");
	gives("1.5m", "15e-1");
	gives("20kg", "2e1");
	gives("1.2.3", "long");
	gives("1234567890123456789", "long");
	gives("2024-08-20", "2024e0 8e0 2e1");
	gives("2024/8/20", "2024e0 8e0 2e1");
	gives("8:30", "8e0 3e1");
}

static void
test_english(void)
{
	gives("twenty-one", "21e0");
	gives("three hundred and twenty", "32e1");
	gives("fifteen thousand", "15e3");
	gives("two million three hundred thousand", "23e5");
	gives("1.5 million", "15e5");
	gives("third", "3e0");
	gives("the 3rd", "3e0");
	gives("one", "1e0?");
	gives("a second", "2e0?");
	gives("one third", "1e0? 3e0");
	gives("a dozen", "12e0");
	gives("someone often", "");
	gives("five six", "5e0 6e0");
}

static void
test_words(void)
{
	gives("队伍", "");
	gives("收拾", "");
	gives("一些", "1e0?");
	gives("百姓", "1e2?");
	gives("统一二十年", "2e1");
}

static void
test_readings(void)
{
	same("一万五千", "15,000");
	same("1990年代", "90年代");
	same("三成", "30%");
	same("1.5万", "1.5w");
	same("1.5 million", "1.5m");
	same("15:30", "3:30 pm");
	same("一米八", "180厘米");
	same("98年", "一九九八年");
	same("90s", "1998");
	same("20世纪", "1998年");
	other("98年", "1988年");
	other("90s", "1989");
	other("20世纪", "2001年");
	other("1.5M", "1.5");
	same("七八个", "8");
	same("廿", "twenty");
	same("两", "2");
	same("〇", "0");
	same("12345678901234567890", "12,345,678,901,234,567,890");
	other("三百二十", "302");
	other("1.5", "15");
	other("1.2.3", "1.3.2");
	other("12345678901234567890", "12345678901234567891");
	other("一万五", "10005");
}

int
main(void)
{
	test_values();
	test_english();
	test_words();
	test_readings();
	return tap_done();
}
