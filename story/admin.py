"""Stories in the admin."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.decorators import display

from ooumph import clock
from ooumph.admin.node_form import NodeForm, text_field
from ooumph.admin.nodes import NodeAdmin
from ooumph.admin.text import excerpt, instant
from ooumph.errors import NotFound
from story.models import MAX_TEXT, Story
from story.services import delete_story


class StoryForm(NodeForm):
    text = text_field(MAX_TEXT)


class StoryAdmin(NodeAdmin):
    editable = deletable = True
    node_form = StoryForm
    searched_text = "text"
    list_display = ("created", "author", "beginning", "live", "ends")
    facts = ("author", "text", "live", "ends", "created", "updated", "uid")

    def remove(self, pk: str, request: Any) -> None:
        try:
            delete_story(actor=request.user, story_id=pk)
        except NotFound:  # It has ended, which is gone for members alone.
            super().remove(pk, request)

    @display(description="text")
    def beginning(self, node: Story) -> str:
        return excerpt(node.text)

    @display(description="live", boolean=True)
    def live(self, node: Story) -> bool:
        return bool(node.expires_at > clock.now())

    @display(description="ends (UTC)")
    def ends(self, node: Story) -> SafeString | str:
        return instant(node.expires_at)


admin.site.register([Story], StoryAdmin)
