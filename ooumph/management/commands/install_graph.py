"""`manage.py install_graph`: the graph's constraints and indexes; safe to run twice."""

import io
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from neomodel import db


class Command(BaseCommand):
    help = "Install the graph's constraints and indexes; safe to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="print nothing on success")

    def handle(self, *args: Any, **options: Any) -> None:
        # neomodel prints an error for what exists already and raises for nothing, so what
        # counts is what the server lists afterwards.
        db.install_all_labels(stdout=io.StringIO())
        missing = wanted_constraints() - installed_constraints()
        if missing:
            raise CommandError(f"The graph lacks the constraints {sorted(missing)}.")
        if not options["quiet"]:
            self.stdout.write(f"{len(wanted_constraints())} constraints hold.")


def wanted_constraints() -> set[tuple[str, str]]:
    """(label, property) of every unique property of a node class."""
    return {
        (node.__label__, name)
        for node in db._NODE_CLASS_REGISTRY.values()
        for name, prop in node.defined_properties(aliases=False, rels=False).items()
        if prop.unique_index
    }


def installed_constraints() -> set[tuple[str, str]]:
    rows = db.cypher_query(
        "SHOW CONSTRAINTS YIELD labelsOrTypes, properties RETURN labelsOrTypes[0], properties[0]"
    )[0]
    return {(label, name) for label, name in rows}
