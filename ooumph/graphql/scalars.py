"""The scalars the schema adds: `DateTime` and `JSON`."""

from datetime import UTC, datetime
from typing import Any

import graphene
from graphql import GraphQLError, StringValueNode
from graphql.language import ValueNode
from graphql.utilities import value_from_ast_untyped


class DateTime(graphene.Scalar):
    """An instant, ISO 8601 with an offset, such as `2026-03-01T09:30:00+00:00`."""

    @staticmethod
    def serialize(value: Any) -> str:
        """Aware datetime in, ISO 8601 in UTC out; a naive one is a programmer's mistake."""
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise GraphQLError("DateTime takes an aware datetime.")
        return value.astimezone(UTC).isoformat()

    @staticmethod
    def parse_value(value: Any) -> datetime:
        """ISO 8601 text with an offset in, aware datetime in UTC out."""
        try:
            parsed = datetime.fromisoformat(value)
            if parsed.tzinfo is None:
                raise GraphQLError("A DateTime needs an offset, such as 'Z' or '+02:00'.")
            return parsed.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            raise GraphQLError("Not a DateTime: ISO 8601 with an offset is expected.") from None

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> datetime:
        return cls.parse_value(node.value if isinstance(node, StringValueNode) else None)


class JSON(graphene.Scalar):
    """A JSON object of free-form context, at most 8 KiB and five levels deep."""

    @staticmethod
    def serialize(value: Any) -> Any:
        return value

    @staticmethod
    def parse_value(value: Any) -> dict[str, Any]:
        """Only the kind is checked here; `inputs.Json` bounds it and names the field."""
        if not isinstance(value, dict):
            raise GraphQLError("JSON takes an object.")
        return value

    @classmethod
    def parse_literal(cls, node: ValueNode, variables: Any = None) -> dict[str, Any]:
        return cls.parse_value(value_from_ast_untyped(node, variables))
