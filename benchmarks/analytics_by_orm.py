"""The heavy numbers of each analytics answer by the Django ORM from raw rows.

Each aggregates in the database what the ORM can say, and walks in Python what it cannot.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import ExtractHour, TruncDate, TruncWeek

from user_activity.models import ROW_MODELS, ContentInteraction, SocialInteraction, UserActivity

ENGAGED = ("like", "react", "comment", "share", "save")


@dataclass(frozen=True)
class Of:
    """Whose month."""

    user_id: int
    content_id: str
    begins: datetime
    ends: datetime

    @property
    def month(self) -> Q:
        return Q(occurred_at__gte=self.begins, occurred_at__lt=self.ends)

    @property
    def own(self) -> Q:
        return self.month & Q(user_id=self.user_id)


def rows(which: Q) -> list[QuerySet[Any]]:
    return [model._default_manager.filter(which).order_by() for model in ROW_MODELS]


def distinct(querysets: Iterable[QuerySet[Any]]) -> QuerySet[Any]:
    first, *others = querysets
    return first.union(*others)


def acts_by(which: Q, *parts: Any) -> Counter[Any]:
    """Acts by day, or by day and what else is given."""
    names = [f"part_{n}" for n in range(len(parts))]
    annotated = dict(zip(names, parts, strict=True))
    found = distinct(
        each.annotate(day=TruncDate("occurred_at"), **annotated).values("act_id", "day", *names)
        for each in rows(which)
    )
    return Counter(tuple(row[name] for name in ("day", *names)) for row in found)


def by_word(which: Q) -> list[list[Any]]:
    words = ("activity_type", "interaction_type", "interaction_type")
    return [
        list(
            each.annotate(day=TruncDate("occurred_at"))
            .values("day", word)
            .annotate(n=Count("pk"), acts=Count("act_id", distinct=True))
        )
        for each, word in zip(rows(which), words, strict=True)
    ]


def summary(of: Of) -> Any:
    before = Q(
        user_id=of.user_id, occurred_at__gte=of.begins - (of.ends - of.begins),
        occurred_at__lt=of.begins,
    )  # fmt: skip
    days = distinct(
        each.annotate(day=TruncDate("occurred_at")).values("day")
        for each in rows(Q(user_id=of.user_id))
    )
    hours = acts_by(of.own, ExtractHour("occurred_at"))
    return by_word(of.own), by_word(before), acts_by(before), hours, list(days)


def trends(of: Of) -> Any:
    return acts_by(of.own), by_word(of.own)


def platform_trends(of: Of) -> Any:
    users = distinct(
        each.annotate(day=TruncDate("occurred_at")).values("day", "user_id")
        for each in rows(of.month)
    )
    return acts_by(of.month), Counter(row["day"] for row in users)


def insights(of: Of) -> Any:
    hours = acts_by(of.own, ExtractHour("occurred_at"))
    devices = [list(each.values("device").annotate(n=Count("pk"))) for each in rows(of.own)]
    types = ContentInteraction.objects.filter(of.own).order_by()
    counted = list(types.values("content_type", "interaction_type").annotate(n=Count("pk")))
    return hours, devices, counted, sessions(of.own)


def sessions(which: Q) -> list[float]:
    """The seconds of each."""
    instants: dict[Any, list[datetime]] = defaultdict(list)
    for each in rows(which):
        for user_id, session_id, at in each.values_list("user_id", "session_id", "occurred_at"):
            instants[user_id, session_id].append(at)
    lengths = []
    for found in instants.values():
        found.sort()
        began = found[0]
        for one, other in pairwise([*found, datetime.max.replace(tzinfo=found[0].tzinfo)]):
            if other - one > timedelta(minutes=30):
                lengths.append((one - began).total_seconds())
                began = other
    return lengths


def network(of: Of) -> Any:
    social = SocialInteraction.objects.filter(of.month).order_by()
    own = list(social.filter(user_id=of.user_id).values("interaction_type").annotate(n=Count("pk")))
    received = list(
        social.filter(target_user_id=of.user_id)
        .values("interaction_type")
        .annotate(n=Count("act_id", distinct=True))
    )
    both = Q(user_id=of.user_id) | Q(target_user_id=of.user_id)
    talk = social.filter(both, interaction_type="message_send").order_by("occurred_at")
    return own, received, list(talk.values_list("user_id", "target_user_id", "occurred_at"))


def visitors(of: Of) -> Any:
    visits = SocialInteraction.objects.filter(of.month, target_user_id=of.user_id)
    visits = visits.filter(interaction_type="profile_visit").order_by()
    return list(visits.values("user_id").annotate(n=Count("pk"), last=Max("occurred_at")))


def item(of: Of) -> Any:
    return content(ContentInteraction.objects.filter(of.month, content_id=of.content_id))


def author(of: Of) -> Any:
    return content(ContentInteraction.objects.filter(of.month, author_id=of.user_id))


def content(found: QuerySet[Any]) -> Any:
    found = found.order_by()
    counted = found.aggregate(
        views=Count("pk", filter=Q(interaction_type="view")),
        viewers=Count("user_id", filter=Q(interaction_type="view"), distinct=True),
        engaged=Count("user_id", filter=Q(interaction_type__in=ENGAGED), distinct=True),
        comments=Count("pk", filter=Q(interaction_type="comment")),
        shares=Count("pk", filter=Q(interaction_type="share")),
    )
    visits = found.values("user_id", "visit_id").annotate(ms=Max("duration_ms"))
    return counted, list(visits), held(found)


def held(found: QuerySet[Any]) -> int:
    """Likes that hold."""
    latest: dict[Any, str] = {}
    turns = found.filter(interaction_type__in=("like", "unlike")).order_by("occurred_at")
    for user_id, content_id, word in turns.values_list("user_id", "content_id", "interaction_type"):
        latest[user_id, content_id] = word
    return sum(word == "like" for word in latest.values())


def popular(of: Of) -> Any:
    found = ContentInteraction.objects.filter(of.month, content_type="post").order_by()
    ranked = found.values("content_id").annotate(
        views=Count("pk", filter=Q(interaction_type="view")),
        viewers=Count("user_id", filter=Q(interaction_type="view"), distinct=True),
        engaged=Count("user_id", filter=Q(interaction_type__in=ENGAGED), distinct=True),
    )
    return list(ranked.order_by("-engaged")[:20])


def trending(of: Of) -> Any:
    """Those who noticed an item lately, each by the first time."""
    lately = Q(occurred_at__gte=of.ends - timedelta(days=7), occurred_at__lt=of.ends)
    noticed = ContentInteraction.objects.filter(lately, interaction_type__in=("view", *ENGAGED))
    scores: Counter[str] = Counter()
    firsts = noticed.order_by().values("content_id", "user_id").annotate(at=Min("occurred_at"))
    for row in firsts.iterator():
        scores[row["content_id"]] += 2 ** -((of.ends - row["at"]).total_seconds() / 86_400)
    return scores.most_common(20)


def signals(of: Of) -> Any:
    own = ContentInteraction.objects.filter(of.own).order_by()
    types = list(own.values("content_type", "interaction_type").annotate(n=Count("pk")))
    authors = list(own.values("author_id", "interaction_type").annotate(n=Count("pk")))
    tags = Counter(tag for (found,) in own.values_list("metadata__tags") for tag in found or ())
    return types, authors, tags, acts_by(of.own, ExtractHour("occurred_at"))


def overview(of: Of) -> Any:
    active = [
        distinct(
            each.values("user_id")
            for each in rows(
                Q(occurred_at__gte=of.ends - timedelta(days=days), occurred_at__lt=of.ends)
            )
        ).count()
        for days in (1, 7, 28)
    ]
    views = ContentInteraction.objects.filter(of.month, interaction_type="view").order_by()
    pairs = views.values("user_id", "content_id").distinct().count()
    return active, pairs, platform_trends(of), first_days(), sessions(of.month)


def first_days() -> dict[int, datetime]:
    """Since when each member has been active: of the whole history."""
    first: dict[int, datetime] = {}
    for each in rows(Q()):
        for user_id, at in each.values_list("user_id").annotate(at=Min("occurred_at")):
            first[user_id] = min(at, first.get(user_id, at))
    return first


def ties(of: Of) -> Any:
    sent = SocialInteraction.objects.filter(of.month, interaction_type="message_send").order_by()
    found = set(sent.values_list("user_id", "target_user_id").distinct())
    return sum((other, one) in found for one, other in found), sent.count()


def cohorts(of: Of) -> Any:
    active = distinct(
        each.annotate(week=TruncWeek("occurred_at")).values("user_id", "week")
        for each in rows(of.month)
    )
    return first_days(), list(active)


def funnel(of: Of) -> Any:
    """When each member did each step after the one before."""
    steps = (
        UserActivity.objects.filter(of.month, activity_type="login"),
        ContentInteraction.objects.filter(of.month, interaction_type="view"),
        ContentInteraction.objects.filter(of.month, interaction_type="like"),
    )
    reached: dict[int, datetime] | None = None
    for step in steps:
        times = step.order_by("occurred_at").values_list("user_id", "occurred_at")
        found: dict[int, datetime] = {}
        for user_id, at in times.iterator():
            after = at if reached is None else reached.get(user_id)
            if after is not None and at >= after:
                found.setdefault(user_id, at)
        reached = found
    return reached


BY_ORM: dict[str, Callable[[Of], Any]] = {
    "userActivitySummary": summary,
    "engagementTrends": trends,
    "behavioralInsights": insights,
    "socialNetwork": network,
    "profileVisitors": visitors,
    "contentAnalytics": item,
    "authorAnalytics": author,
    "feedSignals": signals,
    "popularContent ENGAGEMENT": popular,
    "popularContent VIEWS": popular,
    "popularContent TRENDING": trending,
    "engagementTrends PLATFORM": platform_trends,
    "platformOverview": overview,
    "networkOverview": ties,
    "retention": cohorts,
    "funnel": funnel,
}
