"""The sidebar: one row a page, shown to whom may open it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

# (title, Material symbol, `app_model` as the admin names its pages)
PAGES = {
    "Activity": (
        ("Activities", "timeline", "user_activity_useractivity"),
        ("Content interactions", "touch_app", "user_activity_contentinteraction"),
        ("Social interactions", "group", "user_activity_socialinteraction"),
    ),
    "Members": (
        ("Members", "person", "account_user"),
        ("Groups", "shield_person", "auth_group"),
        ("In the graph", "hub", "account_usernode"),
    ),
    "Storage": (
        ("Dead letters", "unsubscribe", "user_activity_deadletter"),
        ("Tracked shares", "rule", "user_activity_trackedshare"),
        ("Retention runs", "auto_delete", "user_activity_retentionrun"),
    ),
    "Content": (
        ("Posts", "article", "post_post"),
        ("Comments", "comment", "post_comment"),
        ("Stories", "history_toggle_off", "story_story"),
        ("Communities", "groups", "community_community"),
        ("Connections", "handshake", "connection_connection"),
        ("Conversations", "forum", "msg_conversation"),
        ("Messages", "chat", "msg_conversationmessages"),
        ("Matrix messages", "cell_tower", "msg_matrixmessage"),
    ),
}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups and pages that this request's member may view."""
    allowed = {
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model, page in admin.site._registry.items()
        if page.has_view_or_change_permission(request)
    }
    return [
        {
            "title": group,
            "items": [
                {"title": title, "icon": icon, "link": reverse(f"admin:{page}_changelist")}
                for title, icon, page in pages
                if page in allowed
            ],
        }
        for group, pages in PAGES.items()
    ]
