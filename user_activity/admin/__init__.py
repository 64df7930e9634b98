"""The rows, the dead letters and the runs of retention in the admin; importing registers them."""

from user_activity.admin import dead_letters as dead_letters
from user_activity.admin import retention as retention
from user_activity.admin import rows as rows
