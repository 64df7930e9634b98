"""Marks that one step of the engine leaves for the next, append-only, as TouchedMember; and that it
has done something."""

from django.db import models


class TouchedContentDay(models.Model):
    """Members' rows of this piece of content and platform day have changed."""

    id = models.UUIDField(primary_key=True)
    content_type = models.CharField(max_length=32)
    content_id = models.CharField(max_length=64)
    day = models.DateField()
    received_at = models.DateTimeField(help_text="The earliest receipt that is waiting.")

    class Meta:
        db_table = "touched_content_day"
        indexes = [models.Index(fields=["received_at", "id"], name="touched_content_day_oldest")]

    def __str__(self) -> str:
        return f"{self.content_type} {self.content_id} {self.day}"


class TouchedPlatformDay(models.Model):
    """Members' or content's rows of this platform day have changed."""

    id = models.UUIDField(primary_key=True)
    day = models.DateField()
    received_at = models.DateTimeField(help_text="The earliest receipt that is waiting.")

    class Meta:
        db_table = "touched_platform_day"

    def __str__(self) -> str:
        return str(self.day)


class LastBatch(models.Model):
    """The last batch that each part of the engine has committed, by a name of its own."""

    part = models.SmallIntegerField(primary_key=True)
    batch = models.UUIDField()

    class Meta:
        db_table = "last_batch"

    def __str__(self) -> str:
        return f"{self.part}: {self.batch}"
