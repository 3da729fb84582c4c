/* Counts the numbered paragraphs of a DOCX document by its numbering part. */
#include "docx_list.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "numbering.h"

/* A document may have this many lists; the others have no numbers. */
#define LISTS 65536

/* Bytes of lvlText that count, and of a label. */
#define TEXT 96
#define LABEL 256

/* Abstract lists may point at others, by styles, so many times. */
#define LINKS 8

/* How a level is written. */
struct level {
	uint32_t text;		/* where its text is in `texts` */
	uint8_t length;
	uint8_t format;		/* numbering_format */
	uint8_t digits;		/* at least so many: 001 */
	bool defined;
	bool glued;		/* suff is "nothing" */
	bool legal;		/* all numbers in decimal */
	int8_t restart;		/* lvlRestart; DOCX_UNSET */
	int32_t start;
	const struct docx_style *style;	/* pStyle */
};

/* An abstract list has the levels and counters; several lists may share it. */
struct docx_abstract {
	long id;
	struct level *levels;	/* DOCX_LEVELS of them, or NULL */
	const struct docx_style *link;	/* the list of this style counts */
	int32_t counts[DOCX_LEVELS];
	bool counted[DOCX_LEVELS];
};

struct docx_num {
	long id, abstract;
	struct level *levels;	/* DOCX_LEVELS that override, or NULL */
	int32_t starts[DOCX_LEVELS];	/* startOverride, or DOCX_UNSET */
	bool started[DOCX_LEVELS];	/* it has been heeded */
};

enum {
	ABSTRACT, ABSTRACT_ID, NUM, NUM_ID, LVL, LEVEL, START, FORMAT, CUSTOM,
	VAL, TEXT_OF, SUFFIX, LEGAL, RESTART, STYLE, LINK, OVERRIDE,
	START_OVERRIDE, FALLBACK
};

static const char *const names[] = {
	[ABSTRACT] = "abstractNum", [ABSTRACT_ID] = "abstractNumId",
	[NUM] = "num", [NUM_ID] = "numId", [LVL] = "lvl", [LEVEL] = "ilvl",
	[START] = "start", [FORMAT] = "numFmt", [CUSTOM] = "format",
	[VAL] = "val", [TEXT_OF] = "lvlText", [SUFFIX] = "suff",
	[LEGAL] = "isLgl", [RESTART] = "lvlRestart", [STYLE] = "pStyle",
	[LINK] = "numStyleLink", [OVERRIDE] = "lvlOverride",
	[START_OVERRIDE] = "startOverride", [FALLBACK] = "Fallback"
};

struct reading {
	struct docx_lists *lists;
	const struct docx_styles *styles;
	struct docx_abstract *abstract;	/* at hand, or NULL */
	struct docx_num *num;
	struct level *level;
	long override;		/* which level is overridden; DOCX_UNSET */
	bool fallback;		/* in mc:Fallback */
};

/* A number of the document as a counter holds it. */
static int32_t
clamp(long n)
{
	return n < 0 ? 0 : n > INT32_MAX ? INT32_MAX : (int32_t)n;
}

static struct docx_abstract *
add_abstract(struct docx_lists *l, long id)
{
	if (l->nabstracts == LISTS)
		return NULL;
	if (l->nabstracts == l->abstracts_size) {
		l->abstracts_size = l->abstracts_size == 0 ? 32 :
		    l->abstracts_size * 2;
		l->abstracts = xreallocarray(l->abstracts, l->abstracts_size,
		    sizeof(*l->abstracts));
	}
	l->abstracts[l->nabstracts] = (struct docx_abstract){ .id = id };
	return &l->abstracts[l->nabstracts++];
}

static struct docx_num *
add_num(struct docx_lists *l, long id)
{
	struct docx_num *num;
	size_t i;

	if (l->nnums == LISTS)
		return NULL;
	if (l->nnums == l->nums_size) {
		l->nums_size = l->nums_size == 0 ? 32 : l->nums_size * 2;
		l->nums = xreallocarray(l->nums, l->nums_size,
		    sizeof(*l->nums));
	}
	num = &l->nums[l->nnums++];
	*num = (struct docx_num){ .id = id, .abstract = DOCX_UNSET };
	for (i = 0; i < DOCX_LEVELS; i++)
		num->starts[i] = DOCX_UNSET;
	return num;
}

