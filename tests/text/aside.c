/* Which parts of a question ask, and what they are made of. */
#include "text/aside.h"

#include <string.h>

#include "base/buf.h"
#include "tap.h"
#include "text/asked.h"
#include "units.h"

#define RUNS 4

static struct framing *framing;
static struct chinese *chinese;

/* Compares the runs of a question: "asks" or "-", rare, content. */
static void
runs(const char *question, const char *want)
{
	struct framing_unit unit[100];
	struct aside run[RUNS];
	struct buf got = { 0 };
	size_t i, n = read_units(framing, question, true, unit, LEN(unit));

	asked_mark(chinese, span_of(question), unit, n);
	aside_mark(chinese, span_of(question), unit, n, run, RUNS);
	for (i = 0; i < RUNS && (n > 0 && i <= unit[n - 1].run); i++)
		buf_printf(&got, "%s%s %zu/%zu", i == 0 ? "" : ", ",
		    run[i].asks ? "asks" : "-", run[i].rare, run[i].content);
	is_mem(got.data, got.len, want, strlen(want), question);
	buf_free(&got);
}

int
main(void)
{
	framing = framing_open();
	chinese = chinese_open();
	runs("", "");
	runs("什么？", "");
	runs("女儿上三年级，选择的原则是什么？", "- 0/6, asks 0/3");
	runs("谁修的船，女儿上三年级", "asks 0/2, - 0/6");
	runs("女儿上三年级，谁修的船", "- 0/6, asks 0/2");
	runs("女儿上三年级，请问选择的原则", "- 0/6, - 0/3");
	runs("女儿上三年级，船修好了？", "- 0/6, asks 0/2");
	runs("船修好了吗，女儿上三年级？", "asks 0/2, asks 0/6");
	runs("裴照上学，选择的原则有几种", "- 1/4, asks 0/4");
	runs("女兒上三年級，誰修的船", "- 0/6, asks 0/2");
	runs("《虫，眼球》谁写的，女儿？", "asks 0/4, asks 0/2");
	runs("打扰？船", "- 0/0, - 0/1");
	runs("Who wrote Carmen? Please answer in one line.",
	    "asks 1/2, - 0/2");
	runs("My teacher is ill; please tell me WHEN Carmen was written",
	    "- 0/2, asks 1/2");
	runs("Keep ten points, who wrote Carmen", "- 0/3, asks 1/2");
	runs("keep ten points in 3D, who wrote Carmen", "- 2/5, asks 1/2");
	runs("is Carmen whole", "- 0/2");
	runs("船\377什么\377船", "- 0/1, asks 0/1");
	runs("船。水。桥。船。谁修的桥", "- 0/1, - 0/1, - 0/1, - 0/1");
	framing_close(framing);
	chinese_close(chinese);
	return tap_done();
}
