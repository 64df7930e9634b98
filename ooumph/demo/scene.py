"""A member at a device: what they do, one thing after the other, each at its own instant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from account.models import User
from ooumph import clock
from ooumph.demo.cast import Persona
from user_activity.context import Actor, acting_as
from user_activity.vocabulary import Source

P = ParamSpec("P")
R = TypeVar("R")


class Scene:
    """One visit under way, at its `moment`. All its randomness comes from `rng`."""

    def __init__(self, *, user: User, persona: Persona, at: datetime, seed: str) -> None:
        self.user = user
        self.persona = persona
        self.rng = Random(seed)
        self.moment = at
        self._actor = Actor(
            user_id=user.pk,
            session_id=self.new_uuid(),
            ip=persona.network,
            device=self.rng.choice(persona.devices),
            source=Source.API,
            consents=user.tracking_consent,
        )

    @contextmanager
    def played(self) -> Iterator[None]:
        """Inside, the member is who acts."""
        with acting_as(self._actor):
            yield

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def new_uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def wait(self, at_least: float, at_most: float) -> None:
        """So many seconds pass."""
        self.moment += timedelta(seconds=self.rng.uniform(at_least, at_most))

    def now(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `call` answers at this instant of the visit."""
        with clock.at(self.moment):
            return call(*args, **kwargs)

    def do(self, service: Callable[..., R], **values: Any) -> R:
        """Use a service as the member, some seconds later."""
        self.wait(2, 25)
        return self.now(service, actor=self.user, **values)

    def see(self, selector: Callable[..., R], **values: Any) -> R:
        """Read as the member."""
        return self.now(selector, viewer=self.user, **values)

    def report(self, track: Callable[..., bool], **facts: Any) -> None:
        """Let the member's client report something, moments later."""
        self.wait(0.2, 2)
        self.now(track, source=Source.CLIENT, **facts)
