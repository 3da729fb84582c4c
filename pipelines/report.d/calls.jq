# The calls that a journal holds, as wk-stat counts them.  Run with -cR.
fromjson? | objects | .reply | objects | select(.usage) |
    { ask: { model: ((.model | strings) // "?"), usage } }
