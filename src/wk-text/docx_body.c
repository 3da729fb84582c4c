/* Reads the elements of the main part of a DOCX document. */
#include "docx_body.h"

#include <stdlib.h>
#include <strings.h>

#include "base/hex.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "ooxml.h"

enum {
	P, R, T, PPR, RPR, PSTYLE, RSTYLE, NUM_ID, ILVL, OUTLINE, VANISH,
	FONTS, ASCII, DEL, MOVE_FROM, TAB, PTAB, BR, CR, HYPHEN, SYM, SYMEX,
	FONT, CHAR, FIELD, FIELD_TYPE, ALTERNATE, CHOICE, FALLBACK, TBL, TR, TC,
	TRPR, TCPR, SPAN, VMERGE, HMERGE, CELL_DEL, BEFORE, HIDDEN, BOX,
	SHAPE_TEXT, ALT_CHUNK, ID, VAL, SPACE, FOOTNOTE, ENDNOTE, COMMENT,
	CHART, DIAGRAM, OBJECT, DELIMITER, OPENS, CLOSES, ARGUMENT,
	FRAME, DROP_CAP, DENOMINATOR, SUPER, SUB, RADICAL, NARY, CHR, NARY_PR,
	SDT, SDT_PR, SDT_CONTENT, GALLERY, INSTRUCTION,
	SIMPLE_FIELD, INSTR,
	/* From here on: elements whose content is left out. */
	LEFT_OUT,
	DELETED_INSTRUCTION = LEFT_OUT, DELETED_TEXT, RUBY_TEXT,
	SECTION, PPR_CHANGE, RPR_CHANGE, TBLPR_CHANGE, TRPR_CHANGE,
	TCPR_CHANGE, TBLPREX_CHANGE, GRID_CHANGE, NUMBERING_CHANGE,
	SDT_END_PR, SMART_TAG_PR, CUSTOM_XML_PR, FORM_DATA, CONTROL_PR
};

static const char *const names[] = {
	[P] = "p", [R] = "r", [T] = "t", [PPR] = "pPr", [RPR] = "rPr",
	[PSTYLE] = "pStyle", [RSTYLE] = "rStyle", [NUM_ID] = "numId",
	[ILVL] = "ilvl", [OUTLINE] = "outlineLvl", [VANISH] = "vanish",
	[FONTS] = "rFonts", [ASCII] = "ascii", [DEL] = "del",
	[MOVE_FROM] = "moveFrom", [TAB] = "tab", [PTAB] = "ptab", [BR] = "br",
	[CR] = "cr", [HYPHEN] = "noBreakHyphen", [SYM] = "sym",
	[SYMEX] = "symEx", [FONT] = "font", [CHAR] = "char",
	[FIELD] = "fldChar", [FIELD_TYPE] = "fldCharType",
	[ALTERNATE] = "AlternateContent", [CHOICE] = "Choice",
	[FALLBACK] = "Fallback", [TBL] = "tbl", [TR] = "tr", [TC] = "tc",
	[TRPR] = "trPr", [TCPR] = "tcPr", [SPAN] = "gridSpan",
	[VMERGE] = "vMerge", [HMERGE] = "hMerge", [CELL_DEL] = "cellDel",
	[BEFORE] = "gridBefore", [HIDDEN] = "hidden", [BOX] = "txbxContent",
	[SHAPE_TEXT] = "txBody", [ALT_CHUNK] = "altChunk", [ID] = "id",
	[VAL] = "val", [SPACE] = "space", [FOOTNOTE] = "footnoteReference",
	[ENDNOTE] = "endnoteReference", [COMMENT] = "commentReference",
	[CHART] = "chart", [DIAGRAM] = "relIds", [OBJECT] = "OLEObject",
	[DELIMITER] = "d", [OPENS] = "begChr", [CLOSES] = "endChr",
	[FRAME] = "framePr", [DROP_CAP] = "dropCap", [ARGUMENT] = "e",
	[DENOMINATOR] = "den", [SUPER] = "sup", [SUB] = "sub",
	[RADICAL] = "rad", [NARY] = "nary", [CHR] = "chr",
	[NARY_PR] = "naryPr", [SDT] = "sdt", [SDT_PR] = "sdtPr",
	[SDT_CONTENT] = "sdtContent", [GALLERY] = "docPartGallery",
	[INSTRUCTION] = "instrText", [SIMPLE_FIELD] = "fldSimple",
	[INSTR] = "instr", [DELETED_INSTRUCTION] = "delInstrText",
	[DELETED_TEXT] = "delText", [RUBY_TEXT] = "rt", [SECTION] = "sectPr",
	[PPR_CHANGE] = "pPrChange", [RPR_CHANGE] = "rPrChange",
	[TBLPR_CHANGE] = "tblPrChange", [TRPR_CHANGE] = "trPrChange",
	[TCPR_CHANGE] = "tcPrChange", [TBLPREX_CHANGE] = "tblPrExChange",
	[GRID_CHANGE] = "tblGridChange",
	[NUMBERING_CHANGE] = "numberingChange",
	[SDT_END_PR] = "sdtEndPr", [SMART_TAG_PR] = "smartTagPr",
	[CUSTOM_XML_PR] = "customXmlPr", [FORM_DATA] = "ffData",
	[CONTROL_PR] = "ctrlPr"
};

