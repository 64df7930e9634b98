"""What storing rows leaves for itself, for its operators and for the stage that follows."""

from django.db import models
from django.db.models import Q


class EventKey(models.Model):
    """An id that a client chose, won once: a retry may carry another time than the first try."""

    pk = models.CompositePrimaryKey("event_id", "user_id")
    event_id = models.UUIDField()
    user_id = models.BigIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "event_key"
        indexes = [models.Index(fields=["received_at"], name="event_key_received")]

    def __str__(self) -> str:
        return f"{self.event_id} of {self.user_id}"


class StreamEntry(models.Model):
    """An entry of the stream whose events are stored: committed with them, so that a crash before
    the acknowledgement stores nothing twice and counts nothing twice."""

    pk = models.CompositePrimaryKey("milliseconds", "sequence")
    milliseconds = models.BigIntegerField(help_text="The first part of its id: its time.")
    sequence = models.BigIntegerField(help_text="The second part.")

    class Meta:
        db_table = "stream_entry"
        verbose_name_plural = "stream entries"

    def __str__(self) -> str:
        return f"{self.milliseconds}-{self.sequence}"


class StreamProgress(models.Model):
    """All that the stream accepted before `drained_at` has been stored."""

    stream = models.CharField(max_length=64, primary_key=True)
    drained_at = models.DateTimeField()

    class Meta:
        db_table = "stream_progress"
        verbose_name_plural = "stream progress"

    def __str__(self) -> str:
        return f"{self.stream} until {self.drained_at}"


class EventTally(models.Model):
    """How many events came to one outcome; append-only, one set a batch, folded later."""

    id = models.UUIDField(primary_key=True)
    counted_at = models.DateTimeField()
    outcome = models.CharField(max_length=16)
    kind = models.CharField(max_length=64)
    reason = models.CharField(max_length=32, blank=True)
    events = models.BigIntegerField()

    class Meta:
        db_table = "event_tally"
        verbose_name_plural = "event tallies"
        indexes = [models.Index(fields=["counted_at"], name="event_tally_counted")]

    def __str__(self) -> str:
        return f"{self.events} {self.outcome} {self.kind}"


class DeadLetterReason(models.TextChoices):
    UNREADABLE = "unreadable", "Not an entry that this version can read"
    INVALID = "invalid", "A value that the vocabulary or the columns do not know"
    REFUSED = "refused", "Refused by the database"


class DeadLetter(models.Model):
    """What could not be stored, as it came, and why; replaying stores it or says why again."""

    id = models.UUIDField(primary_key=True)
    reason = models.CharField(max_length=16, choices=DeadLetterReason.choices)
    error = models.TextField(help_text="What the check or the database said.")
    kind = models.CharField(max_length=64, blank=True)
    user_id = models.BigIntegerField(null=True, blank=True, help_text="Whose act, where readable.")
    events = models.IntegerField(default=1, help_text="How many events the payload holds.")
    payload = models.BinaryField(help_text="The row, or the whole entry where it is unreadable.")
    entry = models.CharField(max_length=48, blank=True, help_text="The stream's entry it came in.")
    failed_at = models.DateTimeField()
    attempts = models.IntegerField(default=1)
    replayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "dead_letter"
        ordering = ["-failed_at", "-id"]
        indexes = [
            models.Index(fields=["-failed_at", "-id"], name="dead_letter_newest"),
            models.Index(
                fields=["failed_at"], condition=Q(replayed_at=None), name="dead_letter_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind or 'entry'}: {self.reason}"


class UnresolvedContent(models.Model):
    """A client's row whose content could not be looked up when it was stored; tried again."""

    pk = models.CompositePrimaryKey("event_id", "user_id")
    event_id = models.UUIDField()
    user_id = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    try_after = models.DateTimeField()
    attempts = models.IntegerField(default=1)

    class Meta:
        db_table = "unresolved_content"
        verbose_name_plural = "unresolved content"
        indexes = [models.Index(fields=["try_after"], name="unresolved_content_due")]

    def __str__(self) -> str:
        return f"{self.event_id} of {self.user_id}"


class RetentionRun(models.Model):
    """A record that retention ran on a table, and what it removed: all rows before `floor`."""

    id = models.UUIDField(primary_key=True)
    table = models.CharField(max_length=32)
    floor = models.DateTimeField(help_text="Rows that occurred before are gone.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    eligible_rows = models.BigIntegerField(help_text="Estimated for whole months.")
    dropped_partitions = models.JSONField(default=list)
    deleted_rows = models.BigIntegerField(default=0, help_text="Of partial months, in batches.")

    class Meta:
        db_table = "retention_run"
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["table", "-floor"], name="retention_run_floor")]

    def __str__(self) -> str:
        return f"{self.table} before {self.floor}"


class TrackedShare(models.Model):
    """How many of a kind's things that the graph holds of a day capture had recorded, and what
    became of the others; as last compared."""

    id = models.UUIDField(primary_key=True)
    day = models.DateField(help_text="In the platform's zone.")
    kind = models.CharField(max_length=32)
    tracked = models.IntegerField(help_text="Capture recorded all their rows.")
    backfilled = models.IntegerField(help_text="Recorded by a backfill, in part or wholly.")
    missing = models.IntegerField(help_text="When compared; a backfill may have sent them since.")
    refused = models.IntegerField(help_text="By their member's consent, so not to be recorded.")
    compared_at = models.DateTimeField()

    class Meta:
        db_table = "tracked_share"
        ordering = ["-day", "kind"]
        constraints = [models.UniqueConstraint(fields=["day", "kind"], name="tracked_share_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.day}"

    @property
    def things(self) -> int:
        """Those that were to be recorded."""
        return self.tracked + self.backfilled + self.missing

    @property
    def share(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.tracked / self.things if self.things else None


class TouchedMember(models.Model):
    """A mark: this member has new or changed rows between these instants.

    Append-only; whoever recomputes deletes the marks first and reads the rows afterwards.
    `received_at` is the earliest receipt among the rows.
    """

    id = models.UUIDField(primary_key=True)
    user_id = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "touched_member"
        constraints = [
            models.CheckConstraint(
                condition=Q(first_at__lte=models.F("last_at")), name="touched_member_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.first_at} to {self.last_at}"
