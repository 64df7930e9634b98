"""How the admin's columns write times, ids and long texts."""

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString


def unbroken(text: str) -> SafeString:
    """On one line, however narrow its column is."""
    return format_html('<span class="whitespace-nowrap">{}</span>', text)


def instant(moment: datetime | None) -> SafeString | str:
    """To the second, in UTC."""
    return unbroken(f"{moment:%Y-%m-%d %H:%M:%S}") if moment else ""


def kind_and_id(kind: str, identifier: str) -> SafeString:
    """`Post 831b038d…`, the whole id on hovering."""
    short = identifier if len(identifier) <= 12 else f"{identifier[:8]}…"
    pale = format_html('<span class="text-base-400">{}</span>', short)
    line = '<span class="whitespace-nowrap" title="{}">{} {}</span>'
    return format_html(line, identifier, kind, pale)


def excerpt(text: str, length: int = 80) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