/* Whether the value of an element is not "false". */
static bool
is_on(const struct xml_element *e)
{
	return docx_is_on(xml_attribute(e, VAL));
}

static void
add_code_point(struct docx *d, uint32_t cp)
{
	char s[4];

	docx_add(d, (struct span){ s, utf8_encode(s, cp) });
}

/* <w:sym w:font="Wingdings" w:char="F0FC"/> */
static void
add_symbol(struct docx *d, const struct xml_element *e)
{
	const struct span code = xml_attribute(e, CHAR);
	uint32_t cp;

	if (code.len == 0 || hex_read(code.p, code.len, 8, &cp) != code.len)
		return;
	cp = docx_symbol(docx_font(xml_attribute(e, FONT)), cp);
	if (cp < 0xd800 || (cp > 0xdfff && cp < 0x110000))
		add_code_point(d, cp);
}

/* Whether a field is a table of contents or an index, by its instruction. */
static bool
lists_contents(struct span instruction)
{
	static const char *const types[] = { "TOC", "INDEX", "TOA" };
	const struct span s = span_strip(instruction);
	size_t i, n;

	for (i = 0; i < LEN(types); i++) {
		n = strlen(types[i]);
		if (s.len >= n && strncasecmp(s.p, types[i], n) == 0 &&
		    (s.len == n || s.p[n] == '\\' || span_is_blank(s.p[n])))
			return true;
	}
	return false;
}

/* Whether what comes is the text of a table of contents. */
static bool
in_contents(struct docx *d)
{
	return d->in_contents || docx_paragraph(d)->fields.contents > 0;
}

/* A field begins to show what its instruction gives. */
static void
show_field(struct docx *d, struct docx_fields *f)
{
	const struct span instruction = { f->name, f->len };

	f->len = 0;
	if (!lists_contents(instruction) || f->contents > 0)
		return;
	d->left[DOCX_CONTENTS] += !in_contents(d);
	f->contents = f->depth;
}

static void
take_field(struct docx *d, struct span type)
{
	struct docx_fields *f = &docx_paragraph(d)->fields;

	if (span_is(type, "begin")) {
		f->depth++;
		f->len = 0;
		if (f->silent == 0) {
			f->silent = f->depth;
			f->fresh = true;
		}
	} else if (f->depth > 0) {
		if (f->silent == f->depth)
			f->silent = 0;
		if (span_is(type, "separate"))
			show_field(d, f);
		else if (span_is(type, "end")) {
			if (f->contents == f->depth)
				f->contents = 0;
			f->depth--;
		}
	}
}

/* Keeps the beginning of an instruction. */
static void
take_instruction(struct docx_fields *f, struct span s)
{
	size_t i;

	for (i = 0; i < s.len && f->len < sizeof(f->name); i++)
		if (f->len > 0 || !span_is_blank(s.p[i]))
			f->name[f->len++] = s.p[i];
}

