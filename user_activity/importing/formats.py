"""What kind of file it is, by its name or else by its first line."""

from pathlib import Path

from user_activity.importing.lines import open_lines

BY_EXTENSION = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}


def format_of(path: Path, encoding: str = "utf-8") -> str:
    """One of the formats of `records`."""
    extensions = [extension.lower() for extension in path.suffixes if extension.lower() != ".gz"]
    if extensions and extensions[-1] in BY_EXTENSION:
        return BY_EXTENSION[extensions[-1]]
    with open_lines(path, encoding) as lines:
        first = next((text for _, text in lines if text and text.strip()), "")
    return _by_line(first.lstrip())


def _by_line(text: str) -> str:
    if text.startswith("{"):
        return "jsonl"
    if "\t" in text:
        return "tsv"
    return "csv" if "," in text else "spaces"
