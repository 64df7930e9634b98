"""Who signs in (Postgres), and the node that stands for them in the graph."""

import zoneinfo
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django_neomodel import DjangoNode
from neomodel import (
    DateTimeProperty,
    IntegerProperty,
    RelationshipTo,
    StringProperty,
    StructuredRel,
)

from ooumph.graph import Ref
from user_activity.maintenance import touch_history


def validate_time_zone(name: str) -> None:
    """A name of the IANA time zone database, or ValidationError."""
    if name not in time_zones():
        raise ValidationError("must be the name of a time zone, such as Europe/Berlin")


@cache
def time_zones() -> frozenset[str]:
    """The names of this machine's database, of which each look reads hundreds of files."""
    return frozenset(zoneinfo.available_timezones())


def default_tracking_consent() -> bool:
    """Consent at registration: a deployment under an opt-in law sets it false."""
    return bool(settings.TRACKING_CONSENT_DEFAULT)


class MemberManager(UserManager["User"]):
    """Usernames are one name whatever their case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractUser):
    """A member, or staff."""

    email = models.EmailField("e-mail address", blank=True)
    display_name = models.CharField(max_length=80, blank=True)
    bio = models.CharField(max_length=500, blank=True)
    timezone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    tracking_consent = models.BooleanField(default=default_tracking_consent)
    refused_tracking = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Has refused at least once: some of what they made may have left no row.",
    )
    hide_profile_visits = models.BooleanField(
        default=False, help_text="Visits leave no name, and their own visitors stay unnamed."
    )
    is_bot = models.BooleanField(
        "bot",
        default=False,
        db_default=False,
        help_text="Left out of the platform's, the network's and content's numbers, as staff are; "
        "never of their own.",
    )
    bot_seen_at = models.DateTimeField(
        "seen as a bot", null=True, blank=True, help_text="A bot's user agent proposed it then."
    )
    bot_judged_at = models.DateTimeField(
        "judged", null=True, blank=True, help_text="Staff said whether it is a bot."
    )

    objects: ClassVar[MemberManager] = MemberManager()

    class Meta:
        verbose_name = "member"
        permissions = [
            ("view_graph_content", "Can view content of the graph in the admin"),
            ("view_feed_signals", "Can view the feed signals of every member"),
        ]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="username_any_case"),
            models.UniqueConstraint(
                Lower("email"), name="email_any_case", condition=~models.Q(email="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(is_bot=True) | models.Q(is_staff=True),
                name="account_user_left_out",
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(bot_seen_at__isnull=False, bot_judged_at=None, is_bot=False),
                name="account_user_proposed_bot",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def save(self, **options: Any) -> None:
        """As Django's; remembers that consent was refused, from which on what the member made is
        counted otherwise."""
        refuses_first = not (self.tracking_consent or self.refused_tracking)
        is_new = self._state.adding
        if refuses_first:
            self.refused_tracking = True
            if (fields := options.get("update_fields")) is not None:
                options["update_fields"] = [*fields, "refused_tracking"]
        super().save(**options)
        if refuses_first and not is_new:
            touch_history(self.pk)


class MemberRel(StructuredRel):
    """What one member holds of another, since `at`."""

    at = DateTimeProperty(default_now=True, index=True)


class UserNode(DjangoNode):
    """A member in the graph, by the id that Postgres gave; made when missing, never twice."""

    user_id = IntegerProperty(unique_index=True, required=True)
    username = StringProperty()

    blocks = RelationshipTo("UserNode", "BLOCKS", model=MemberRel)
    mutes = RelationshipTo("UserNode", "MUTES", model=MemberRel)

    class Meta:
        app_label = "account"
        verbose_name = "member in the graph"
        verbose_name_plural = "members in the graph"

    def __str__(self) -> str:
        return self.username or f"member {self.user_id}"


def member_ref(user_id: int) -> Ref:
    """A member's node for `graph.relate_once`, made where it is missing."""
    return Ref("UserNode", "user_id", user_id, made=True)