/* Begins with a level of what is at hand, an abstract list or an override. */
static void
begin_level(struct reading *r, long i)
{
	struct level **levels = r->abstract != NULL ? &r->abstract->levels :
	    r->num != NULL ? &r->num->levels : NULL;

	if (i == DOCX_UNSET)
		i = r->override;
	if (levels == NULL || i < 0 || i >= DOCX_LEVELS)
		return;
	if (*levels == NULL)
		*levels = xcalloc(DOCX_LEVELS, sizeof(**levels));
	r->level = &(*levels)[i];
	*r->level = (struct level){ .defined = true, .restart = DOCX_UNSET };
}

/* Takes a format; "001, 002, ..." is a custom one, of three digits. */
static void
take_format(struct level *level, const struct xml_element *e)
{
	const struct span custom = xml_attribute(e, CUSTOM);
	size_t n;

	level->format = (uint8_t)numbering_format(xml_attribute(e, VAL));
	if (custom.p == NULL)
		return;
	for (n = 0; n < custom.len && n < 10 && custom.p[n] == '0'; n++)
		;
	level->digits = (uint8_t)(n + 1);
}

static void
take_text(struct reading *r, struct span text)
{
	size_t n = text.len < TEXT ? text.len : TEXT;

	if (n == 0 || r->lists->texts.len > UINT32_MAX / 2)
		return;
	n = utf8_valid(text.p, n);
	r->level->text = (uint32_t)r->lists->texts.len;
	r->level->length = (uint8_t)n;
	buf_add(&r->lists->texts, text.p, n);
}

/* Takes a child of w:lvl. */
static void
take_of_level(struct reading *r, const struct xml_element *e)
{
	struct level *level = r->level;
	long n;

	switch (e->name) {
	case START:
		level->start = clamp(xml_number(e, VAL, 0));
		break;
	case FORMAT:
		if (!r->fallback)
			take_format(level, e);
		break;
	case TEXT_OF:
		take_text(r, xml_attribute(e, VAL));
		break;
	case SUFFIX:
		level->glued = span_is(xml_attribute(e, VAL), "nothing");
		break;
	case LEGAL:
		level->legal = docx_is_on(xml_attribute(e, VAL));
		break;
	case RESTART:
		n = xml_number(e, VAL, DOCX_UNSET);
		level->restart = n >= 0 && n <= DOCX_LEVELS ? (int8_t)n :
		    DOCX_UNSET;
		break;
	case STYLE:
		level->style = docx_style_find(r->styles,
		    xml_attribute(e, VAL));
		break;
	default:
		break;
	}
}

static void
start(void *arg, const struct xml_element *e)
{
	struct reading *r = arg;

	if (e->name == FALLBACK)
		r->fallback = true;
	else if (e->name == LVL)
		begin_level(r, xml_number(e, LEVEL, DOCX_UNSET));
	else if (r->level != NULL)
		take_of_level(r, e);
	else if (e->name == ABSTRACT)
		r->abstract = add_abstract(r->lists,
		    xml_number(e, ABSTRACT_ID, DOCX_UNSET));
	else if (e->name == LINK && r->abstract != NULL)
		r->abstract->link = docx_style_find(r->styles,
		    xml_attribute(e, VAL));
	else if (e->name == NUM)
		r->num = add_num(r->lists, xml_number(e, NUM_ID, DOCX_UNSET));
	else if (r->num == NULL)
		return;
	else if (e->name == ABSTRACT_ID)
		r->num->abstract = xml_number(e, VAL, DOCX_UNSET);
	else if (e->name == OVERRIDE)
		r->override = xml_number(e, LEVEL, DOCX_UNSET);
	else if (e->name == START_OVERRIDE && r->override >= 0 &&
	    r->override < DOCX_LEVELS)
		r->num->starts[r->override] = clamp(xml_number(e, VAL, 0));
}

