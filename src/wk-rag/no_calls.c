/* Stands in for model.c and huixiangdou.c in a build without libcurl. */
#include "rag.h"

static int
refuse(struct buf *why)
{
	buf_puts(why, "built without libcurl: only -x");
	return -1;
}

int
rag_model(struct rag *rag, const struct rag_model *options,
    char *const *files, struct buf *why)
{
	(void)rag;
	(void)options;
	(void)files;
	return refuse(why);
}

int
rag_huixiangdou(struct rag *rag, const struct rag_huixiangdou *options,
    char *const *files, struct buf *why)
{
	(void)rag;
	(void)options;
	(void)files;
	return refuse(why);
}
