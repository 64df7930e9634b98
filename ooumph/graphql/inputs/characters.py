"""Which characters text from a client may carry."""

import re

from ooumph.errors import Invalid

# Control characters but tab, line feed and carriage return; and lone surrogates, which neither
# database can store.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_BREAKS = re.compile("[\t\n\r]")


def check_characters(text: str, *, one_line: bool = False) -> None:
    """Raise Invalid for control characters, and in `one_line` text for tabs and line breaks."""
    if _REFUSED.search(text) or (one_line and _LINE_BREAKS.search(text)):
        raise Invalid("Control characters are not allowed.")
