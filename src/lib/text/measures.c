/* Reads the words behind numbers that tell what they count. */
#include "measures.h"

#include "base/buf.h"
#include "numbers.h"

/*
 * By the code points of their first characters.  A Han word comes before those
 * that it begins with, and the likes of st (1st, 5pm) are words, too: glued to
 * digits they are no part of a name.
 */
static const struct {
	const char *word;
	uint32_t measure;
} words[] = {
	{ "am", MEASURE_NONE }, { "centimetres", MEASURE_CM },
	{ "centimeters", MEASURE_CM }, { "cm", MEASURE_CM },
	{ "c", MEASURE_NONE }, { "days", MEASURE_DAY }, { "day", MEASURE_DAY },
	{ "dollars", MEASURE_DOLLAR }, { "feet", MEASURE_FOOT },
	{ "ft", MEASURE_FOOT }, { "floors", MEASURE_COUNT },
	{ "f", MEASURE_NONE }, { "g", MEASURE_NONE }, { "gb", MEASURE_NONE },
	{ "ghz", MEASURE_NONE }, { "hours", MEASURE_HOUR },
	{ "hour", MEASURE_HOUR }, { "h", MEASURE_HOUR },
	{ "hz", MEASURE_NONE }, { "kilometres", MEASURE_KM },
	{ "kilometers", MEASURE_KM }, { "km", MEASURE_KM },
	{ "kilograms", MEASURE_KG }, { "kilos", MEASURE_KG },
	{ "kg", MEASURE_KG }, { "kb", MEASURE_NONE }, { "khz", MEASURE_NONE },
	{ "kw", MEASURE_NONE }, { "kmh", MEASURE_NONE }, { "l", MEASURE_NONE },
	{ "months", MEASURE_MONTH }, { "month", MEASURE_MONTH },
	{ "minutes", MEASURE_MINUTE }, { "minute", MEASURE_MINUTE },
	{ "millimetres", MEASURE_MM }, { "millimeters", MEASURE_MM },
	{ "mm", MEASURE_MM }, { "metres", MEASURE_M }, { "metre", MEASURE_M },
	{ "meters", MEASURE_M }, { "meter", MEASURE_M }, { "m", MEASURE_NONE },
	{ "miles", MEASURE_MILE }, { "mi", MEASURE_MILE },
	{ "ml", MEASURE_NONE }, { "ms", MEASURE_NONE }, { "mb", MEASURE_NONE },
	{ "mhz", MEASURE_NONE }, { "mw", MEASURE_NONE },
	{ "nd", MEASURE_NONE }, { "percent", MEASURE_PERCENT },
	{ "people", MEASURE_PERSON }, { "persons", MEASURE_PERSON },
	{ "pages", MEASURE_COUNT }, { "pm", MEASURE_NONE },
	{ "rd", MEASURE_NONE }, { "seconds", MEASURE_SECOND },
	{ "st", MEASURE_NONE }, { "s", MEASURE_DECADE | MEASURE_SECOND },
	{ "tonnes", MEASURE_TON }, { "tons", MEASURE_TON },
	{ "t", MEASURE_NONE }, { "times", MEASURE_COUNT },
	{ "th", MEASURE_NONE }, { "tb", MEASURE_NONE }, { "v", MEASURE_NONE },
	{ "weeks", MEASURE_WEEK }, { "week", MEASURE_WEEK },
	{ "w", MEASURE_NONE }, { "x", MEASURE_NONE },
	{ "years", MEASURE_YEAR }, { "year", MEASURE_YEAR },
	{ "yuan", MEASURE_YUAN }, { "丈", MEASURE_COUNT },
	{ "世纪", MEASURE_CENTURY | MEASURE_IN_CENTURY },
	{ "个月", MEASURE_MONTH }, { "个小时", MEASURE_HOUR },
	{ "个钟头", MEASURE_HOUR }, { "个星期", MEASURE_WEEK },
	{ "个世纪", MEASURE_CENTURY }, { "个百分点", MEASURE_PERCENT },
	{ "个人", MEASURE_PERSON }, { "人", MEASURE_PERSON },
	{ "位", MEASURE_PERSON | MEASURE_COUNT }, { "倍", MEASURE_COUNT },
	{ "元", MEASURE_YUAN }, { "公里", MEASURE_KM }, { "公分", MEASURE_CM },
	{ "公斤", MEASURE_KG }, { "分钟", MEASURE_MINUTE },
	{ "分之", MEASURE_NONE }, { "分", MEASURE_MINUTE | MEASURE_COUNT },
	{ "千米", MEASURE_KM }, { "千克", MEASURE_KG }, { "厘米", MEASURE_CM },
	{ "号", MEASURE_DAY | MEASURE_COUNT }, { "名", MEASURE_PERSON },
	{ "吨", MEASURE_TON }, { "周年", MEASURE_YEAR },
	{ "周岁", MEASURE_AGE }, { "周", MEASURE_WEEK },
	{ "块钱", MEASURE_YUAN }, { "天", MEASURE_DAY },
	{ "寸", MEASURE_COUNT }, { "小时", MEASURE_HOUR },
	{ "尺", MEASURE_COUNT }, { "层", MEASURE_COUNT },
	{ "岁", MEASURE_AGE }, { "平方公里", MEASURE_COUNT },
	{ "平方米", MEASURE_COUNT }, { "年代", MEASURE_YEAR | MEASURE_DECADE },
	{ "年级", MEASURE_COUNT }, { "年", MEASURE_YEAR },
	{ "度", MEASURE_COUNT }, { "摄氏度", MEASURE_COUNT },
	{ "斤", MEASURE_JIN }, { "日元", MEASURE_COUNT },
	{ "日", MEASURE_DAY | MEASURE_DATE }, { "时", MEASURE_HOUR },
	{ "星期", MEASURE_WEEK }, { "月", MEASURE_MONTH | MEASURE_DATE },
	{ "楼", MEASURE_COUNT }, { "毫米", MEASURE_MM },
	{ "点钟", MEASURE_HOUR }, { "点", MEASURE_HOUR | MEASURE_COUNT },
	{ "百分点", MEASURE_PERCENT }, { "秒钟", MEASURE_SECOND },
	{ "秒", MEASURE_SECOND }, { "立方米", MEASURE_COUNT },
	{ "章", MEASURE_COUNT }, { "米", MEASURE_M },
	{ "美元", MEASURE_DOLLAR }, { "英里", MEASURE_MILE },
	{ "英尺", MEASURE_FOOT }, { "里", MEASURE_COUNT },
	{ "页", MEASURE_COUNT },
};

