/* Reads the words behind numbers that tell what they count. */
#include "measures.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "numbers.h"

/* Longer words come before those that they begin with. */
static const struct {
	const char *word;
	uint32_t measure;
} words[] = {
	{ "年代", MEASURE_YEAR | MEASURE_DECADE },
	{ "年级", MEASURE_COUNT },
	{ "周年", MEASURE_YEAR }, { "年", MEASURE_YEAR },
	{ "岁", MEASURE_AGE }, { "周岁", MEASURE_AGE },
	{ "个月", MEASURE_MONTH }, { "月", MEASURE_MONTH | MEASURE_DATE },
	{ "日", MEASURE_DAY | MEASURE_DATE },
	{ "号", MEASURE_DAY | MEASURE_COUNT },
	{ "天", MEASURE_DAY },
	{ "个小时", MEASURE_HOUR }, { "小时", MEASURE_HOUR },
	{ "个钟头", MEASURE_HOUR }, { "点钟", MEASURE_HOUR },
	{ "时", MEASURE_HOUR }, { "点", MEASURE_HOUR | MEASURE_COUNT },
	{ "分钟", MEASURE_MINUTE }, { "分之", MEASURE_NONE },
	{ "分", MEASURE_MINUTE | MEASURE_COUNT }, { "秒钟", MEASURE_SECOND },
	{ "秒", MEASURE_SECOND }, { "个星期", MEASURE_WEEK },
	{ "星期", MEASURE_WEEK }, { "个世纪", MEASURE_CENTURY },
	{ "世纪", MEASURE_CENTURY | MEASURE_IN_CENTURY }, { "周", MEASURE_WEEK },
	{ "个百分点", MEASURE_PERCENT }, { "百分点", MEASURE_PERCENT },
	{ "个人", MEASURE_PERSON }, { "人", MEASURE_PERSON },
	{ "名", MEASURE_PERSON }, { "位", MEASURE_PERSON | MEASURE_COUNT },
	{ "平方公里", MEASURE_COUNT }, { "平方米", MEASURE_COUNT },
	{ "立方米", MEASURE_COUNT }, { "公里", MEASURE_KM },
	{ "千米", MEASURE_KM }, { "厘米", MEASURE_CM },
	{ "公分", MEASURE_CM }, { "毫米", MEASURE_MM }, { "米", MEASURE_M },
	{ "英里", MEASURE_MILE }, { "英尺", MEASURE_FOOT },
	{ "尺", MEASURE_COUNT }, { "寸", MEASURE_COUNT },
	{ "丈", MEASURE_COUNT }, { "里", MEASURE_COUNT },
	{ "公斤", MEASURE_KG }, { "千克", MEASURE_KG },
	{ "斤", MEASURE_JIN }, { "吨", MEASURE_TON },
	{ "美元", MEASURE_DOLLAR }, { "日元", MEASURE_COUNT },
	{ "元", MEASURE_YUAN }, { "块钱", MEASURE_YUAN },
	{ "章", MEASURE_COUNT }, { "页", MEASURE_COUNT },
	{ "层", MEASURE_COUNT }, { "楼", MEASURE_COUNT },
	{ "摄氏度", MEASURE_COUNT }, { "度", MEASURE_COUNT },
	{ "倍", MEASURE_COUNT },
	{ "years", MEASURE_YEAR }, { "year", MEASURE_YEAR },
	{ "months", MEASURE_MONTH }, { "month", MEASURE_MONTH },
	{ "days", MEASURE_DAY }, { "day", MEASURE_DAY },
	{ "hours", MEASURE_HOUR }, { "hour", MEASURE_HOUR },
	{ "minutes", MEASURE_MINUTE }, { "minute", MEASURE_MINUTE },
	{ "seconds", MEASURE_SECOND }, { "weeks", MEASURE_WEEK },
	{ "week", MEASURE_WEEK }, { "percent", MEASURE_PERCENT },
	{ "people", MEASURE_PERSON }, { "persons", MEASURE_PERSON },
	{ "kilometres", MEASURE_KM }, { "kilometers", MEASURE_KM },
	{ "km", MEASURE_KM }, { "centimetres", MEASURE_CM },
	{ "centimeters", MEASURE_CM }, { "cm", MEASURE_CM },
	{ "millimetres", MEASURE_MM }, { "millimeters", MEASURE_MM },
	{ "mm", MEASURE_MM }, { "metres", MEASURE_M },
	{ "metre", MEASURE_M }, { "meters", MEASURE_M },
	{ "meter", MEASURE_M }, { "m", MEASURE_NONE },
	{ "kilograms", MEASURE_KG }, { "kilos", MEASURE_KG },
	{ "kg", MEASURE_KG }, { "tonnes", MEASURE_TON },
	{ "tons", MEASURE_TON }, { "t", MEASURE_NONE },
	{ "yuan", MEASURE_YUAN }, { "dollars", MEASURE_DOLLAR },
	{ "feet", MEASURE_FOOT }, { "ft", MEASURE_FOOT },
	{ "miles", MEASURE_MILE }, { "mi", MEASURE_MILE },
	{ "pages", MEASURE_COUNT }, { "floors", MEASURE_COUNT },
	{ "times", MEASURE_COUNT },
	/* Glued to digits these are no part of a name: 3rd, 1990s, 5pm. */
	{ "st", MEASURE_NONE }, { "nd", MEASURE_NONE },
	{ "rd", MEASURE_NONE }, { "th", MEASURE_NONE },
	{ "s", MEASURE_DECADE | MEASURE_SECOND }, { "am", MEASURE_NONE },
	{ "pm", MEASURE_NONE },
	{ "x", MEASURE_NONE }, { "g", MEASURE_NONE }, { "ml", MEASURE_NONE },
	{ "l", MEASURE_NONE }, { "ms", MEASURE_NONE }, { "h", MEASURE_HOUR },
	{ "kb", MEASURE_NONE }, { "mb", MEASURE_NONE },
	{ "gb", MEASURE_NONE }, { "tb", MEASURE_NONE },
	{ "hz", MEASURE_NONE }, { "khz", MEASURE_NONE },
	{ "mhz", MEASURE_NONE }, { "ghz", MEASURE_NONE },
	{ "w", MEASURE_NONE }, { "kw", MEASURE_NONE },
	{ "mw", MEASURE_NONE }, { "v", MEASURE_NONE }, { "c", MEASURE_NONE },
	{ "f", MEASURE_NONE }, { "kmh", MEASURE_NONE },
};

