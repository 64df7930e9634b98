"""The whole API: each app's part, joined."""

from account.graphql.schema import AccountMutations, AccountQueries
from ooumph.graphql.schema import build_schema

schema = build_schema([AccountQueries], [AccountMutations])
