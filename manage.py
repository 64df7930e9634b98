#!/usr/bin/env python
"""Django's command-line entry point."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ooumph.settings.development")
    from django.core.management import execute_from_command_line

    from ooumph.management.failing import AWAY, first_line

    try:
        execute_from_command_line(sys.argv)
    except AWAY as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Failed: {first_line(error)}")


if __name__ == "__main__":
    main()
