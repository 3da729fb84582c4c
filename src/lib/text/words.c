/* Tells names from other words, and numbers from marks of lists. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "chinese.h"
#include "measures.h"

/* Letters of a word that are compared with the lists below. */
#define WORD 14

/* Letters that a stem has, at most. */
#define STEM 5

/* Words that say nothing by themselves, in order. */
static const char *const common[] = { "a", "about", "above", "according",
	"across", "additionally", "after", "afterwards", "again", "against",
	"all", "almost", "along", "already", "also", "although", "always",
	"am", "among", "an", "and", "another", "any", "anyone", "anything",
	"are", "around", "as", "at", "away", "back", "be", "became", "because",
	"become", "been", "before", "behind", "being", "below", "besides",
	"between", "both", "but", "by", "called", "can", "cannot",
	"consequently", "could", "did", "do", "does", "doing", "done", "down",
	"due", "during", "each", "either", "enough", "especially", "even",
	"ever", "every", "everyone", "everything", "except", "few", "finally",
	"first", "firstly", "for", "from", "further", "furthermore",
	"generally", "had", "has", "have", "having", "he", "hence", "her",
	"here", "hers", "herself", "him", "himself", "his", "how", "however",
	"i", "if", "in", "including", "indeed", "initially", "instead", "into",
	"is", "it", "its", "itself", "just", "last", "lastly", "later",
	"least", "less", "let", "like", "likewise", "made", "mainly", "many",
	"may", "me", "meanwhile", "might", "more", "moreover", "most",
	"mostly", "much", "must", "my", "namely", "neither", "never",
	"nevertheless", "next", "no", "nobody", "none", "nor", "not",
	"nothing", "now", "of", "off", "often", "on", "once", "one", "only",
	"onto", "or", "originally", "other", "others", "otherwise", "our",
	"out", "over", "overall", "own", "per", "perhaps", "please", "rather",
	"same", "second", "secondly", "several", "shall", "she", "should",
	"similarly", "since", "so", "some", "someone", "something",
	"sometimes", "soon", "still", "such", "than", "that", "the", "their",
	"them", "themselves", "then", "there", "therefore", "these", "they",
	"this", "those", "though", "through", "throughout", "thus", "to",
	"together", "too", "toward", "towards", "under", "unless", "unlike",
	"until", "up", "upon", "us", "used", "using", "usually", "very", "via",
	"was", "we", "were", "what", "whatever", "when", "whenever", "where",
	"whereas", "whether", "which", "while", "who", "whoever", "whole",
	"whom", "whose", "why", "will", "with", "within", "without", "would",
	"yes", "yet", "you", "your" };

/* Words that begin sentences and are no names, though they look like it. */
static const char *const ordinary[] = { "access", "age", "air", "animal",
	"answer", "anybody", "area", "art", "author", "autumn", "bad", "bank",
	"better", "big", "bird", "black", "blue", "boat", "body", "book",
	"boy", "bread", "breakfast", "bridge", "build", "building", "business",
	"buy", "call", "captain", "car", "care", "cat", "centre", "chapter",
	"check", "child", "church", "city", "clean", "clear", "close", "cold",
	"colour", "company", "construct", "cost", "could", "country", "craft",
	"cut", "daily", "data", "day", "dog", "door", "dry", "early", "earth",
	"east", "eat", "engineer", "evidence", "fact", "family", "farm",
	"father", "fill", "film", "find", "fire", "fish", "fishermen", "flood",
	"flour", "follow", "food", "forest", "free", "fresh", "fuel", "full",
	"garden", "get", "girl", "give", "go", "good", "grain", "great",
	"green", "group", "half", "hand", "heat", "heavy", "high", "history",
	"hold", "home", "horse", "hot", "house", "human", "ice", "iron", "key",
	"king", "land", "language", "large", "law", "learn", "library", "life",
	"light", "line", "little", "local", "long", "look", "low", "machine",
	"make", "man", "market", "master", "member", "men", "metal", "milk",
	"money", "mother", "music", "name", "new", "night", "nobody", "noon",
	"north", "number", "office", "oil", "old", "open", "order", "page",
	"paper", "part", "party", "pay", "people", "person", "place", "plant",
	"play", "player", "point", "police", "poor", "power", "press", "price",
	"professor", "public", "put", "question", "radio", "rain", "read",
	"reader", "red", "repair", "rice", "river", "road", "room", "salt",
	"sand", "school", "sea", "see", "set", "ship", "short", "silver",
	"simple", "small", "snow", "software", "soil", "someone", "sometime",
	"song", "south", "spring", "staff", "stand", "start", "station",
	"steel", "stone", "stop", "store", "story", "street", "strong",
	"student", "study", "summer", "sun", "take", "teacher", "tell",
	"thick", "thin", "time", "today", "tool", "town", "trade", "train",
	"travel", "tree", "try", "turn", "two", "use", "user", "village",
	"visitor", "wait", "walk", "wall", "war", "warm", "wash", "water",
	"way", "weather", "week", "west", "wheat", "white", "wild", "wind",
	"winter", "woman", "women", "wood", "work", "worker", "world", "write",
	"writer", "year", "young" };

