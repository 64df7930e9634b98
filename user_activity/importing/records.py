"""Lines become records: values by column. A line that is none costs itself alone."""

import csv
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from user_activity.importing.errors import BadLineError, WrongOptionError

NumberedLines = Iterable[tuple[int, str | None]]
RECORD_MAX_LINES = 100  # A quoted value may span lines; an unclosed quote shall not eat the file.


@dataclass(frozen=True, slots=True)
class Record:
    """The values of one line (the first of several), or why there are none."""

    line: int
    values: Mapping[str, str]
    bad: BadLineError | None = None


Splitter = Callable[[str], list[str]]  # Raises BadLineError.


class UnclosedQuoteError(BadLineError):
    """The record may go on in the next line."""


def split_csv(text: str) -> list[str]:
    """The cells of a record, as RFC 4180 has it."""
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise UnclosedQuoteError("a quote is not closed") from error
        raise BadLineError(f"is no CSV: {error}") from error


def split_tsv(text: str) -> list[str]:
    """The cells between tabs; quotes mean nothing."""
    return text.rstrip("\r\n").split("\t")


def split_spaces(text: str) -> list[str]:
    """The words between runs of spaces or tabs."""
    return text.split()


SPLITTERS: Mapping[str, Splitter] = {"csv": split_csv, "tsv": split_tsv, "spaces": split_spaces}
FORMATS = (*SPLITTERS, "jsonl")


def records_of(
    lines: NumberedLines,
    file_format: str,
    columns: Sequence[str] = (),
    wanted: Iterable[str] = (),
) -> Iterator[Record]:
    """The records of a file in one of FORMATS. `columns` names them where there is no header.

    Blank lines are left out. Raises WrongOptionError where a table has not all of `wanted`.
    """
    if file_format == "jsonl":
        return _json_records(lines)
    return _table_records(_Cells(lines, SPLITTERS[file_format]), list(columns), wanted)


def _table_records(cells: "_Cells", columns: list[str], wanted: Iterable[str]) -> Iterator[Record]:
    if not columns:
        columns = _header(cells)
    for name in wanted:
        if columns.count(name) != 1:
            listed = ", ".join(columns) or "none"
            raise WrongOptionError(f"Not one column is called {name!r}; there are: {listed}.")
    for line, found in cells.rows(len(columns)):
        if isinstance(found, BadLineError):
            yield Record(line, {}, found)
        else:
            yield Record(line, dict(zip(columns, found, strict=True)))


def _header(cells: "_Cells") -> list[str]:
    for _line, found in cells.rows(None):
        if isinstance(found, BadLineError):
            raise WrongOptionError(f"The first line is no header: {found}.")
        return [name.strip() for name in found]
    return []


class _Cells:
    """Rows of cells; keeps back the lines that an unclosed quote did not need."""

    def __init__(self, lines: NumberedLines, split: Splitter) -> None:
        self._lines = iter(lines)
        self._back: deque[tuple[int, str | None]] = deque()
        self._split = split

    def rows(self, width: int | None) -> Iterator[tuple[int, list[str] | BadLineError]]:
        while (numbered := self._next()) is not None:
            number, text = numbered
            if text is not None and not text.strip():
                continue
            try:
                yield number, self._row(text, width)
            except BadLineError as bad:
                yield number, bad

    def _row(self, text: str | None, width: int | None) -> list[str]:
        first = readable(text)
        try:
            return _of_width(self._split(first), width)
        except UnclosedQuoteError as unclosed:
            return self._joined(first, width, unclosed)

    def _joined(self, text: str, width: int | None, unclosed: BadLineError) -> list[str]:
        """The row that goes on in the following lines; they stay where it turns out not to."""
        taken: list[tuple[int, str | None]] = []
        try:
            while len(taken) < RECORD_MAX_LINES and (following := self._next()) is not None:
                taken.append(following)
                text += readable(following[1])
                try:
                    return _of_width(self._split(text), width)
                except UnclosedQuoteError:
                    continue
        except BadLineError:
            pass
        self._back.extendleft(reversed(taken))
        raise unclosed

    def _next(self) -> tuple[int, str | None] | None:
        return self._back.popleft() if self._back else next(self._lines, None)


def _of_width(cells: list[str], width: int | None) -> list[str]:
    if width is not None and len(cells) != width:
        raise BadLineError(f"has {len(cells)} columns in place of {width}")
    return cells


def readable(text: str | None) -> str:
    """A line as it is, unless it is too long or has bytes that are wrong in its encoding."""
    if text is None:
        raise BadLineError("is longer than a line may be")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadLineError("has bytes that are not in the file's encoding") from error
    return text


def _json_records(lines: NumberedLines) -> Iterator[Record]:
    for number, text in lines:
        if text is not None and not text.strip():
            continue
        try:
            yield Record(number, _flat(_object(readable(text))))
        except BadLineError as bad:
            yield Record(number, {}, bad)


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_int=str, parse_float=str)  # As written: ids may be long.
    except (ValueError, RecursionError) as error:
        raise BadLineError("is no JSON") from error
    if not isinstance(found, dict):
        raise BadLineError("is no JSON object")
    return found


def _flat(values: Mapping[str, Any], prefix: str = "", levels: int = 5) -> dict[str, str]:
    """Texts by dotted path; null is as good as left out."""
    flat: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, Mapping) and levels > 1:
            flat |= _flat(value, f"{prefix}{name}.", levels - 1)
        elif value is not None:
            text = value if isinstance(value, str) else json.dumps(value)
            flat[prefix + name] = readable(text)  # An escape may spell half a character.
    return flat
