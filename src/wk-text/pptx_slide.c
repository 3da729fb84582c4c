/* Reads one slide: its title, its shapes, its tables. */
#include "pptx_slide.h"

#include <stdlib.h>

#include "md.h"
#include "pptx_number.h"

enum {
	SLD, SHOW,
	SP, GRP_SP, PIC, CXN_SP, GRAPHIC_FRAME, C_NV_PR, HIDDEN, PH, TYPE, IDX,
	LST_STYLE, P, P_PR, LVL, START_AT, T, BR, FLD,
	TBL, TR, TC, GRID_SPAN, H_MERGE, V_MERGE,
	REL_IDS, DM, ALTERNATE_CONTENT, CHOICE, FALLBACK, EXT_LST
};

static const char *const names[] = {
	[SLD] = "sld", [SHOW] = "show", [SP] = "sp", [GRP_SP] = "grpSp",
	[PIC] = "pic", [CXN_SP] = "cxnSp", [GRAPHIC_FRAME] = "graphicFrame",
	[C_NV_PR] = "cNvPr", [HIDDEN] = "hidden", [PH] = "ph",
	[TYPE] = "type", [IDX] = "idx", [LST_STYLE] = "lstStyle", [P] = "p",
	[P_PR] = "pPr", [LVL] = "lvl", [START_AT] = "startAt", [T] = "t",
	[BR] = "br", [FLD] = "fld", [TBL] = "tbl", [TR] = "tr", [TC] = "tc",
	[GRID_SPAN] = "gridSpan", [H_MERGE] = "hMerge", [V_MERGE] = "vMerge",
	[REL_IDS] = "relIds", [DM] = "dm",
	[ALTERNATE_CONTENT] = "AlternateContent", [CHOICE] = "Choice",
	[FALLBACK] = "Fallback", [EXT_LST] = "extLst"
};

/* Placeholders whose text is not of the slide, or which is its title. */
enum role { BODY, TITLE, OUTSIDE };

static const struct {
	const char *type;
	enum role role;
} roles[] = {
	{ "title", TITLE }, { "ctrTitle", TITLE }, { "sldNum", OUTSIDE },
	{ "dt", OUTSIDE }, { "ftr", OUTSIDE }, { "hdr", OUTSIDE }
};

/* How the numbered paragraphs of a level go on. */
struct count {
	char type[24];		/* of buAutoNum; empty: no number before */
	unsigned start;		/* its startAt */
	unsigned n;		/* the last number */
};

struct reading {
	struct pptx_slide *slide;
	const struct pptx_layout *layout;
	const struct pptx_diagram *diagrams;
	size_t ndiagrams;
	struct md md;
	size_t depth;		/* elements that are open */
	size_t skip;		/* depth of one that is not read; 0: none */
	size_t taken;		/* depth of AlternateContent whose Choice was */
	size_t shapes;		/* open, groups too */
	size_t tables;		/* open */
	/* Of the shape at hand. */
	bool in_title;
	struct pptx_levels own;		/* what its lstStyle says */
	struct pptx_levels inherited;
	bool in_styles;
	size_t style;			/* level in the lstStyle at hand */
	struct count counts[PPTX_LEVELS];
	/* Of the paragraph at hand. */
	bool begun;			/* it has text */
	bool in_properties, in_text;
	size_t level;
	enum pptx_bullet bullet;
	struct count number;		/* what its buAutoNum says */
};

static bool
is_true(struct span s)
{
	return span_is(s, "1") || span_is(s, "true") || span_is(s, "on");
}

static void
begin_shape(struct reading *r)
{
	size_t i;

	r->shapes++;
	r->in_title = false;
	r->own = r->inherited = (struct pptx_levels){ { PPTX_UNSAID } };
	for (i = 0; i < PPTX_LEVELS; i++)
		r->counts[i].type[0] = '\0';
	md_block(&r->md);
}

/* The shape at hand, whose element is so many levels up, is not read. */
static void
leave_shape(struct reading *r, size_t up)
{
	if (r->shapes > 0 && r->depth > up)
		r->skip = r->depth - up;
}

