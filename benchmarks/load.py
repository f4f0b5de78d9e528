"""Many users at once: keep-alive connections that tweak one weight as fast as they are answered.

    python -m benchmarks.load SPECIFICATION.json

A process of its own, on asyncio and bare sockets, so that the client is not what is measured; it
says how busy it was. Every request carries another random weight: no cache of answers can win.
Prints one line of JSON: tweaks_per_s, p50_ms, p95_ms, busy (share of a core), distinct (share of
answers that differ), failed.
"""

import asyncio
import json
import random
import sys
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WEIGHT = "@WEIGHT@"  # stands in the path or the body where the weight goes


@dataclass
class Tally:
    """What the users together have seen."""

    seconds: list[float] = field(default_factory=list)
    answers: set[int] = field(default_factory=set)
    failed: int = 0


async def main(specification: dict[str, Any]) -> dict[str, float]:
    """Play `users` for `warm_up` and then `seconds`, and sum up."""
    luck = random.Random(specification.get("seed", 1))  # noqa: S311 - not a secret
    await _play(specification, specification["warm_up"], luck)
    busy, begun = time.process_time(), time.perf_counter()
    tally = await _play(specification, specification["seconds"], luck)
    lasted = time.perf_counter() - begun
    ordered = sorted(tally.seconds)
    if not ordered:
        raise SystemExit(f"No answer at all; {tally.failed} failed.")
    return {
        "tweaks_per_s": len(ordered) / lasted,
        "p50_ms": ordered[len(ordered) // 2] * 1000,
        "p95_ms": ordered[int(len(ordered) * 0.95)] * 1000,
        "busy": (time.process_time() - busy) / lasted,
        "distinct": len(tally.answers) / len(ordered),
        "failed": tally.failed,
    }


async def _play(specification: dict[str, Any], seconds: float, luck: random.Random) -> Tally:
    tally, end = Tally(), time.perf_counter() + seconds
    users = [_user(specification, end, luck, tally) for _ in range(specification["users"])]
    await asyncio.gather(*users)
    return tally


async def _user(
    specification: dict[str, Any], end: float, luck: random.Random, tally: Tally
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", specification["port"], limit=2**22)
    try:
        while time.perf_counter() < end:
            begun = time.perf_counter()
            writer.write(_request(specification, f"{luck.uniform(0, 5):.6f}"))
            status, body = await _answer(reader)
            if status == 200:
                tally.seconds.append(time.perf_counter() - begun)
                tally.answers.add(zlib.crc32(body))
            else:
                tally.failed += 1
    finally:
        writer.close()


def _request(specification: dict[str, Any], weight: str) -> bytes:
    body = specification.get("body", "").replace(WEIGHT, weight).encode()
    headers = {"Host": f"127.0.0.1:{specification['port']}", "Accept-Encoding": "gzip, deflate, br"}
    headers |= specification["headers"] | ({"Content-Length": str(len(body))} if body else {})
    lines = [f"{specification['method']} {specification['path'].replace(WEIGHT, weight)} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    if "transfer-encoding: chunked" in head:
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return status, body
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    return status, await reader.readexactly(int(length or 0))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))))
