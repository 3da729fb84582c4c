#include "stub.h"
void answer_huixiangdou(struct answer *to, const struct request *r,
    const struct action *a) { (void)a; answer_error(to, r, 404, "not yet"); }
void answer_serper(struct answer *to, const struct request *r,
    const struct action *a) { (void)a; answer_error(to, r, 404, "not yet"); }
