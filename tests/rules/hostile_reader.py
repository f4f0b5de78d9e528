"""Reads rule files in a process of its own, which a test may kill; it may take little memory.

For each line of input, the path of a file, one line comes back: the bytes that reading it took at
most, and its problems, as JSON. A text that takes more than it may ends the process.
"""

import json
import resource
import sys
from pathlib import Path

from rule_files import DICTIONARIES, rule_file

import rules

MOST = 256 * 1024 * 1024  # bytes, beyond what reading a good file takes


def held() -> int:
    """The process's address space, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def main() -> None:
    rules.attempt(rule_file(), DICTIONARIES)
    most = held() + MOST
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    print("ready", flush=True)
    for line in sys.stdin:
        found = rules.attempt(Path(line.strip()).read_bytes(), DICTIONARIES)
        told = [[problem.line, problem.message] for problem in found.problems]
        print(json.dumps({"held": held(), "problems": told}), flush=True)


if __name__ == "__main__":
    main()
