# Embeddings made by hand, for the tests of wk-index and wk-find.
# shellcheck shell=sh

# numbers NUMBER...: them as float32, little-endian, in base64.
numbers() {
	for number; do
		case $number in
		0) printf '\000\000\000\000' ;;
		.1) printf '\315\314\314\075' ;;
		.6) printf '\232\231\031\077' ;;
		.8) printf '\315\314\114\077' ;;
		1) printf '\000\000\200\077' ;;
		2) printf '\000\000\000\100' ;;
		-1) printf '\000\000\200\277' ;;
		nan) printf '\000\000\300\177' ;;
		*) echo "numbers: $number" >&2 ;;
		esac
	done | base64 | tr -d '\n'
}

# embedding TEXT NUMBER...: of the model $model (m), with $prefix.
embedding() {
	text=$1
	shift
	printf '{"model":"%s","dimensions":%d,"of":"%s","vector":"%s"%s}' \
	    "${model:-m}" $# \
	    "$(printf %s "$text" | sha256sum | cut -c 1-16)" \
	    "$(numbers "$@")" "${prefix:+,\"prefix\":\"$prefix\"}"
}

# chunk SOURCE TEXT [NUMBER...]: a record; with numbers, with an embedding.
chunk() {
	source=$1
	shift
	printf '{"text":"%s","source":"%s"' "$1" "$source"
	[ $# -eq 1 ] || printf ',"embedding":%s' "$(embedding "$@")"
	echo '}'
}

# question TEXT [NUMBER...]: likewise.
question() {
	printf '{"question":"%s"' "$1"
	[ $# -eq 1 ] || printf ',"embedding":%s' "$(embedding "$@")"
	echo '}'
}
