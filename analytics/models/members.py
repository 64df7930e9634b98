"""What a member did: by day, week and month, in sessions, and as a share of the platform's days."""

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
    messages_sent = models.IntegerField(default=0, help_text="Acts, however many recipients.")
    activity_counts = models.JSONField(help_text="Word to rows.")
    content_counts = models.JSONField(help_text="Word to rows.")
    social_counts = models.JSONField(help_text="Word to rows.")
    type_counts = models.JSONField(default=dict, help_text="`type:word` to rows.")
    hours = models.JSONField(help_text="Local hour, 0 to 23, to acts.")
    devices = models.JSONField(default=dict, help_text="Class/system/browser to rows.")

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
    active_before = models.DateField(
        null=True, help_text="Of an active day: the latest active one before, if any."
    )

    class Meta:
        db_table = "member_platform_day"
        indexes = [
            models.Index(fields=["starts_on", "user_id"], name="member_platform_day_starts"),
            models.Index(
                fields=["starts_on", "user_id"],
                condition=models.Q(active=True, active_before=None),
                name="member_platform_day_first",
            ),
        ]


class MemberSession(models.Model):
    """Acts of a member with no longer pause between them; in no zone, so whoever reads it cuts
    `began_at` in theirs."""

    pk = models.CompositePrimaryKey("user_id", "began_at", "session_id")
    user_id = models.BigIntegerField()
    began_at = models.DateTimeField()
    session_id = models.UUIDField(help_text="The client's; zero where it had none.")
    ended_at = models.DateTimeField(help_text="The last act's instant.")
    acts = models.IntegerField()

    class Meta:
        db_table = "member_session"
        indexes = [models.Index(fields=["began_at"], name="member_session_began")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at}: {self.acts}"
