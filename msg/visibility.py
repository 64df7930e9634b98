"""Cypher conditions on who sees which conversation and message.

Their arguments are names in the query (a parameter or a variable), never a client's words.
"""

from account.visibility import not_blocked


def seen_member(viewer: str, conversation: str, others_only: bool = True) -> str:
    """The pattern and condition of `member`: those of a conversation whom the viewer sees."""
    oneself = f"member.user_id <> {viewer} AND" if others_only else f"member.user_id = {viewer} OR"
    return (
        f"MATCH (member:UserNode)-[:PARTICIPATES_IN]->({conversation}) "
        f"WHERE {oneself} {not_blocked(viewer, 'member.user_id')}"
    )


def reaches_somebody(viewer: str, conversation: str) -> str:
    """Somebody else is left in it whom no block keeps apart from the viewer."""
    return f"EXISTS {{ {seen_member(viewer, conversation)} }}"


def shown(viewer: str, message: str) -> str:
    """The viewer sent the message, or it was sent to them by whom no block keeps apart."""
    return (
        f"({message}.sender_id = {viewer} OR {addressed(viewer, message)} "
        f"AND {not_blocked(viewer, f'{message}.sender_id')})"
    )


def addressed(viewer: str, message: str) -> str:
    """The viewer is a recipient; where none are known, every member is."""
    return (
        f"(size(coalesce({message}.recipient_ids, [])) = 0 OR {viewer} IN {message}.recipient_ids)"
    )
