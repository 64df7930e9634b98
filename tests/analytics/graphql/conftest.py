import pytest

from tests.analytics.graphql.asking import make_staff
from tests.api import Client, Member


@pytest.fixture
def root(member: Member) -> Client:
    return make_staff(member("root"))
