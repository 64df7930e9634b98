"""A source's ids become members: `<source>-<id>`, found or, when told to, made."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db.models import Field

from ooumph import graph
from ooumph.errors import Unavailable
from user_activity.importing.errors import BadLineError

USERNAME = get_user_model()._meta.get_field("username")
assert isinstance(USERNAME, Field)


class Members:
    """The members of one source. Those it makes have no usable password, no sign-up row, and a
    node in the graph; where the graph is away, the node is made when something needs it."""

    def __init__(self, source: str, *, create: bool) -> None:
        self._source = source
        self._create = create
        self._graph_answers = create
        self._users = get_user_model()._default_manager
        self.ids: dict[str, int] = {}  # By the source's ids.
        self.created = 0

    def resolve(self, first_seen: Mapping[str, datetime]) -> None:
        """Fill `ids` for the source's ids (with the time of their first event) that are new."""
        new = {name: at for name, at in first_seen.items() if name not in self.ids}
        found = self._find(new)
        if self._create and len(found) < len(new):
            self._make({name: at for name, at in new.items() if name not in found})
            made = self._find(name for name in new if name not in found)
            self.created += len(made)
            found |= made
        self.ids |= found
        self._make_nodes(found)

    def check(self, names: Iterable[str]) -> None:
        """Raises BadLineError where one of the source's ids is no member."""
        for name in names:
            if name not in self.ids:
                reason = "cannot be a member's name" if self._create else "is no member"
                raise BadLineError(reason, self.username(name))

    def username(self, name: str) -> str:
        return f"{self._source}-{name}"

    def _find(self, names: Iterable[str]) -> dict[str, int]:
        by_username = {self.username(name): name for name in names}
        rows = self._users.filter(username__in=by_username).values_list("username", "pk")
        return {by_username[username]: pk for username, pk in rows}

    def _make(self, names: Mapping[str, datetime]) -> None:
        """Those whose name is one; a name that is taken in another case stays unmade."""
        model = get_user_model()
        self._users.bulk_create(
            [
                model(
                    username=self.username(name),
                    password=make_password(None),
                    date_joined=joined_at,
                )
                for name, joined_at in names.items()
                if self._is_name(self.username(name))
            ],
            ignore_conflicts=True,
        )

    def _is_name(self, username: str) -> bool:
        try:
            USERNAME.run_validators(username)
        except ValidationError:
            return False
        return True

    def _make_nodes(self, found: Mapping[str, int]) -> None:
        if not (self._graph_answers and found):
            return
        try:
            _merge_nodes([{"id": pk, "name": self.username(name)} for name, pk in found.items()])
        except Unavailable:
            self._graph_answers = False


@graph.write
def _merge_nodes(members: list[dict[str, object]]) -> None:
    graph.query(
        "UNWIND $members AS member MERGE (m:UserNode {user_id: member.id}) "
        "SET m.username = member.name",
        members=members,
    )
