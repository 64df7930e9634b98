"""What is kept of the platform and its network."""

from typing import Any

from analytics.explaining.statistic import (
    ACT,
    ACTIVE,
    CONTENT,
    COUNTED,
    CROSSED,
    DAYS,
    LIKES,
    OTHERS,
    SOCIAL,
    TO_OTHER,
    WITHIN,
    About,
    Statistic,
    sessions,
)

OF_ALL = f"WHERE {WITHIN}"
LEFT_OUT = "user_id <> 0 AND user_id IN ({left_out})"
SHOWN = "({hidden}) IS NOT TRUE"
PAIR_OF_CONTENT = "user_id, content_type, content_id"
MEMBERS = "user_id NOT IN ({left_out}) AND target_user_id NOT IN ({left_out})"
BETWEEN_MEMBERS = f"word = ANY(%(words)s) AND target_user_id <> 0 AND {MEMBERS}"


def _platform(number: str, description: str, **rows: Any) -> Statistic:
    kept = f"SELECT coalesce(sum({number}), 0) FROM platform_day WHERE {DAYS}"
    return Statistic(About.PLATFORM, description, kept, OF_ALL, **rows)


def _platform_reach(subject: str, description: str, **rows: Any) -> Statistic:
    kept = CROSSED.format(table="platform_reach", subject=subject, of=DAYS)
    return Statistic(About.PLATFORM, description, kept, OF_ALL, **rows)


OF_PLATFORM: dict[str, Statistic] = {
    "platform_acts": _platform(
        "acts", "What all did: one event an act and day.", where=COUNTED, once=ACT
    ),
    "platform_active_users": _platform_reach(
        "active",
        "Distinct active members: the first event of each.",
        where=f"{COUNTED} AND {ACTIVE}",
        once="user_id",
    ),
    "platform_new_users": _platform(
        "new_users",
        "Members active for the first time: the first event of each.",
        where=f"{COUNTED} AND {ACTIVE} AND EXISTS (SELECT 1 FROM member_platform_day AS k "
        "WHERE k.user_id = d.user_id AND k.starts_on = d.day AND k.active "
        "AND k.active_before IS NULL)",
        once="user_id",
    ),
    "platform_sessions": sessions(
        About.PLATFORM,
        f"SELECT coalesce(sum(sessions), 0) FROM platform_day WHERE {DAYS}",
        "Sessions begun: the first event of each.",
        COUNTED,
    ),
    "platform_single_act_sessions": sessions(
        About.PLATFORM,
        f"SELECT coalesce(sum(single_act_sessions), 0) FROM platform_day WHERE {DAYS}",
        "Sessions of a single act: that act's event.",
        f"{COUNTED} AND EXISTS (SELECT 1 FROM member_session AS k WHERE k.user_id = d.user_id "
        "AND k.began_at = d.occurred_at AND k.session_id = d.session_id AND k.acts = 1)",
    ),
    "platform_content_views": _platform(
        "content_views",
        "Views of content that everybody may see.",
        kinds=CONTENT,
        steps=("about_content",),
        where=f"{OTHERS} AND word = 'view' AND {SHOWN}",
    ),
    "platform_viewer_item_pairs": _platform_reach(
        "viewed",
        "Pairs of a viewer and such content: the first view of each.",
        kinds=CONTENT,
        steps=("about_content",),
        where=f"{OTHERS} AND word = 'view' AND {SHOWN}",
        once=PAIR_OF_CONTENT,
    ),
    "platform_likes": _platform_reach(
        "liked",
        "Likes given and held of such content: the event by which each holds.",
        kinds=CONTENT,
        steps=("about_content", "turns"),
        where=f"{COUNTED} AND {LIKES} AND holds = 'like' AND {SHOWN}",
        once=PAIR_OF_CONTENT,
        latest=True,
    ),
    "platform_left_out_acts": _platform(
        "left_out_acts", "What bots and staff did.", where=LEFT_OUT, once=ACT
    ),
    "platform_left_out_users": _platform_reach(
        "left_out",
        "Active bots and staff: the first event of each.",
        where=f"{LEFT_OUT} AND {ACTIVE}",
        once="user_id",
    ),
    "network_interactions": Statistic(
        About.PLATFORM,
        "What members did to each other: rows of one kind of network.",
        "SELECT coalesce(sum(cardinality(at)), 0) FROM pair_day "
        f"WHERE {DAYS} AND {BETWEEN_MEMBERS}",
        OF_ALL,
        kinds=SOCIAL,
        where=f"{TO_OTHER} AND {BETWEEN_MEMBERS}",
        needs=("network",),
    ),
    "network_ties": Statistic(
        About.PLATFORM,
        "Ordered pairs of members with such a row: the first event of each.",
        "SELECT count(DISTINCT (user_id, target_user_id)) FROM pair_day "
        f"WHERE {DAYS} AND {BETWEEN_MEMBERS}",
        OF_ALL,
        kinds=SOCIAL,
        where=f"{TO_OTHER} AND {BETWEEN_MEMBERS}",
        once="user_id, target_user_id",
        needs=("network",),
    ),
}