/* Words of one character that count things. */
static const char counters[] =
    "只条张把座艘辆台间段次遍回代项款件份批组支枝颗粒株棵朵片根盏枚"
    "门道口家所栋幢户届场杯碗瓶盒箱袋包双对套成级卷册首篇种类部队孔"
    "亩顷克角毛句节行列排步圈股串束扇面顶架艇船匹头尾群窝封集期版课"
    "颜色字声轮局盘桌席重县省市区镇村国党族派省岛洲城村处式样等扎捆";

uint32_t
measures_read(const struct units *text, size_t i, size_t *len)
{
	char key[4];
	size_t n, w;
	const char *c;

	*len = 0;
	if (!units_kind(text, i, UNIT_LETTER) && !units_kind(text, i, UNIT_HAN))
		return MEASURE_NONE;
	n = utf8_encode(key, text->u[i].cp);
	for (w = 0; w < LEN(words); w++) {
		if (words[w].word[0] != key[0] ||
		    words[w].word[n - 1] != key[n - 1])
			continue;
		*len = units_at(text, i, words[w].word);
		if (*len > 0 && (text->u[i].kind == UNIT_HAN ||
		    !units_word(text, i + *len)))
			return words[w].measure;
	}
	*len = units_at(text, i, "个");
	if (*len > 0)
		return MEASURE_WORD;
	for (c = counters; n == 3 && *c != '\0'; c += n)
		if (c[2] == key[2] && c[1] == key[1] && c[0] == key[0]) {
			*len = 1;
			return MEASURE_COUNT;
		}
	return MEASURE_NONE;
}
