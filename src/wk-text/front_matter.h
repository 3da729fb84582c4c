/* Front matter: the block of fields with which Markdown files may begin. */
#ifndef WK_FRONT_MATTER_H
#define WK_FRONT_MATTER_H

#include "base/buf.h"

/*
 * s without the front matter with which it begins, if it does, and without
 * the empty lines behind that: lines of YAML between --- and --- (or ...), or
 * of TOML between +++ and +++.  Two rules with text between them are not front
 * matter.
 * Appends its title to `title`.
 */
struct span front_matter_skip(struct span s, struct buf *title);

#endif
