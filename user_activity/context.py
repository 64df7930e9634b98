"""Who acts and from where: a context variable that the middleware fills, so a signal knows too."""

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from user_agents import parse

from ooumph.graphql.request_id import request_id_of
from ooumph.ids import as_uuid
from user_activity.vocabulary import Source


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, from where, by which door; every part may be unknown. `consents`: whether they
    let the platform track them, where that is known already."""

    user_id: int | None = None
    session_id: UUID | None = None
    request_id: UUID | None = None
    ip: str | None = None
    device: str = ""
    source: Source | None = None
    consents: bool | None = None


class RequestActor:
    """The same for an HTTP request; read late, since signing in changes user and session."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.source = Source.ADMIN if request.path.startswith("/admin/") else Source.API
        self.request_id = request_id_of(request)

    @property
    def user_id(self) -> int | None:
        return getattr(self._request.user, "pk", None)

    @property
    def consents(self) -> bool:
        return getattr(self._request.user, "tracking_consent", True)

    @property
    def session_id(self) -> UUID | None:
        named = as_uuid(self._request.headers.get("X-Session-ID", ""))
        return named or keyed_session_id(self._request.session.session_key)

    @cached_property
    def ip(self) -> str | None:
        return truncated_address(self._request)

    @cached_property
    def device(self) -> str:
        return device_of(self._request.headers.get("User-Agent", "")[:512])


_actor: ContextVar[Actor | RequestActor | None] = ContextVar("actor", default=None)
NOBODY = Actor()


def current_actor() -> Actor | RequestActor:
    """Who acts now; nobody known outside a request and `acting_as`."""
    return _actor.get() or NOBODY


@contextmanager
def acting_as(actor: Actor | RequestActor) -> Iterator[None]:
    """Inside, `actor` is who acts: for commands and generators, which have no request."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def snapshot(actor: Actor | RequestActor) -> Actor:
    """Who acts at this moment, read once."""
    return Actor(**{column.name: getattr(actor, column.name) for column in fields(Actor)})


def keyed_session_id(session_key: str | None) -> UUID | None:
    """A keyed hash of the sign-in session's key; the key itself is never stored."""
    if not session_key:
        return None
    digest = hmac.digest(
        f"activity session {settings.SECRET_KEY}".encode(), session_key.encode(), sha256
    )
    return UUID(bytes=digest[:16], version=4)


def client_address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The client's address; behind proxies only the configured hops are believed.

    Each proxy appends whom it heard from, so that with N hops of ours the client is the N-th
    address from the right; what stands further left is the client's own claim.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    chain = [*forwarded, request.META.get("REMOTE_ADDR", "")]
    claimed = chain[-1 - min(settings.TRUSTED_PROXY_HOPS, len(chain) - 1)].strip()
    try:
        address = ip_address(claimed)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address  # As a dual-stack socket says it.


def truncated_address(request: HttpRequest) -> str | None:
    """The client's network, /24 or /48."""
    address = client_address(request)
    if address is None:
        return None
    network = ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False)
    return str(network.network_address)


@lru_cache(maxsize=4096)
def device_of(user_agent: str) -> str:
    """`class/system/browser` families of a user agent, such as `mobile/Android/Chrome Mobile`."""
    if not user_agent:
        return ""
    agent = parse(user_agent)
    classes = (
        ("bot", agent.is_bot),
        ("tablet", agent.is_tablet),
        ("mobile", agent.is_mobile),
        ("desktop", agent.is_pc),
    )
    device_class = next((name for name, holds in classes if holds), "other")
    return f"{device_class}/{agent.os.family}/{agent.browser.family}"[:96]


class ActivityContextMiddleware:
    """Fills the context for the request; what it recorded leaves in one round trip at its end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from user_activity.collecting import begin_flush, collecting

        request.after_mutations = begin_flush  # type: ignore[attr-defined]  # The kit calls it.
        with acting_as(RequestActor(request)), collecting():
            return self.get_response(request)
