from collections.abc import Callable

import pytest

from tests.api import Client

Found = Callable[..., str]


@pytest.fixture
def community(ada: Client) -> Found:
    """Ada founds one, and others join: `community(bob, privacy="PRIVATE")`; its id."""

    def found(*members: Client, privacy: str = "PUBLIC") -> str:
        values = {"name": "Chess club", "privacy": privacy}
        uid = str(ada.mutate("createCommunity", values, "community { id }")["community"]["id"])
        for each in members:
            invitation = {"communityId": uid, "userId": each.id}
            ada.mutate("inviteToCommunity", invitation, "membership { status }")
            each.mutate("joinCommunity", {"communityId": uid}, "membership { status }")
        return uid

    return found
