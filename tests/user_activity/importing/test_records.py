from collections.abc import Sequence
from pathlib import Path

import pytest

from user_activity.importing.errors import WrongOptionError
from user_activity.importing.formats import format_of
from user_activity.importing.records import records_of

Found = list[tuple[int, dict[str, str] | str]]


def read(text: str, file_format: str = "csv", columns: Sequence[str] = (), *wanted: str) -> Found:
    """(line, values or the reason why there are none) of each record of `text`."""
    numbered = list(enumerate(text.splitlines(keepends=True), start=1))
    records = records_of(numbered, file_format, columns, wanted)
    return [(r.line, r.bad.reason if r.bad else dict(r.values)) for r in records]


def test_csv_with_a_header() -> None:
    assert read("a, b \n1,2\n\n3,\n") == [(2, {"a": "1", "b": "2"}), (4, {"a": "3", "b": ""})]


def test_a_quoted_value_holds_commas_quotes_and_lines() -> None:
    text = 'a,b\n"1,5","say ""hi"""\n"one\ntwo\n",3\n4,5\n'
    assert read(text) == [
        (2, {"a": "1,5", "b": 'say "hi"'}),
        (3, {"a": "one\ntwo\n", "b": "3"}),
        (6, {"a": "4", "b": "5"}),
    ]


def test_carriage_returns_are_no_part_of_a_value() -> None:
    assert read('a,b\r\n1,2\r\n"3",4\r\n') == [(2, {"a": "1", "b": "2"}), (3, {"a": "3", "b": "4"})]


UNCLOSED = "a quote is not closed"
A, B = {"a": "3", "b": "4"}, {"a": "5", "b": "6"}


@pytest.mark.parametrize(
    ("following", "found"),
    [
        ("", []),
        ("3,4\n" * 300, [(line, A) for line in range(3, 303)]),
        ('3,4\n5,"6"\n', [(3, A), (4, B)]),
        ('3,4\n"5,"\n5,6\n', [(3, A), (4, "has 1 columns in place of 2"), (5, B)]),
        ('3,4\n5,"6\n5,6', [(3, A), (4, UNCLOSED), (5, B)]),
    ],
)
def test_an_unclosed_quote_costs_its_own_line_alone(following: str, found: Found) -> None:
    assert read(f'a,b\n"never closed,2\n{following}') == [(2, UNCLOSED), *found]


def test_a_line_of_another_width_is_bad() -> None:
    found = read("a,b\n1\n1,2,3\n1,2\n")
    assert found == [
        (2, "has 1 columns in place of 2"),
        (3, "has 3 columns in place of 2"),
        (4, {"a": "1", "b": "2"}),
    ]


def test_words_between_spaces_without_a_header() -> None:
    assert read("1 2\n  3\t4  \n5\n", "spaces", ["a", "b"]) == [
        (1, {"a": "1", "b": "2"}),
        (2, {"a": "3", "b": "4"}),
        (3, "has 1 columns in place of 2"),
    ]


def test_in_tsv_a_quote_means_nothing() -> None:
    assert read('a\tb\n"1\t5" screen\n', "tsv") == [(2, {"a": '"1', "b": '5" screen'})]


def test_json_lines() -> None:
    text = '{"a": 1, "b": {"c": "x", "d": null}, "e": true}\n\n{"a": 12345678901234567890123.5}\n'
    assert read(text, "jsonl") == [
        (1, {"a": "1", "b.c": "x", "e": "true"}),
        (3, {"a": "12345678901234567890123.5"}),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1]", "is no JSON object"),
        ("{a: 1}", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ('{"a": "\\ud800"}', "has bytes that are not in the file's encoding"),
    ],
)
def test_what_is_no_json_object_is_bad(text: str, reason: str) -> None:
    assert read(f'{text}\n{{"a": "1"}}', "jsonl") == [(1, reason), (2, {"a": "1"})]


def test_bytes_in_the_wrong_encoding_cost_their_own_line_alone() -> None:
    reason = "has bytes that are not in the file's encoding"
    assert read("a,b\n\udcff,1\n1,2\n") == [(2, reason), (3, {"a": "1", "b": "2"})]
    assert read('{"a": "\udcff"}\n{"a": "1"}', "jsonl") == [(1, reason), (2, {"a": "1"})]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "a,a,c\n1,2,3\n", ""])
def test_a_table_without_the_wanted_columns_is_refused(text: str) -> None:
    with pytest.raises(WrongOptionError):
        read(text, "csv", (), "a", "c")


def test_columns_that_nobody_wants_may_share_a_name() -> None:
    assert read("x,x,a\n1,2,3\n", "csv", (), "a") == [(2, {"x": "2", "a": "3"})]


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("x.csv", "1 2", "csv"),
        ("x.csv.gz", "1 2", "csv"),
        ("x.TSV", "1,2", "tsv"),
        ("x.ndjson", "", "jsonl"),
        ("x.txt", "\n1 2 3", "spaces"),
        ("x.txt.gz", "1\t2", "tsv"),
        ("x.log", '{"a": 1}', "jsonl"),
        ("x", "a,b", "csv"),
        ("x", "", "spaces"),
    ],
)
def test_the_format_is_in_the_name_or_else_the_first_line(
    tmp_path: Path, name: str, content: str, found: str
) -> None:
    (tmp_path / name).write_text(content)
    assert format_of(tmp_path / name) == found
