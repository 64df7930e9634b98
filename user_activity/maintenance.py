"""Changes of the past go through the queue of touched members, like everything else."""

from datetime import timedelta

from django.db import connection

ZONE_MARGIN = timedelta(days=1)  # A zone moves an event by less than a day.


def touch_history(user_id: int) -> None:
    """Mark all of a member's history for recomputing, in whatever zone they are now."""
    spans = " UNION ALL ".join(
        f"SELECT min(occurred_at) AS first_at, max(occurred_at) AS last_at FROM {table} WHERE user_id = %(user_id)s"  # noqa: S608  (names of our own)
        for table in ("user_activity", "content_interaction", "social_interaction")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO touched_member (id, user_id, first_at, last_at, received_at) "  # noqa: S608  (as above)
            "SELECT gen_random_uuid(), %(user_id)s, min(first_at) - %(margin)s, "
            f"max(last_at) + %(margin)s, now() FROM ({spans}) AS spans HAVING min(first_at) IS NOT NULL",
            {"user_id": user_id, "margin": ZONE_MARGIN},
        )
