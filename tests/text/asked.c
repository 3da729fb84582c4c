/* Which words of a question say what kind of thing it asks for. */
#include "text/asked.h"

#include <string.h>

#include "base/buf.h"
#include "tap.h"
#include "units.h"

static struct framing *framing;
static struct chinese *chinese;

/* Compares what is marked, a bar between what is not adjacent. */
static void
asks(const char *question, const char *want)
{
	struct framing_unit unit[100];
	struct buf got = { 0 };
	size_t i, n = read_units(framing, question, true, unit, LEN(unit));
	bool before = false;

	asked_mark(chinese, span_of(question), unit, n);
	for (i = 0; i < n; i++) {
		if (unit[i].asked) {
			if (!before && got.len > 0)
				buf_addc(&got, '|');
			buf_add(&got, question + unit[i].start,
			    unit[i].end - unit[i].start);
		}
		before = unit[i].asked;
	}
	is_mem(got.data, got.len, want, strlen(want), question);
	buf_free(&got);
}

int
main(void)
{
	framing = framing_open();
	chinese = chinese_open();
	asks("第九口钟什么时候敲响的", "时候");
	asks("第九口鐘甚麼時候敲響", "時候");
	asks("为什么时候到了钟还不响", "");
	asks("云泽在哪个地区", "地区");
	asks("云泽在哪一個國家", "個國家");
	asks("哪种形式的船最多", "形式");
	asks("哪条河注入云泽", "哪条河");
	asks("钟于何年铸成", "何年");
	asks("他有几名徒弟", "几名徒弟");
	asks("云泽面积有多大", "多大");
	asks("很多船夫敲钟", "");
	asks("船上有多少乘客", "乘客");
	asks("谁敲响了第九口钟", "");
	asks("钟在哪里敲响", "");
	asks("那是什么？钟声响了", "");
	asks("那是什么，钟声响了", "");
	asks("什么", "");
	asks("哪", "哪");
	asks("何", "何");
	asks("船长有什么 RTX 显卡", "");
	asks("什么颜色的船？哪一部门的钟？", "颜色|部门");
	asks("What colour is the bell?", "");
	asks("", "");
	framing_close(framing);
	chinese_close(chinese);
	return tap_done();
}
