"""Serves a reranker made of a model of embeddings, on loopback.

serve-rerank.py PORTFILE MODEL.gguf: writes the port that it listens on, and
answers /v1/rerank.  llama.cpp's own server makes a vector of each token; a
document's score is, as in ColBERT (Khattab and Zaharia, 2020), the mean over the
question's tokens of the best cosine with a token of the document.  No model
trained to rerank comes with a package: this one reads question and document
together where one vector a text does not.  Needs xllamacpp and numpy; ends with
the process that started it.
"""
import http.server
import json
import os
import sys
import threading
import time
import urllib.request

import numpy
import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = sys.argv[2]
params.hostnames = ["127.0.0.1"]
params.port = 0
params.n_parallel = 1
params.n_ctx = params.n_batch = params.n_ubatch = 512
params.embedding = True
params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_NONE
behind = xllamacpp.Server(params)
known = {}
lock = threading.Lock()


def tokens(text):
    """The unit vectors of a text's tokens, without the two special ones."""
    if text not in known:
        request = urllib.request.Request(
            f"{behind.listening_address}/embeddings",
            json.dumps({"input": text}).encode())
        with urllib.request.urlopen(request) as reply:
            rows = numpy.array(json.load(reply)[0]["embedding"], numpy.float32)
        if len(rows) > 2:
            rows = rows[1:-1]
        known[text] = rows / numpy.linalg.norm(rows, axis=1, keepdims=True)
    return known[text]


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
        if self.path != "/v1/rerank":
            self.reply(404, {"error": {"message": "no such path"}})
            return
        with lock:
            question = tokens(asked["query"])
            scores = [float((question @ tokens(text).T).max(axis=1).mean())
                      for text in asked["documents"]]
        order = sorted(range(len(scores)), key=lambda i: -scores[i])
        self.reply(200, {
            "model": asked.get("model"),
            "usage": {"total_tokens": len(question)},
            "results": [{"index": i, "relevance_score": scores[i]}
                        for i in order[:asked.get("top_n", len(order))]]})

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
os._exit(0)