/* The shape at hand is a placeholder. */
static void
read_placeholder(struct reading *r, const struct xml_element *e)
{
	struct span type = xml_attribute(e, TYPE);
	enum role role = BODY;
	size_t i;

	for (i = 0; i < LEN(roles); i++)
		if (span_is(type, roles[i].type))
			role = roles[i].role;
	if (role == OUTSIDE)
		leave_shape(r, 3);
	else if (role == TITLE && r->slide->title.len == 0) {
		r->in_title = true;
		r->slide->opening = span_is(type, "ctrTitle");
	} else if (role == BODY)
		r->inherited = pptx_layout_levels(r->layout,
		    xml_number(e, IDX, -1));
}

static void
begin_paragraph_of(struct reading *r)
{
	if (r->tables == 0)
		md_block(&r->md);
	r->begun = false;
	r->level = 0;
	r->bullet = PPTX_UNSAID;
	r->number = (struct count){ .start = 1 };
}

static void
read_properties(struct reading *r, const struct xml_element *e)
{
	long level = xml_number(e, LVL, 0);

	r->in_properties = true;
	r->level = level < 0 ? 0 : level >= PPTX_LEVELS ? PPTX_LEVELS - 1 :
	    (size_t)level;
}

/* An element without a place in the list: of bullets, perhaps. */
static void
read_bullet(struct reading *r, const struct xml_element *e)
{
	enum pptx_bullet bullet;
	struct span type;
	long start;
	int level;

	if (r->in_styles && (level = pptx_level_of(e->local)) != -1)
		r->style = (size_t)level;
	else if ((bullet = pptx_bullet_of(e->local)) == PPTX_UNSAID)
		return;
	else if (r->in_styles)
		r->own.level[r->style] = bullet;
	else if (r->in_properties) {
		r->bullet = bullet;
		start = xml_number(e, START_AT, 1);
		r->number.start = start < 1 || start > 32767 ? 1 :
		    (unsigned)start;
		type = xml_attribute(e, TYPE);
		if (type.len < sizeof(r->number.type) && type.len > 0)
			memcpy(r->number.type, type.p, type.len);
	}
}

/* Appends the number of the paragraph at hand. */
static void
count_paragraph(struct reading *r, struct buf *label)
{
	struct count *c = &r->counts[r->level];

	if (r->number.type[0] == '\0')
		(void)memcpy(r->number.type, "arabicPeriod", 13);
	r->number.n = strcmp(c->type, r->number.type) == 0 &&
	    c->start == r->number.start ? c->n + 1 : r->number.start;
	*c = r->number;
	pptx_put_number(label, span_of(c->type), c->n);
}

/* The paragraph at hand has text: it begins, with its bullet. */
static void
begin_text(struct reading *r)
{
	enum pptx_bullet bullet = r->bullet;
	struct buf label = { 0 };
	size_t i;

	if (r->begun)
		return;
	r->begun = true;
	if (r->in_title) {
		buf_addc(&r->slide->title, ' ');
		return;
	}
	md_block(&r->md);
	if (r->tables > 0)
		return;
	if (bullet == PPTX_UNSAID)
		bullet = r->own.level[r->level];
	if (bullet == PPTX_UNSAID)
		bullet = r->inherited.level[r->level];
	for (i = r->level + 1; i < PPTX_LEVELS; i++)
		r->counts[i].type[0] = '\0';
	if (bullet == PPTX_NUMBER)
		count_paragraph(r, &label);
	else
		r->counts[r->level].type[0] = '\0';
	if (bullet == PPTX_BULLET)
		buf_addc(&label, '-');
	if (label.len > 0)
		md_item(&r->md, (unsigned)r->level + 1, buf_span(&label));
	buf_free(&label);
}

static void
begin_cell(struct reading *r, const struct xml_element *e)
{
	long columns = xml_number(e, GRID_SPAN, 1);

	/* The cell that was merged to the left has filled the columns. */
	if (is_true(xml_attribute(e, H_MERGE))) {
		r->skip = r->depth;
		return;
	}
	md_cell(&r->md, columns > 1 ? (size_t)columns : 1);
	if (is_true(xml_attribute(e, V_MERGE)))
		r->skip = r->depth;
}