/* An sdt: what stands in it may be a table of contents. */
static void
begin_content(struct docx *d)
{
	struct buf *b = &d->controls;

	if (b->len == 0 || b->data[b->len - 1] == 0)
		return;
	d->left[DOCX_CONTENTS] += !in_contents(d);
	d->in_contents = true;
}

static void
end_content(struct docx *d)
{
	if (d->controls.len > 0 && d->controls.data[--d->controls.len] != 0)
		d->in_contents = false;
}

/* Takes what counts of the properties of an sdt. */
static void
take_of_content(struct docx *d, const struct xml_element *e)
{
	if (e->name == GALLERY && d->controls.len > 0 &&
	    span_is(xml_attribute(e, VAL), "Table of Contents"))
		d->controls.data[d->controls.len - 1] = 1;
}

static void
begin_run(struct docx *d)
{
	const struct docx_style *style = docx_paragraph_style(d);

	d->font = DOCX_FONT_PLAIN;
	d->hidden = false;
	if (d->styles == NULL || !d->styles->hide)
		return;
	d->hidden = style != NULL && style->hidden != DOCX_UNSET ?
	    style->hidden != 0 : d->styles->hidden;
}

/* Takes the properties of a run that count. */
static void
take_of_run(struct docx *d, const struct xml_element *e)
{
	const struct docx_style *style;

	if (e->name == VANISH)
		d->hidden = is_on(e);
	else if (e->name == FONTS)
		d->font = docx_font(xml_attribute(e, ASCII));
	else if (e->name == RSTYLE && d->styles != NULL && d->styles->hide) {
		style = docx_style_find(d->styles, xml_attribute(e, VAL));
		if (style != NULL && style->hidden != DOCX_UNSET)
			d->hidden = style->hidden != 0;
	}
}

/* The level from 0 of a style that is not defined, by its id: Heading1. */
static long
level_of_id(struct span id)
{
	return span_take(&id, "Heading") && id.len == 1 && id.p[0] >= '1' &&
	    id.p[0] <= '9' ? id.p[0] - '1' : DOCX_UNSET;
}

/* Takes the properties of a paragraph, and of its mark. */
static void
take_of_paragraph(struct docx *d, const struct xml_element *e)
{
	struct docx_paragraph *p = docx_paragraph(d);

	switch (e->name) {
	case PSTYLE:
		p->style = d->styles == NULL ? NULL :
		    docx_style_find(d->styles, xml_attribute(e, VAL));
		if (p->style == NULL)
			p->outline = level_of_id(xml_attribute(e, VAL));
		break;
	case NUM_ID:
		p->list = xml_number(e, VAL, DOCX_UNSET);
		break;
	case ILVL:
		p->level = xml_number(e, VAL, DOCX_UNSET);
		break;
	case OUTLINE:
		p->outline = xml_number(e, VAL, DOCX_UNSET);
		break;
	case VANISH:
		p->mark_hidden = is_on(e);
		break;
	case FRAME:
		/* A large first letter, which is a paragraph to Word. */
		if (span_is(xml_attribute(e, DROP_CAP), "drop") ||
		    span_is(xml_attribute(e, DROP_CAP), "margin"))
			p->joined = true;
		break;
	case DEL: case MOVE_FROM:
		if (d->in_rprops > 0)
			p->joined = true;
		break;
	default:
		break;
	}
}

/* Takes the properties of a row or a cell. */
static void
take_of_table(struct docx *d, const struct xml_element *e)
{
	struct docx_table *t;

	if (d->ntables == 0)
		return;
	t = &d->tables[d->ntables - 1];
	switch (e->name) {
	case SPAN:
		t->columns = xml_number(e, VAL, 1);
		break;
	case VMERGE: case HMERGE:
		t->covered |= !span_is(xml_attribute(e, VAL), "restart");
		break;
	case CELL_DEL:
		t->cell_gone = true;
		break;
	case BEFORE:
		t->before = xml_number(e, VAL, 0);
		break;
	case HIDDEN:
		if (d->in_row_props > 0)
			t->row_gone |= is_on(e);
		break;
	case DEL:
		t->row_gone = true;
		break;
	default:
		break;
	}
}

