"""Members, groups and the members' nodes in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from account import administration
from account.bots import judge
from account.models import User, UserNode
from ooumph.admin.lists import BoundedPaginator, TimedList
from ooumph.admin.members import member_link
from ooumph.admin.nodes import NodeAdmin
from ooumph.ids import as_number

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")
ROWS = ("useractivity", "contentinteraction", "socialinteraction")

admin.site.unregister(Group)


class ProposedFilter(admin.SimpleListFilter):
    title = "bot by its user agent"
    parameter_name = "seen_as_bot"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("proposed", "To be judged"), ("judged", "Judged")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() is None:
            return queryset
        seen = queryset.filter(bot_seen_at__isnull=False)
        if self.value() == "proposed":
            return seen.filter(bot_judged_at=None, is_bot=False)
        return seen.exclude(bot_judged_at=None)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    """Groups of staff and what they may do."""


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]
    """Members and staff. An account is deactivated, not deleted: its rows outlive it until
    erasure. Only superusers give powers, and only they edit who has some."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    actions = ("mark_as_bots", "mark_as_no_bots")
    list_display = ("username", "display_name", "email", "active", "staff", "bot", "joined",
                    "last_login")  # fmt: skip
    list_filter = (
        ("is_active", BooleanRadioFilter),
        ("is_staff", BooleanRadioFilter),
        ("is_bot", BooleanRadioFilter),
        ProposedFilter,
        ("tracking_consent", BooleanRadioFilter),
    )
    list_filter_submit = True
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-id",)  # As they joined, by an index.
    paginator = BoundedPaginator
    search_fields = ("username__istartswith", "email__istartswith", "=id")
    search_help_text = "Beginning of a name or e-mail, or id"
    readonly_fields = ("last_login", "date_joined", "activity", "bot_seen_at", "bot_judged_at")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("username", "password", "email", "is_active")}),
        ("Profile", {"fields": ("display_name", "bio", "timezone")}),
        ("Privacy", {"fields": ("tracking_consent", "hide_profile_visits")}),
        ("Numbers", {"fields": ("is_bot", "bot_seen_at", "bot_judged_at")}),
        ("Powers", {"fields": POWERS}),
        ("Activity", {"fields": ("activity", "date_joined", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "email", "usable_password", "password1", "password2")}),
    )

    @display(description="active", boolean=True, ordering="is_active")
    def active(self, member: User) -> bool:
        return member.is_active

    @display(description="staff", boolean=True, ordering="is_staff")
    def staff(self, member: User) -> bool:
        return member.is_staff

    @display(description="bot")
    def bot(self, member: User) -> str:
        if member.is_bot:
            return "yes"
        return "proposed" if member.bot_seen_at and not member.bot_judged_at else ""

    @admin.action(description="Mark as bots: out of the platform's numbers", permissions=["change"])
    def mark_as_bots(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._judge(request, queryset, is_bot=True)

    @admin.action(description="Mark as no bots", permissions=["change"])
    def mark_as_no_bots(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._judge(request, queryset, is_bot=False)

    def _judge(self, request: HttpRequest, queryset: QuerySet[User], *, is_bot: bool) -> None:
        members = [each for each in queryset if self.has_change_permission(request, each)]
        judge(members, is_bot=is_bot)
        what = "Marked as a bot." if is_bot else "Marked as no bot."
        for member in members:
            self.log_change(request, member, what)
        messages.success(request, f"{what[:-1]}: {len(members)}.")

    @display(description="joined", ordering="id")
    def joined(self, member: User) -> str:
        return f"{member.date_joined:%Y-%m-%d}"

    @display(description="what they did")
    def activity(self, member: User) -> SafeString:
        pages = (f"user_activity_{rows}" for rows in ROWS)
        titles = ("activities", "content interactions", "social interactions")
        return format_html_join(
            " · ",
            '<a class="text-primary-600" href="{}?q={}">{}</a>',
            (
                (reverse(f"admin:{page}_changelist"), member.pk, title)
                for page, title in zip(pages, titles, strict=True)
            ),
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TimedList]:
        return TimedList

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = tuple(super().get_readonly_fields(request, obj))
        return fixed if request.user.is_superuser else (*fixed, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        powerful = obj is not None and (obj.is_staff or obj.is_superuser)
        if powerful and obj != request.user and not request.user.is_superuser:
            return False
        return bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        if change:
            administration.save_member(staff=request.user, member=obj, changed=form.changed_data)
        else:
            administration.add_member(member=obj)

    def user_change_password(  # The argument's name is Django's, in the URL's pattern.
        self,
        request: Any,
        id: str,  # noqa: A002
        form_url: str = "",
    ) -> HttpResponse:
        before = self._password(id)
        response: HttpResponse = super().user_change_password(request, id, form_url)
        if request.method == "POST" and self._password(id) != before:
            member = User.objects.get(pk=id)
            administration.record_password_change(staff=request.user, member=member)
        return response

    def _password(self, pk: str) -> Any:
        number = as_number(pk)
        known = User.objects.none() if number is None else User.objects.filter(pk=number)
        return known.values_list("password", flat=True).first()


class UserNodeAdmin(NodeAdmin):
    """Members as the graph knows them: to see who is missing there or is there twice."""

    key = newest = "user_id"
    searched_columns = member_columns = ("user_id",)
    list_filter = ()
    list_display = ("user_id", "username", "member")
    sortable_by = ("user_id",)
    facts = ("user_id", "username", "member")

    @display(description="account")
    def member(self, node: UserNode) -> SafeString | str:
        return member_link(node, "user_id")


admin.site.register([UserNode], UserNodeAdmin)
