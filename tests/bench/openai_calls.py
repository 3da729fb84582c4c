"""openai_calls.py URL JOBS FILE [aiohttp]: the prompts of a JSON Lines file to a chat
server by way of the openai package, JOBS at once; records with a response
to stdout, in order, and to a journal, FILE.peer, as they come."""
import asyncio
import json
import os
import sys

import openai

url, jobs, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def client():
    """The package as it comes; on aiohttp, which is faster, if asked for."""
    options = {"base_url": url, "api_key": "none", "timeout": 600}
    if len(sys.argv) > 4:
        options["http_client"] = openai.DefaultAioHttpClient(timeout=600)
    return openai.AsyncOpenAI(**options)


async def main():
    server = client()
    chat = server.chat.completions
    gate = asyncio.Semaphore(jobs)
    with open(path + ".peer", "w") as journal, open(path) as lines:

        async def ask(record):
            async with gate:
                reply = await chat.create(
                    model="bench",
                    messages=[{"role": "user", "content": record["prompt"]}])
            record["response"] = reply.choices[0].message.content
            journal.write(json.dumps(record, ensure_ascii=False) + "\n")
            journal.flush()
            return record

        tasks = [asyncio.create_task(ask(json.loads(line))) for line in lines]
        for task in tasks:
            print(json.dumps(await task, ensure_ascii=False))
    await server.close()
    os.unlink(path + ".peer")


asyncio.run(main())
