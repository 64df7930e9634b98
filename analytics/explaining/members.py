"""What is kept of members and of what they do to each other."""

from typing import Any

from analytics.explaining.statistic import (
    ACT,
    ACTIVE,
    ALL,
    DAYS,
    SESSION,
    SOCIAL,
    TO_OTHER,
    WITHIN,
    About,
    Statistic,
    sessions,
)

OF_MEMBER = f"WHERE r.user_id = %(user)s AND {WITHIN}"
OF_VISITORS = f"""
    WHERE (r.user_id, r.occurred_at) IN (
        SELECT k.user_id, moment
        FROM pair_day AS k
        CROSS JOIN LATERAL unnest(k.at) AS moment
        WHERE k.target_user_id = %(user)s AND k.word = %(word)s
          AND k.starts_on BETWEEN %(first)s - 1 AND %(last)s + 1
    ) AND r.target_user_id = %(user)s AND r.interaction_type = %(word)s AND {WITHIN}"""
OF_SESSION = f"""
    JOIN member_session AS s ON s.user_id = r.user_id
     AND r.occurred_at BETWEEN s.began_at AND s.ended_at
     AND s.session_id = {SESSION}
    WHERE s.user_id = %(user)s AND s.began_at = %(began_at)s AND s.session_id = %(session)s
      AND {WITHIN}"""


def _member(number: str, description: str, **rows: Any) -> Statistic:
    kept = f"SELECT coalesce(sum({number}), 0) FROM member_day WHERE user_id = %(user)s AND {DAYS}"
    return Statistic(About.MEMBER, description, kept, OF_MEMBER, **rows)


OF_WORD = " + ".join(f"coalesce(({kind}_counts ->> %(word)s)::int, 0)" for kind in ALL)
TO_PAIRED = f"{TO_OTHER} AND target_user_id = %(target)s AND word = %(word)s"
OF_PAIR = f"user_id = %(user)s AND target_user_id = %(target)s AND word = %(word)s AND {DAYS}"

OF_MEMBERS: dict[str, Statistic] = {
    "member_acts": _member("acts", "What a member did: one event an act and day.", once=ACT),
    "member_active_days": _member(
        "active::int", "One event a day.", where=ACTIVE, once="user_id, day"
    ),
    "member_messages_sent": _member(
        "messages_sent",
        "One event a message.",
        kinds=SOCIAL,
        where="word = 'message_send'",
        once=ACT,
    ),
    "member_hour_acts": _member(
        "coalesce((hours ->> %(hour)s::text)::int, 0)",
        "Acts of one local hour: one event an act.",
        once=ACT,
        then="hour = %(hour)s",
        needs=("hour",),
    ),
    "member_rows": _member(
        f"CASE WHEN %(content_type)s IS NULL THEN {OF_WORD} ELSE "
        "coalesce((type_counts ->> (%(content_type)s || ':' || %(word)s))::int, 0) END",
        "Rows of one word; of one content type, if it is named.",
        where="word = %(word)s AND (%(content_type)s IS NULL OR content_type = %(content_type)s)",
        needs=("word",),
        may=("content_type",),
    ),
    "member_device_rows": _member(
        "coalesce((devices ->> %(device)s)::int, 0)",
        "Rows from one kind of device.",
        where="device = %(device)s",
        needs=("device",),
    ),
    "member_received": Statistic(
        About.MEMBER,
        "What others did to a member, rows of one word, such as PROFILE_VISIT.",
        "SELECT count(*) FROM pair_day CROSS JOIN LATERAL unnest(at) AS moment (instant) "
        "WHERE target_user_id = %(user)s AND word = %(word)s "
        "AND starts_on BETWEEN %(first)s - 1 AND %(last)s + 1 "
        "AND (instant AT TIME ZONE %(zone)s)::date BETWEEN %(first)s AND %(last)s",
        OF_VISITORS,
        kinds=SOCIAL,
        where="user_id <> 0 AND user_id <> target_user_id",
        needs=("word",),
    ),
    "member_sessions": sessions(
        About.MEMBER,
        "SELECT count(*) FROM member_session WHERE user_id = %(user)s "
        "AND (began_at AT TIME ZONE %(zone)s)::date BETWEEN %(first)s AND %(last)s",
        "Sessions that a member began: the first event of each.",
        "user_id = %(user)s",
    ),
    "session_acts": Statistic(
        About.MEMBER,
        "Acts of the session that began at an instant: one event an act.",
        "SELECT coalesce(sum(acts), 0) FROM member_session WHERE user_id = %(user)s "
        "AND began_at = %(began_at)s AND session_id = %(session)s",
        OF_SESSION,
        once="act_id",
        needs=("began_at",),
        may=("session_id",),
    ),
    "pair_interactions": Statistic(
        About.PAIR,
        "What a member did to another: rows of one word.",
        f"SELECT coalesce(sum(cardinality(at)), 0) FROM pair_day WHERE {OF_PAIR}",
        OF_MEMBER,
        kinds=SOCIAL,
        where=TO_PAIRED,
    ),
    "pair_alone": Statistic(
        About.PAIR,
        "The same, of acts that had no other target.",
        f"SELECT coalesce(sum(alone), 0) FROM pair_day WHERE {OF_PAIR}",
        OF_MEMBER,
        kinds=SOCIAL,
        steps=("targets",),
        where=f"{TO_PAIRED} AND targets = 1",
    ),
}
