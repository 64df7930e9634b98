"""The contents of this app's part of the schema."""

import graphene

from account.graphql.mutations import ChangePassword, Login, Logout, Register, UpdateProfile
from account.graphql.queries import AccountQueries as AccountQueries


class AccountMutations(graphene.ObjectType):
    register = Register.Field()
    login = Login.Field()
    logout = Logout.Field()
    update_profile = UpdateProfile.Field()
    change_password = ChangePassword.Field()
