"""openai_vectors.py URL DIMENSIONS FILE: the texts of a JSON Lines file to a
server of embeddings by way of the openai package, 32 in a request, 8 requests
at once; records with their embedding to stdout, in order."""
import asyncio
import base64
import hashlib
import json
import struct
import sys

import openai

url, dimensions, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def field(text, vector):
    """The vector with the length 1, as wk-embed writes it."""
    length = sum(x * x for x in vector) ** 0.5
    unit = struct.pack("<%df" % len(vector), *(x / length for x in vector))
    return {"model": "bench", "dimensions": len(vector),
            "of": hashlib.sha256(text.encode()).hexdigest()[:16],
            "vector": base64.b64encode(unit).decode()}


async def main():
    server = openai.AsyncOpenAI(base_url=url, api_key="none", timeout=600)
    gate = asyncio.Semaphore(8)
    with open(path) as lines:
        records = [json.loads(line) for line in lines]

    async def ask(batch):
        async with gate:
            reply = await server.embeddings.create(
                model="bench", dimensions=dimensions,
                input=[record["text"] for record in batch])
        for item in reply.data:
            record = batch[item.index]
            record["embedding"] = field(record["text"], item.embedding)
        return batch

    tasks = [asyncio.create_task(ask(records[i:i + 32]))
             for i in range(0, len(records), 32)]
    for task in tasks:
        for record in await task:
            print(json.dumps(record, ensure_ascii=False))
    await server.close()


asyncio.run(main())
