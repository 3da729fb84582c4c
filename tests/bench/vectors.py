"""Adds an embedding of chance to each record: vectors.py FIELD DIMENSIONS."""
import array
import base64
import hashlib
import json
import random
import sys

field, dimensions = sys.argv[1], int(sys.argv[2])
random.seed(1)
# Vectors are parts of one long row of numbers, for the sake of speed.
numbers = array.array("f", (random.gauss(0, 1) for _ in range(200000)))
for line in sys.stdin:
    record = json.loads(line)
    start = random.randrange(len(numbers) - dimensions)
    vector = numbers[start:start + dimensions].tobytes()
    record["embedding"] = {
        "model": "bench",
        "dimensions": dimensions,
        "of": hashlib.sha256(record[field].encode()).hexdigest()[:16],
        "vector": base64.b64encode(vector).decode(),
    }
    print(json.dumps(record, ensure_ascii=False))
