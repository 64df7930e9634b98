"""A document on its way to execution: bounded, parsed, validated, remembered when it passed."""

from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    get_named_type,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)

from ooumph.graphql.cost import operation_cost
from ooumph.graphql.http import RequestError
from ooumph.graphql.limits import Limits, limit_rules

MAX_ERRORS = 20
CACHED_DOCUMENTS = 128  # A document at the limits holds 1.2 MB.


def prepare(schema: GraphQLSchema, text: str, *, trusted: bool, limits: Limits) -> DocumentNode:
    """Parse and validate `text`; RequestError says why not. Who is trusted may introspect."""
    if len(text.encode()) > limits.document_bytes:
        message = f"The document is too long; at most {limits.document_bytes} bytes."
        raise RequestError(413, GraphQLError(message))
    return _prepare(schema, text, trusted, limits)


@lru_cache(maxsize=CACHED_DOCUMENTS)  # What raises is not kept, so nobody fills it with rubbish.
def _prepare(schema: GraphQLSchema, text: str, trusted: bool, limits: Limits) -> DocumentNode:
    try:
        document = parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLSyntaxError as error:
        raise RequestError(400, error) from None
    rules = specified_rules if trusted else (*specified_rules, NoSchemaIntrospectionCustomRule)
    for pass_rules in (limit_rules(limits), rules):
        errors = validate(
            schema, document, pass_rules, max_errors=MAX_ERRORS, hide_suggestions=not trusted
        )
        if errors:
            raise RequestError(422, *errors)
    return document


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Return the operation to execute; RequestError when the name leaves it open."""
    operation = get_operation_ast(document, name)
    if operation is None:
        unknown = f"There is no operation named '{name}'."
        message = unknown if name else "Say which operation with operationName."
        raise RequestError(422, GraphQLError(message))
    return operation


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> list[str]:
    """The names of the fields an operation starts with, through its fragments."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    names: list[str] = []
    pending = list(reversed(operation.selection_set.selections))
    while pending:
        selection: Any = pending.pop()
        if isinstance(selection, FieldNode):
            names.append(selection.name.value)
            continue
        if isinstance(selection, FragmentSpreadNode):
            selection = fragments.pop(selection.name.value, None)
        if selection:
            pending.extend(reversed(selection.selection_set.selections))
    return names


def check_passwords(schema: GraphQLSchema, mutations: list[str], limits: Limits) -> None:
    """Refuse an operation that would have many passwords hashed: to guess one, or to tie us up."""
    fields = schema.mutation_type.fields if schema.mutation_type else {}
    payloads = [get_named_type(fields[name].type) for name in mutations if name in fields]
    hashing = [getattr(of_type, "graphene_type", None) for of_type in payloads]
    if sum(getattr(mutation, "hashes_password", False) for mutation in hashing) > limits.passwords:
        message = (
            f"The operation signs in or sets a password too often; at most {limits.passwords}."
        )
        raise RequestError(422, GraphQLError(message))


def check_cost(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: dict[str, Any],
    limits: Limits,
) -> None:
    """Refuse an operation whose answer could hold more objects than the limit."""
    cost = operation_cost(schema, document, operation, variables)
    if cost > limits.cost:
        message = f"The operation costs {cost}; at most {limits.cost}. Ask for shorter lists."
        raise RequestError(422, GraphQLError(message, operation))