/* Ends of words that are seldom those of names. */
static const char *const ends[] = { "ing", "ed", "ly", "tion", "sion",
	"ment", "ness", "ity", "ance", "ence", "ism", "logy", "ers", "ors",
	"able", "ible", "ful", "less", "ous", "ive", "ings", "ship", "ties",
	"ages", "ones", "ways", "ants", "ents" };

static const char *const months[] = { "january", "february", "march", "april",
	"may", "june", "july", "august", "september", "october", "november",
	"december" };

static int
compare(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* Copies the word; false if it is too long or not of ASCII. */
static bool
copy(const struct units *t, const struct word *w, char word[WORD + 1])
{
	size_t i, n = w->to - w->from;

	if (n > WORD)
		return false;
	for (i = 0; i < n; i++) {
		if (t->u[w->from + i].cp >= 0x80)
			return false;
		word[i] = (char)t->u[w->from + i].cp;
	}
	word[n] = '\0';
	return true;
}

static bool
ends_with(const struct units *t, const struct word *w, const char *end)
{
	size_t n = strlen(end);

	return w->to - w->from > n + 1 && units_at(t, w->to - n, end) == n;
}

/* How many units of a word make its stem. */
static size_t
stem_of(const struct units *t, const struct word *w)
{
	static const char *const cut[] = { "ing", "ied", "ies", "ed", "es",
		"ly", "s", "e", "y" };
	size_t n = w->to - w->from, i;

	for (i = 0; i < LEN(cut); i++)
		if (n > 3 + strlen(cut[i]) / 2 && ends_with(t, w, cut[i])) {
			n -= strlen(cut[i]);
			break;
		}
	/* stopped, stop */
	if (n > 3 && n <= STEM && units_cp(t, w->from + n - 1) ==
	    units_cp(t, w->from + n - 2))
		n--;
	return n > STEM ? STEM : n;
}

/* Whether an apostrophe stands at i, between letters. */
static bool
is_apostrophe(const struct units *t, size_t i)
{
	return (units_cp(t, i) == '\'' || units_cp(t, i) == 0x2019) &&
	    units_kind(t, i + 1, UNIT_LETTER);
}

void
words_read(const struct units *t, size_t i, struct word *w)
{
	w->from = i;
	while (units_word(t, i))
		i++;
	w->to = i;
	w->stem = stem_of(t, w);
}

bool
words_glued(const struct units *t, size_t i, struct word *w)
{
	struct number_found f;
	size_t end = i, len;

	if (i > 0 && t->u[i - 1].cp == '.')
		return false;
	while (units_kind(t, end, UNIT_DIGIT))
		end++;
	if (!units_kind(t, end, UNIT_LETTER) ||
	    (i > 0 && units_word(t, i - 1)))
		return false;
	(void)measures_read(t, end, &len);
	if (len > 0 || (numbers_value(t, i, &f) && f.end > end))
		return false;
	w->from = i;
	while (units_word(t, end))
		end++;
	w->to = end;
	w->stem = end - i;
	return true;
}

static bool
is_in(const struct units *t, const struct word *w, const char *const *list,
    size_t n)
{
	char word[WORD + 1];
	const char *key = word;

	return copy(t, w, word) &&
	    bsearch(&key, list, n, sizeof(*list), compare) != NULL;
}

bool
words_is_common(const struct units *t, const struct word *w)
{
	/* A letter by itself, and the s of it's, say nothing; but plan B. */
	if (w->to - w->from == 1)
		return !t->u[w->from].capital || t->u[w->from].cp == 'i' ||
		    (t->u[w->from].cp == 'a' && units_kind(t, w->to,
		    UNIT_BLANK));
	if (w->from > 0 && is_apostrophe(t, w->from - 1))
		return true;	/* the end of can't, we'll */
	return is_in(t, w, common, LEN(common));
}

/* Whether a sentence, heading or item begins at the word. */
static bool
begins_sentence(const struct units *t, size_t i)
{
	uint32_t cp;

	while (i > 0 && t->u[i - 1].kind <= UNIT_MARK) {
		cp = t->u[--i].cp;
		switch (cp) {
		case '\n': case '.': case '!': case '?': case ':': case '*':
		case '#': case 0x3002: case '"': case 0x201c: case 0x2018:
		case '-': case 0x2022: case '(': case ')':
			return true;
		case ' ': case '\t': case 0x3000: case '_': case '\'':
			continue;
		default:
			return false;
		}
	}
	return i == 0;
}

/* Whether the word behind w, after one blank, begins with a capital. */
static bool
capital_follows(const struct units *t, const struct word *w)
{
	return units_kind(t, w->to, UNIT_BLANK) &&
	    units_kind(t, w->to + 1, UNIT_LETTER) && t->u[w->to + 1].capital;
}

/* Whether the word begins a sentence, and no more than that. */
static bool
is_ordinary(const struct units *t, const struct word *w)
{
	struct word one = *w;
	size_t i;

	if (capital_follows(t, w) || is_apostrophe(t, w->to))
		return false;
	for (i = 0; i < LEN(ends); i++)
		if (ends_with(t, w, ends[i]))
			return true;
	if (is_in(t, w, ordinary, LEN(ordinary)))
		return true;
	if (units_cp(t, w->to - 1) != 's' || w->to - w->from < 4)
		return false;
	one.to--;
	return is_in(t, &one, ordinary, LEN(ordinary)) ||
	    units_cp(t, one.to - 1) != 's';
}

bool
words_is_name(const struct units *t, const struct word *w)
{
	size_t i, capitals = 0;

	for (i = w->from; i < w->to; i++) {
		if (t->u[i].kind == UNIT_DIGIT)
			return true;
		capitals += t->u[i].capital;
	}
	if (capitals != 1 || !t->u[w->from].capital)
		return capitals > 0;
	return !begins_sentence(t, w->from) || !is_ordinary(t, w);
}

bool
words_month(const struct units *t, size_t i, struct number_found *f)
{
	struct word w;
	char word[WORD + 1];
	size_t m;

	if (!t->u[i].capital)
		return false;
	words_read(t, i, &w);
	if (w.to - w.from < 3 || !copy(t, &w, word))
		return false;
	for (m = 0; m < LEN(months); m++)
		if (strcmp(word, months[m]) == 0 ||
		    (w.to - w.from == 3 && m != 4 &&
		    strncmp(word, months[m], 3) == 0))
			break;
	if (m == LEN(months))
		return false;
	/* May and March are months beside a number or "in" alone. */
	if ((m == 2 || m == 4) && begins_sentence(t, i) &&
	    !units_kind(t, w.to + 1, UNIT_DIGIT))
		return false;
	memset(f, 0, sizeof(*f));
	f->end = w.to;
	f->n = 1;
	f->reading[0].digits = m + 1 == 10 ? 1 : m + 1;
	f->reading[0].exponent = m + 1 == 10;
	f->reading[0].measure = MEASURE_MONTH | MEASURE_DATE;
	f->own = 1;
	return true;
}

/* Whether only blanks and marks of lists stand before i in its line. */
static bool
begins_line(const struct units *t, size_t i)
{
	for (; i > 0; i--)
		switch (t->u[i - 1].cp) {
		case '\n': case '\r':
			return true;
		case ' ': case '\t': case 0x3000: case '*': case '-':
		case '#': case '>': case '(': case '[':
			break;
		default:
			return false;
		}
	return true;
}

bool
words_list_mark(const struct units *t, size_t i, size_t end)
{
	uint32_t before = i > 0 ? t->u[i - 1].cp : 0;
	uint32_t after = units_cp(t, end);

	if (end - i > 3)
		return false;
	if ((before == '[' && after == ']') ||
	    (before == '(' && after == ')' && end - i <= 2) ||
	    (before == 0x3010 && after == 0x3011))
		return true;
	if (after == ')' && end - i <= 2 && (i == 0 ||
	    t->u[i - 1].kind == UNIT_BLANK || before == 0x3002 ||
	    before == ';' || before == ':' || before == ','))
		return true;
	return begins_line(t, i) && (after == '.' || after == ')' ||
	    after == ':' || after == 0x3001) &&
	    !units_kind(t, end + 1, UNIT_DIGIT);
}

/*
 * What merely looks like a numeral and a counter, by the code points of their
 * second characters.
 */
static const char *const sayings[] = {
	"三下", "一人", "一代", "两侧", "十分", "万分", "八卦", "两口", "一名",
	"四周", "一周", "一块", "四处", "七夕", "一天", "一头", "百姓", "四季",
	"五官", "一家", "一层", "两岸", "四川", "一带", "一年四季", "一度",
	"一成", "一手", "四方", "八方", "两旁", "一日", "一旦", "一时",
	"三明治", "六月雪", "一点", "一片", "两端", "五行", "三角", "一角",
	"一路", "两边", "一道", "千里", "九重", "两面", "一面", "五香", "九龙" };

/* Whether such a word stands at unit i; 十分钟 is none. */
static bool
is_saying(const struct units *t, size_t i)
{
	const uint32_t second = units_cp(t, i + 1);
	size_t from = 0, to = LEN(sayings), middle;

	while (from < to) {
		middle = (from + to) / 2;
		if (units_first(sayings[middle] + 3) < second)
			from = middle + 1;
		else
			to = middle;
	}
	for (; from < LEN(sayings) &&
	    units_first(sayings[from] + 3) == second; from++)
		if (units_at(t, i, sayings[from]) > 0)
			return units_at(t, i, "十分钟") == 0;
	return false;
}

/* Whether the answer goes on to list what it counts: 三个方面：... */
static bool
counts_own(const struct units *t, size_t i)
{
	size_t k;

	for (k = i; k < i + 10 && k < t->n; k++)
		if (t->u[k].cp == ':')
			return true;
		else if (t->u[k].kind != UNIT_HAN)
			return false;
	return false;
}

bool
words_counts(const struct units *t, size_t i, const struct number_found *f,
    const struct chinese *chinese)
{
	uint32_t measure, before = i > 0 ? t->u[i - 1].cp : 0;
	uint64_t value = f->reading[0].digits;
	size_t len;
	bool ordinal = before == 0x7b2c;	/* 第 */

	if (f->arabic || f->plain == 0 ||
	    f->reading[0].measure == MEASURE_PERCENT)
		return true;
	/* 3000两 */
	if (value == 2 && units_at(t, i, "两") > 0 && i > 0 &&
	    units_kind(t, i - 1, UNIT_DIGIT))
		return false;
	if (f->vague && value > 1)
		return false;
	/* 这两个, 哪三个: not what the passage must say */
	if (f->end == i + 1 && (before == 0x8fd9 || before == 0x90a3 ||
	    before == 0x54ea || before == 0x6b64))
		return false;
	if (!ordinal && is_saying(t, i))
		return false;
	if (f->end - i >= 2) {
		/* 三三两两, 七七八八; a mark of a list */
		return !f->vague && !(begins_line(t, i) &&
		    units_cp(t, f->end) == 0x3001);
	}
	measure = measures_read(t, f->end, &len);
	if (f->vague)	/* 一 and units alone: 一年, 一米, 第一章 */
		return value == 1 && f->reading[0].exponent == 0 &&
		    ((measure & (MEASURE_NONE | MEASURE_WORD |
		    MEASURE_PERSON | MEASURE_COUNT)) == 0 ||
		    (ordinal && len > 0));
	if (ordinal && !units_kind(t, f->end, UNIT_HAN))
		return false;	/* 第二， goes on with a list */
	if (len == 0 && !ordinal && (chinese_is_word(chinese, before,
	    t->u[i].cp) || chinese_is_word(chinese, t->u[i].cp,
	    units_cp(t, i + 1))))
		return false;
	return !counts_own(t, f->end);
}
