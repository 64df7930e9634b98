"""A Parquet file that is whole or not there, and the same bytes for the same rows.

Rows go to a hidden file beside, which takes the name once it is written and synced; a run that was
killed leaves that one, and the next run begins it anew. Bytes depend on rows, schema and metadata
alone: no time is written, and a group of rows ends after a fixed number of them.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

INSTANT = pa.timestamp("us", tz="UTC")
GROUP_ROWS = 10_000
COMPRESSION = {"compression": "zstd", "compression_level": 3}


class TargetError(ValueError):
    """The file cannot be written there; the message says why."""


class Rows:
    """Takes rows as dicts by column, and writes them a group at a time."""

    def __init__(self, writer: pq.ParquetWriter, schema: pa.Schema) -> None:
        self._writer, self._schema = writer, schema
        self._waiting: list[dict[str, Any]] = []
        self.count = 0

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            self._waiting.append(dict(row))
            self.count += 1
            if len(self._waiting) == GROUP_ROWS:
                self.write()

    def write(self) -> None:
        """What waits, as one group."""
        if self._waiting:
            table = pa.Table.from_pylist(self._waiting, schema=self._schema)
            self._writer.write_table(table, row_group_size=GROUP_ROWS)
            self._waiting = []


@contextmanager
def parquet_file(
    path: Path, fields: Iterable[pa.Field], metadata: Mapping[str, str]
) -> Iterator[Rows]:
    """A file at `path`, in place of any that is there; none where the block raises.

    Raises TargetError where another run writes it, or the folder is missing.
    """
    schema = pa.schema(list(fields), metadata=dict(metadata))
    with _part_of(path) as part:
        with pq.ParquetWriter(part, schema, version="2.6", **COMPRESSION) as writer:
            rows = Rows(writer, schema)
            yield rows
            rows.write()
        os.replace(part, path)
        _sync(path)
        _sync(path.parent)


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    """The file beside that this run alone writes; gone when the block has raised."""
    part = path.with_name(f".{path.name}.part")
    if path.is_dir():
        raise TargetError(f"{path}: is a folder.")
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise TargetError(f"{path}: {error.strerror}.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise TargetError(f"{path}: another run is writing it.") from error
    try:
        yield part
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
