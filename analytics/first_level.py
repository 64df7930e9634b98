"""What is made from raw rows: a batch of members' days is computed, put in place of what was kept
of them, and the days of content and of the platform that follow from them are told."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

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
from analytics.statements import (
    columns_of,
    execute,
    execute_by_index,
    fetch,
    fetch_by_index,
    grouped_by_sort,
    insert,
    key_of,
    parameters,
    sql_file,
    upsert,
)

# A day that holds no row any more loses its bucket.
EMPTIED = """
    DELETE FROM {table} AS t USING (
        SELECT user_id, day FROM {days} EXCEPT SELECT user_id, {day} FROM batch_count
    ) AS gone
    WHERE t.user_id = gone.user_id AND t.starts_on = gone.day
"""
KEPT_CHANGES = """
    INSERT INTO batch_change_kept ({columns})
    SELECT {columns}
    FROM (SELECT user_id AS whose, day FROM batch_platform_day) AS b
    CROSS JOIN LATERAL (
        SELECT * FROM content_change AS t WHERE t.user_id = whose AND t.starts_on = day OFFSET 0
    ) AS t
"""
KEPT_SESSIONS = """
    INSERT INTO batch_session_kept ({columns})
    SELECT DISTINCT {columns}
    FROM (SELECT user_id AS whose, begins_at, ends_at FROM batch_stretch) AS b
    CROSS JOIN LATERAL (
        SELECT *
        FROM member_session AS t
        WHERE t.user_id = whose AND t.began_at >= begins_at AND t.began_at < ends_at
        OFFSET 0
    ) AS t
"""
CHANGED_SESSIONS = """
    SELECT DISTINCT (began_at AT TIME ZONE %(platform)s)::date
    FROM batch_session AS fresh
    FULL JOIN batch_session_kept AS kept USING (user_id, began_at, session_id)
    WHERE (fresh.ended_at, fresh.acts) IS DISTINCT FROM (kept.ended_at, kept.acts)
"""
TOUCH_CONTENT = """
    INSERT INTO touched_content_day (id, content_type, content_id, day, received_at)
    SELECT gen_random_uuid(), content_type, content_id, starts_on, %(received_at)s
    FROM (
        SELECT content_type, content_id, starts_on FROM batch_fact
        UNION
        SELECT content_type, content_id, starts_on FROM batch_kept
        UNION
        SELECT content_type, content_id, starts_on FROM batch_change
        UNION
        SELECT content_type, content_id, starts_on FROM batch_change_kept
    ) AS touched
"""


def put(received_at: datetime, staged: Mapping[str, Any]) -> set[date]:
    """All of a batch, by what staging it gave; the platform's days whose shares or sessions changed
    beside the batch's own. Marks the content's days."""
    _put_member_days()
    days = _put_platform_shares() | _put_sessions(staged)
    _put_content(received_at, staged)
    _put_pairs()
    return days


def _put_member_days() -> None:
    """Members' own days, in their own zones."""
    with grouped_by_sort():
        upsert(MemberDay, sql_file("member_day"))
    execute_by_index(EMPTIED.format(table="member_day", days="batch_own_day", day="own_day"))


def _put_platform_shares() -> set[date]:
    """Members' shares in the platform's days; the days beside the touched ones that changed."""
    table, days, day = "member_platform_day", "batch_platform_day", "platform_day"
    upsert(MemberPlatformDay, sql_file("member_platform_day"))
    execute_by_index(EMPTIED.format(table=table, days=days, day=day))
    return {on for (on,) in fetch_by_index(sql_file("member_chain"))}


def _put_sessions(staged: Mapping[str, Any]) -> set[date]:
    """The sessions of the batch's stretches; the platform's days on which changed ones began."""
    execute(sql_file("member_session"), staged)
    execute(KEPT_SESSIONS.format(columns=", ".join(columns_of(MemberSession))))
    days = {on for (on,) in fetch(CHANGED_SESSIONS)}
    _replace(MemberSession, fresh="batch_session", kept="batch_session_kept")
    return days


def _put_content(received_at: datetime, staged: Mapping[str, Any]) -> None:
    """What members did to content; marks the content's days."""
    execute(sql_file("content_fact"))
    _fill_kept(ContentMemberDay, into="batch_kept", touched_by="batch_fact")
    execute(sql_file("content_cut"), staged)
    for name in ("content_prior", "content_chain", "content_stand", "content_change"):
        execute(sql_file(name))
    execute(KEPT_CHANGES.format(columns=", ".join(columns_of(ContentChange))))
    execute(TOUCH_CONTENT, parameters(received_at=received_at))
    insert(ContentMemberDay, sql_file("content_new"))
    insert(ContentMember, sql_file("content_member_new"))
    _replace(ContentMemberDay, fresh="batch_content", kept="batch_kept")
    _replace(ContentMember, fresh="batch_stand", kept="batch_prior")
    _replace(ContentChange, fresh="batch_change", kept="batch_change_kept")


def _put_pairs() -> None:
    """What members did to each other."""
    execute(sql_file("pair_fact"))
    _fill_kept(PairDay, into="batch_pair_kept", touched_by="batch_pair_fact")
    for name in ("pair_prior", "pair_chain", "pair_stand"):
        execute(sql_file(name))
    new = sql_file("pair_new")
    insert(PairDay, new)
    insert(Pair, f"SELECT *, starts_on AS valued_on FROM ({new}) AS new")  # noqa: S608  (our own files)
    _replace(PairDay, fresh="batch_pair", kept="batch_pair_kept")
    _replace(Pair, fresh="batch_pair_stand", kept="batch_pair_prior")


def _fill_kept(model: type[models.Model], *, into: str, touched_by: str) -> None:
    """Into `into`, what is kept of the pairs that `touched_by` has rows of, or that were kept of a
    touched day."""
    pair = ", ".join(name for name in key_of(model) if name != "starts_on")
    names = {"table": model._meta.db_table, "pair": pair, "columns": ", ".join(columns_of(model))}
    execute(sql_file("kept").format(into=into, touched_by=touched_by, **names))


def _replace(model: type[models.Model], *, fresh: str, kept: str) -> None:
    """Write the rows of `fresh`, and remove those of `kept` that are not among them.

    `kept` is all that the table has of their days.
    """
    columns, key = ", ".join(columns_of(model)), key_of(model)
    rows = f"SELECT {columns} FROM {fresh}"  # noqa: S608  (our own names)
    if not fetch(f"SELECT 1 FROM {kept} LIMIT 1", {}):  # noqa: S608  (likewise)
        insert(model, rows)
        return
    upsert(model, rows)
    names = ", ".join(key)
    same = " AND ".join(f"t.{name} = gone.{name}" for name in key)
    execute_by_index(
        f"DELETE FROM {model._meta.db_table} AS t USING "  # noqa: S608  (our own names)
        f"(SELECT {names} FROM {kept} EXCEPT SELECT {names} FROM {fresh}) AS gone WHERE {same}"
    )
