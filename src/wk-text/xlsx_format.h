/* Numbers of XLSX as text: dates, times and percents by their formats. */
#ifndef WK_XLSX_FORMAT_H
#define WK_XLSX_FORMAT_H

#include <stdbool.h>

#include "base/buf.h"

/* What a number format makes of a number. */
enum xlsx_kind {
	XLSX_GENERAL,	/* a number */
	XLSX_DATE,
	XLSX_TIME,	/* of day */
	XLSX_DATE_TIME,
	XLSX_ELAPSED,	/* hours, which may be more than 24 */
	XLSX_PERCENT,
	XLSX_PADDED	/* a whole number with zeros before it */
};

struct xlsx_format {
	enum xlsx_kind kind;
	unsigned digits;	/* if padded */
};

/* The format that a code such as `yyyy\-mm\-dd;@` means. */
struct xlsx_format xlsx_format_of(struct span code);

/* The format of a numFmtId that needs no code; XLSX_GENERAL if unknown. */
struct xlsx_format xlsx_format_builtin(long id);

/*
 * Appends a number, as `v` holds it, in its format: 46205.75 as 2026-07-02
 * 18:00, 0.30000000000000004 as 0.3.  Days are counted from 1904 if
 * since_1904.  What is no number, or no date that Excel can show, is
 * appended without a format.
 */
void xlsx_put_number(struct buf *b, struct span v, struct xlsx_format f,
    bool since_1904);

/* Appends a date of ISO 8601, 2026-07-02T18:00:00Z, as 2026-07-02 18:00. */
void xlsx_put_iso(struct buf *b, struct span v);

#endif
