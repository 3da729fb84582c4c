# How many rows were kept, changed and dropped.  Run with -rn.
[inputs] | (map(select(.keep)) | length) as $kept |
(map(select(.drop)) | length) as $dropped |
"\($kept) kept, \(length - $kept - $dropped) changed, \($dropped) dropped"
