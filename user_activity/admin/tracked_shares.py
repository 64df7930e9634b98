"""What comparing days with the graph found, in the admin: read-only."""

from django.contrib import admin
from unfold.decorators import display

from ooumph.admin.permissions import ReadOnly
from ooumph.numbers import percent
from user_activity.models import TrackedShare


@admin.register(TrackedShare)
class TrackedShareAdmin(ReadOnly):
    actions = None
    list_per_page = 50
    list_display = ("day", "kind", "share", "tracked", "backfilled", "missing", "refused")
    list_filter = ("day", "kind")
    fields = ("day", "kind", "share", "tracked", "backfilled", "missing", "refused",
              "compared_at")  # fmt: skip

    @display(description="tracked of all")
    def share(self, row: TrackedShare) -> str:
        return "" if row.share is None else percent(row.share)
