"""Who may do what in the admin; whatever is not allowed here is refused."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

VIEW_GRAPH_CONTENT = "account.view_graph_content"


class ReadOnly(ModelAdmin):
    """Nobody adds, changes or deletes here, superusers included, so that there is no history."""

    def change_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        context = {"show_history": False}
        response: HttpResponse = super().change_view(request, object_id, extra_context=context)
        return response

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class GraphPermissions:
    """Content of the graph, which has no permissions of its own in Django: superusers edit and
    delete it, staff with `account.view_graph_content` read it, nobody adds to it."""

    editable: bool = False
    deletable: bool = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.has_perm(VIEW_GRAPH_CONTENT)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.editable and request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and request.user.is_superuser
