import gzip
from pathlib import Path

import pytest

from user_activity.importing.errors import DamagedFileError
from user_activity.importing.lines import LINE_MAX_CHARACTERS, open_lines


def lines_of(path: Path, encoding: str = "utf-8") -> list[tuple[int, str | None]]:
    with open_lines(path, encoding) as lines:
        return list(lines)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("content", [b"a\nb\n", b"a\nb", b"\xef\xbb\xbfa\nb\n", b"a\r\nb\r\n"])
def test_lines_are_numbered_however_they_end(file: Path, content: bytes, pack: type[bytes]) -> None:
    file.write_bytes(pack(content))
    found = [(number, (text or "").strip()) for number, text in lines_of(file)]
    assert found == [(1, "a"), (2, "b")]


def test_two_gzipped_parts_are_one_file(file: Path) -> None:
    file.write_bytes(gzip.compress(b"a\n") + gzip.compress(b"b\n"))
    assert lines_of(file) == [(1, "a\n"), (2, "b\n")]


@pytest.mark.parametrize("content", [b"", gzip.compress(b"", mtime=0)], ids=["plain", "gzipped"])
def test_an_empty_file_has_no_lines(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert lines_of(file) == []


@pytest.mark.parametrize("extra", [0, 1, 2, LINE_MAX_CHARACTERS, 3 * LINE_MAX_CHARACTERS + 7])
def test_a_line_that_is_too_long_is_none_and_the_next_is_read(file: Path, extra: int) -> None:
    file.write_text(f"a\n{'x' * (LINE_MAX_CHARACTERS + extra)}\nb\n")
    assert lines_of(file) == [(1, "a\n"), (2, None), (3, "b\n")]


def test_a_line_of_the_longest_length_is_read(file: Path) -> None:
    longest = "x" * (LINE_MAX_CHARACTERS - 1) + "\n"
    file.write_text(f"{longest}b\n")
    assert lines_of(file) == [(1, longest), (2, "b\n")]


def test_bytes_that_are_wrong_cost_no_other_line(file: Path) -> None:
    file.write_bytes(b"a\n\xff\xfe\nb\n")
    assert [text for _, text in lines_of(file)] == ["a\n", "\udcff\udcfe\n", "b\n"]


def test_another_encoding_is_read_when_told(file: Path) -> None:
    file.write_bytes("Zoë\n".encode("latin-1"))
    assert lines_of(file, "latin-1") == [(1, "Zoë\n")]


def test_a_file_that_is_cut_off_gives_what_comes_before(file: Path) -> None:
    content = "".join(f"{number} {number**7 % 99991}\n" for number in range(50_000)).encode()
    file.write_bytes(gzip.compress(content)[:-5000])
    found: list[tuple[int, str | None]] = []
    with open_lines(file) as lines, pytest.raises(DamagedFileError) as caught:
        found += lines
    assert f"beyond line {len(found):,}" in str(caught.value)
    assert 0 < len(found) < 50_000
    assert content.decode().startswith("".join(text or "" for _, text in found))


def test_the_share_that_is_read_grows_to_one(file: Path) -> None:
    file.write_bytes(b"0123456789\n" * 100_000)
    with open_lines(file) as lines:
        shares = [lines.share_read for _ in lines]
    assert shares == sorted(shares)
    assert (shares[0] < 0.1, shares[-1]) == (True, 1.0)