/* Of the contents of AlternateContent the first Choice counts, alone. */
static void
take_choice(struct docx *d, int name)
{
	char *taken;

	if (d->choices.len == 0)
		return;
	taken = &d->choices.data[d->choices.len - 1];
	if (*taken != 0)
		d->skipped = 1;
	else if (name == CHOICE)
		*taken = 1;
}

static void
set_mark(char mark[5], struct span s)
{
	const size_t n = s.p == NULL ? 0 : utf8_skip(s.p, s.len, 1);

	if (n > 4)
		return;
	if (n > 0)
		memcpy(mark, s.p, n);
	mark[n] = '\0';
}

static void
begin_delimiter(struct docx *d)
{
	if (d->ndelimiters == d->delimiters_size) {
		d->delimiters_size = d->delimiters_size == 0 ? 4 :
		    d->delimiters_size * 2;
		d->delimiters = xreallocarray(d->delimiters,
		    d->delimiters_size, sizeof(*d->delimiters));
	}
	d->delimiters[d->ndelimiters++] = (struct docx_delimiter){ "(", ")",
	    false };
}

/* Formulas, in one line: a/b, x^2, √x, (a). */
static void
begin_of_formula(struct docx *d, const struct xml_element *e)
{
	struct docx_delimiter *delimiter = d->ndelimiters == 0 ? NULL :
	    &d->delimiters[d->ndelimiters - 1];

	switch (e->name) {
	case DELIMITER: begin_delimiter(d); break;
	case DENOMINATOR: docx_add(d, span_of("/")); break;
	case SUPER: docx_add(d, span_of("^")); break;
	case SUB: docx_add(d, span_of("_")); break;
	case RADICAL: docx_add(d, span_of("√")); break;
	case OPENS:
		if (delimiter != NULL)
			set_mark(delimiter->open, xml_attribute(e, VAL));
		break;
	case CLOSES:
		if (delimiter != NULL)
			set_mark(delimiter->close, xml_attribute(e, VAL));
		break;
	case ARGUMENT:
		if (delimiter != NULL && !delimiter->opened) {
			delimiter->opened = true;
			docx_add(d, span_of(delimiter->open));
		}
		break;
	default:
		break;
	}
}

/* Elements of the flow of text. */
static bool
begin_of_run(struct docx *d, const struct xml_element *e)
{
	switch (e->name) {
	case R:
		begin_run(d);
		return true;
	case T:
		docx_text_begin(d, span_is(xml_attribute(e, SPACE),
		    "preserve"));
		return true;
	case TAB: case PTAB:
		docx_add(d, span_of("\t"));
		return true;
	case BR: case CR:
		docx_add(d, span_of("\n"));
		return true;
	case HYPHEN:
		docx_add(d, span_of("-"));
		return true;
	case SYM: case SYMEX:
		add_symbol(d, e);
		return true;
	case FIELD:
		take_field(d, xml_attribute(e, FIELD_TYPE));
		return true;
	case SIMPLE_FIELD:
		if (lists_contents(xml_attribute(e, INSTR))) {
			d->left[DOCX_CONTENTS] += !in_contents(d);
			d->skipped = 1;
		}
		return true;
	case INSTRUCTION:
		d->in_instruction = true;
		return true;
	case FOOTNOTE: d->left[DOCX_FOOTNOTES]++; return true;
	case ENDNOTE: d->left[DOCX_ENDNOTES]++; return true;
	case COMMENT: d->left[DOCX_COMMENTS]++; return true;
	case CHART: d->left[DOCX_CHARTS]++; return true;
	case DIAGRAM: d->left[DOCX_DIAGRAMS]++; return true;
	case OBJECT: d->left[DOCX_EMBEDDED]++; return true;
	default:
		return false;
	}
}

