/* The names of OpenDocument that its readers know (xml.h). */
#ifndef WK_ODT_NAME_H
#define WK_ODT_NAME_H

#include <stddef.h>

#define ODT_NAMES(X) \
	X(ALPHABETICAL_INDEX, "alphabetical-index") \
	X(ANNOTATION, "annotation") \
	X(AUTOMATIC_STYLES, "automatic-styles") \
	X(BIBLIOGRAPHY_SOURCE, "bibliography-source") \
	X(BINARY_DATA, "binary-data") \
	X(BODY, "body") \
	X(BOOLEAN_VALUE, "boolean-value") \
	X(CLASS, "class") \
	X(CONTINUE_LIST, "continue-list") \
	X(CONTINUE_NUMBERING, "continue-numbering") \
	X(COUNT, "c") \
	X(COVERED_CELL, "covered-table-cell") \
	X(DATE_VALUE, "date-value") \
	X(DDE_LINKS, "dde-links") \
	X(DESC, "desc") \
	X(DISPLAY, "display") \
	X(DISPLAY_LEVELS, "display-levels") \
	X(DRAWING_PAGE_PROPERTIES, "drawing-page-properties") \
	X(FAMILY, "family") \
	X(FORMS, "forms") \
	X(H, "h") \
	X(HIDDEN_PARAGRAPH, "hidden-paragraph") \
	X(HIDDEN_TEXT, "hidden-text") \
	X(ID, "id") \
	X(ILLUSTRATION_INDEX, "illustration-index") \
	X(IS_HIDDEN, "is-hidden") \
	X(IS_LIST_HEADER, "is-list-header") \
	X(LABEL_ALIGNMENT, "list-level-label-alignment") \
	X(LABEL_FOLLOWED_BY, "label-followed-by") \
	X(LEVEL, "level") \
	X(LEVEL_BULLET, "list-level-style-bullet") \
	X(LEVEL_IMAGE, "list-level-style-image") \
	X(LEVEL_NUMBER, "list-level-style-number") \
	X(LEVEL_OUTLINE, "outline-level-style") \
	X(LINE_BREAK, "line-break") \
	X(LIST, "list") \
	X(LIST_HEADER, "list-header") \
	X(LIST_ID, "list-id") \
	X(LIST_ITEM, "list-item") \
	X(LIST_STYLE, "list-style") \
	X(LIST_STYLE_NAME, "list-style-name") \
	X(MASTER_STYLES, "master-styles") \
	X(NAME, "name") \
	X(NOTE, "note") \
	X(NOTES, "notes") \
	X(NUM_FORMAT, "num-format") \
	X(NUM_LETTER_SYNC, "num-letter-sync") \
	X(NUM_LIST_FORMAT, "num-list-format") \
	X(NUM_PREFIX, "num-prefix") \
	X(NUM_SUFFIX, "num-suffix") \
	X(NUMBER, "number") \
	X(NUMBER_COLUMNS_REPEATED, "number-columns-repeated") \
	X(NUMBER_COLUMNS_SPANNED, "number-columns-spanned") \
	X(NUMBER_ROWS_REPEATED, "number-rows-repeated") \
	X(NUMBERED_PARAGRAPH, "numbered-paragraph") \
	X(OBJECT, "object") \
	X(OBJECT_INDEX, "object-index") \
	X(OBJECT_OLE, "object-ole") \
	X(OUTLINE_LEVEL, "outline-level") \
	X(OUTLINE_STYLE, "outline-style") \
	X(P, "p") \
	X(PAGE, "page") \
	X(PARENT, "parent-style-name") \
	X(PLACEHOLDER, "placeholder") \
	X(RESTART_NUMBERING, "restart-numbering") \
	X(RUBY_TEXT, "ruby-text") \
	X(S, "s") \
	X(SCRIPT, "script") \
	X(SCRIPTS, "scripts") \
	X(SECTION, "section") \
	X(SHAPES, "shapes") \
	X(SPAN, "span") \
	X(START_VALUE, "start-value") \
	X(STRING_VALUE, "string-value") \
	X(STYLE, "style") \
	X(STYLE_NAME, "style-name") \
	X(TAB, "tab") \
	X(TABLE, "table") \
	X(TABLE_CELL, "table-cell") \
	X(TABLE_INDEX, "table-index") \
	X(TABLE_OF_CONTENT, "table-of-content") \
	X(TABLE_PROPERTIES, "table-properties") \
	X(TABLE_ROW, "table-row") \
	X(TEXT_PROPERTIES, "text-properties") \
	X(TIME_VALUE, "time-value") \
	X(TITLE, "title") \
	X(TRACKED_CHANGES, "tracked-changes") \
	X(USER_INDEX, "user-index") \
	X(VALUE, "value") \
	X(VISIBILITY, "visibility")

#define ODT_ENUM(id, name) ODT_##id,
#define ODT_STRING(id, name) name,

enum odt_name {
	ODT_NAMES(ODT_ENUM)
	ODT_NAME_COUNT
};

extern const char *const odt_names[ODT_NAME_COUNT];

#endif
