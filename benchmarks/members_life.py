"""A member's life over HTTP, from signing up to a community: each act, and the rows it left.

    .venv/bin/python benchmarks/members_life.py [URL]

Runs against the product at URL, or starts a stack of its own. The rows are read back by the
members themselves, with the query `activities`.
"""

import sys
from typing import Any
from uuid import uuid4

import httpx
from stack import PASSWORD, stack

FRAGMENT = """
{ activities(first: 100, range: {last: DAY}) { edges { node {
    id kind type contentType contentId targetUserId contextType occurredAt } } } }
"""


class Member:
    def __init__(self, url: str, name: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.seen: set[str] = set()
        self.name = f"{name}-{uuid4().hex[:6]}"
        values = {"username": self.name, "email": f"{self.name}@example.org", "password": PASSWORD}
        self.made = self.do("register", values, "sessionToken user { id }")
        self.id = self.made["user"]["id"]
        self.http.cookies.clear()
        self.http.headers["Authorization"] = f"Bearer {self.made['sessionToken']}"

    def do(self, name: str, values: dict[str, Any], fields: str = "") -> dict[str, Any]:
        document = (
            f"mutation($input: {name[0].upper()}{name[1:]}Input!) "
            f"{{ {name}(input: $input) {{ {fields} errors {{ code field message }} }} }}"
        )
        body = {"query": document, "variables": {"input": values}}
        found: dict[str, Any] = self.http.post("/graphql", json=body).json()["data"][name]
        if found["errors"]:
            raise SystemExit(f"{name}: {found['errors']}")
        return found

    def new_rows(self) -> list[dict[str, Any]]:
        answer = self.http.post("/graphql", json={"query": FRAGMENT}).json()
        rows = [edge["node"] for edge in answer["data"]["activities"]["edges"]]
        fresh = [row for row in rows if row["id"] not in self.seen]
        self.seen |= {row["id"] for row in fresh}
        return fresh[::-1]


def told(row: dict[str, Any], names: dict[str, str]) -> str:
    about = [
        f"{row['contentType']} {row['contentId'][:8]}" if row["contentType"] else "",
        f"-> {names.get(row['targetUserId'], row['targetUserId'])}" if row["targetUserId"] else "",
        f"in {row['contextType']}" if row["contextType"] else "",
    ]
    return f"{row['kind']:8} {row['type']:20} {' '.join(word for word in about if word)}"


def live(url: str) -> None:
    ada, bob = Member(url, "ada"), Member(url, "bob")
    names = {ada.id: "ada", bob.id: "bob"}

    def show(title: str) -> None:
        print(title)
        for member in (ada, bob):
            for row in member.new_rows():
                print(f"    {names[member.id]:4} {told(row, names)}")

    show("register")
    ada.do("updateProfile", {"displayName": "Ada", "hideProfileVisits": True})
    show("updateProfile: a name, and hidden visits")
    request = ada.do("sendConnectionRequest", {"userId": bob.id}, "connection { id }")
    show("sendConnectionRequest")
    bob.do("acceptConnection", {"connectionId": request["connection"]["id"]})
    show("acceptConnection")
    talk = ada.do("startConversation", {"memberIds": [bob.id]}, "conversation { id }")
    where = {"conversationId": talk["conversation"]["id"]}
    message = ada.do("sendMessage", {**where, "body": "Hello"}, "message { id }")["message"]["id"]
    show("startConversation, sendMessage")
    bob.do("markMessagesRead", {**where, "upToMessageId": message})
    show("markMessagesRead")
    text = {"text": f"Hello @{bob.name}", "tags": ["tea"]}
    post = {"postId": ada.do("createPost", text, "post { id }")["post"]["id"]}
    show("createPost with a mention")
    bob.do("viewPost", {**post, "visitId": "1"})
    bob.do("likePost", post)
    bob.do("likePost", post)
    bob.do("likePost", {**post, "reaction": "LOVE"})
    bob.do("commentOnPost", {**post, "text": "Well said"})
    bob.do("savePost", post)
    bob.do("sharePost", post)
    show("viewPost, likePost twice, likePost with LOVE, commentOnPost, savePost, sharePost")
    story = {"storyId": ada.do("createStory", {"text": "Now"}, "story { id }")["story"]["id"]}
    bob.do("viewStory", story)
    bob.do("reactToStory", {**story, "reaction": "LOVE"})
    show("createStory, viewStory, reactToStory")
    group = ada.do("createCommunity", {"name": "Tea"}, "community { id }")["community"]["id"]
    bob.do("joinCommunity", {"communityId": group})
    show("createCommunity, joinCommunity")
    bob.do("trackProfileVisit", {"userId": ada.id}, "tracked")
    show("trackProfileVisit")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        live(sys.argv[1])
    else:
        with stack("web") as target:
            live(target.url)
