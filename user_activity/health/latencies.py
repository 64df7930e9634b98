"""How long the parts of capture take, from the histograms of all processes."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from operator import attrgetter

from prometheus_client.metrics_core import Metric

from user_activity import metrics

SLOWEST = 10


@dataclass(frozen=True, slots=True)
class Latency:
    """Of one handler since the processes started; both quantiles in milliseconds."""

    name: str
    p50_ms: float
    p95_ms: float
    calls: int


def slowest_handlers(measured: Iterable[Metric] | None = None) -> list[Latency]:
    """The handlers with the highest 95th percentile, slowest first."""
    buckets: defaultdict[str, dict[float, float]] = defaultdict(dict)
    for metric in metrics.of_all_processes() if measured is None else measured:
        if metric.name == "ooumph_handler_seconds":
            for sample in metric.samples:
                if sample.name.endswith("_bucket"):
                    bound = float(sample.labels["le"])
                    buckets[sample.labels["handler"]][bound] = sample.value
    found = [_latency(name, sorted(counts.items())) for name, counts in buckets.items()]
    found = [latency for latency in found if latency.calls]
    return sorted(found, key=attrgetter("p95_ms"), reverse=True)[:SLOWEST]


def _latency(name: str, cumulative: Sequence[tuple[float, float]]) -> Latency:
    p50, p95 = (round(quantile(share, cumulative) * 1000, 4) for share in (0.5, 0.95))
    return Latency(name, p50, p95, int(cumulative[-1][1]))


def quantile(share: float, cumulative: Sequence[tuple[float, float]]) -> float:
    """The value below which `share` of the observations lie, of (upper bound, count up to it).

    Linear within a bucket, as Prometheus' `histogram_quantile`; what lies beyond the last finite
    bound counts as that.
    """
    steps = [(0.0, 0.0), *cumulative]
    rank = share * steps[-1][1]
    place = bisect_left(steps, rank, lo=1, key=lambda step: step[1])
    (lower, below), (upper, up_to) = list(pairwise(steps))[place - 1]
    if upper == inf or up_to == below:
        return lower
    return lower + (upper - lower) * (rank - below) / (up_to - below)
