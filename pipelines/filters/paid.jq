# How many replies journals hold, and of how many tokens, less what was printed
# $before.  Run with -Rrn.
reduce (inputs | fromjson?) as $r ($before | split(" ") | map(-tonumber);
    .[0] += 1 | .[1] += ($r.reply.usage.total_tokens? // 0)) |
    "\(.[0]) \(.[1])"
