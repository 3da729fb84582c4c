/* Which words of a question frame it. */
#include "text/framing.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tap.h"
#include "units.h"

static struct framing *framing;

/* Compares the units that do not frame, a bar between runs. */
static void
leaves(const char *question, const char *want)
{
	struct framing_unit unit[100];
	struct buf got = { 0 };
	size_t i, n = read_units(framing, question, false, unit, LEN(unit));

	for (i = 0; i < n; i++) {
		if (i > 0 && unit[i].run != unit[i - 1].run)
			buf_addc(&got, '|');
		if (!unit[i].framing)
			buf_add(&got, question + unit[i].start,
			    unit[i].end - unit[i].start);
	}
	is_mem(got.data, got.len, want, strlen(want), question);
	buf_free(&got);
}

static void
test_content(void)
{
	struct framing_unit unit[100];
	size_t n = read_units(framing, "请问，潮水涨了", false, unit, LEN(unit));

	ok(n == 6 && unit[0].content == 0 && unit[1].run == 0,
	    "a run that only frames has no content");
	ok(unit[2].run == 1 && unit[2].content == 0.75 &&
	    unit[5].content == 0.75, "the share of content is that of the run");
	ok(read_units(framing, "", false, unit, LEN(unit)) == 0, "no units");
}

int
main(void)
{
	framing = framing_open();
	leaves("额定电压", "额定电压");
	leaves("你好，请问一下，额定电压是多少伏？谢谢！麻烦详细说明一下。",
	    "||额定电压少伏||");
	leaves("您好，請問額定電壓，感謝！", "|額定電壓|");
	leaves("Could you please tell me the rated voltage? Thanks a lot!",
	    "ratedvoltage|");
	leaves("能不能告诉我", "能不能告诉我");
	leaves("《虫，眼球！系列》的主角，叫小明", "虫眼球系列主角|叫小明");
	leaves("歌「一，二！三」与“四。”", "歌一二三四");
	leaves("《虫，眼球", "虫|眼球");
	leaves("》虫，眼球", "虫|眼球");
	/* What introduces a question without a mark. */
	leaves("我妈刚才问我潮水几点涨", "妈|潮水点涨");
	leaves("我家孩子的作业本上写着潮水涨", "家孩子作业本上写|潮水涨");
	leaves("我们听到的那个想知道潮水涨", "听到|潮水涨");
	leaves("麻烦用简单的话告诉我潮水涨", "用话|潮水涨");
	leaves("咱想了解船问潮水涨", "|船潮水涨");
	leaves("俺查一下船，讲的潮水涨", "|船|讲潮水涨");
	leaves("我妈问我《水说的船》修", "妈|水船修");
	leaves("我国学者写的潮水涨", "国学者写潮水涨");
	leaves("裴照写的潮水涨", "裴照写潮水涨");
	leaves("我写作潮水涨", "写作潮水涨");
	leaves("潮水涨我问", "潮水涨");
	leaves("《云泽行》里“乌篷船”、竹篙什么样", "云泽行里乌篷船竹篙什样");
	leaves("云泽（湖）；船……钟", "云泽|湖|船|钟");
	leaves("What is the 'rated voltage' of type-C? Current",
	    "ratedvoltagetypeC|Current");
	leaves("船 钟", "船|钟");
	leaves("一下子", "子");
	leaves("下一", "下一");
	leaves("说。明", "|明");
	leaves("the", "the");
	leaves("RTX 4090D怎么用", "RTX4090D怎用");
	leaves("谢谢谢谢", "谢谢谢谢");
	leaves("谢谢谢花", "花");
	test_content();
	framing_close(framing);
	framing_close(NULL);
	return tap_done();
}
