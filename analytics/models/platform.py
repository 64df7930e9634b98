"""The platform's periods, in its zone: without the unknown member, bots and staff."""

from django.db import models

from analytics.models.members import score_field


class PlatformBucket(models.Model):
    """A period in which anyone did anything."""

    starts_on = models.DateField(primary_key=True, help_text="The period's first day.")
    acts = models.BigIntegerField()
    active_users = models.IntegerField(help_text="Distinct over the period.")
    engagement_score = score_field()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.starts_on}: {self.acts}"


class PlatformDay(PlatformBucket):
    """Has what only days are asked for, or sums of days."""

    new_users = models.IntegerField(default=0, help_text="Whose first active day it is.")
    sessions = models.IntegerField(default=0, help_text="Begun on the day.")
    single_act_sessions = models.IntegerField(default=0)
    session_seconds = models.BigIntegerField(
        default=0, help_text="Their lengths, each in whole seconds."
    )
    content_views = models.BigIntegerField(
        default=0, help_text="Of content that everybody may see, but by its author."
    )
    left_out_acts = models.BigIntegerField(
        default=0, help_text="Of bots and staff: in no other column."
    )

    class Meta:
        db_table = "platform_day"


class PlatformWeek(PlatformBucket):
    class Meta:
        db_table = "platform_week"


class PlatformMonth(PlatformBucket):
    class Meta:
        db_table = "platform_month"


class PlatformReach(models.Model):
    """How many changed from `since` to `until` on a day, for counts of distinct ones of any range:
    see `analytics/reach.py`."""

    pk = models.CompositePrimaryKey("starts_on", "subject", "since", "until")
    starts_on = models.DateField()
    subject = models.CharField(max_length=16)
    since = models.DateField()
    until = models.DateField()
    changed = models.IntegerField()

    class Meta:
        db_table = "platform_reach"
        indexes = [models.Index(fields=["subject", "starts_on"], name="platform_reach_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.starts_on}: {self.changed}"


class PlatformSessionLength(models.Model):
    """How many of a day's sessions were so long, for the median of any range."""

    pk = models.CompositePrimaryKey("starts_on", "seconds")
    starts_on = models.DateField()
    seconds = models.IntegerField()
    sessions = models.IntegerField()

    class Meta:
        db_table = "platform_session_length"

    def __str__(self) -> str:
        return f"{self.starts_on}: {self.sessions} of {self.seconds} s"
