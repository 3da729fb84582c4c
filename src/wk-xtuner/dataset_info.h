/*
 * The config by which a trainer reads a file of rows whole (--dataset-info):
 *
 *	llama-factory	an entry of dataset_info.json; data/parser.py,
 *			data/converter.py
 *	swift		a list for --custom_dataset_info; dataset/register.py,
 *			dataset/preprocessor/core.py
 *	xtuner		Python: of V1 (v1/datasets), or for rows of the format
 *			legacy of 0.1 (dataset/huggingface.py)
 */
#ifndef WK_DATASET_INFO_H
#define WK_DATASET_INFO_H

#include <stdbool.h>

#include "base/buf.h"
#include "rows.h"

/* The rows of a file. */
struct dataset_info {
	const char *name;	/* NAME or NAME:TRAINER, as the user gave it */
	enum row_format format;
	enum reasoning reasoning;
	bool text, array;	/* -p, -a */
};

/*
 * Appends the config to b.  NAME is the file if it ends in .json or .jsonl;
 * else one of these is added.  LLaMA-Factory stops at a column that no row
 * has, so if the file is there, only columns are listed that stand in it;
 * else all that the format may have, and *note is a sentence about that.  0,
 * or -1 with a sentence in why: the trainer cannot read such rows, and what it
 * can.
 */
int dataset_info(const struct dataset_info *d, struct buf *b,
    const char **note, struct buf *why);

#endif
