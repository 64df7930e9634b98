"""The product as a newcomer meets it: started, used over HTTP, stopped, started again.

`python -m tests.smoke` does all of it with `make run`; `python -m tests.smoke URL` only uses
what runs there.
"""

import json
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).resolve().parent.parent
NOTE = ROOT / ".ooumph" / "running.json"
START_SECONDS = 600
AGGREGATE_SECONDS = 90

REGISTER = """mutation($input: RegisterInput!) {
  register(input: $input) { sessionToken errors { code message } } }"""
CREATE = """mutation($input: CreatePostInput!) {
  createPost(input: $input) { post { id } errors { code message } } }"""
LIKE = """mutation($input: LikePostInput!) {
  likePost(input: $input) { post { id } errors { code message } } }"""
SUMMARY = """{ userActivitySummary {
  totalEvents
  activityCounts { type count }
  contentInteractionCounts { type count } } }"""


class Member:
    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        name = f"smoke_{secrets.token_hex(6)}"
        signup = {"username": name, "email": f"{name}@example.org", "password": "fjord and lantern"}
        token = self.ask(REGISTER, signup)["register"]["sessionToken"]
        self.http.headers["Authorization"] = f"Bearer {token}"

    def ask(self, document: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        body = {"query": document, "variables": {"input": values} if values else {}}
        answer = self.http.post("/graphql", json=body).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        refused = [value["errors"] for value in data.values() if value and value.get("errors")]
        assert not refused, refused
        return data

    def publish_and_like(self) -> None:
        post = self.ask(CREATE, {"text": "Hello"})["createPost"]["post"]["id"]
        self.ask(LIKE, {"postId": post})

    def counts(self) -> dict[str, int]:
        summary = self.ask(SUMMARY)["userActivitySummary"]
        rows = summary["activityCounts"] + summary["contentInteractionCounts"]
        return {row["type"].lower(): row["count"] for row in rows if row["count"]}

    def wait_for(self, expected: dict[str, int]) -> None:
        deadline = time.monotonic() + AGGREGATE_SECONDS
        while (counts := self.counts()) != expected:
            assert time.monotonic() < deadline, f"The summary is {counts}, not {expected}."
            time.sleep(1)
        print(f"The summary says {counts}.", flush=True)


LIFE = {"signup": 1, "login": 1, "post_create": 1, "create": 1, "like": 1}


def use(url: str) -> Member:
    assert httpx.get(f"{url}/graphql", headers={"Accept": "text/html"}).status_code == 200
    assert httpx.get(f"{url}/admin/login/").status_code == 200
    member = Member(url)
    member.publish_and_like()
    member.wait_for(LIFE)
    return member


class Product:
    """`make run` in the background."""

    def __init__(self) -> None:
        started = time.monotonic()
        self.make = subprocess.Popen(["make", "run"], cwd=ROOT)  # noqa: S607
        while not NOTE.exists() or json.loads(NOTE.read_text())["pid"] not in self._children():
            assert self.make.poll() is None, "`make run` ended by itself."
            assert time.monotonic() - started < START_SECONDS, "`make run` does not come up."
            time.sleep(0.5)
        note = json.loads(NOTE.read_text())
        self.url, self.pid = str(note["url"]), int(note["pid"])
        print(f"Started in {time.monotonic() - started:.0f} s.", flush=True)

    def __enter__(self) -> "Product":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error:
            for name in ("web", "worker"):
                print(f"--- {name}.log", *read_end(NOTE.parent / "logs" / f"{name}.log"), sep="\n")
        self.stop()

    def _children(self) -> list[int]:
        return [child.pid for child in psutil.Process(self.make.pid).children()]

    def stop(self) -> None:
        """SIGTERM ends it and all it started, in order and with success."""
        started = time.monotonic()
        family = psutil.Process(self.pid).children(recursive=True)
        psutil.Process(self.pid).send_signal(signal.SIGTERM)
        assert self.make.wait(120) == 0, "`make run` did not stop with success."
        left = [process for process in family if process.is_running()]
        assert not left, left
        print(f"Stopped in {time.monotonic() - started:.0f} s, nothing left.", flush=True)


def read_end(log: Path) -> list[str]:
    return log.read_text(errors="replace").splitlines()[-40:]


def main() -> None:
    if sys.argv[1:]:
        use(sys.argv[1])
        return
    with Product() as product:
        member = use(product.url)
    with Product() as product:
        member.http.base_url = product.url
        assert member.counts() == LIFE, "The second run does not go on where the first ended."


if __name__ == "__main__":
    main()
