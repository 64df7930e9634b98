"""Opaque cursors: the key of a list's last item, signed so that only this list accepts it.

The key is what the list is ordered by (keyset paging): a page costs the same however deep it is,
and an item that arrives meanwhile neither repeats nor hides another.
"""

import base64
import binascii
import hmac
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.utils.crypto import salted_hmac

from ooumph.errors import Invalid

_SIGNATURE_BYTES = 10
_MAX_LENGTH = 1024


def encode_cursor(scope: str, key: tuple[Any, ...]) -> str:
    """Make the cursor of `key` in the list `scope`; instants and ids become their text."""
    payload = orjson.dumps([_plain(part) for part in key])
    signed = _signature(scope, payload, settings.SECRET_KEY) + payload
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")


def decode_cursor(scope: str, cursor: str) -> tuple[Any, ...]:
    """Return the key (str, int, float or None each); Invalid when this list did not make it."""
    try:
        if len(cursor) > _MAX_LENGTH:
            raise ValueError
        signed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise _not_ours() from None
    signature, payload = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(hmac.compare_digest(signature, _signature(scope, payload, key)) for key in keys):
        raise _not_ours()
    return tuple(orjson.loads(payload))


def _not_ours() -> Invalid:
    return Invalid("This is not a cursor of this list.", field="after")


def _signature(scope: str, payload: bytes, secret: str | bytes) -> bytes:
    mac = salted_hmac(f"ooumph.graphql.cursors:{scope}", payload, secret=secret, algorithm="sha256")
    return mac.digest()[:_SIGNATURE_BYTES]


def _plain(part: Any) -> str | int | float | None:
    if part is None or isinstance(part, str | int | float):
        return part
    if isinstance(part, datetime | date):
        return part.isoformat()
    if isinstance(part, UUID):
        return str(part)
    raise TypeError(f"A cursor's key holds text, numbers and instants, not {type(part).__name__}.")