static void
end(void *arg, int name)
{
	struct reading *r = arg;

	switch (name) {
	case FALLBACK: r->fallback = false; break;
	case LVL: r->level = NULL; break;
	case ABSTRACT: r->abstract = NULL; break;
	case NUM: r->num = NULL; break;
	case OVERRIDE: r->override = DOCX_UNSET; break;
	default: break;
	}
}

static int
compare_ids(long a, long b)
{
	return (a > b) - (a < b);
}

static int
compare_abstracts(const void *a, const void *b)
{
	return compare_ids(((const struct docx_abstract *)a)->id,
	    ((const struct docx_abstract *)b)->id);
}

static int
compare_nums(const void *a, const void *b)
{
	return compare_ids(((const struct docx_num *)a)->id,
	    ((const struct docx_num *)b)->id);
}

int
docx_lists_read(struct docx_lists *l, struct archive *a, const char *part,
    const struct docx_styles *styles)
{
	static const struct xml_handler handler = { names, LEN(names), start,
	    end, NULL };
	struct reading r = { .lists = l, .styles = styles,
	    .override = DOCX_UNSET };

	if (archive_xml(a, part, &handler, &r) == -1)
		return -1;
	if (l->nabstracts > 0)
		qsort(l->abstracts, l->nabstracts, sizeof(*l->abstracts),
		    compare_abstracts);
	if (l->nnums > 0)
		qsort(l->nums, l->nnums, sizeof(*l->nums), compare_nums);
	return 0;
}

static struct docx_num *
find_num(struct docx_lists *l, long id)
{
	const struct docx_num key = { .id = id };

	return l->nnums == 0 ? NULL : bsearch(&key, l->nums, l->nnums,
	    sizeof(*l->nums), compare_nums);
}

/* The abstract list that counts for a list; it may be that of a style. */
static struct docx_abstract *
find_abstract(struct docx_lists *l, const struct docx_num *num)
{
	struct docx_abstract key = { 0 }, *found = NULL;
	int i;

	for (i = 0; i < LINKS && num != NULL && l->nabstracts > 0; i++) {
		key.id = num->abstract;
		found = bsearch(&key, l->abstracts, l->nabstracts,
		    sizeof(*l->abstracts), compare_abstracts);
		if (found == NULL || found->link == NULL ||
		    found->levels != NULL)
			break;
		num = find_num(l, found->link->list);
	}
	return found;
}

static const struct level *
level_of(const struct docx_num *num, const struct docx_abstract *abstract,
    long i)
{
	static const struct level none = { 0 };

	if (num->levels != NULL && num->levels[i].defined)
		return &num->levels[i];
	return abstract->levels == NULL ? &none : &abstract->levels[i];
}

/* The level that a style has in a list. */
static long
level_of_style(const struct docx_num *num,
    const struct docx_abstract *abstract, const struct docx_style *style)
{
	long i;

	for (i = 0; style != NULL && i < DOCX_LEVELS; i++)
		if (level_of(num, abstract, i)->style == style)
			return i;
	return DOCX_UNSET;
}

/* Begins to count level i of a list. */
static void
begin_count(struct docx_num *num, struct docx_abstract *abstract, long i)
{
	abstract->counts[i] = num->starts[i] != DOCX_UNSET ? num->starts[i] :
	    level_of(num, abstract, i)->start;
	abstract->counted[i] = num->started[i] = true;
}

/*
 * Counts a paragraph at level i.  Levels above that have no paragraph yet are
 * counted too, as in Word: behind 1.1 comes 2.
 */
static void
count(struct docx_num *num, struct docx_abstract *abstract, long i)
{
	const bool starts = num->starts[i] != DOCX_UNSET && !num->started[i];
	long j;
	int8_t restart;

	for (j = 0; j < i; j++)
		if (!abstract->counted[j])
			begin_count(num, abstract, j);
	if (!abstract->counted[i] || starts)
		begin_count(num, abstract, i);
	else if (abstract->counts[i] < INT32_MAX)
		abstract->counts[i]++;
	for (j = i + 1; j < DOCX_LEVELS; j++) {
		restart = level_of(num, abstract, j)->restart;
		if (restart == DOCX_UNSET || (restart > 0 && i < restart))
			abstract->counted[j] = false;
	}
}

