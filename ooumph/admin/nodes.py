"""Pages over the graph: Django's admin on DjangoNode classes.

Reading is one Cypher query for the count and one for the page; saving and deleting go through
the node itself, so that its signals are tracked like everybody's.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.utils import model_ngettext
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, checkbox
from unfold.decorators import display

from ooumph import graph
from ooumph.admin.filters import CreatedRange
from ooumph.admin.lists import BoundedList, BoundedPaginator
from ooumph.admin.members import NamesMembers, member_link, member_of
from ooumph.admin.node_form import NodeForm
from ooumph.admin.node_query import NodeQuery
from ooumph.admin.permissions import GraphPermissions
from ooumph.admin.text import instant
from ooumph.errors import DomainError, Unavailable
from ooumph.ids import as_uuid

View = Callable[..., HttpResponse]


def answering(view: View) -> View:
    """A graph that is away is a page that says so; a refusal is a message on the list."""

    @wraps(view)
    def answered(self: "NodeAdmin", request: HttpRequest, *args: Any, **kw: Any) -> HttpResponse:
        try:
            return view(self, request, *args, **kw)
        except Unavailable:
            context = {**self.admin_site.each_context(request), "title": "The graph is away"}
            return TemplateResponse(request, "admin/graph_away.html", context, status=503)
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)
            return HttpResponseRedirect(self.list_url())

    return answered


class NodePaginator(BoundedPaginator):
    def counted(self, limit: int) -> int | None:
        nodes: Any = self.object_list
        if not isinstance(nodes, NodeQuery):  # A page's history comes from Postgres.
            return super().counted(limit)
        return nodes.count() if not (nodes.conditions or nodes.text) else nodes[:limit].count()


class NodeAdmin(GraphPermissions, NamesMembers, ModelAdmin):
    """The base of every page over the graph; a page declares its columns and filters."""

    key: ClassVar[str] = "uid"
    newest: ClassVar[str] = "created_at"
    searched_columns: ClassVar[tuple[str, ...]] = ("author_id",)
    searched_text: ClassVar[str] = ""
    node_form: ClassVar[type[NodeForm]] = NodeForm
    facts: ClassVar[tuple[str, ...]] = ()  # What the form shows beside what it edits.

    member_columns: ClassVar[tuple[str, ...]] = ("author_id",)
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_filter: Any = (CreatedRange,)
    list_filter_submit = True
    list_disable_select_all = True
    paginator = NodePaginator
    sortable_by = ("created",)
    search_fields = ("uid",)  # Shows the box; what is searched is below.

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.opts.pk = self.opts.get_field(self.key)
        for field in self.opts.fields:
            field.verbose_name = "id" if field.name == "uid" else field.name.replace("_", " ")
        words = f", words of the {self.searched_text}" if self.searched_text else ""
        self.search_help_text = f"Id, member{words}"

    def list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    # Reading.
    def get_queryset(self, request: HttpRequest) -> NodeQuery:
        return NodeQuery(model=self.model, key=self.key, newest=self.newest)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[BoundedList]:
        return BoundedList

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return (f"-{self.newest}",)

    def get_search_results(
        self, request: HttpRequest, queryset: NodeQuery, search_term: str
    ) -> tuple[NodeQuery, bool]:
        """The node of that id, else a member's, else words among the newest."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if self.key == "uid" and (uid := as_uuid(term)) is not None:
            return queryset.filter(uid=uid.hex), False
        if (member_id := member_of(term)) is not None:
            return queryset.of_member(self.searched_columns, member_id), False
        if self.searched_text:
            return queryset.containing(self.searched_text, term), False
        return queryset.none(), False

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        node = next(iter(self.get_queryset(request).filter(pk=object_id)[:1]), None)
        if node is not None:
            self.name_members([node])
        return node

    # The form.
    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **_: Any
    ) -> Any:
        editable = self.has_change_permission(request, obj)
        return type("Form", (self.node_form if editable else NodeForm,), {"model": self.model})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        edited = tuple(self.get_form(request, obj).base_fields)
        about = ("About", {"fields": self.get_readonly_fields(request, obj)})
        return ((None, {"fields": edited}), about) if edited else (about,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        edited = self.get_form(request, obj).base_fields
        return tuple(fact for fact in self.facts if fact.removesuffix("_label") not in edited)

    # Writing: on the locked node, only what was changed.
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.change(obj.pk, {name: form.cleaned_data[name] for name in form.changed_data}, request)

    @graph.write
    def change(self, pk: str, changes: dict[str, Any], request: HttpRequest) -> None:
        node = graph.lock(self.model, pk)
        if changes:
            self.apply(node, changes, request)
            node.save()

    def apply(self, node: Any, changes: dict[str, Any], request: HttpRequest) -> None:
        """Put `changes` into the locked node; may refuse with a DomainError."""
        for name, value in changes.items():
            setattr(node, name, value)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.remove(obj.pk, request)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for node in queryset:
            self.remove(node.pk, request)

    @graph.write
    def remove(self, pk: str, request: HttpRequest) -> None:
        """Delete the node; a page whose nodes have others that go with them calls its service."""
        graph.lock(self.model, pk).delete()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        nodes = list(objs)
        counts = {model_ngettext(self.opts, len(nodes)): len(nodes)}
        refused = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return [str(node) for node in nodes], counts, refused, []

    # The views.
    changelist_view = answering(ModelAdmin.changelist_view)
    changeform_view = answering(ModelAdmin.changeform_view)
    delete_view = answering(ModelAdmin.delete_view)
    history_view = answering(ModelAdmin.history_view)

    # Columns.
    @display(description="select")
    def action_checkbox(self, obj: Any) -> str:
        return str(checkbox.render("_selected_action", str(obj.pk)))

    @display(description="created (UTC)", ordering="created_at")
    def created(self, node: Any) -> SafeString | str:
        return instant(node.created_at)

    @display(description="changed (UTC)")
    def updated(self, node: Any) -> SafeString | str:
        return instant(node.updated_at)

    @display(description="author")
    def author(self, node: Any) -> SafeString | str:
        return member_link(node, "author_id")
