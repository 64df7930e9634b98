"""Posts and comments in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.decorators import display

from ooumph.admin.filters import CreatedRange, choice_filter
from ooumph.admin.members import member_link
from ooumph.admin.node_form import NodeForm, choice_field, text_field
from ooumph.admin.nodes import NodeAdmin
from ooumph.admin.text import excerpt
from post.models import Comment, Post, Privacy
from post.services.comments import delete_comment
from post.services.posts import delete_post
from post.words import MAX_TEXT


class PostForm(NodeForm):
    text = text_field(MAX_TEXT)
    privacy = choice_field(Privacy.choices)

    def clean(self) -> dict[str, Any]:
        if not (self.cleaned_data.get("text", "").strip() or self.instance.media):
            self.add_error("text", "A post needs text or media.")
        return self.cleaned_data

    def clean_privacy(self) -> str:
        privacy = str(self.cleaned_data["privacy"])
        if privacy == Privacy.COMMUNITY and not self.instance.community_uid:
            raise forms.ValidationError("This post is in no community.")
        return privacy


class PostAdmin(NodeAdmin):
    editable = deletable = True
    node_form = PostForm
    searched_text = "text"
    list_display = ("created", "author", "beginning", "privacy_label", "tag_list")
    list_filter = (CreatedRange, choice_filter("privacy", Privacy.choices))
    facts = (
        "author",
        "text",
        "privacy_label",
        "tag_list",
        "community_uid",
        "created",
        "updated",
        "uid",
    )

    def remove(self, pk: str, request: Any) -> None:
        delete_post(actor=request.user, post_id=pk)

    @display(description="text")
    def beginning(self, node: Post) -> str:
        return excerpt(node.text)

    @display(description="privacy", label=True)
    def privacy_label(self, node: Post) -> str:
        return str(Privacy(node.privacy).label)

    @display(description="tags")
    def tag_list(self, node: Post) -> str:
        return ", ".join(node.tags or ())


class CommentForm(NodeForm):
    text = text_field(MAX_TEXT, required=True)


class CommentAdmin(NodeAdmin):
    editable = deletable = True
    node_form = CommentForm
    searched_text = "text"
    member_columns = ("author_id", "parent_author_id")
    list_display = ("created", "author", "beginning", "parent_type", "parent_author")
    list_filter = (
        CreatedRange,
        choice_filter("parent_type", [("post", "Post"), ("story", "Story")], "parent"),
    )
    facts = (
        "author",
        "text",
        "parent_type",
        "parent_uid",
        "parent_author",
        "created",
        "updated",
        "uid",
    )

    def remove(self, pk: str, request: Any) -> None:
        delete_comment(actor=request.user, comment_id=pk)

    @display(description="text")
    def beginning(self, node: Comment) -> str:
        return excerpt(node.text)

    @display(description="parent's author")
    def parent_author(self, node: Any) -> SafeString | str:
        return member_link(node, "parent_author_id")


admin.site.register([Post], PostAdmin)
admin.site.register([Comment], CommentAdmin)
