"""What clients report."""

from tests.acceptance.given import a_post
from tests.acceptance.world import Row, World, an_act


@an_act("trackActivity")
def track_activity(w: World) -> list[Row]:
    w.ada.mutate("trackActivity", {"activityType": "SEARCH", "metadata": {"words": 2}}, "tracked")
    return [("ada", "search")]


@an_act("trackContentInteraction", given=a_post)
def track_content(w: World) -> list[Row]:
    values = {"contentType": "POST", "contentId": w.post, "interactionType": "IMPRESSION"}
    w.bob.mutate("trackContentInteraction", values, "tracked")
    return [("bob", "post:impression", w.post)]


@an_act("trackSocialInteraction")
def track_social(w: World) -> list[Row]:
    values = {"interactionType": "RECOMMENDATION_VIEW", "targetUserId": w.bob.id}
    w.ada.mutate("trackSocialInteraction", values, "tracked")
    return [("ada", "recommendation_view", "bob", "", "")]


@an_act("trackProfileVisit", "trackSocialInteraction", "trackEvents")
def visit(w: World) -> list[Row]:
    w.ada.mutate("trackProfileVisit", {"userId": w.bob.id}, "tracked")
    values = {"interactionType": "PROFILE_VISIT", "targetUserId": w.bob.id}
    w.ada.mutate("trackSocialInteraction", values, "tracked")
    events = [{"kind": "PROFILE_VISIT", "userId": w.bob.id}]
    w.ada.mutate("trackEvents", {"events": events}, "accepted")
    return [
        ("ada", "profile_view"),
        ("ada", "profile_visit", "bob", "profile", w.bob.id),
    ] * 3
