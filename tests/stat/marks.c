/* Which answers have which marks, and which have none. */
#include "marks.h"

#include <stdbool.h>

#include "tap.h"

#define BIT(mark) (1u << (mark))

static const struct {
	const char *answer;
	unsigned marks;
} cases[] = {
	{ "悟空是石猴。", 0 },
	{ "", 0 },
	{ " \n", 0 },
	{ "a[", 0 },
	/* Summing up. */
	{ "一。\n\n总之，二。", BIT(MARK_SUMMING_UP) },
	{ "一。\n\n**综上所述**，二。三。四。",
	    BIT(MARK_SUMMING_UP) | BIT(MARK_MARKDOWN) },
	{ "一。二。总的来说，三。", BIT(MARK_SUMMING_UP) },
	{ "一。二！\n總之，三", BIT(MARK_SUMMING_UP) },
	{ "一。 总之，二。", BIT(MARK_SUMMING_UP) },
	{ "一。\n\n總的來說，二。", BIT(MARK_SUMMING_UP) },
	{ "一。\n\n綜上所述，二。三。", BIT(MARK_SUMMING_UP) },
	{ "一。簡而言之，二。", BIT(MARK_SUMMING_UP) },
	{ "一。整體而言，二。", BIT(MARK_SUMMING_UP) },
	{ "One. Two.\n\nIn summary, three.", BIT(MARK_SUMMING_UP) },
	{ "One. Overall, two.", BIT(MARK_SUMMING_UP) },
	{ "总之，只有一句。", 0 },
	{ "总之，一。\n\n二。\n\n三。", 0 },
	{ "他总之要走，不听劝。后来回来了。", 0 },
	{ "The overall, and final, score. It was two.", 0 },
	/* The material. */
	{ "资料中没有提到。", BIT(MARK_MATERIAL) },
	{ "他是猴，提供的材料这样说。", BIT(MARK_MATERIAL) },
	{ "他是猴，该文本如此。", BIT(MARK_MATERIAL) },
	{ "資料中沒有提到。", BIT(MARK_MATERIAL) },
	{ "他是猴，該文檔如此。", BIT(MARK_MATERIAL) },
	{ "他是猴，給定的內容這樣說。", BIT(MARK_MATERIAL) },
	{ "提供的資訊只有這些。", BIT(MARK_MATERIAL) },
	{ "建築材料以磚為主。", 0 },
	{ "文中提到他会飞。", BIT(MARK_MATERIAL) },
	{ "He flies, the text states.", BIT(MARK_MATERIAL) },
	{ "It is so, by The Provided Context, true.", BIT(MARK_MATERIAL) },
	{ "建筑材料以砖为主。", 0 },
	{ "他整理资料十年。", 0 },
	{ "The texture of the contexts.", 0 },
	/* Openings. */
	{ "根据提供的材料，他是猴。",
	    BIT(MARK_MATERIAL) | BIT(MARK_OPENS_MATERIAL) },
	{ "依据资料，他是猴。",
	    BIT(MARK_MATERIAL) | BIT(MARK_OPENS_MATERIAL) },
	{ "Based on the given passage, he flies.",
	    BIT(MARK_MATERIAL) | BIT(MARK_OPENS_MATERIAL) },
	{ "根據上述資料，他是猴。",
	    BIT(MARK_MATERIAL) | BIT(MARK_OPENS_MATERIAL) },
	{ "從文檔來看，他是猴。",
	    BIT(MARK_MATERIAL) | BIT(MARK_OPENS_MATERIAL) },
	{ "根据劳动法，工资按月支付。", 0 },
	{ "根據勞動法，工資按月支付。", 0 },
	{ "According to Newton, bodies fall.", 0 },
	{ "好的，他是猴。", BIT(MARK_LEAD_IN) },
	{ "以下是答案：猴。", BIT(MARK_LEAD_IN) },
	{ "Here are the names: a, b.", BIT(MARK_LEAD_IN) },
	{ "SURE, he is.", BIT(MARK_LEAD_IN) },
	{ "當然可以！他是猴。", BIT(MARK_LEAD_IN) },
	{ "沒問題，他是猴。", BIT(MARK_LEAD_IN) },
	{ "好的品质很多。", 0 },
	{ "Surely he is.", 0 },
	/* Citations. */
	{ "他是猴[1]。", BIT(MARK_CITATION) },
	{ "他是猴【12】。", BIT(MARK_CITATION) },
	{ "他是猴【3†资料】", BIT(MARK_CITATION) },
	{ "He flies [1, 2].", BIT(MARK_CITATION) },
	{ "He flies [1]", BIT(MARK_CITATION) },
	{ "他是猴（来源：西游记）。", BIT(MARK_CITATION) },
	{ "他是猴（來源：西遊記）。", BIT(MARK_CITATION) },
	{ "他来源于石头。", 0 },
	{ "Mé[1]", BIT(MARK_CITATION) },
	{ "猴[1]", BIT(MARK_CITATION) },
	{ "é【1】", BIT(MARK_CITATION) },
	{ "x = a[1] + b2[0]", 0 },
	{ "【注意】小心。", 0 },
	{ "[a] and [] and [", 0 },
	/* The rest. */
	{ "作为一个人工智能助手，我不知道。", BIT(MARK_ASSISTANT) },
	{ "As an AI language model, I cannot.", BIT(MARK_ASSISTANT) },
	{ "作為一個人工智慧助手，我不知道。作為一個語言模型，",
	    BIT(MARK_ASSISTANT) },
	{ "Thus as an aid it is.", 0 },
	{ "作为人，他老了。", 0 },
	{ "他是猴。如果您还有其他问题，欢迎提问。", BIT(MARK_OFFER) },
	{ "他是猴。如果您還有其他問題，歡迎提問。", BIT(MARK_OFFER) },
	{ "他是猴。希望對您有幫助！", BIT(MARK_OFFER) },
	{ "他是猴。請隨時提問。", BIT(MARK_OFFER) },
	{ "He flies. Let me know if you need more.", BIT(MARK_OFFER) },
	{ "希望这个国家好。他说。他走。", 0 },
	{ "# 标题\n一。", BIT(MARK_MARKDOWN) },
	{ "有三点：\n- 一\n- 二", BIT(MARK_MARKDOWN) },
	{ "1. 一\n2. 二", BIT(MARK_MARKDOWN) },
	{ "这是**重点**。", BIT(MARK_MARKDOWN) },
	{ "2 * 3 ** 4 = x", 0 },
	{ "1.5 米\n#1 是他", 0 },
	{ "<think>嗯</think>猴。", BIT(MARK_THINKING) }
};

int
main(void)
{
	struct marks *m = marks_open();
	unsigned got;
	size_t i, k;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		got = marks_find(m, span_of(cases[i].answer));
		if (ok(got == cases[i].marks, "case %zu: %.60s", i,
		    cases[i].answer))
			continue;
		for (k = 0; k < MARKS; k++)
			if ((got >> k & 1) != (cases[i].marks >> k & 1))
				printf("# %s: %s\n", mark_names[k],
				    (got >> k & 1) != 0 ? "found" : "missed");
	}
	marks_close(m);
	return tap_done();
}
