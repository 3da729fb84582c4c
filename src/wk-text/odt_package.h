/* The archive of an OpenDocument file: text, slides or a spreadsheet. */
#ifndef WK_ODT_PACKAGE_H
#define WK_ODT_PACKAGE_H

#include "archive.h"
#include "sink.h"
#include "source.h"
#include "xml.h"

/*
 * Reads the document through the handler: its styles.xml if it has one, then
 * its content.xml; or all of it if it is plain XML ("flat").  shared(arg, true)
 * is called before styles.xml, shared(arg, false) behind it.  Sets the title,
 * and *tables, unless tables is NULL, to how many there are.
 * 0, or what sink_fail returns: "encrypted", "bad_archive", "bad_xml".
 */
int odt_package(struct source *s, struct sink *k, const struct xml_handler *h,
    void (*shared)(void *arg, bool begins), void *arg,
    size_t *tables);

#endif
