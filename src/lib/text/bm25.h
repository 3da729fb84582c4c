/*
 * BM25: how well a text matches the terms of a query.  Robertson and
 * Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009;
 * the idf is that of Lucene, which is never negative.
 */
#ifndef WK_BM25_H
#define WK_BM25_H

/*
 * The rarity (inverse document frequency) of a term that df of n texts
 * hold; more than 0.  A df above n counts as n.
 */
double bm25_idf(double n, double df);

/*
 * The weight of a term that occurs tf times in a text: 0 where tf is 0, and
 * below 1.9 for any tf.  length is the text's, average that of all texts, in
 * any unit; average may be 0.  A text's score is the sum, over the terms of
 * the query, of idf times weight.
 */
double bm25_weight(double tf, double length, double average);

#endif
