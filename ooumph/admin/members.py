"""Members by name: a page's ids become usernames in one query."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ooumph.ids import as_number


class NamesMembers:
    """A page whose rows hold members' ids in `member_columns`."""

    member_columns: ClassVar[tuple[str, ...]] = ("user_id",)

    def name_members(self, rows: Iterable[Any]) -> None:
        """Give every row `member_names`: usernames by id, for those who exist."""
        rows = list(rows)
        names = usernames({pk for row in rows for pk in self.member_ids(row)} - {None, 0})
        for row in rows:
            row.member_names = names

    def member_ids(self, row: Any) -> set[Any]:
        return {getattr(row, column) for column in self.member_columns}


def usernames(ids: Iterable[int]) -> dict[int, str]:
    """Usernames by id, in one query; none where there is nothing to ask."""
    wanted = list(ids)
    if not wanted:
        return {}
    return dict(get_user_model().objects.filter(pk__in=wanted).values_list("pk", "username"))


def member_link(row: Any, column: str) -> SafeString | str:
    """The member in `column` of a row that `name_members` has seen."""
    return linked_member(getattr(row, column), row.member_names)


def linked_member(user_id: int | None, names: dict[int, str]) -> SafeString | str:
    """A link to a member who exists; the bare id of one who is gone."""
    if not user_id:
        return "unknown" if user_id == 0 else ""
    if user_id not in names:
        return f"#{user_id}, gone"
    page = get_user_model()._meta
    url = reverse(f"admin:{page.app_label}_{page.model_name}_change", args=[user_id])
    return format_html('<a class="text-primary-600" href="{}">{}</a>', url, names[user_id])


def member_of(term: str) -> int | None:
    """The member whose username is `term` in any case, or whose id it spells."""
    member = get_user_model().objects.filter(username__iexact=term).values_list("pk", flat=True)
    if (found := member.first()) is not None:
        return int(found)
    return as_number(term)
