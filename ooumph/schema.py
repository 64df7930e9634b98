"""The whole API: each app's part, joined."""

from account.graphql.schema import AccountMutations, AccountQueries
from community.graphql.schema import CommunityMutations, CommunityQueries
from ooumph.graphql.schema import build_schema
from user_activity.graphql.schema import UserActivityMutations, UserActivityQueries

schema = build_schema(
    [
        AccountQueries,
        CommunityQueries,
        UserActivityQueries,
    ],
    [
        AccountMutations,
        CommunityMutations,
        UserActivityMutations,
    ],
)
