"""What can be wrong with an import."""


class WrongOptionError(Exception):
    """An option cannot be meant like this; the message names it and says what would do."""


class DamagedFileError(Exception):
    """The file cannot be read to its end; what came before is stored."""


class BadLineError(Exception):
    """One line is no event: `reason` is one of few sentences, `value` what it is about."""

    def __init__(self, reason: str, value: str = "") -> None:
        self.reason = reason
        self.value = value
        super().__init__(f"{reason}: {_excerpt(value)}" if value else reason)


def _excerpt(value: str, length: int = 60) -> str:
    return ascii(value if len(value) <= length else f"{value[:length]}…")
