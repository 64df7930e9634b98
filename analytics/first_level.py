"""What is made from raw rows: a batch of members' days is computed, put in place of what was kept
of them, and the days of content and of the platform that follow from them are told."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import models

from analytics.models import (
    ContentChange,
    ContentMember,
    ContentMemberDay,
    MemberDay,
    MemberPlatformDay,
    MemberSession,
    Pair,
    PairDay,
)
from analytics.statements import columns_of, execute, fetch, key_of, parameters, sql_file, upsert

# A day that holds no row any more loses its bucket.
EMPTIED = """
    DELETE FROM {table} AS t USING {days} AS b
    WHERE t.user_id = b.user_id AND t.starts_on = b.day
      AND NOT EXISTS (SELECT 1 FROM batch_row AS r WHERE r.user_id = b.user_id AND r.{day} = b.day)
"""
GONE_SESSIONS = """
    DELETE FROM member_session AS t USING batch_stretch AS b
    WHERE t.user_id = b.user_id AND t.began_at >= b.begins_at AND t.began_at < b.ends_at
      AND NOT EXISTS (
          SELECT 1 FROM batch_session AS s
          WHERE s.user_id = t.user_id AND s.began_at = t.began_at AND s.session_id = t.session_id
      )
    RETURNING (t.began_at AT TIME ZONE %(platform)s)::date
"""
CHANGED_SESSIONS = """
    SELECT DISTINCT (s.began_at AT TIME ZONE %(platform)s)::date
    FROM batch_session AS s
    LEFT JOIN member_session AS t USING (user_id, began_at, session_id)
    WHERE (t.ended_at, t.acts) IS DISTINCT FROM (s.ended_at, s.acts)
"""
TOUCH_CONTENT = """
    INSERT INTO touched_content_day (id, content_type, content_id, day, received_at)
    SELECT gen_random_uuid(), content_type, content_id, starts_on, %(received_at)s
    FROM (
        SELECT content_type, content_id, starts_on FROM batch_content
        UNION
        SELECT content_type, content_id, starts_on FROM batch_kept
        UNION
        SELECT content_type, content_id, starts_on
        FROM content_change AS c
        JOIN batch_platform_day AS b ON c.user_id = b.user_id AND c.starts_on = b.day
        UNION
        SELECT content_type, content_id, platform_day
        FROM batch_row
        WHERE platform_day IS NOT NULL AND kind = 1 AND word IN ('create', 'update', 'delete')
    ) AS touched
"""
UNCHANGED = """
    DELETE FROM content_change AS t USING batch_platform_day AS b
    WHERE t.user_id = b.user_id AND t.starts_on = b.day AND NOT EXISTS (
        SELECT 1 FROM batch_row AS r
        WHERE r.user_id = b.user_id AND r.platform_day = b.day AND r.content_id = t.content_id
          AND r.content_type = t.content_type AND word IN ('create', 'update', 'delete')
    )
"""


def put_member_days() -> None:
    """Members' own days, in their own zones."""
    upsert(MemberDay, sql_file("member_day"))
    execute(EMPTIED.format(table="member_day", days="batch_own_day", day="own_day"), {})


def put_platform_shares() -> set[date]:
    """Members' shares in the platform's days; the days beside the touched ones that changed."""
    emptied = EMPTIED.format(
        table="member_platform_day", days="batch_platform_day", day="platform_day"
    )
    upsert(MemberPlatformDay, sql_file("member_platform_day"))
    execute(emptied, {})
    return _days(fetch(sql_file("member_chain"), {}))


def put_sessions() -> set[date]:
    """The sessions of the batch's stretches; the platform's days on which changed ones began."""
    execute(sql_file("member_session"), {})
    days = _days(fetch(CHANGED_SESSIONS)) | _days(fetch(GONE_SESSIONS))
    upsert(MemberSession, _all_of(MemberSession, "batch_session"), {})
    return days


def put_content(received_at: datetime) -> None:
    """What members did to content; marks the content's days."""
    columns = ", ".join(columns_of(ContentMemberDay))
    execute(sql_file("content_fact"))
    execute(sql_file("content_kept").format(columns=columns), {})
    execute(sql_file("content_prior"), {})
    execute(sql_file("content_chain"), {})
    execute(sql_file("content_stand"), {})
    execute(TOUCH_CONTENT, parameters(received_at=received_at))
    _replace(ContentMemberDay, fresh="batch_content", kept="batch_kept")
    _replace(ContentMember, fresh="batch_stand", kept="batch_prior")
    upsert(ContentChange, sql_file("content_change"), {})
    execute(UNCHANGED, {})


def put_pairs() -> None:
    """What members did to each other."""
    columns = ", ".join(columns_of(PairDay))
    execute(sql_file("pair_fact"), {})
    execute(sql_file("pair_kept").format(columns=columns), {})
    execute(sql_file("pair_prior"), {})
    execute(sql_file("pair_chain"))
    execute(sql_file("pair_stand"))
    _replace(PairDay, fresh="batch_pair", kept="batch_pair_kept")
    _replace(Pair, fresh="batch_pair_stand", kept="batch_pair_prior")


def _replace(model: type[models.Model], *, fresh: str, kept: str) -> None:
    """Write the rows of `fresh`, and remove those of `kept` that are not among them."""
    upsert(model, _all_of(model, fresh), {})
    key = key_of(model)
    same_kept = " AND ".join(f"t.{name} = k.{name}" for name in key)
    same_fresh = " AND ".join(f"f.{name} = k.{name}" for name in key)
    execute(
        f"DELETE FROM {model._meta.db_table} AS t USING {kept} AS k WHERE {same_kept} "  # noqa: S608  (our own names)
        f"AND NOT EXISTS (SELECT 1 FROM {fresh} AS f WHERE {same_fresh})",
        {},
    )


def _all_of(model: type[models.Model], table: str) -> str:
    return f"SELECT {', '.join(columns_of(model))} FROM {table}"  # noqa: S608  (our own names)


def _days(rows: Iterable[tuple[date]]) -> set[date]:
    return {day for (day,) in rows}
