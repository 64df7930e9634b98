from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from django.contrib.auth.models import Permission

from account.models import User
from tests.admin.desk import PASSWORD, Desk


@pytest.fixture
def desk_of_nobody(live_server: Any) -> Iterator[Callable[[], Desk]]:
    opened: list[httpx.Client] = []

    def make() -> Desk:
        opened.append(httpx.Client(base_url=live_server.url, timeout=30))
        return Desk(opened[-1])

    yield make
    for http in opened:
        http.close()


@pytest.fixture
def staff(desk_of_nobody: Callable[[], Desk]) -> Callable[..., Desk]:
    """`staff("sam", "view_user")`: signed in, with these permissions and no other power."""

    def make(username: str, *codenames: str, superuser: bool = False) -> Desk:
        user = User.objects.create_user(
            username, f"{username}@example.org", PASSWORD, is_staff=True, is_superuser=superuser
        )
        permissions = Permission.objects.filter(codename__in=codenames)
        assert len(permissions) == len(codenames)
        user.user_permissions.set(permissions)
        desk = desk_of_nobody()
        assert desk.sign_in(username).headers["Location"] == "/admin/"
        desk.id = user.pk
        return desk

    return make


@pytest.fixture
def root(staff: Callable[..., Desk]) -> Desk:
    return staff("root", superuser=True)
