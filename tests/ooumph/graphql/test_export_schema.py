"""`schema.graphql` is what the code says."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def test_the_exported_schema_is_the_code() -> None:
    call_command("export_schema", "--check", verbosity=0)


def test_a_difference_is_reported_and_exporting_ends_it(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match=r"schema\.graphql differs"):
        call_command("export_schema", "--check", verbosity=0)
    call_command("export_schema", verbosity=0)
    call_command("export_schema", "--check", verbosity=0)
    with (tmp_path / "schema.graphql").open("a") as file:
        file.write("# edited\n")
    with pytest.raises(CommandError, match=r"schema\.graphql differs"):
        call_command("export_schema", "--check", verbosity=0)