/* Elements that stand in the flow of text and in properties. */
static bool
begin_anywhere(struct docx *d, const struct xml_element *e)
{
	switch (e->name) {
	case PPR: d->in_pprops++; return true;
	case RPR: d->in_rprops++; return true;
	case TRPR: case TCPR: d->in_row_props++; return true;
	case SDT_PR: d->in_control_props++; return true;
	case ALTERNATE: buf_addc(&d->choices, 0); return true;
	case CHOICE: case FALLBACK: take_choice(d, e->name); return true;
	default: return false;
	}
}

/* Elements that hold others. */
static void
begin_of_structure(struct docx *d, const struct xml_element *e)
{
	switch (e->name) {
	case P: docx_paragraph_begin(d); break;
	case DEL: case MOVE_FROM: d->gone++; break;
	case BOX: case SHAPE_TEXT: docx_story_begin(d); break;
	case TBL: docx_table_begin(d); break;
	case TR: docx_row_begin(d); break;
	case TC: docx_cell_begin(d); break;
	case SDT: buf_addc(&d->controls, 0); break;
	case SDT_CONTENT: begin_content(d); break;
	case ALT_CHUNK:
		docx_cell_open(d);
		docx_flush(d);
		if (d->chunk != NULL && d->gone == 0)
			d->chunk(d, ooxml_id(e, ID));
		break;
	default:
		begin_of_formula(d, e);
		break;
	}
}

static void
start(void *arg, const struct xml_element *e)
{
	struct docx *d = arg;

	if (d->skipped > 0) {
		d->skipped++;
		return;
	}
	if (e->name == XML_OTHER)
		return;
	if (e->name >= LEFT_OUT)
		d->skipped = 1;
	else if (begin_anywhere(d, e))
		return;
	else if (d->in_control_props > 0)
		take_of_content(d, e);
	else if (d->in_pprops > 0)
		take_of_paragraph(d, e);
	else if (d->in_row_props > 0)
		take_of_table(d, e);
	else if (d->in_rprops > 0)
		take_of_run(d, e);
	else if (!begin_of_run(d, e))
		begin_of_structure(d, e);
}

static void
end_delimiter(struct docx *d)
{
	if (d->ndelimiters > 0)
		docx_add(d, span_of(d->delimiters[--d->ndelimiters].close));
}

/* Ends what begin_anywhere began. */
static bool
end_anywhere(struct docx *d, int name)
{
	switch (name) {
	case RPR: d->in_rprops--; return true;
	case SDT_PR: d->in_control_props--; return true;
	case PPR:
		if (--d->in_pprops == 0)
			docx_paragraph_open(d);
		return true;
	case TRPR: d->in_row_props--; return true;
	case TCPR:
		if (--d->in_row_props == 0)
			docx_cell_open(d);
		return true;
	case ALTERNATE: d->choices.len--; return true;
	default: return false;
	}
}

static void
end(void *arg, int name)
{
	struct docx *d = arg;

	if (d->skipped > 0) {
		d->skipped--;
		return;
	}
	/* As in start: elements within properties hold no text. */
	if (end_anywhere(d, name) ||
	    d->in_pprops + d->in_rprops + d->in_row_props +
	    d->in_control_props > 0)
		return;
	switch (name) {
	case T: docx_text_end(d); break;
	case R: d->hidden = false; break;
	case P: docx_paragraph_end(d); break;
	case DEL: case MOVE_FROM: d->gone--; break;
	case BOX: case SHAPE_TEXT: docx_story_end(d); break;
	case TBL: docx_table_end(d); break;
	case TC: docx_cell_end(d); break;
	case SDT: end_content(d); break;
	case INSTRUCTION: d->in_instruction = false; break;
	case DELIMITER: end_delimiter(d); break;
	default: break;
	}
}

static void
text(void *arg, struct span s)
{
	struct docx *d = arg;

	if (d->skipped == 0 && d->in_instruction)
		take_instruction(&docx_paragraph(d)->fields, s);
	if (!d->in_text || d->skipped > 0)
		return;
	d->has_lines = d->has_lines || memchr(s.p, '\n', s.len) != NULL;
	docx_add(d, s);
}

const struct xml_handler docx_handler = { names, LEN(names), start, end,
    text };
