"""What the engine keeps: rows by member and by the platform, and the queue between the two.

Only the engine writes them. A member's keys begin with `user_id`, so that they can be distributed
beside the raw rows; the platform's tables are small. `docs/metrics.md` defines every column.
"""

from typing import Any

from django.db import models


def score_field() -> Any:
    """Exact, so that a sum does not depend on its order."""
    return models.DecimalField(max_digits=16, decimal_places=4, help_text="Engagement score.")


class MemberBucket(models.Model):
    """A member's period; a period in which nothing happened has no row."""

    user_id = models.BigIntegerField()
    starts_on = models.DateField(help_text="The period's first day.")
    acts = models.IntegerField()
    engagement_score = score_field()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_on}: {self.acts}"


class MemberDay(MemberBucket):
    """A day in the member's zone."""

    pk = models.CompositePrimaryKey("user_id", "starts_on")
    active = models.BooleanField()
    activity_counts = models.JSONField(help_text="Word to rows.")
    content_counts = models.JSONField(help_text="Word to rows.")
    social_counts = models.JSONField(help_text="Word to rows.")
    hours = models.JSONField(help_text="Local hour, 0 to 23, to acts.")

    class Meta:
        db_table = "member_day"


class MemberWeek(MemberBucket):
    """A week in the member's zone, made from its days."""

    pk = models.CompositePrimaryKey("user_id", "starts_on")
    active_days = models.IntegerField()

    class Meta:
        db_table = "member_week"


class MemberMonth(MemberBucket):
    """A calendar month in the member's zone, made from its days."""

    pk = models.CompositePrimaryKey("user_id", "starts_on")
    active_days = models.IntegerField()

    class Meta:
        db_table = "member_month"


class MemberPlatformDay(MemberBucket):
    """A member's share in a day of the platform, which is not the member's day."""

    pk = models.CompositePrimaryKey("user_id", "starts_on")
    active = models.BooleanField()

    class Meta:
        db_table = "member_platform_day"
        indexes = [models.Index(fields=["starts_on"], name="member_platform_day_starts")]


class PlatformBucket(models.Model):
    """A period of the platform, in its zone, without the unknown member."""

    starts_on = models.DateField(primary_key=True, help_text="The period's first day.")
    acts = models.BigIntegerField()
    active_users = models.IntegerField(help_text="Distinct over the period.")
    engagement_score = score_field()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.starts_on}: {self.acts}"


class PlatformDay(PlatformBucket):
    class Meta:
        db_table = "platform_day"


class PlatformWeek(PlatformBucket):
    class Meta:
        db_table = "platform_week"


class PlatformMonth(PlatformBucket):
    class Meta:
        db_table = "platform_month"


class TouchedPlatformDay(models.Model):
    """A mark: members' rows of this platform day have changed. Append-only, as TouchedMember."""

    id = models.UUIDField(primary_key=True)
    day = models.DateField()
    received_at = models.DateTimeField(help_text="The earliest receipt that is waiting.")

    class Meta:
        db_table = "touched_platform_day"

    def __str__(self) -> str:
        return str(self.day)
