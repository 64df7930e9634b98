"""The columns every row has come in the order of the event's fields."""

from dataclasses import fields
from uuid import uuid4

from ooumph import clock
from user_activity.building import Moment, activity
from user_activity.context import Actor
from user_activity.events import Event
from user_activity.vocabulary import ActivityType, Source


def test_each_value_lands_in_its_own_column() -> None:
    session, request, act, event, key = (uuid4() for _ in range(5))
    received, occurred = clock.now(), clock.now()
    actor = Actor(
        user_id=7,
        session_id=session,
        request_id=request,
        ip="203.0.113.0",
        device="mobile/iOS/Mobile Safari",
        source=Source.API,
    )

    [found] = activity(
        Moment(actor, received, act),
        activity_type=ActivityType.SEARCH,
        event_id=event,
        keys=(key,),
        occurred_at=occurred,
        metadata={"query": "tea"},
    )

    assert {each.name: getattr(found, each.name) for each in fields(Event)} == {
        "event_id": event,
        "act_id": act,
        "user_id": 7,
        "occurred_at": occurred,
        "received_at": received,
        "session_id": session,
        "request_id": request,
        "ip": "203.0.113.0",
        "device": "mobile/iOS/Mobile Safari",
        "source": Source.API,
        "metadata": {"query": "tea"},
        "keys": (key,),
    }
