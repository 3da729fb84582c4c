/* xlsx_format: numbers as text, by their formats. */
#include "xlsx_format.h"

#include "tap.h"

/* What a number is as text in a format, and the name of the test. */
static void
shows(const char *v, struct xlsx_format f, bool since_1904, const char *want,
    const char *name)
{
	struct buf b = { 0 };

	xlsx_put_number(&b, span_of(v), f, since_1904);
	is_mem(b.data, b.len, want, strlen(want), name);
	buf_free(&b);
}

/* The same, by the code of the format. */
static void
code(const char *format, const char *v, const char *want)
{
	shows(v, xlsx_format_of(span_of(format)), false, want, format);
}

static void
numbers(void)
{
	static const char *const cases[][2] = {
		{ "46205", "46205" }, { "1.0", "1" }, { "-7", "-7" },
		{ "0.30000000000000004", "0.3" }, { "0.1", "0.1" },
		{ "1E2", "100" }, { "1e20", "1E+20" }, { "1E-05", "0.00001" },
		{ "1.5E-10", "1.5E-10" }, { "-0.5", "-0.5" },
		{ "123456789012345678", "123456789012345678" },
		{ "999999999999999.9", "1000000000000000" },
		{ "0.99999999999999999", "1" }, { "-0", "0" },
		{ "3.1415926535897931", "3.14159265358979" },
		{ "12.50", "12.5" }, { "100.00", "100" }, { "00.5", "0.5" },
		{ "123456789012.34567", "123456789012.346" },
		{ "1e308", "1E+308" }, { "1e999", "1e999" },
		{ "NaN", "NaN" }, { "inf", "inf" }, { "0x10", "0x10" },
		{ "1,5", "1,5" }, { "", "" }, { "1.2.3", "1.2.3" },
		{ "--1", "--1" }, { " 12 ", "12" }, { ".5", "0.5" },
		{ "5.", "5" }, { "+5", "5" }
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++)
		shows(cases[i][0], xlsx_format_builtin(0), false, cases[i][1],
		    cases[i][0]);
}

static void
builtin(void)
{
	static const struct {
		long id;
		const char *v, *want;
	} cases[] = {
		{ 14, "46205", "2026-07-02" }, { 15, "46205", "2026-07-02" },
		{ 17, "46205.75", "2026-07-02" },
		{ 22, "46205.75", "2026-07-02 18:00" },
		{ 22, "46205", "2026-07-02" },
		{ 22, "46205.7505787", "2026-07-02 18:00:50" },
		{ 20, "0.5", "12:00" }, { 21, "0.999988426", "23:59:59" },
		{ 20, "46205.25", "06:00" }, { 45, "0.0007", "00:01" },
		{ 46, "1.5", "36:00" }, { 47, "0.5", "12:00" },
		{ 31, "46205", "2026-07-02" }, { 57, "46205", "2026-07-02" },
		{ 32, "0.75", "18:00" }, { 55, "0.75", "18:00" },
		{ 9, "0.5", "50%" }, { 10, "0.125", "12.5%" },
		{ 9, "0.07", "7%" }, { 2, "46205", "46205" },
		{ 4, "1234.5", "1234.5" }, { 99999, "46205", "46205" },
		{ 14, "1", "1900-01-01" }, { 14, "59", "1900-02-28" },
		{ 14, "60", "1900-02-29" }, { 14, "61", "1900-03-01" },
		{ 14, "2958465", "9999-12-31" }, { 14, "2958466", "2958466" },
		{ 14, "-1", "-1" }, { 14, "1e308", "1E+308" },
		{ 14, "0", "0" }, { 14, "NaN", "NaN" }, { 14, "x", "x" },
		{ 22, "46205.9999999", "2026-07-03" },
		{ 14, "36585", "2000-02-29" }, { 14, "45351", "2024-02-29" }
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++)
		shows(cases[i].v, xlsx_format_builtin(cases[i].id), false,
		    cases[i].want, cases[i].v);
	shows("44743", xlsx_format_builtin(14), true, "2026-07-02",
	    "days since 1904");
	shows("0", xlsx_format_builtin(22), true, "1904-01-01",
	    "day 0 since 1904");
	shows("0.5", xlsx_format_builtin(20), true, "12:00",
	    "a time is the same since 1904");
	shows("2957003", xlsx_format_builtin(14), true, "9999-12-31",
	    "the last day since 1904");
	shows("2957004", xlsx_format_builtin(14), true, "2957004",
	    "the day after it");
}

static void
codes(void)
{
	static const char day[] = "46205.75", date[] = "2026-07-02";
	static const char both[] = "2026-07-02 18:00";

	code("yyyy\\-mm\\-dd\\ hh:mm", day, both);
	code("yyyy-mm-dd", day, date);
	code("[$-804]aaaa", day, date);
	code("aaa;@", day, date);
	code("a 0", "7", "7");
	code("m/d/yy h:mm AM/PM", day, both);
	code("[$-409]d\\-mmm\\-yyyy;@", day, date);
	code("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", day, date);
	code("yyyy\"年\"m\"月\"d\"日\"", day, date);
	code("YYYY/MM/DD", day, date);
	code("mmmm", day, date);
	code("m", day, date);
	code("h\"时\"mm\"分\"", day, "18:00");
	code("上午/下午h\"时\"mm\"分\"", day, "18:00");
	code("mm:ss", "0.0007", "00:01");
	code("mm:ss.0", "0.5", "12:00");
	code("h:mm", "0.75", "18:00");
	code("[$-F400]h:mm:ss\\ AM/PM", day, "18:00");
	code("[h]:mm:ss", "1.50001", "36:00:01");
	code("[hh]:mm", "0.25", "06:00");
	code("[mm]:ss", "0.25", "06:00");
	code("0%", "0.5", "50%");
	code("0.0%;[Red]\\-0.0%", "0.125", "12.5%");
	code("00000", "7", "00007");
	code("000", "1234", "1234");
	code("General", day, day);
	code("Standard", day, day);
	code("G/通用格式", day, day);
	code("0", day, day);
	code("#,##0.00_);[Red]\\(#,##0.00\\)", day, day);
	code("0.00E+00", day, day);
	code("0\" days\"", day, day);
	code("0\\d", day, day);
	code("[Red]0", day, day);
	code("_-* #,##0.00\\ [$USD]_-", day, day);
	code("_d0", day, day);
	code("#,##0\" m\"", day, day);
	code("@", day, day);
	code("", day, day);
	code("\"", day, day);
	code("[", day, day);
	code("\\", day, day);
	code("[h", "1.5", "36:00");
}

static void
iso(void)
{
	static const char *const cases[][2] = {
		{ "2026-07-02T00:00:00", "2026-07-02" },
		{ "2026-07-02T18:00:00Z", "2026-07-02 18:00" },
		{ "2026-07-02T18:00:30.000", "2026-07-02 18:00:30" },
		{ "2026-07-02", "2026-07-02" }, { "T18:00:00", "18:00" },
		{ "18:00:00", "18:00:00" }, { "", "" }, { "T", "" },
		{ "2026T", "2026" }
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_clear(&b);
		xlsx_put_iso(&b, span_of(cases[i][0]));
		is_mem(b.data, b.len, cases[i][1], strlen(cases[i][1]),
		    cases[i][0]);
	}
	buf_free(&b);
}

int
main(void)
{
	numbers();
	builtin();
	codes();
	iso();
	return tap_done();
}
