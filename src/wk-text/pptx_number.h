/* The numbers of numbered paragraphs on slides. */
#ifndef WK_PPTX_NUMBER_H
#define WK_PPTX_NUMBER_H

#include "base/buf.h"

/*
 * Appends number n, from 1, as buAutoNum has it: "arabicPeriod" 3 as "3.",
 * "alphaLcParenBoth" 2 as "(b)", "ea1ChsPeriod" 12 as "十二.".
 */
void pptx_put_number(struct buf *b, struct span type, unsigned n);

#endif
