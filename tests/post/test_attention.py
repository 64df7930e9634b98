"""Views, hiding and reporting."""

from collections.abc import Callable
from functools import partial

from tests.api import Client, event_ids, recorded
from tests.post.acts import act, held, publish, sees, texts
from tests.watching import Watch, at_once, content


def test_a_view_says_of_what_where_and_in_which_visit(
    ada: Client, bob: Client, community: Callable[..., str]
) -> None:
    club = community(bob)
    uid = publish(ada, tags=["x"], communityId=club, privacy="COMMUNITY")
    before = event_ids()
    act(bob, "viewPost", uid, source="feed", visitId="visit-1")
    [row] = recorded(since=before)
    assert (row["interaction_type"], row["content_id"]) == ("view", uid)
    assert (row["user_id"], row["author_id"]) == (int(bob.id), int(ada.id))
    assert (row["surface"], row["visit_id"], row["source"]) == ("feed", "visit-1", "api")
    assert row["metadata"] == {"tags": ["x"], "community": club, "privacy": "community"}


def test_a_visit_is_one_view_and_the_next_another(ada: Client, bob: Client, eve: Client) -> None:
    uid, other = publish(ada), publish(ada)
    watch = Watch()
    for _ in range(3):
        act(bob, "viewPost", uid, visitId="one")
    act(bob, "viewPost", uid, visitId="two")
    act(bob, "viewPost", other, visitId="one")
    act(eve, "viewPost", uid, visitId="one")
    seen = partial(content, word="view", of="post", author=ada, privacy="public")
    rows = [seen(bob, uid=uid), seen(bob, uid=uid), seen(bob, uid=other), seen(eve, uid=uid)]
    assert watch.rows(acts=4) == sorted(rows, key=repr)


def test_without_a_visit_every_view_counts_also_ones_own(ada: Client) -> None:
    uid = publish(ada)
    watch = Watch()
    act(ada, "viewPost", uid)
    act(ada, "viewPost", uid)
    assert watch.rows(acts=2) == [content(ada, "view", "post", uid, ada, privacy="public")] * 2


def test_reading_leaves_nothing(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    watch = Watch()
    assert sees(bob, uid)
    assert texts(bob) == ["Hello"]
    watch.assert_nothing()


def test_one_visit_seen_at_once_is_one_view(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    watch = Watch()
    at_once(*[partial(act, bob, "viewPost", uid, visitId="one")] * 5)
    assert watch.rows() == [content(bob, "view", "post", uid, ada, privacy="public")]


def test_what_is_hidden_is_left_out_of_ones_lists_alone(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    hide = partial(content, bob, of="post", uid=uid, author=ada, privacy="public")
    watch = Watch()
    act(bob, "hidePost", uid)
    assert watch.rows() == [hide("hide", reason="hide")]
    assert texts(bob) == texts(bob, author=ada.id) == []
    assert texts(ada) == ["Hello"]
    assert sees(bob, uid)
    watch = Watch()
    act(bob, "hidePost", uid, reason="HIDE")
    watch.assert_nothing()
    act(bob, "hidePost", uid, reason="NOT_INTERESTED")
    assert watch.rows() == [hide("not_interested", reason="not_interested")]
    assert len(held("HIDES", uid)) == 1


def test_reporting(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    report = partial(content, bob, "report", "post", uid, ada, privacy="public")
    watch = Watch()
    act(bob, "reportPost", uid, reason="Hate speech", note=" See line 2. ")
    assert watch.rows() == [report(reason="hate_speech")]
    [kept] = held("REPORTS", uid)
    assert (kept["reason"], kept["note"]) == ("hate_speech", "See line 2.")
    watch = Watch()
    act(bob, "reportPost", uid, reason="HATE_SPEECH")
    watch.assert_nothing()
    act(bob, "reportPost", uid, reason="spam")
    assert watch.rows() == [report(reason="spam")]
    assert len(held("REPORTS", uid)) == 1
    assert sees(bob, uid)


def test_a_report_needs_a_reason_within_bounds(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    watch = Watch()
    for values, field in (
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 33}, "reason"),
        ({"reason": "spam", "note": "x" * 501}, "note"),
    ):
        error = bob.refusal("reportPost", {"postId": uid, **values})
        assert (error["code"], error["field"]) == ("INVALID", field)
    error = bob.refusal("viewPost", {"postId": uid, "source": "x" * 33})
    assert (error["code"], error["field"]) == ("INVALID", "source")
    watch.assert_nothing()


def test_reporting_at_once_is_one_report(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    watch = Watch()
    at_once(*[partial(act, bob, "reportPost", uid, reason="spam")] * 5)
    row = content(bob, "report", "post", uid, ada, privacy="public", reason="spam")
    assert watch.rows() == [row]
    assert len(held("REPORTS", uid)) == 1
