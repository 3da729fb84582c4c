/* id: the same in every run, and another where one part is another. */
#include "stage/id.h"

#include <string.h>

#include "tap.h"

static void
same(const char *source, const char *start, const char *text,
    const char *want)
{
	char id[ID_LEN + 1];

	id_of(id, span_of(source), span_of(start), span_of(text));
	is_mem(id, strlen(id), want, strlen(want), *text == '\0' ?
	    "an id of a source alone" : text);
}

/* What printf 'a.txt\0007\000x' | sha256sum | cut -c1-16 prints. */
int
main(void)
{
	char id[ID_LEN + 1];

	same("a.txt", "7", "x", "4ce7b64e355bf139");
	same("你好.txt", "12", "云泽在哪里？", "b1133c650380cc9a");
	same("a", "1", "2", "8f0553e027e13e38");
	same("a1", "", "2", "286a6df537769cf4");
	same("", "", "", "96a296d224f285c6");
	id_of(id, (struct span){ NULL, 0 }, (struct span){ NULL, 0 },
	    (struct span){ NULL, 0 });
	ok(strcmp(id, "96a296d224f285c6") == 0,
	    "a part that is absent is empty");
	return tap_done();
}
