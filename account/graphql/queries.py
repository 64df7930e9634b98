"""Reading oneself and others."""

from typing import Any

import graphene

from account import selectors
from account.graphql.types import UserType
from account.models import User
from ooumph.graphql.inputs import ID
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import query_field


def resolve_me(actor: User, info: Any) -> User:
    return actor


def resolve_user(actor: User, info: Any, *, id: str) -> User:  # noqa: A002  (the contract's name)
    return selectors.user_for(viewer=actor, user_id=id)


class AccountQueries(graphene.ObjectType):
    me = query_field(UserType, permission=SIGNED_IN, resolve=resolve_me)
    user = query_field(UserType, permission=SIGNED_IN, id=ID(required=True), resolve=resolve_user)
