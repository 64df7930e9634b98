"""A form over a node: what Django's admin asks of a ModelForm, without its models.

django-neomodel makes one of its own from a node's properties, but it offers the index of a
choice in the place of its value, so each page declares its fields.
"""

from types import SimpleNamespace
from typing import Any, ClassVar

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)


class NodeForm(forms.Form):
    """Subclasses declare the editable properties as fields."""

    model: ClassVar[Any] = None
    instance: Any

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        instance: Any = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.instance = instance
        current = {name: getattr(instance, name, None) for name in self.base_fields}
        super().__init__(data, files, initial={**current, **(initial or {})})
        self._meta = SimpleNamespace(
            model=self.model, labels=None, help_texts=None, fields=None, exclude=None
        )

    def save(self, commit: bool = True) -> Any:
        """The node as it will be; saving is the page's `save_model`."""
        for name in self.changed_data:
            setattr(self.instance, name, self.cleaned_data[name])
        return self.instance

    def save_m2m(self) -> None:
        """A node's relationships are not edited here."""


def text_field(max_length: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        max_length=max_length, required=required, widget=UnfoldAdminTextareaWidget
    )


def line_field(max_length: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        max_length=max_length, required=required, widget=UnfoldAdminTextInputWidget
    )


def choice_field(choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget)
