"""Pictures and the like that content shows: a list of `{url, type}`, kept elsewhere."""

from enum import Enum
from typing import Any
from urllib.parse import urlsplit

import graphene

from ooumph.errors import Invalid
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.inputs import Choice, InputObject, ListOf, Nested, Text

MAX_MEDIA = 10
MAX_URL_LENGTH = 2048


class MediaKind(Enum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"


MediaKindEnum = graphql_enum("MediaKind", MediaKind, "What a medium is.")


class WebAddress(Text):
    """An address of http or https, without credentials."""

    one_line = True

    def bound(self) -> str:
        return f"An http or https URL of at most {self.max_length} characters."

    def check(self, value: str) -> str:
        value = super().check(value).strip()
        try:
            parts = urlsplit(value)
            refused = parts.scheme not in ("http", "https") or not parts.hostname or parts.username
        except ValueError:
            refused = True
        if refused or any(character.isspace() for character in value):
            raise Invalid("This must be an http or https URL.")
        return value


class MediaInput(InputObject):
    """A picture, video, sound or file at a URL."""

    url = WebAddress(max_length=MAX_URL_LENGTH, required=True)
    type = Choice(MediaKindEnum, description="IMAGE when left out.")


class MediaType(graphene.ObjectType):
    """A picture, video, sound or file at a URL."""

    class Meta:
        name = "Media"

    url = graphene.String(required=True)
    type = graphene.Field(MediaKindEnum, required=True)

    @staticmethod
    def resolve_type(media: dict[str, Any], _info: Any) -> str:
        return media.get("type") or MediaKind.IMAGE.value


def media_list(**options: Any) -> ListOf:
    """The input `media`: at most ten; the service gets dicts with `url` and perhaps `type`."""
    return ListOf(Nested(MediaInput), max_items=MAX_MEDIA, **options)


def kept_media(media: list[dict[str, Any]] | None) -> list[dict[str, str]]:
    """What a node keeps of checked media: every item with its `url` and `type`."""
    default = MediaKind.IMAGE.value
    return [{"url": item["url"], "type": item.get("type") or default} for item in media or ()]
