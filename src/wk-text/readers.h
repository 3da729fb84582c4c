/*
 * The readers: each reads a document of one type into the sink.  0, or what
 * sink_fail returns.  Where the formats are described:
 *
 *	CSV		RFC 4180
 *	JSON, JSONL	RFC 8259, jsonlines.org; notebooks: nbformat 4
 *	HTML		the HTML and the Encoding Standard (whatwg.org)
 *	DOCX PPTX XLSX	ECMA-376 (ISO/IEC 29500), transitional and strict
 *	ODT ODP ODS	OpenDocument 1.2 and later (ISO/IEC 26300)
 *	EPUB		EPUB 3.3, and 2.0.1 with its OPF and NCX
 *	their archives	ZIP: APPNOTE.TXT 6.3 of PKWARE
 *	PDF		pdftotext reads it (ISO 32000)
 *	OLE		[MS-CFB]: told by type_ole.c, read by other programs
 */
#ifndef WK_READERS_H
#define WK_READERS_H

#include "sink.h"
#include "source.h"

int plain_read(struct source *s, struct sink *k);	/* plain.c */
int markdown_read(struct source *s, struct sink *k);	/* plain.c */
int csv_read(struct source *s, struct sink *k);		/* csv.c; TSV too */
int json_read_document(struct source *s, struct sink *k); /* json.c; JSONL */
int html_read(struct source *s, struct sink *k);	/* html.c */
int docx_read(struct source *s, struct sink *k);	/* docx.c */
int pptx_read(struct source *s, struct sink *k);	/* pptx.c */
int xlsx_read(struct source *s, struct sink *k);	/* xlsx.c */
int odt_read(struct source *s, struct sink *k);		/* odt.c; ODP too */
int ods_read(struct source *s, struct sink *k);		/* ods.c */
int epub_read(struct source *s, struct sink *k);	/* epub.c */
int pdf_read(struct source *s, struct sink *k);		/* pdf.c */

#endif
