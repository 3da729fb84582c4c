# What gnuplot drew, to stand in a page: without what is not seen, without ids,
# its three colours the page's.
/<desc>/ || /<title>Gnuplot/ || /<\?xml/ { next }
/<defs>/ { skipping = 1 }
skipping { if (/<\/defs>/) skipping = 0; next }
/^<svg/ { print "<svg xmlns=\"http://www.w3.org/2000/svg\" aria-hidden=\"true\""; next }
/xmlns/ { next }
{
	sub(/<title>.*<\/title>/, "")
	gsub(/ (id|class|color|font-family|font-size|stroke-linecap|stroke-linejoin)=("[^"]*"|'[^']*')/, "")
	gsub(/ stroke-width="1.00"/, "")
	gsub(/(stroke|fill) ?= ?["']rgb\( *1, *1, *1\)["']/, "&@"); gsub(/["']rgb\( *1, *1, *1\)["']@/, "\"currentColor\"")
	gsub(/["']rgb\( *2, *2, *2\)["']/, "\"currentColor\" stroke-opacity=\"0.15\"")
	gsub(/fill ?= ?["']rgb\( *3, *3, *3\)["']/, "class=\"bar\"")
	gsub(/["']rgb\( *3, *3, *3\)["']/, "\"currentColor\"")
}
/^$/ { next }
held != "" && /^<\/g>$/ { held = ""; next }
held != "" { print held; held = "" }
/^<g [^>]*>$/ { held = $0; next }
{ print }
