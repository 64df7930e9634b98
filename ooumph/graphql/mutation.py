"""The base of every mutation: permission, bounded input and errors are declarations.

    class LikePost(Mutation):
        \"\"\"Like a post; liking what one likes changes nothing.\"\"\"

        class Meta:
            permission = SIGNED_IN

        class Input:
            post_id = ID(required=True)

        post = graphene.Field(PostType)

        @classmethod
        def perform(cls, actor, info, *, post_id):
            return cls(post=services.like_post(actor=actor, post_id=post_id))

It becomes `likePost(input: LikePostInput!): LikePostPayload`; without an `Input` it takes no
argument. A DomainError that `perform` raises, or Django's ValidationError, becomes the payload's
`errors`, with every other field null (a non-null field needs a `default_value` for that).
"""

from typing import Any

import graphene
from django.core.exceptions import ImproperlyConfigured

from ooumph.graphql.errors import MutationError, as_mutation_error, translate
from ooumph.graphql.inputs.base import (
    Bounded,
    BoundedArgument,
    check_signature,
    check_values,
    declared,
)
from ooumph.graphql.inputs.structures import input_type
from ooumph.graphql.loading import forget_loaded
from ooumph.graphql.permissions import Permission


class Mutation(graphene.Mutation):
    """Subclass with `Meta.permission`, perhaps an `Input`, payload fields and `perform`."""

    class Meta:
        abstract = True

    permission: Permission
    inputs: dict[str, Bounded]
    hashes_password: bool  # Which is slow on purpose: one a document, see `limits.py`.

    @classmethod
    def __init_subclass_with_meta__(
        cls, permission: Permission | None = None, hashes_password: bool = False, **options: Any
    ) -> None:
        if not isinstance(permission, Permission):
            raise ImproperlyConfigured(f"{cls.__name__} declares no permission in its Meta.")
        cls.permission = permission
        cls.hashes_password = hashes_password
        cls.inputs = declared(cls.__name__, _attributes(getattr(cls, "Input", None)))
        check_signature(cls.__name__, cls.perform, cls.inputs)
        cls.errors = graphene.List(
            graphene.NonNull(MutationError), required=True, description="Empty on success."
        )
        arguments = {}
        if cls.inputs:
            argument_type = input_type(f"{cls.__name__}Input", cls.inputs)
            arguments["input"] = BoundedArgument(argument_type, required=True)
        super().__init_subclass_with_meta__(
            name=f"{cls.__name__}Payload",
            arguments=arguments,
            resolver=cls._mutate,
            **options,
        )
        _check_payload(cls)

    @classmethod
    def perform(cls, actor: Any, info: Any, *_: Any, **values: Any) -> Any:
        """Call one service and return the payload; DomainErrors become its `errors`."""
        raise NotImplementedError

    @classmethod
    def _mutate(cls, _root: Any, info: Any, **arguments: Any) -> Any:
        forget_loaded(info)
        try:
            actor = info.context.user
            cls.permission.check(actor)
            values = check_values(cls.inputs, arguments.get("input", {}))
            payload = cls.perform(actor, info, **values)
        except Exception as exception:
            errors = translate(exception, info.context)
            if not errors:
                raise
            info.context.graphql_error_code = errors[0].code.value
            if errors[0].retry_after_seconds:
                info.context.graphql_retry_after_seconds = errors[0].retry_after_seconds
            payload = cls(errors=errors)
        _count_down(info.context)
        return payload

    @staticmethod
    def resolve_errors(payload: Any, _info: Any) -> list[dict[str, Any]]:
        return [as_mutation_error(error) for error in payload.errors or ()]


def _count_down(request: Any) -> None:
    """After the last mutation of a document, tell who asked to be told: `after_mutations`."""
    request.graphql_mutations_left = getattr(request, "graphql_mutations_left", 0) - 1
    if request.graphql_mutations_left == 0 and hasattr(request, "after_mutations"):
        request.after_mutations()


def _attributes(input_class: type | None) -> dict[str, Any]:
    """Everything an `Input` declares, the inherited first."""
    bases = reversed(input_class.__mro__[:-1]) if input_class else ()
    return {name: value for base in bases for name, value in vars(base).items()}


def _check_payload(mutation: type[Mutation]) -> None:
    """A payload must be expressible on failure; a programmer's mistake fails at import."""
    for name, field in mutation._meta.fields.items():
        if name == "errors":
            continue
        if isinstance(field.type, graphene.NonNull) and field.default_value is None:
            raise ImproperlyConfigured(
                f"{mutation.__name__}.{name} is null on failure: "
                "drop required=True or give it a default_value."
            )
    if mutation.perform.__func__ is Mutation.perform.__func__:  # type: ignore[attr-defined]
        raise ImproperlyConfigured(f"{mutation.__name__} has no perform().")
