"""Who gets into the admin, and how far."""

from collections.abc import Callable

import pytest

from account.models import User
from msg.models import ConversationMessages
from post.models import Post
from tests.admin.desk import MEMBERS, NODES, PASSWORD, ROWS, Desk
from tests.api import Client, event_ids, recorded

Staff = Callable[..., Desk]


def test_a_superuser_opens_every_list(root: Desk) -> None:
    for path in ("/admin/", "/admin/auth/group/", MEMBERS, *ROWS, *NODES):
        assert root.get(path).status_code == 200, path


def test_a_member_who_is_no_staff_gets_nowhere(
    desk_of_nobody: Callable[[], Desk], member: Callable[..., Client]
) -> None:
    member("ada")
    desk = desk_of_nobody()
    assert "staff account" in desk.sign_in("ada").text
    assert desk.sign_in("ada").status_code == 200
    for path in ("/admin/", MEMBERS, *ROWS, *NODES):
        answer = desk.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"/admin/login/?next={path}",
        )


def test_a_deactivated_member_of_staff_cannot_sign_in(
    desk_of_nobody: Callable[[], Desk], transactional_db: None
) -> None:
    User.objects.create_user("sam", "", PASSWORD, is_staff=True, is_active=False)
    assert desk_of_nobody().sign_in("sam").status_code == 200


def test_staff_without_permissions_see_no_page(staff: Staff) -> None:
    desk = staff("sam")
    home = desk.page("/admin/")
    for path in (MEMBERS, *ROWS, *NODES):
        assert desk.get(path).status_code == 403, path
        assert f'href="{path}"' not in home


def test_the_sidebar_shows_what_may_be_opened(staff: Staff) -> None:
    home = staff("sam", "view_useractivity", "view_graph_content").page("/admin/")
    assert f'href="{ROWS[0]}"' in home
    assert f'href="{NODES[1]}"' in home
    for path in (*ROWS[1:], MEMBERS):
        assert f'href="{path}"' not in home


def test_signing_in_and_out_leaves_its_rows(staff: Staff) -> None:
    desk = staff("sam")
    desk.post("/admin/logout/", {})
    assert [(row["activity_type"], row["user_id"], row["source"]) for row in recorded()] == [
        ("login", desk.id, "admin"),
        ("logout", desk.id, "admin"),
    ]


@pytest.mark.parametrize("change", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_staff_who_may_read_the_graph_change_nothing_in_it(staff: Staff, change: str) -> None:
    desk = staff("sam", "view_graph_content")
    post = Post(author_id=7, text="as it was").save()
    known = event_ids()
    path = f"/admin/post/post/{change.format(pk=post.uid)}"
    assert desk.post(path, {"text": "other", "post": "yes"}).status_code == 403
    assert [found.text for found in Post.nodes.all()] == ["as it was"]
    assert recorded(since=known) == []


def test_nobody_adds_to_the_graph(root: Desk) -> None:
    for path in NODES:
        assert root.get(f"{path}add/").status_code == 403
        assert root.post(f"{path}add/", {"text": "made up"}).status_code == 403


def test_what_was_written_shows_to_superusers_on_its_own_page_alone(
    staff: Staff, root: Desk
) -> None:
    message = ConversationMessages(
        sender_id=7, conversation_uid="c", recipient_ids=[8], body="our secret"
    ).save()
    reader = staff("sam", "view_graph_content")
    path = "/admin/msg/conversationmessages/"
    assert "our secret" in root.page(f"{path}{message.uid}/change/")
    assert "our secret" not in root.page(path)
    assert "our secret" not in reader.page(path)
    assert "our secret" not in reader.page(f"{path}{message.uid}/change/")
    assert root.column(path, "Sender", q="our secret") == []
