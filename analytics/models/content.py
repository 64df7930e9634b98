"""What members did to pieces of content, in the platform's days.

A count that is null is zero: most are, and a null takes no room. `*_before`: the pair's state when
the day began, kept where the day changes it; with these, what is distinct over any range is a sum
over days (`analytics/reach.py`), and a change of one day needs no look at the others.
"""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

NEVER = date(1, 1, 1)  # In the place of a day that there is not.
ITEM = ("content_type", "content_id")


def count() -> Any:
    return models.IntegerField(null=True)


def day() -> Any:
    return models.DateField(null=True)


def depth_sum() -> Any:
    """Exact, so that a sum does not depend on its order."""
    return models.DecimalField(max_digits=14, decimal_places=4, null=True, help_text="Percent.")


class OfContent(models.Model):
    content_type = models.CharField(max_length=32)
    content_id = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.content_type} {self.content_id}"


class Counted(OfContent):
    """What the rows of a day count up to; like, reaction and save as what changed."""

    author_id = models.BigIntegerField(null=True)
    views = count()
    impressions = count()
    clicks = count()
    likes_added = count()
    likes_removed = count()
    reactions_added = count()
    reactions_removed = count()
    saves_added = count()
    saves_removed = count()
    comments = count()
    comments_removed = count()
    shares = count()
    hides = count()
    reports = count()
    visits = count()
    time_spent_ms = models.BigIntegerField(null=True, help_text="Of the visits begun that day.")
    depth_visits = count()
    depth_sum = depth_sum()

    class Meta:
        abstract = True


class ContentMemberDay(Counted):
    """What a member did to a piece of content on a day."""

    pk = models.CompositePrimaryKey("user_id", "starts_on", "content_id", "content_type")
    user_id = models.BigIntegerField()
    starts_on = models.DateField()
    engagements = models.IntegerField(
        null=True, help_text="Rows of like, react, comment, share, save."
    )
    noticed_at = models.DateTimeField(null=True, help_text="The first view or engagement.")
    timed_rows = models.IntegerField(null=True, help_text="Rows with a time spent or a depth.")
    removed_of = ArrayField(
        models.BigIntegerField(), null=True, help_text="Whose comments were taken away, of each."
    )
    viewed_before = day()
    shown_before = day()
    engaged_before = day()
    reaction_first = models.CharField(max_length=64, null=True, help_text="Empty: taken back.")  # noqa: DJ001  (null: no change)
    reaction_last = models.CharField(max_length=64, null=True)  # noqa: DJ001
    reaction_before = models.CharField(max_length=64, null=True)  # noqa: DJ001
    liked_before = day()
    reacted_before = day()
    saved_first = models.BooleanField(null=True)
    saved_last = models.BooleanField(null=True)
    saved_before = day()

    class Meta:
        db_table = "content_member_day"
        indexes = [
            models.Index(
                fields=["content_id", "starts_on", "user_id"], name="content_member_day_content"
            ),
            GinIndex(
                fields=["removed_of"],
                condition=models.Q(removed_of__isnull=False),
                name="content_member_day_removed",
            ),
        ]


class ContentMember(OfContent):
    """How a member stands to a piece of content now; the days are those since when it is so."""

    pk = models.CompositePrimaryKey("user_id", *ITEM)
    user_id = models.BigIntegerField()
    viewed_on = day()
    shown_on = day()
    engaged_on = day()
    reaction = models.CharField(max_length=64, blank=True, help_text="Held now; empty: none.")
    liked_on = day()
    reacted_on = day()
    saved_on = day()

    class Meta:
        db_table = "content_member"


class ContentChange(OfContent):
    """That a member made, edited or deleted a piece of content on a day, and what it then was."""

    pk = models.CompositePrimaryKey("user_id", "starts_on", "content_id", "content_type")
    user_id = models.BigIntegerField()
    starts_on = models.DateField()
    author_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True, help_text="When it last became what is said here.")
    deleted_at = models.DateTimeField(null=True)
    privacy = models.CharField(max_length=32, blank=True)
    community = models.CharField(max_length=64, blank=True)
    tags = models.JSONField(default=list)

    class Meta:
        db_table = "content_change"
        indexes = [models.Index(fields=["content_id"], name="content_change_content")]


class ContentItem(OfContent):
    """A piece of content as its changes left it; where its author has refused to be tracked, as a
    later act found it. What has neither (imported history) has no row."""

    pk = models.CompositePrimaryKey(*ITEM)
    author_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    privacy = models.CharField(max_length=32, blank=True)
    community = models.CharField(max_length=64, blank=True)
    tags = models.JSONField(default=list)
    told_at = models.DateTimeField(null=True, help_text="When an act found it so; of no change.")

    class Meta:
        db_table = "content_item"
        indexes = [models.Index(fields=["author_id", "created_at"], name="content_item_author")]


class ContentDay(Counted):
    """A day of a piece of content: without bots and staff, and without its author's own views,
    impressions, clicks and visits. `new_*`: distinct members for whom it was the first time."""

    pk = models.CompositePrimaryKey("content_id", "starts_on", "content_type")
    starts_on = models.DateField()
    viewers = models.IntegerField(null=True, help_text="Distinct on this day.")
    trend_millionths = models.BigIntegerField(
        null=True, help_text="Of who noticed it, decayed until the day's end."
    )
    new_viewed = count()
    new_shown = count()
    new_engaged = count()
    new_liked = count()
    new_reacted = count()
    new_saved = count()

    class Meta:
        db_table = "content_day"
        indexes = [
            models.Index(fields=["starts_on", "content_id"], name="content_day_starts"),
            models.Index(fields=["author_id", "starts_on"], name="content_day_author"),
        ]


class ContentReach(OfContent):
    """As PlatformReach, of a piece of content; what `new_*` of its day counts is not among it."""

    pk = models.CompositePrimaryKey(
        "content_id", "starts_on", "content_type", "subject", "since", "until"
    )
    starts_on = models.DateField()
    subject = models.CharField(max_length=16)
    since = models.DateField()
    until = models.DateField()
    changed = models.IntegerField()

    class Meta:
        db_table = "content_reach"
        indexes = [models.Index(fields=["starts_on", "content_id"], name="content_reach_starts")]
