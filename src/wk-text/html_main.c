/* Chooses the main text of a page. */
#include "html_main.h"

uint32_t
html_hints(const char *name, const char *value)
{
	(void)name;
	(void)value;
	return 0;
}

void
html_main(struct html_tree *t)
{
	(void)t;
}
