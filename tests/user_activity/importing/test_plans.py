from typing import Any

import pytest

from user_activity.importing.errors import WrongOptionError
from user_activity.importing.plans import pairs, plan_of

GOOD = {
    "source": "shop",
    "kind": "content",
    "columns": "user=who,occurred_at=when,content_id=what,interaction=did",
    "constants": "content_type=post",
    "words": "VIEW=view",
}


def test_a_plan_is_what_the_options_say() -> None:
    plan = plan_of(**GOOD, meta="country,region=userRegion")
    assert plan.columns == {
        "user": "who", "occurred_at": "when", "content_id": "what", "interaction": "did",
    }  # fmt: skip
    assert plan.constants == {"content_type": "post"}
    assert plan.meta == {"country": "country", "region": "userRegion"}


def test_a_pair_with_a_comma_goes_in_quotes_and_the_last_equals_counts_for_words() -> None:
    assert pairs("--words", 'A=view,"B, too=like",x=y=save', last=True) == {
        "A": "view",
        "B, too": "like",
        "x=y": "save",
    }


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"source": "My Shop"}, "--source"),
        ({"source": "a-b"}, "--source"),
        ({"kind": "sale"}, "--kind"),
        ({"columns": "user=who,occurred_at=when,content_id=what"}, "must name 'interaction'"),
        ({"columns": GOOD["columns"] + ",colour=c"}, "has no 'colour'"),
        ({"columns": GOOD["columns"] + ",target=c"}, "has no 'target'"),
        ({"columns": GOOD["columns"] + ",user=c"}, "'user' is there twice"),
        ({"columns": GOOD["columns"] + ",session"}, "'session' is not like name=value"),
        ({"columns": GOOD["columns"] + ",session="}, "'session=' is not like name=value"),
        ({"columns": GOOD["columns"] + ",content_type=t"}, "in --map and in --set"),
        ({"constants": ""}, "must name 'content_type'"),
        ({"constants": "content_type=car"}, "content_type=car"),
        ({"constants": "content_type=post,position=-1"}, "position=-1"),
        ({"words": "VIEW=watch"}, "interaction=watch"),
        ({"time_format": "sundial"}, "--time-format"),
        ({"timezone": "Mars/Olympus"}, "--timezone"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(WrongOptionError, match=message):
        plan_of(**{**GOOD, **changed})
