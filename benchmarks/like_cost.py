"""What tracking costs a member: `likePost` over HTTP with tracking on, and with it off.

    .venv/bin/python benchmarks/like_cost.py [LIKES]

Two web servers on the same services, one of them with OOUMPH_TRACKING=off, are asked in turn
(LIKES each, 600 by default; what is liked is unliked in between, unmeasured). Then Redis is
killed, a few likes open the breaker, and the same is measured again.
"""

import statistics
import sys
import time
from dataclasses import replace
from typing import Any

import httpx
from stack import Stack, free_port, stack, wait_until

from ooumph.embedded.programs import programs

POSTS = 20
ROUNDS = 3


def mutation(name: str, fields: str) -> str:
    kind = name[0].upper() + name[1:]
    call = f"{name}(input: $input) {{ {fields} errors {{ code }} }}"
    return f"mutation($input: {kind}Input!) {{ {call} }}"


LIKE, UNLIKE = mutation("likePost", "post { id }"), mutation("unlikePost", "post { id }")
CREATE = mutation("createPost", "post { id }")


class Door:
    """One web server."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.http = httpx.Client(base_url=url, headers=headers, timeout=30)

    def ask(self, name: str, document: str, values: dict[str, Any]) -> dict[str, Any]:
        body = {"query": document, "variables": {"input": values}}
        answer = self.http.post("/graphql", json=body).json()["data"][name]
        assert answer["errors"] == [], answer
        return answer

    def like_ms(self, post: str) -> float:
        began = time.perf_counter()
        self.ask("likePost", LIKE, {"postId": post})
        taken = time.perf_counter() - began
        self.ask("unlikePost", UNLIKE, {"postId": post})
        return taken * 1000


def ratio(on: Door, off: Door, posts: list[str], likes: int) -> float:
    """Interleaved, so that what else the machine does costs both."""
    times: dict[Door, list[float]] = {on: [], off: []}
    for number in range(likes):
        pair = (on, off) if number % 2 else (off, on)
        for door in pair:
            times[door].append(door.like_ms(posts[number % POSTS]))
    medians = [statistics.median(times[door]) for door in (on, off)]
    print(f"  on {medians[0]:.2f} ms, off {medians[1]:.2f} ms, ratio {medians[0] / medians[1]:.3f}")
    return medians[0] / medians[1]


def second_web(target: Stack, state: Any) -> tuple[Any, str]:
    port = free_port()
    variables = {**target.variables, "OOUMPH_TRACKING": "off"}
    web = next(p for p in programs(state, variables, port) if p.name == "web")
    program = replace(web, name="web-off")
    program.start()
    url = f"http://127.0.0.1:{port}"
    wait_until(lambda: httpx.get(f"{url}/graphql", timeout=5).status_code < 500)
    return program, url


def main() -> None:
    likes = int(sys.argv[1]) if sys.argv[1:] else 600
    with stack("web", "worker", "beat") as target:
        program, off_url = second_web(target, target.services.state)
        try:
            measure(target, off_url, likes)
        finally:
            program.stop()


def measure(target: Stack, off_url: str, likes: int) -> None:
    author = Door(target.url, target.register("author"))
    values = {"text": "A post to like.", "privacy": "PUBLIC"}
    posts = [author.ask("createPost", CREATE, values)["post"]["id"] for _ in range(POSTS)]
    reader = target.register("reader")
    on, off = Door(target.url, reader), Door(off_url, reader)
    ratio(on, off, posts, likes // 4)
    print("That was warming up. With Redis:")
    found = [ratio(on, off, posts, likes) for _ in range(ROUNDS)]
    print(f"median ratio with Redis: {statistics.median(found):.3f} (at most 1.08)")
    target.services.valkey.kill()
    ratio(on, off, posts, 10)
    print("Redis is down and the breaker open:")
    found = [ratio(on, off, posts, likes // 2) for _ in range(ROUNDS)]
    print(f"median ratio without Redis: {statistics.median(found):.3f} (at most 1.15)")


if __name__ == "__main__":
    main()
