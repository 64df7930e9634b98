"""The admin as staff use it: real pages, the login form, CSRF."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx

PASSWORD = "correct horse battery"
ACTIVITY = "/admin/user_activity/useractivity/"
CONTENT = "/admin/user_activity/contentinteraction/"
SOCIAL = "/admin/user_activity/socialinteraction/"
ROWS = (ACTIVITY, CONTENT, SOCIAL)
MEMBERS = "/admin/account/user/"
NODES = tuple(
    f"/admin/{page}/"
    for page in (
        "account/usernode", "post/post", "post/comment", "story/story", "community/community",
        "connection/connection", "msg/conversation", "msg/conversationmessages",
        "msg/matrixmessage",
    )
)  # fmt: skip


@dataclass
class Desk:
    """One browser of one member of staff (or of nobody yet)."""

    http: httpx.Client
    id: int = 0

    def sign_in(self, username: str) -> httpx.Response:
        self.http.get("/admin/login/")
        return self.post("/admin/login/", {"username": username, "password": PASSWORD})

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.http.get(path, params=query or None)

    def post(self, path: str, data: dict[str, Any]) -> httpx.Response:
        token = {"csrfmiddlewaretoken": self.http.cookies["csrftoken"]}
        return self.http.post(path, data=data | token)

    def page(self, path: str, **query: Any) -> str:
        """The text of a page that must answer."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def words(self, path: str, **query: Any) -> str:
        """The same without its tags."""
        return in_words(self.page(path, **query))

    def column(self, path: str, label: str, **query: Any) -> list[str]:
        """The cells of one column of a list, from the top."""
        cells = re.findall(
            rf'data-label="{re.escape(label)}">(.*?)</t[dh]>',
            self.page(path, **query),
            re.DOTALL | re.IGNORECASE,
        )
        return [in_words(cell) for cell in cells]

    def save(self, path: str, **values: Any) -> httpx.Response:
        """Submit a form as it is on its page but for `values` (None: not ticked)."""
        fields = form_values(self.page(path)) | values
        return self.post(path, {name: given for name, given in fields.items() if given is not None})


def in_words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def form_values(page: str) -> dict[str, Any]:
    """What the browser would send of the page's one form with an id that ends in `_form`."""
    found = re.search(r'<form[^>]*id="\w+_form".*?</form>', page, re.DOTALL)
    assert found is not None
    values: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", found[0]):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind, name = attributes.get("type", "text"), attributes.get("name", "")
        if name and kind not in ("submit", "checkbox", "radio", "file"):
            values[name] = unescape(attributes.get("value", ""))
        elif name and "checked" in re.sub(r'"[^"]*"', "", tag):
            values[name] = attributes.get("value", "on")
    for name, text in re.findall(
        r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', found[0], re.DOTALL
    ):
        values[name] = unescape(text.removeprefix("\n"))
    for name, options in re.findall(
        r'<select(?![^>]*multiple)[^>]*name="(\w+)"[^>]*>(.*?)</select>', found[0], re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)"\s+selected', options)
        values[name] = unescape(chosen[1]) if chosen else ""
    return values
