"""What clients report of themselves: parsed, bounded to what a client may say, accepted."""

from user_activity.reports.accepting import Outcome, accept, accept_one
from user_activity.reports.parsing import Report, parse

__all__ = ["Outcome", "Report", "accept", "accept_one", "parse"]
