"""One line an operation, with codes and names but never a value."""

import json
import logging
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils.module_loading import import_string

from tests.ooumph.graphql.conftest import Api

SECRET = "hunter2hunter2"
LONG = SECRET * 2


@pytest.fixture(autouse=True)
def _info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="ooumph.graphql")


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The lines as the configured formatter writes them."""
    logging_settings: Any = django_settings.LOGGING
    options = dict(logging_settings["formatters"]["json"])
    formatter = import_string(options.pop("()"))(**options)
    records = [record for record in caplog.records if record.name == "ooumph.graphql"]
    return [json.loads(formatter.format(record)) for record in records]


def test_an_operation_is_one_line(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    rest = "fragment Rest on Query { things { key } }"
    query = "query Two($text: String) { echo(text: $text) ...Rest } " + rest
    response = api.post(query, variables={"text": "abc"}, operationName="Two")
    (line,) = lines(caplog)
    assert 0 < line.pop("duration_ms") < 10_000
    del line["asctime"]
    assert line == {
        "levelname": "INFO",
        "name": "ooumph.graphql",
        "message": "operation",
        "operation": "Two",
        "kind": "query",
        "fields": ["echo", "things"],
        "error_code": None,
        "status": 200,
        "request_id": response.headers["x-request-id"],
    }


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("mutation ($s: String!) { fail(input: {kind: $s}) { done } }", {"s": LONG}, "INVALID"),
        ('mutation { fail(input: {kind: "conflict"}) { done } }', {}, "CONFLICT"),
        ("{ me }", {}, "UNAUTHENTICATED"),
        ('{ fail(kind: "bug") }', {}, "UNAVAILABLE"),
        ("{ nothing }", {}, "INVALID"),
        (f"{{ {SECRET}", {}, "INVALID"),
        ("query ($c: Int) { echo @skip(if: $c) }", {"c": SECRET}, "INVALID"),
    ],
)
def test_a_failure_is_one_line_with_its_code(
    api: Api, caplog: pytest.LogCaptureFixture, query: str, variables: Any, code: str
) -> None:
    api.run(query, **variables)
    (line,) = lines(caplog)
    assert line["error_code"] == code
    assert SECRET not in str(line)


def test_what_is_no_request_is_one_line_too(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    api.raw(content=SECRET, headers={"Content-Type": "application/json"})
    (line,) = lines(caplog)
    assert (line["status"], line["error_code"], line["kind"]) == (400, "INVALID", None)


@pytest.mark.parametrize("kind", ["bug", "infrastructure"])
def test_what_is_masked_is_logged_with_the_request_id(
    api: Api, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    response = api.post('{ fail(kind: "%s") }' % kind)  # noqa: UP031
    (record,) = [record for record in caplog.records if record.name == "ooumph.errors"]
    assert record.request_id == response.headers["x-request-id"]  # type: ignore[attr-defined]
    assert record.exc_info
