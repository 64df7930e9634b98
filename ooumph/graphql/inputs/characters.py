"""Which characters text from a client may carry."""

import re

from ooumph.errors import Invalid

# Control characters but tab, line feed and carriage return; and lone surrogates, which neither
# database can store.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What breaks a line, or turns the direction of what is shown behind it.
_BEYOND_A_LINE = re.compile("[\t\n\r\u2028-\u202e\u2066-\u2069]")


def check_characters(text: str, *, one_line: bool = False) -> None:
    """Raise Invalid for control characters, and in `one_line` text for tabs, line breaks
    and overrides of the direction of writing."""
    if _REFUSED.search(text) or (one_line and _BEYOND_A_LINE.search(text)):
        raise Invalid("Control characters are not allowed.")
