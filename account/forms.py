"""Signing in to the admin."""

from typing import Any

from django.core.exceptions import ValidationError
from unfold.forms import AuthenticationForm

from account import guessing
from ooumph.errors import RateLimited


class SignInForm(AuthenticationForm):
    """As many tries as through the API, and the same ones."""

    def clean(self) -> dict[str, Any]:
        member = guessing.by_name(self.cleaned_data.get("username", ""))
        try:
            guessing.count_try(self.request, member)
        except RateLimited as error:
            raise ValidationError(error.message) from error
        cleaned: dict[str, Any] = super().clean()
        guessing.found(member)
        return cleaned
