"""openai_calls.py URL JOBS FILE: the prompts of a JSON Lines file to a chat
server by way of the openai package, JOBS at once; records with a response
to stdout, in order, and to a journal, FILE.peer, as they come."""
import asyncio
import json
import os
import sys

import httpx
from openai import AsyncOpenAI

url, jobs, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]


async def main():
    client = AsyncOpenAI(
        base_url=url, api_key="none",
        http_client=httpx.AsyncClient(
            limits=httpx.Limits(max_connections=jobs,
                                max_keepalive_connections=jobs),
            timeout=600, trust_env=False))
    gate = asyncio.Semaphore(jobs)
    with open(path + ".peer", "w") as journal, open(path) as lines:

        async def ask(record):
            async with gate:
                reply = await client.chat.completions.create(
                    model="bench",
                    messages=[{"role": "user", "content": record["prompt"]}])
            record["response"] = reply.choices[0].message.content
            journal.write(json.dumps(record, ensure_ascii=False) + "\n")
            journal.flush()
            return record

        tasks = [asyncio.create_task(ask(json.loads(line))) for line in lines]
        for task in tasks:
            print(json.dumps(await task, ensure_ascii=False))
    os.unlink(path + ".peer")


asyncio.run(main())
