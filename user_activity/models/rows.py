"""The three kinds of rows.

The tables are partitioned by month of `occurred_at` and made by a migration of SQL; in the
database the key is (event_id, user_id, occurred_at), while Django sees `event_id` alone, so
that the admin works. `user_id` is a plain column: a row outlives its member until erasure says
otherwise, and the unknown member is 0.
"""

from django.db import models

from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
    Source,
)


class Row(models.Model):
    """What every row carries."""

    event_id = models.UUIDField(primary_key=True)
    act_id = models.UUIDField(help_text="Shared by the rows of one act.")
    user_id = models.BigIntegerField(help_text="Who did it; 0 when unknown.")
    occurred_at = models.DateTimeField(help_text="When the member did it.")
    received_at = models.DateTimeField(help_text="When the server was told.")
    session_id = models.UUIDField(null=True, blank=True)
    request_id = models.UUIDField(null=True, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True, help_text="Truncated to /24 or /48.")
    device = models.CharField(max_length=96, blank=True, help_text="Class/system/browser.")
    source = models.CharField(max_length=16, choices=Source.choices)
    metadata = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ["-occurred_at", "-event_id"]


class UserActivity(Row):
    """Something a member did that concerns no content and no other member."""

    activity_type = models.CharField(max_length=32, choices=ActivityType.choices)
    description = models.CharField(max_length=500, blank=True)
    success = models.BooleanField(default=True)

    class Meta(Row.Meta):
        db_table = "user_activity"
        verbose_name = "user activity"
        verbose_name_plural = "user activities"

    def __str__(self) -> str:
        return f"{self.user_id} {self.activity_type}"


class ContentInteraction(Row):
    """What a member did to a piece of content."""

    interaction_type = models.CharField(max_length=32, choices=InteractionType.choices)
    content_type = models.CharField(max_length=32, choices=ContentType.choices)
    content_id = models.CharField(max_length=64)
    author_id = models.BigIntegerField(null=True, blank=True, help_text="The content's author.")
    duration_ms = models.IntegerField(null=True, blank=True, help_text="Of the visit so far.")
    scroll_depth = models.FloatField(
        null=True, blank=True, help_text="Percent of the visit so far."
    )
    surface = models.CharField(max_length=32, blank=True)
    position = models.IntegerField(null=True, blank=True)
    impression_id = models.CharField(max_length=64, blank=True)
    visit_id = models.CharField(max_length=64, blank=True)

    class Meta(Row.Meta):
        db_table = "content_interaction"

    def __str__(self) -> str:
        return f"{self.user_id} {self.interaction_type} {self.content_type} {self.content_id}"


class SocialInteraction(Row):
    """What a member did to another member, or in a group."""

    interaction_type = models.CharField(max_length=32, choices=SocialInteractionType.choices)
    target_user_id = models.BigIntegerField(null=True, blank=True)
    context_type = models.CharField(max_length=32, choices=ContextType.choices, blank=True)
    context_id = models.CharField(max_length=64, blank=True)

    class Meta(Row.Meta):
        db_table = "social_interaction"

    def __str__(self) -> str:
        return f"{self.user_id} {self.interaction_type} {self.target_user_id}"


ROW_MODELS = (UserActivity, ContentInteraction, SocialInteraction)
