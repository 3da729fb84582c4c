# Says of each file of rejects how many failed, and the first; what gives no row
# for what it is has not failed, and a document is told of in pretrain.rejects.
# Run with -rn.
def plain: tostring | .[:200] | gsub("\\p{C}"; "?");
[inputs | select(.error) | .file = input_filename |
    select(.error.stage? != "wk-xtuner" and
	(.error.stage? != "wk-split" or (.file | endswith("pretrain.rejects"))))] |
group_by(.file)[] | "nightly: \(length) failed, see \(.[0].file); the first: " + (.[0] |
    (.source // .aspect // .question // "?" | plain) as $name |
    (.error | .message? // .kind? // . | plain) as $why |
    if $why | startswith($name) then $why else "\($name): \($why)" end)
