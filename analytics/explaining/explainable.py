"""What can be explained: each number that is kept, and which raw rows it counts.

A statistic is a row of a table: `kept`, the SQL of the number, beside what finds the raw rows by
index (`found`), makes of them what the number is about (`steps`, files in `sql/`), says which count
(`where`) and of which one is enough (`once`). docs/metrics.md says the same in words.
"""

from analytics.explaining.content import OF_CONTENT
from analytics.explaining.members import OF_MEMBERS
from analytics.explaining.platform import OF_PLATFORM
from analytics.explaining.statistic import Statistic

EXPLAINABLE: dict[str, Statistic] = {**OF_MEMBERS, **OF_CONTENT, **OF_PLATFORM}
