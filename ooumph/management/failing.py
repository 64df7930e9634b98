"""How a command fails: in a line, and with the code that its reader knows."""

import sys
from argparse import ArgumentParser
from typing import NoReturn

import redis
from django.db import OperationalError
from neo4j.exceptions import DriverError

from ooumph.errors import Unavailable

# What is raised where a service is away; `--traceback` shows more than the line.
AWAY = (OperationalError, redis.ConnectionError, redis.TimeoutError, DriverError, Unavailable)


def first_line(error: BaseException) -> str:
    """What an error says, without the hints and the place behind it."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def exits_with(parser: ArgumentParser, code: int) -> None:
    """What cannot be meant ends the command with `code`, not with argparse's 2."""

    def error(message: str) -> NoReturn:
        parser.print_usage(sys.stderr)
        parser.exit(code, f"{parser.prog}: error: {message}\n")

    if getattr(parser, "called_from_command_line", False):
        parser.error = error  # type: ignore[method-assign]