/* Adds the text of SmartArt, a point a line. */
static void
add_diagram(struct reading *r, struct span id)
{
	static const struct span bullet = { "-", 1 };
	struct span text, line;
	size_t i;

	for (i = 0; i < r->ndiagrams; i++) {
		if (!span_is(id, r->diagrams[i].id))
			continue;
		text = buf_span(&r->diagrams[i].text);
		while (span_line(&text, &line)) {
			md_item(&r->md, 1, bullet);
			md_text(&r->md, line);
		}
		md_block(&r->md);
		break;
	}
}

/* The first Choice of AlternateContent is read, or else its Fallback. */
static void
choose(struct reading *r)
{
	if (r->taken == r->depth - 1)
		r->skip = r->depth;
	else
		r->taken = r->depth - 1;
}

static void
start_text(struct reading *r, const struct xml_element *e)
{
	switch (e->name) {
	case LST_STYLE:
		r->in_styles = true;
		r->style = 0;
		break;
	case P:
		begin_paragraph_of(r);
		break;
	case P_PR:
		read_properties(r, e);
		break;
	case T:
		r->in_text = true;
		break;
	case BR:
		begin_text(r);
		if (r->in_title)
			buf_addc(&r->slide->title, ' ');
		else
			md_break(&r->md);
		break;
	default:
		read_bullet(r, e);
	}
}

static void
start(void *arg, const struct xml_element *e)
{
	struct reading *r = arg;

	r->depth++;
	if (r->skip != 0)
		return;
	switch (e->name) {
	case SLD:
		if (xml_attribute(e, SHOW).p != NULL &&
		    !is_true(xml_attribute(e, SHOW))) {
			r->slide->hidden = true;
			r->skip = r->depth;
		}
		break;
	case SP:
	case GRP_SP:
	case PIC:
	case CXN_SP:
	case GRAPHIC_FRAME:
		begin_shape(r);
		break;
	case C_NV_PR:
		if (is_true(xml_attribute(e, HIDDEN)))
			leave_shape(r, 2);
		break;
	case PH:
		read_placeholder(r, e);
		break;
	case TBL:
		r->tables++;
		md_table(&r->md);
		break;
	case TR:
		md_row(&r->md);
		break;
	case TC:
		begin_cell(r, e);
		break;
	case REL_IDS:
		add_diagram(r, ooxml_id(e, DM));
		break;
	case CHOICE:
	case FALLBACK:
		choose(r);
		break;
	case EXT_LST:
		r->skip = r->depth;
		break;
	default:
		start_text(r, e);
	}
}

static void
end(void *arg, int name)
{
	struct reading *r = arg;
	const size_t depth = r->depth--;

	if (r->skip != 0 && r->skip != depth)
		return;
	r->skip = 0;
	r->in_text = false;
	switch (name) {
	case SP:
	case GRP_SP:
	case PIC:
	case CXN_SP:
	case GRAPHIC_FRAME:
		r->shapes--;
		r->in_title = false;
		md_block(&r->md);
		break;
	case LST_STYLE:
		r->in_styles = false;
		break;
	case P_PR:
		r->in_properties = false;
		break;
	case TBL:
		r->tables--;
		md_table_end(&r->md);
		break;
	case ALTERNATE_CONTENT:
		r->taken = 0;
		break;
	case CHOICE:
		r->taken = depth - 1;
		break;
	default:
		break;
	}
}

static void
text(void *arg, struct span s)
{
	struct reading *r = arg;

	if (!r->in_text || r->skip != 0)
		return;
	begin_text(r);
	if (r->in_title)
		buf_add(&r->slide->title, s.p, s.len);
	else
		md_text(&r->md, s);
}

int
pptx_slide_read(struct pptx_slide *slide, struct archive *a,
    const char *part, const struct pptx_layout *layout,
    const struct pptx_diagram *diagrams, size_t n)
{
	static const struct xml_handler handler = { names, LEN(names), start,
	    end, text };
	struct reading r = { .slide = slide, .layout = layout,
	    .diagrams = diagrams, .ndiagrams = n };
	int status;

	md_open(&r.md, &slide->body);
	status = archive_xml(a, part, &handler, &r);
	md_close(&r.md);
	return status;
}
