"""What is kept of pieces of content."""

from dataclasses import replace
from typing import Any

from analytics.explaining.statistic import (
    CONTENT,
    COUNTED,
    COUNTED_AUTHOR,
    CROSSED,
    DAYS,
    LIKES,
    OTHERS,
    WITHIN,
    About,
    Statistic,
)
from analytics.statements import sql_file

OF_ITEM = f"""
    WHERE r.content_id = %(content_id)s AND r.content_type = %(content_type)s AND {WITHIN}
      AND (%(user)s IS NULL OR r.user_id = %(user)s)"""
OF_REMOVERS = f"""
    WHERE r.user_id IN (
        SELECT k.user_id
        FROM content_member_day AS k
        WHERE k.content_id = %(content_id)s AND k.content_type = %(content_type)s
          AND k.starts_on BETWEEN %(first)s AND %(last)s AND k.comments_removed IS NOT NULL
    ) AND (%(user)s IS NULL OR r.user_id = %(user)s)
      AND r.interaction_type = 'delete' AND r.content_type = 'comment' AND {WITHIN}"""
KEPT_OF_ITEM = f"content_id = %(content_id)s AND content_type = %(content_type)s AND {DAYS}"
ENGAGES = f"word IN ({sql_file('_engaging').strip()})"
REACTS = "NOT saves AND held NOT IN ('', 'like') AND was IN ('', 'like')"
SAVES = "held = 'save' AND was <> 'save'"


def _item(number: str, description: str, where: str, **rows: Any) -> Statistic:
    """A sum over an item's days; of one member's share when that is asked for."""
    kept = f"SELECT coalesce(sum({number}), 0) FROM {{item_days}} WHERE {KEPT_OF_ITEM}"
    given = {"steps": ("about_content",), "found": OF_ITEM, **rows}
    return Statistic(About.ITEM, description, kept, kinds=CONTENT, where=where, **given)


def _item_reach(subject: str, description: str, where: str, **rows: Any) -> Statistic:
    """Distinct members over an item's days."""
    new = f"SELECT coalesce(sum(new_{subject}), 0) FROM content_day WHERE {KEPT_OF_ITEM}"
    crossed = CROSSED.format(table="content_reach", subject=subject, of=KEPT_OF_ITEM)
    one = _item("0", description, where, once="user_id", by_member=False, **rows)
    return replace(one, kept=f"SELECT ({new}) + ({crossed})")


def _turns(number: str, description: str, where: str) -> Statistic:
    return _item(number, description, f"{COUNTED} AND {where}", steps=("about_content", "turns"))


def _held(subject: str, description: str, where: str) -> Statistic:
    return _item_reach(
        subject,
        description,
        f"{COUNTED} AND {where}",
        steps=("about_content", "turns"),
        latest=True,
    )


def _visits(number: str, description: str, told: str) -> Statistic:
    return _item(
        number,
        description,
        f"{OTHERS} AND begun_on BETWEEN %(first)s AND %(last)s AND {told}",
        steps=("about_content", "visits"),
        once="user_id, content_type, content_id, visit, begun_on",
        days_before=1,
        days_after=31,  # As long as each of these days has a report of the visit.
    )


OF_CONTENT: dict[str, Statistic] = {
    "content_views": _item("views", "Views.", f"{OTHERS} AND word = 'view'"),
    "content_daily_viewers": _item(
        "viewers",
        "Distinct viewers of each day, summed: one event a member and day.",
        f"{OTHERS} AND word = 'view'",
        once="user_id, day",
        by_member=False,
    ),
    "content_unique_viewers": _item_reach(
        "viewed", "Distinct viewers: the first view of each.", f"{OTHERS} AND word = 'view'"
    ),
    "content_shown": _item_reach(
        "shown",
        "Members who viewed it or were shown it: the first event of each.",
        f"{OTHERS} AND word IN ('view', 'impression')",
    ),
    "content_engaged": _item_reach(
        "engaged",
        "Members who engaged among those who were shown it: the first engagement of each.",
        f"{OTHERS} AND was_shown AND {ENGAGES}",
        steps=("about_content", "shown"),
    ),
    "content_impressions": _item(
        "impressions", "Impressions.", f"{OTHERS} AND word = 'impression'"
    ),
    "content_clicks": _item("clicks", "Clicks.", f"{OTHERS} AND word = 'click'"),
    "content_comments": _item("comments", "Comments made.", f"{COUNTED} AND word = 'comment'"),
    "content_comments_removed": _item(
        "comments_removed",
        "Comments taken away, by whomever.",
        COUNTED_AUTHOR + " AND metadata #> '{unresolved,content}' IS NULL"
        " AND left(metadata #>> '{parent,type}', 32) = %(content_type)s"
        " AND left(metadata #>> '{parent,id}', 64) = %(content_id)s",
        found=OF_REMOVERS,
        steps=(),
    ),
    "content_shares": _item("shares", "Shares.", f"{COUNTED} AND word = 'share'"),
    "content_hides": _item(
        "hides", "Hides, and of no interest.", f"{COUNTED} AND word IN ('hide', 'not_interested')"
    ),
    "content_reports": _item("reports", "Reports.", f"{COUNTED} AND word = 'report'"),
    "content_likes": _held(
        "liked",
        "Members who gave a like that they hold: the event by which each holds it.",
        f"{LIKES} AND holds = 'like'",
    ),
    "content_likes_added": _turns("likes_added", "Likes that came.", LIKES),
    "content_likes_removed": _turns(
        "likes_removed", "Likes that went.", "held <> 'like' AND was = 'like'"
    ),
    "content_reactions": _held(
        "reacted",
        "Members who gave a reaction but a like, and hold one: the event by which each does.",
        f"{REACTS} AND holds NOT IN ('', 'like')",
    ),
    "content_reactions_added": _turns("reactions_added", "Reactions but likes that came.", REACTS),
    "content_reactions_removed": _turns(
        "reactions_removed",
        "Reactions but likes that went.",
        "NOT saves AND held IN ('', 'like') AND was NOT IN ('', 'like')",
    ),
    "content_saves": _held(
        "saved",
        "Members who saved it and still do: the event by which each does.",
        f"{SAVES} AND holds = 'save'",
    ),
    "content_saves_added": _turns("saves_added", "Saves that came.", SAVES),
    "content_saves_removed": _turns(
        "saves_removed", "Saves that went.", "held <> 'save' AND was = 'save'"
    ),
    "content_visits": _visits("visits", "Visits with a time: the first report of each.", "timed"),
    "content_depth_visits": _visits(
        "depth_visits", "Visits with a depth: the first report of each.", "scrolled"
    ),
}
