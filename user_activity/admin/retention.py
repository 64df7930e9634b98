"""The runs of retention in the admin: read-only, the record that it ran and what it removed."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.decorators import display

from ooumph.admin.filters import choice_filter
from ooumph.admin.permissions import ReadOnly
from ooumph.admin.text import instant
from user_activity.models import RetentionRun
from user_activity.partitions import TABLES


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnly):
    actions = None
    list_per_page = 50
    list_display = ("started", "table", "kept_from", "eligible_rows", "dropped", "deleted_rows",
                    "finished")  # fmt: skip
    list_filter = (choice_filter("table", [(table, table) for table in TABLES]),)
    fields = ("table", "kept_from", "started", "finished", "eligible_rows", "dropped",
              "deleted_rows")  # fmt: skip

    @display(description="started (UTC)", ordering="started_at")
    def started(self, run: RetentionRun) -> SafeString | str:
        return instant(run.started_at)

    @display(description="finished (UTC)")
    def finished(self, run: RetentionRun) -> SafeString | str:
        return instant(run.finished_at) or "not yet, or stopped"

    @display(description="kept from (UTC)", ordering="floor")
    def kept_from(self, run: RetentionRun) -> str:
        return f"{run.floor:%Y-%m-%d}"

    @display(description="dropped")
    def dropped(self, run: RetentionRun) -> str:
        return ", ".join(run.dropped_partitions)
