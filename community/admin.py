"""Communities in the admin. One with members is not deleted here: its posts would lose it."""

from django.contrib import admin
from unfold.decorators import display

from community.models import Community, CommunityPrivacy
from ooumph.admin.filters import CreatedRange, choice_filter
from ooumph.admin.node_form import NodeForm, choice_field, line_field, text_field
from ooumph.admin.nodes import NodeAdmin
from ooumph.admin.text import excerpt


class CommunityForm(NodeForm):
    name = line_field(100)
    description = text_field(2_000)
    privacy = choice_field(CommunityPrivacy.choices)


class CommunityAdmin(NodeAdmin):
    editable = True
    node_form = CommunityForm
    searched_text = "name"
    list_display = ("created", "name", "about", "privacy_label", "author")
    list_filter = (CreatedRange, choice_filter("privacy", CommunityPrivacy.choices))
    facts = ("author", "name", "description", "privacy_label", "created", "updated", "uid")

    @display(description="description")
    def about(self, node: Community) -> str:
        return excerpt(node.description)

    @display(description="privacy", label=True)
    def privacy_label(self, node: Community) -> str:
        return str(CommunityPrivacy(node.privacy).label)


admin.site.register([Community], CommunityAdmin)
