"""A file as numbered lines of text, plain or gzipped, in bounded memory."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from user_activity.importing.errors import DamagedFileError

LINE_MAX_CHARACTERS = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"


class Lines:
    """Iterates over (number, line with its end, or None for one that is too long)."""

    def __init__(self, raw: BinaryIO, text: TextIO) -> None:
        self._raw = raw
        self._text = text
        self._bytes = max(os.fstat(raw.fileno()).st_size, 1)
        self.number = 0

    @property
    def share_read(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return min(self._raw.tell() / self._bytes, 1.0)

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        while line := self._read():
            self.number += 1
            too_long = len(line) > LINE_MAX_CHARACTERS
            if too_long:
                self._skip_rest(line)
            yield self.number, None if too_long else line

    def _skip_rest(self, chunk: str) -> None:
        while chunk and not chunk.endswith(("\n", "\r")):
            chunk = self._read()

    def _read(self) -> str:
        try:
            return self._text.readline(LINE_MAX_CHARACTERS + 1)
        except (EOFError, OSError, zlib.error, UnicodeError) as error:
            message = f"The file cannot be read beyond line {self.number:,}: {error}"
            raise DamagedFileError(message) from error


@contextmanager
def open_lines(path: Path, encoding: str = "utf-8") -> Iterator[Lines]:
    """The lines of `path`; bytes that are wrong in `encoding` become lone surrogates.

    Raises OSError when the file cannot be opened.
    """
    with path.open("rb") as raw:
        magic = raw.read(len(GZIP_MAGIC))
        raw.seek(0)
        content = gzip.GzipFile(fileobj=raw) if magic == GZIP_MAGIC else raw
        codec = "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding
        with io.TextIOWrapper(
            cast(BinaryIO, content), codec, errors="surrogateescape", newline=""
        ) as text:
            yield Lines(raw, text)