/* Appends the number of level i, as it stands in the text of level `at`. */
static void
put_number(struct buf *b, const struct docx_num *num,
    const struct docx_abstract *abstract, long i, const struct level *at)
{
	const struct level *level = level_of(num, abstract, i);
	const long n = abstract->counted[i] ? abstract->counts[i] :
	    num->starts[i] != DOCX_UNSET ? num->starts[i] : level->start;

	if (!level->defined)
		return;
	if (level->digits > 0)
		buf_printf(b, "%0*ld", level->digits, n);
	else if (at->legal && level->format != NUMBERING_NONE &&
	    level->format != NUMBERING_BULLET)
		buf_printf(b, "%ld", n);
	else
		numbering_put(b, level->format, n);
}

/* Whether the text of a bullet is words, like "Note:", and not a sign. */
static bool
is_word(struct span s)
{
	uint32_t cp;
	size_t n = utf8_decode(s.p, s.len, &cp);

	return n > 0 && n < s.len && ((cp >= 'A' && cp <= 'Z') ||
	    (cp >= 'a' && cp <= 'z') || (cp >= 0x3400 && cp < 0xa000));
}

/* Whether s ends with a mark behind which Chinese writes no blank. */
static bool
ends_wide(struct span s)
{
	static const char *const marks[] = { "、", "）", "．", "。", "：", "】",
	    "〕", "」", "　" };
	size_t i;

	for (i = 0; i < LEN(marks); i++)
		if (span_ends(s, marks[i]))
			return true;
	return false;
}

static void
make_label(const struct docx_lists *l, const struct docx_num *num,
    const struct docx_abstract *abstract, const struct level *level,
    struct docx_label *label)
{
	struct span s = { NULL, 0 };
	struct buf *b = &label->text;

	if (level->length > 0)
		s = (struct span){ l->texts.data + level->text,
		    level->length };
	if (level->format == NUMBERING_BULLET && !is_word(span_strip(s))) {
		label->bullet = true;
		label->glued = false;
		if (span_strip(s).len > 0)
			buf_addc(b, '-');
		return;
	}
	while (s.len > 0 && b->len < LABEL)
		if (s.p[0] == '%' && s.len > 1 && s.p[1] >= '1' &&
		    s.p[1] <= '9') {
			put_number(b, num, abstract, s.p[1] - '1', level);
			s = span_from(s, 2);
		} else {
			buf_addc(b, s.p[0]);
			s = span_from(s, 1);
		}
	if (ends_wide(buf_span(b)))
		label->glued = true;
	while (!label->glued && b->len > 0 &&
	    span_is_blank(b->data[b->len - 1]))
		b->len--;
}

bool
docx_lists_count(struct docx_lists *l, long id, long i,
    const struct docx_style *style, struct docx_label *label)
{
	struct docx_num *num = find_num(l, id);
	struct docx_abstract *abstract = find_abstract(l, num);
	const struct level *level;

	buf_clear(&label->text);
	label->bullet = label->glued = false;
	if (num == NULL || abstract == NULL)
		return false;
	if (i == DOCX_UNSET)
		i = level_of_style(num, abstract, style);
	if (i == DOCX_UNSET && style != NULL)
		i = level_of_style(num, abstract, style->lists);
	if (i == DOCX_UNSET && style != NULL)
		i = style->depth;
	if (i == DOCX_UNSET)
		i = 0;
	if (i < 0 || i >= DOCX_LEVELS)
		return false;
	level = level_of(num, abstract, i);
	if (!level->defined)
		return false;
	count(num, abstract, i);
	label->glued = level->glued;
	label->depth = (unsigned)i + 1;
	make_label(l, num, abstract, level, label);
	return true;
}

void
docx_lists_free(struct docx_lists *l)
{
	size_t i;

	for (i = 0; i < l->nabstracts; i++)
		free(l->abstracts[i].levels);
	for (i = 0; i < l->nnums; i++)
		free(l->nums[i].levels);
	free(l->abstracts);
	free(l->nums);
	buf_free(&l->texts);
	*l = (struct docx_lists){ 0 };
}
