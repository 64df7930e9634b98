"""The whole API: each app's part, joined."""

from account.graphql.schema import AccountMutations, AccountQueries
from analytics.graphql.schema import AnalyticsQueries
from community.graphql.schema import CommunityMutations, CommunityQueries
from connection.graphql.schema import ConnectionMutations, ConnectionQueries
from msg.graphql.schema import MsgMutations, MsgQueries
from ooumph.graphql.schema import build_schema
from post.graphql.schema import PostMutations, PostQueries
from story.graphql.schema import StoryMutations, StoryQueries
from user_activity.graphql.schema import UserActivityMutations, UserActivityQueries

schema = build_schema(
    [
        AccountQueries,
        AnalyticsQueries,
        CommunityQueries,
        ConnectionQueries,
        MsgQueries,
        PostQueries,
        StoryQueries,
        UserActivityQueries,
    ],
    [
        AccountMutations,
        CommunityMutations,
        ConnectionMutations,
        MsgMutations,
        PostMutations,
        StoryMutations,
        UserActivityMutations,
    ],
)
