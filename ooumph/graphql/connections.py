"""The types of a Relay connection, answered from a `paging.Slice`."""

from collections.abc import Mapping
from typing import Any

import graphene
from graphene.relay import PageInfo


def connection_of(node_type: Any, extra_fields: Mapping[str, Any] | None = None) -> Any:
    """Make the connection type of `node_type`: edges, pageInfo, totalCount and extra fields.

    `Post` gives `PostConnection` and `PostEdge`.
    """
    name = node_type._meta.name
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "cursor": graphene.String(required=True),
            "node": graphene.Field(node_type, required=True),
            "resolve_cursor": staticmethod(lambda edge, _info: edge[0].cursor(edge[1])),
            "resolve_node": staticmethod(lambda edge, _info: edge[1]),
        },
    )
    extra = dict(extra_fields or {})
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "node_type": node_type,
            "edges": graphene.List(graphene.NonNull(edge), required=True),
            "page_info": graphene.Field(PageInfo, required=True),
            "total_count": graphene.Int(description="Null where counting is not cheap."),
            "resolve_edges": staticmethod(lambda found, _info: [(found, i) for i in found.items]),
            "resolve_page_info": staticmethod(_page_info),
            "resolve_total_count": staticmethod(lambda found, _info: _value(found.total)),
            **extra,
            **{f"resolve_{field_name}": _extra_resolver(field_name) for field_name in extra},
        },
    )


def _page_info(found: Any, _info: Any) -> dict[str, Any]:
    items = found.items
    return {
        "has_next_page": found.has_next,
        "has_previous_page": found.page.after is not None,
        "start_cursor": found.cursor(items[0]) if items else None,
        "end_cursor": found.cursor(items[-1]) if items else None,
    }


def _extra_resolver(name: str) -> Any:
    return staticmethod(lambda found, _info: _value(found.extra.get(name)))


def _value(value: Any) -> Any:
    return value() if callable(value) else value
