#include "stub.h"
void answer_embeddings(struct answer *to, const struct request *r,
    const struct action *a) { (void)a; answer_error(to, r, 404, "not yet"); }
void answer_rerank(struct answer *to, const struct request *r,
    const struct action *a) { (void)a; answer_error(to, r, 404, "not yet"); }
