# For the tests of sft and multi-turn, in place of lib.sh: documents, aspects,
# and a model that has something to ask about each.
# shellcheck shell=sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
# shellcheck source=tests/pipelines/killed.sh
. "$ROOT/tests/pipelines/killed.sh"

# town: the directory docs, the file aspects, and the file script.
town() {
	documents
	printf '\n水磨的主人叫裴照，他用一根铁桨撑船。\n' >>docs/b.txt
	printf '古钟\n闻苇\n石桥\n裴照\n火星\n拒答\n' >aspects
	printf '%s' '["云泽的水里沉着几口古钟？", "什么时候能看见古钟的钟顶？", "水里的古钟沉在哪里？"]' \
	    >list.1
	printf '%s' "['闻苇撑一条什么船？', '闻苇养的鸬鹚叫什么？', '摆渡女子闻苇是谁？']" \
	    >list.2
	printf '1. 石桥镇有几座石桥？\n2. 石桥镇在云泽的哪一边？\n3. 云泽的水里，沉着几口古钟？\n' \
	    >list.3
	printf '%s' '["水磨的主人叫什么？", "裴照用什么撑船？", "裴照用铁桨撑船多久？"]' >list.4
	printf '%s' '["火星的卫星有多重？", "火星的大气含什么？", "火星有几个极冠？"]' >list.5
	cat >script <<'END'
path=/huixiangdou_inference body~火星 : hxd-state="Topics unrelated to the knowledge base." delay=1-20
path=/huixiangdou_inference : delay=1-20
path=/search : delay=1-20
body~"问法：" body~"闻苇撑一条什么船？" : content="抱歉，我想不出。" delay=1-20
body~"问法：" body~"闻苇养的鸬鹚叫什么？" : content="抱歉，我想不出。" delay=1-20
body~"问法：" body~"摆渡女子闻苇是谁？" : content="抱歉，我想不出。" delay=1-20
body~"问法：" body~它是谁的？ : content="{\"questions\":[\"为什么沉在水里？\"]}" delay=1-20
body~"问法：" body~哪里能看见它 : content="{\"questions\":[\"它是谁的？\"]}" delay=1-20
body~"问法：" body~"问：石桥镇" : content="['水磨的主人用什么撑船？']" delay=1-20
body~"问法：" : content="{\"questions\":[\"哪里能看见它？\"]}" delay=1-20
body~改写 body~"问：石桥镇" : content="火星在石桥镇吗？" delay=1-20
body~改写 body~它是谁 : content="\n水里沉着的古钟是谁的？\n另外" delay=1-20
body~改写 : content="什么时候能看见水里的古钟？" delay=1-20
body~"方面：古钟" : content=@list.1 delay=1-20
body~"方面：闻苇" : content=@list.2 delay=1-20
body~"方面：石桥" : content=@list.3 delay=1-20
body~"方面：裴照" : content=@list.4 delay=1-20
body~"方面：火星" : content=@list.5 delay=1-20
body~"方面：" : content="抱歉，我不能回答。" delay=1-20
body~撑船多久？ body~资料到此为止 : content="无法作答" delay=1-20
body~资料到此为止 : content="这是照着资料写下的一个回答。[1]" delay=1-20
END
}

# kinds FILE: what the rejects are, by kind.
kinds() {
	jq -r .error.kind "$1" | sort | uniq -c | tr -s ' \n' ' '
}
