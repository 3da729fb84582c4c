"""The peer: langchain's splitter as the tutorial uses it, JSON rows out."""
import json
import sys

from langchain_text_splitters import RecursiveCharacterTextSplitter

path, size, overlap = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
splitter = RecursiveCharacterTextSplitter(
    separators=["\n\n", "\n", " ", "。", " ，", ".", ",", "\u200b",
                "\uff0c", "\u3001", "\uff0e", "\u3002", ""],
    chunk_size=size, chunk_overlap=overlap)
with open(path, encoding="utf-8") as f:
    text = f.read()
for index, chunk in enumerate(splitter.split_text(text)):
    print(json.dumps({"text": chunk, "source": path, "index": index},
                     ensure_ascii=False))
