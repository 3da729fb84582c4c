/* Tests of the words behind numbers. */
#include "text/measures.h"

#include "base/buf.h"
#include "tap.h"
#include "text/numbers.h"

/* What the word at the beginning of a text stands for. */
static const struct {
	const char *text;
	uint32_t measure;
	size_t len;
} cases[] = {
	{ "am", MEASURE_NONE, 2 }, { "days", MEASURE_DAY, 4 },
	{ "day", MEASURE_DAY, 3 }, { "kmh", MEASURE_NONE, 3 },
	{ "km", MEASURE_KM, 2 }, { "yuan", MEASURE_YUAN, 4 },
	{ "yards", MEASURE_NONE, 0 }, { "丈", MEASURE_COUNT, 1 },
	{ "个百分点", MEASURE_PERCENT, 4 }, { "个", MEASURE_WORD, 1 },
	{ "人", MEASURE_PERSON, 1 }, { "分钟", MEASURE_MINUTE, 2 },
	{ "周年", MEASURE_YEAR, 2 }, { "周", MEASURE_WEEK, 1 },
	{ "年级", MEASURE_COUNT, 2 }, { "年", MEASURE_YEAR, 1 },
	{ "日元", MEASURE_COUNT, 2 },
	{ "日", MEASURE_DAY | MEASURE_DATE, 1 },
	{ "页", MEASURE_COUNT, 1 }, { "世界", MEASURE_NONE, 0 },
	{ "世纪", MEASURE_CENTURY | MEASURE_IN_CENTURY, 2 },
	{ "代", MEASURE_COUNT, 1 }, { "颜", MEASURE_COUNT, 1 },
	{ "龙", MEASURE_NONE, 0 }, { "，", MEASURE_NONE, 0 },
};

int
main(void)
{
	struct units u = { 0 };
	uint32_t measure;
	size_t i, len;

	for (i = 0; i < LEN(cases); i++) {
		units_read(&u, span_of(cases[i].text));
		measure = measures_read(&u, 0, &len);
		ok(measure == cases[i].measure && (cases[i].len == 0 ||
		    len == cases[i].len), "%s is the measure that it is",
		    cases[i].text);
	}
	units_free(&u);
	return tap_done();
}
