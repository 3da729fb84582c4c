/*
 * Control tokens: what chat templates put between the turns of a dialogue.
 * A tokenizer reads <|im_end|> in an answer as the end of that answer.
 */
#ifndef WK_CONTROL_H
#define WK_CONTROL_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Whether s, valid UTF-8, holds a control token; *token is the first.  They
 * are <|name|>, <|name>, <name|>, <｜name｜>, ◁name▷, <seed:name>, [INST]
 * and others of Mistral, <<SYS>>, <start_of_turn>, <bos> and the like, in code
 * too, for tokenizers do not know what code is.
 *
 * <s> and </s> are HTML as well.  So </s> is a token only outside of
 * backticks and without a <s> before it; <s> only where it begins the text
 * and no </s> follows; and both if they enclose the whole text.
 */
bool control_find(struct span s, struct span *token);

#endif
