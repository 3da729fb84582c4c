# The commands of a page's EXAMPLES, of its common uses, and of the sections of
# pipelines, a file each: PREFIX.1, PREFIX.2, with the status that each is to
# end with in PREFIX.1.status.
# A command is a .Dl line, or what stands between .Bd -literal and .Ed; the
# comment  .\" status N  before it says that it ends with N, not 0.
# For a README (fenced=1) a command is a block fenced as sh, and the comment
# is <!-- status N -->.

# The text that a line of mdoc stands for.
function text(s)
{
	gsub(/\\&/, "", s)
	gsub(/\\-/, "-", s)
	gsub(/\\\(aq/, "\047", s)
	gsub(/\\\(dq/, "\"", s)
	gsub(/\\\(ga/, "`", s)
	gsub(/\\\(ha/, "^", s)
	gsub(/\\\(ti/, "~", s)
	gsub(/\\e/, "\\", s)
	return s
}

function begin()
{
	n++
	print status + 0 >(prefix "." n ".status")
	close(prefix "." n ".status")
	status = 0
	inside = 1
}

function end()
{
	inside = 0
	close(prefix "." n)
}

fenced && /^<!-- status [0-9]+ -->$/ { status = $3; next }
fenced && /^```sh$/ { begin(); next }
fenced && /^```/ { if (inside) end(); next }
fenced { if (inside) print >(prefix "." n); next }

/^\.Sh / {
	examples = $0 ~ /^\.Sh (EXAMPLES|PIPELINES|示例|管道脚本)$/
	common = 0
	next
}
/^\.Ss (Common uses|常见用法)$/ { common = 1; next }
/^\.Ss / { common = 0 }
!examples && !common { next }
/^\.\\" status [0-9]+$/ { status = $3; next }
/^\.Bd -literal/ { begin(); next }
/^\.Ed/ { end(); next }
inside { print text($0) >(prefix "." n); next }
/^\.Dl / { begin(); print text(substr($0, 5)) >(prefix "." n); end() }
