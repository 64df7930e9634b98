"""How many passwords one may try, and accounts one may make: by address and by member.

An address is counted by its keyed hash, IPv6 by its /64, which is one customer's; a name by all
its spellings at once. Whoever finds the password gets the member's tries back, so that only
wrong ones in a row count; the address's stay spent.
"""

from ipaddress import IPv6Address, ip_network

from django.http import HttpRequest

from ooumph import rate_limits
from user_activity.context import client_address


def count_sign_up(request: HttpRequest) -> None:
    """Raises RateLimited."""
    rate_limits.spend("sign_up", origin(request))


def count_try(request: HttpRequest, member: str) -> None:
    """Before a password of `member` (by name or id, see below) is checked; raises RateLimited."""
    rate_limits.spend("password_address", origin(request))
    rate_limits.spend("password_member", member)


def found(member: str) -> None:
    """The password was right."""
    rate_limits.restore("password_member", member)


def origin(request: HttpRequest) -> str:
    """Who sends, as one that cannot be told from it."""
    address = client_address(request)
    if isinstance(address, IPv6Address):
        return rate_limits.anonymous(str(ip_network((address, 64), strict=False)))
    return rate_limits.anonymous(str(address))


def by_name(username: str) -> str:
    """Whoever signs in with this name: none of its other cases is another chance."""
    return rate_limits.anonymous("name", username.upper().casefold())


def by_id(user_id: int) -> str:
    """A member who is signed in already."""
    return rate_limits.anonymous("id", str(user_id))
