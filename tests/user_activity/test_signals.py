"""What the registry names must be there when the product starts."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from connection.models import ConnectionStatus
from user_activity.registry import CONNECTION_STATUSES, Tracked
from user_activity.signals import node_class_of
from user_activity.vocabulary import ContentType, ContextType


def test_a_wrong_path_or_property_fails_at_start_up() -> None:
    with pytest.raises(ImportError):
        node_class_of("post.models.Pots", ())
    row = Tracked(
        model="post.models.Post",
        content_type=ContentType.POST,
        actor_property="writer_id",
        messages=ContextType.POST,
        context_property="room",
    )
    with pytest.raises(ImproperlyConfigured, match="no writer_id, room, recipient_ids"):
        node_class_of(row.model, row.properties)


def test_every_status_of_a_connection_has_its_word() -> None:
    assert set(CONNECTION_STATUSES) == set(ConnectionStatus.values)
