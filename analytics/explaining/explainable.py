"""What can be explained: each number that is kept, and which raw rows it counts; docs/metrics.md
says the same in words."""

from analytics.explaining.content import OF_CONTENT
from analytics.explaining.members import OF_MEMBERS
from analytics.explaining.platform import OF_PLATFORM
from analytics.explaining.statistic import Statistic

EXPLAINABLE: dict[str, Statistic] = {**OF_MEMBERS, **OF_CONTENT, **OF_PLATFORM}