/* Words of one character that count things, by their code points. */
static const char counters[] =
    "串亩代件份克党册列包匹区卷县双口句只台回国圈场城声处头套孔字家对封尾局"
    "届岛市席幢座式张成户所扇扎批把捆排支族期朵村束条杯枚枝架栋株样根桌棵次"
    "款步段毛洲派片版瓶盏盒盘省碗种窝等箱篇类粒级组群股船艇艘色节行袋角课轮"
    "辆遍道部重镇门间队集面顶顷项颗颜首";

/* Whether a Han character by itself is such a word. */
static bool
is_counter(uint32_t cp)
{
	size_t from = 0, to = LEN(counters) / 3, middle;

	while (from < to) {
		middle = (from + to) / 2;
		if (units_first(counters + 3 * middle) < cp)
			from = middle + 1;
		else
			to = middle;
	}
	return from < LEN(counters) / 3 &&
	    units_first(counters + 3 * from) == cp;
}

/* The first of the words that begin with cp or what comes behind it. */
static size_t
first_word(uint32_t cp)
{
	size_t from = 0, to = LEN(words), middle;

	while (from < to) {
		middle = (from + to) / 2;
		if (units_first(words[middle].word) < cp)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

uint32_t
measures_read(const struct units *text, size_t i, size_t *len)
{
	const uint32_t cp = units_cp(text, i);
	const bool han = units_kind(text, i, UNIT_HAN);
	size_t w;

	*len = 0;
	if (!han && !units_kind(text, i, UNIT_LETTER))
		return MEASURE_NONE;
	for (w = first_word(cp); w < LEN(words) &&
	    units_first(words[w].word) == cp; w++) {
		*len = units_at(text, i, words[w].word);
		if (*len > 0 && (han || !units_word(text, i + *len)))
			return words[w].measure;
	}
	*len = han && (cp == 0x4e2a /* 个 */ || is_counter(cp));
	return *len == 0 ? MEASURE_NONE :
	    cp == 0x4e2a ? MEASURE_WORD : MEASURE_COUNT;
}
