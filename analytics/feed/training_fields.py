"""The columns of an export of impressions; docs/metrics.md defines each."""

import pyarrow as pa

from analytics.feed.parquet import INSTANT

SCHEMA_VERSION = "1"  # Raise it with any change of FIELDS.

IMPRESSION = {
    "impression_id": pa.string(),
    "event_id": pa.string(),
    "shown_at": INSTANT,
    "user_id": pa.int64(),
    "content_type": pa.string(),
    "content_id": pa.string(),
    "author_id": pa.int64(),
    "tags": pa.list_(pa.string()),
    "surface": pa.string(),
    "position": pa.int32(),
}
FEATURES = {
    "author_affinity": pa.float64(),
    "type_preference": pa.float64(),
    "tag_preference": pa.float64(),
    "tie_strength": pa.float64(),
    "member_value": pa.float64(),
    "author_unwanted": pa.float64(),
    "impressions_before": pa.int32(),
    "views_before": pa.int32(),
    "content_impressions_7d": pa.int64(),
    "content_views_7d": pa.int64(),
    "content_engagements_7d": pa.int64(),
    "content_age_hours": pa.float64(),
}
OUTCOMES = {
    **dict.fromkeys(
        ("viewed", "clicked", "liked", "reacted", "commented", "shared", "saved", "hidden",
         "reported"),
        pa.bool_(),
    ),
    "time_spent_ms": pa.int64(),
    "scroll_depth": pa.float64(),
}  # fmt: skip
OPTIONAL = {"author_id", "surface", "position", "content_age_hours", "scroll_depth"}
FIELDS = tuple(
    pa.field(name, kind, nullable=name in OPTIONAL)
    for name, kind in {**IMPRESSION, **FEATURES, **OUTCOMES}.items()
)
