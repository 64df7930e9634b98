"""Signing up, in and out, and one's own account."""

from tests.acceptance.world import Row, World, an_act
from tests.api import PASSWORD


@an_act("register")
def register(w: World) -> list[Row]:
    values = {"username": "dora", "email": "dora@example.org", "password": PASSWORD}
    dora = w.nobody().mutate("register", values, "user { id }")["user"]["id"]
    return [(dora, "signup"), (dora, "login")]


@an_act("login")
def login(w: World) -> list[Row]:
    w.nobody().mutate("login", {"username": "ada", "password": PASSWORD})
    return [("ada", "login")]


@an_act("login")
def login_that_fails(w: World) -> list[Row]:
    w.nobody().refusal("login", {"username": "ada", "password": "wrong"})
    w.nobody().refusal("login", {"username": "nobody", "password": "wrong"})
    return [("ada", "login_failed"), ("0", "login_failed")]


@an_act("logout")
def logout(w: World) -> list[Row]:
    w.ada.mutate("logout")
    return [("ada", "logout")]


@an_act("updateProfile")
def update_profile(w: World) -> list[Row]:
    w.ada.mutate("updateProfile", {"bio": "Tea.", "hideProfileVisits": True})
    return [("ada", "profile_update"), ("ada", "privacy_update")]


@an_act("changePassword")
def change_password(w: World) -> list[Row]:
    w.ada.mutate("changePassword", {"oldPassword": PASSWORD, "newPassword": "battery staple 9"})
    return [("ada", "password_change")]
