"""The feed signals of one member."""

from dataclasses import dataclass
from datetime import timedelta

from account.models import User
from analytics.feed.records import Signals
from analytics.feed.signals import Batch, signals_of
from analytics.freshness import AnalyticsMeta, member_metas
from analytics.scoring import FEED_HORIZON_DAYS, feed_version
from analytics.social.apart import held_apart
from ooumph import clock
from ooumph.ranges import DayRange
from user_activity.selectors import member_for
from user_activity.zones import zone_of

VIEW_FEED_SIGNALS = "account.view_feed_signals"


@dataclass(frozen=True, slots=True)
class FeedSignals:
    """What is known of a member as of `signals.computed_at`, from the days of `range`."""

    range: DayRange
    meta: AnalyticsMeta
    model_version: str
    signals: Signals


def feed_signals(*, viewer: User, user_id: str | None = None) -> FeedSignals:
    """One's own; for staff, and for who was given VIEW_FEED_SIGNALS, anyone's: one query to the
    graph and up to five to the database, one more for whom staff asks about and one while the graph
    is away.

    Raises Forbidden or NotFound.
    """
    member = member_for(viewer=viewer, user_id=user_id, permission=VIEW_FEED_SIGNALS)
    zone, now = zone_of(member), clock.now()
    today = now.astimezone(zone).date()
    days = DayRange(today - timedelta(days=FEED_HORIZON_DAYS - 1), today)
    apart = held_apart([member.pk])  # The graph answers while the database does.
    meta = member_metas(member.pk, zone, [days])[0]
    [signals] = signals_of(Batch([member], apart, now))
    return FeedSignals(days, meta, feed_version(), signals)
