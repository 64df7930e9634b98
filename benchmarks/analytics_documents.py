"""The analytics queries that are measured, over a month and without the graph's parts."""

from dataclasses import dataclass
from typing import Any

META = "meta { computedThrough isPartial timezone definitionVersion }"
COUNTS = "type count"
COUNTERS = """views uniqueViewers likes comments shares saves reactions engagementRate
    averageTimeSpentMs averageScrollDepth engagementScore"""
POINT = "periodStart events activeUsers engagementScore movingAverage"
TRENDS = f"{META} points {{ {POINT} }} direction slope peak {{ events }} trough {{ events }}"
RANGE = "query($range: DateRangeInput)"
POPULAR = (
    "popularContent(range: $range, orderBy: %s) "
    f"{{ edges {{ node {{ contentType contentId {COUNTERS} trendingScore }} }} }}"
)


@dataclass(frozen=True)
class Asked:
    """`budget`: the median's share of `{ me { id } }`'s; `asks_meanwhile`: the graph, while the
    database is asked, so that its time is not added."""

    document: str
    staff: bool = False
    more: tuple[str, ...] = ()
    asks_meanwhile: bool = False

    @property
    def budget(self) -> int:
        return 5 if self.staff else 2

    def variables(self, known: dict[str, Any]) -> dict[str, Any]:
        return {name: known[name] for name in ("range", *self.more) if f"${name}" in self.document}


QUERIES = {
    "userActivitySummary": Asked(
        f"""{RANGE} {{ userActivitySummary(range: $range) {{ {META} totalEvents engagementScore
        activityCounts {{ {COUNTS} }} contentInteractionCounts {{ {COUNTS} }}
        socialInteractionCounts {{ {COUNTS} }} activeDays currentStreakDays longestStreakDays
        mostActiveDay mostActiveHour averageDailyEvents changePercent
        previous {{ totalEvents engagementScore }} }} }}"""
    ),
    "engagementTrends": Asked(f"{RANGE} {{ engagementTrends(range: $range) {{ {TRENDS} }} }}"),
    "behavioralInsights": Asked(
        f"""{RANGE} {{ behavioralInsights(range: $range) {{ {META} heatmap mostActiveHours
        preferredContentTypes {{ contentType share }} creationPerWeek segment segmentReason
        sessions {{ count averageDurationSeconds medianDurationSeconds singleEventShare }}
        devices {{ deviceClass system browser events share }} }} }}"""
    ),
    "socialNetwork": Asked(
        f"""{RANGE} {{ socialNetwork(range: $range) {{ {META} connectionsMade requestsSent
        requestsReceived acceptanceRate messagesSent messagesReceived messagesRead
        medianResponseMinutes answeredShare reciprocity profileVisitsMade
        profileVisitsReceived }} }}"""
    ),
    "profileVisitors": Asked(  # What the graph knows of blocks is in it: there is no list without.
        f"""{RANGE} {{ profileVisitors(range: $range) {{ {META} totalCount hiddenCount
        edges {{ node {{ user {{ username }} visits lastVisitAt }} }} }} }}"""
    ),
    "contentAnalytics": Asked(
        f"""query($range: DateRangeInput, $contentId: ID!) {{
        contentAnalytics(contentType: POST, contentId: $contentId, range: $range) {{ {META}
        {COUNTERS} trendingScore trend {{ day views }} }} }}""",
        more=("contentId",),
    ),
    "authorAnalytics": Asked(
        f"""{RANGE} {{ authorAnalytics(range: $range) {{ {META} items reach {COUNTERS}
        bestHours {{ hour members }} }} }}"""
    ),
    "feedSignals": Asked(
        f"""{{ feedSignals {{ {META} computedAt modelVersion
        contentEngagement {{ contentType timeSpentMs }} authorAffinities {{ user {{ id }} score }}
        contentPreferences {{ contentType tag score }}
        temporalPatterns {{ hours weekdays }} }} }}""",
        asks_meanwhile=True,
    ),
    # To staff: this history's content is in no graph, so that a member sees none of it.
    "popularContent ENGAGEMENT": Asked(f"{RANGE} {{ {POPULAR % 'ENGAGEMENT'} }}", staff=True),
    "popularContent VIEWS": Asked(f"{RANGE} {{ {POPULAR % 'VIEWS'} }}", staff=True),
    "popularContent TRENDING": Asked(f"{RANGE} {{ {POPULAR % 'TRENDING'} }}", staff=True),
    "engagementTrends PLATFORM": Asked(
        f"{RANGE} {{ engagementTrends(scope: PLATFORM, range: $range) {{ {TRENDS} }} }}", staff=True
    ),
    "platformOverview": Asked(
        f"""{RANGE} {{ platformOverview(range: $range) {{ {META} dau wau mau stickiness
        points {{ periodStart activeUsers newUsers events sessions engagementScore }}
        sessionStatistics {{ count averageDurationSeconds medianDurationSeconds singleEventShare }}
        contentTotals {{ views viewerItemPairs likes }} }} }}""",
        staff=True,
    ),
    "networkOverview": Asked(
        f"""{RANGE} {{ networkOverview(range: $range) {{ {META} users ties interactions
        reciprocity mutualDyads meanDegree density }} }}""",
        staff=True,
    ),
    "retention": Asked(
        f"""{RANGE} {{ retention(range: $range) {{ {META} cohorts {{ cohortStart size
        periods {{ index on onShare onOrAfter onOrAfterShare }} }} }} }}""",
        staff=True,
    ),
    "funnel": Asked(
        f"""{RANGE} {{ funnel(steps: [{{type: "LOGIN"}}, {{type: "VIEW"}}, {{type: "LIKE"}}],
        window: $range) {{ {META} steps {{ type members fromPrevious fromFirst }} }} }}""",
        staff=True,
    ),
}
