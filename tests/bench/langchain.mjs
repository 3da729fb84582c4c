// The peer in JavaScript: the same splitter from @langchain/textsplitters.
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.WK_BENCH_NODE + "/");
const entry = require.resolve("@langchain/textsplitters");
const splitters = await import(pathToFileURL(entry).href);
const Splitter = splitters.RecursiveCharacterTextSplitter ??
    splitters.default.RecursiveCharacterTextSplitter;

const [path, size, overlap] = process.argv.slice(2);
const splitter = new Splitter({
	separators: ["\n\n", "\n", " ", "。", " ，", ".", ",", "\u200b",
	    "\uff0c", "\u3001", "\uff0e", "\u3002", ""],
	chunkSize: Number(size), chunkOverlap: Number(overlap),
});
const chunks = await splitter.splitText(readFileSync(path, "utf8"));
chunks.forEach((text, index) => {
	const line = Buffer.from(JSON.stringify({ text, source: path, index }) +
	    "\n");
	for (let done = 0; done < line.length;)
		try {
			done += writeSync(1, line, done);
		} catch (error) {
			if (error.code !== "EAGAIN")
				throw error;
		}
});
