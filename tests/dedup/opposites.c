/* opposites: the table holds together, and what it finds in longer texts. */
#include "opposites.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "tap.h"

#define MEMBERS 64

static struct folding *folding;
static struct opposites *opposites;

/* Whether two words exclude each other where one has the other's place. */
static bool
differ(const char *a, const char *b)
{
	struct folded x = { 0 }, y = { 0 };
	struct buf s = { 0 };
	bool found;

	buf_printf(&s, "云 泽 ferry %s keeper 渡 口", a);
	folded_read(&x, buf_span(&s), folding);
	buf_clear(&s);
	buf_printf(&s, "云 泽 ferry %s keeper 渡 口", b);
	folded_read(&y, buf_span(&s), folding);
	found = opposites_differ(opposites, &x, &y);
	buf_free(&s);
	folded_free(&x);
	folded_free(&y);
	return found;
}

/* Tries all words of a group, which it writes to; returns how many it has. */
static size_t
try_group(char *group)
{
	char *members, *member, *words, *word;
	const char *first[MEMBERS];
	size_t n = 0, i;

	while ((members = strsep(&group, " ")) != NULL) {
		if (*members == '\0')
			continue;
		member = NULL;
		for (words = members; (word = strsep(&words, "/")) != NULL;) {
			for (i = 0; i < strlen(word); i++)
				word[i] = word[i] == '_' ? ' ' : word[i];
			for (i = 0; i < n; i++)
				if (!differ(word, first[i]))
					ok(false, "%s excludes %s", word,
					    first[i]);
			if (member == NULL)
				member = word;
			else if (differ(word, member))
				ok(false, "%s means what %s means", word,
				    member);
		}
		if (n == MEMBERS)
			abort();
		first[n++] = member;
	}
	return n;
}

static void
try_table(void)
{
	size_t i, groups = 0, small = 0;
	char *copy, *rest, *group;

	for (i = 0; i < opposites_ntable; i++) {
		rest = copy = xstrdup(opposites_table[i]);
		while ((group = strsep(&rest, ",")) != NULL) {
			groups++;
			small += try_group(group) < 2;
		}
		free(copy);
	}
	ok(groups > 600 && small == 0, "%zu groups, of two words or more",
	    groups);
}

static const struct {
	const char *a, *b;
	bool differ;
} pairs[] = {
	{ "买家 先 付款", "卖家 先 付款", true },
	{ "the buyer pays the seller", "the seller pays the buyer", true },
	{ "左 手 给 右 手", "右 手 给 左 手", true },
	{ "每 天 擦 灯", "每 日 擦 灯", false },
	{ "每 天 擦 灯", "每 周 擦 灯", true },
	{ "这里 可以 停 船", "这里 禁止 停 船", true },
	{ "他 是 冠军", "他 是 亚军", true },
	{ "a red lamp", "a blue lamp", true },
	{ "a grey lamp", "a gray lamp", false },
	{ "an upper deck", "a lower deck", true },
	{ "正面 朝 上", "反面 朝 上", true },
	{ "从 北京 到 上海", "从 上海 到 北京", true },
	{ "to London from Paris", "to Paris from London", true },
	/* Words of a group in other places say nothing. */
	{ "红 旗 在 桥 上 飘 扬 着", "旗 在 桥 上 飘 扬 着 蓝 天", false },
	{ "大家 都 来 听 戏", "小时候 都 来 听 戏", false },
	{ "他 明白 了", "他 明 黑 了", false },
	/* What both texts have, in another order. */
	{ "大 船 来 了 小 船 走 了", "小 船 走 了 大 船 来 了", false },
	{ "大 船 来 了 小 船 走 了", "小 船 来 了 大 船 走 了", true },
	{ "the red boat and the blue one go", "the blue one and go", false },
};

int
main(void)
{
	size_t i;

	folding = folding_open(true);
	opposites = opposites_open(folding);
	try_table();
	for (i = 0; i < LEN(pairs); i++)
		ok(differ(pairs[i].a, pairs[i].b) == pairs[i].differ,
		    "%s | %s", pairs[i].a, pairs[i].b);
	opposites_close(opposites);
	folding_close(folding);
	return tap_done();
}
