"""What clients report of themselves: parsed, bounded to what a client may say, accepted."""

from user_activity.reports.accepting import Verdict, accept_batch, accept_one
from user_activity.reports.counting import count_refusal
from user_activity.reports.kinds import KINDS
from user_activity.reports.parsing import Report, parse

__all__ = ["KINDS", "Report", "Verdict", "accept_batch", "accept_one", "count_refusal", "parse"]
