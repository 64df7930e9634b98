"""The rows, the dead letters, and what retention and comparing found; importing registers them."""

from user_activity.admin import dead_letters as dead_letters
from user_activity.admin import retention as retention
from user_activity.admin import rows as rows
from user_activity.admin import tracked_shares as tracked_shares
