from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from user_activity.importing.errors import BadLineError
from user_activity.importing.times import time_parser

INSTANT = datetime(2016, 6, 8, 19, 10, 32, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("time_format", "text", "found"),
    [
        ("auto", "1465413032", INSTANT),
        ("auto", "1465413032000", INSTANT),
        ("auto", "1465413032.25", INSTANT.replace(microsecond=250_000)),
        ("auto", "2016-06-08T19:10:32Z", INSTANT),
        ("auto", "2016-06-08T21:10:32+02:00", INSTANT),
        ("auto", "2016-06-08 21:10:32", INSTANT),
        ("seconds", "1465413032", INSTANT),
        ("milliseconds", "1465413032125", INSTANT.replace(microsecond=125_000)),
        ("iso", "2016-06-08T21:10:32", INSTANT),
        ("%d/%m/%Y %H:%M:%S", "08/06/2016 21:10:32", INSTANT),
        ("%d/%m/%Y %H:%M:%S %z", "08/06/2016 19:10:32 +0000", INSTANT),
    ],
)
def test_a_time_is_an_instant_in_utc(time_format: str, text: str, found: datetime) -> None:
    parsed = time_parser(time_format, BERLIN)(text)
    assert parsed == found
    assert parsed.tzinfo is UTC


@pytest.mark.parametrize(
    ("time_format", "text"),
    [
        ("auto", "yesterday"),
        ("auto", "9" * 20),
        ("auto", "1" * 5000),
        ("auto", "nan"),
        ("auto", "١٤٦٥٤١٣٠٣٢"),
        ("auto", "2016-02-30"),
        ("auto", "0001-01-01T00:00:00+14:00"),
        ("seconds", "2016-06-08"),
        ("iso", "1465413032"),
        ("%d/%m/%Y", "2016-06-08"),
    ],
)
def test_what_is_no_time_says_so(time_format: str, text: str) -> None:
    with pytest.raises(BadLineError) as caught:
        time_parser(time_format, BERLIN)(text)
    assert caught.value.reason == "occurred_at is not a time"


@pytest.mark.parametrize("text", ["0", "-1465413032", "20160608", "1989-12-31T23:59:59Z"])
def test_what_is_before_1990_is_out_of_range(text: str) -> None:
    with pytest.raises(BadLineError) as caught:
        time_parser("auto", UTC)(text)
    assert caught.value.reason == "occurred_at is out of range"
