"""How fast one answers: formulas over runs of messages that wait for an answer."""

from collections.abc import Sequence

ANSWER_DAYS = 7


def median_response(answered: Sequence[float], waiting: Sequence[float]) -> float | None:
    """The Kaplan-Meier median of how long answers took, in the unit of both.

    `answered`: how long each run waited for its answer; `waiting`: how long those without one have
    waited so far, which is known to be too little. The shortest time by which half are answered;
    None when no such time is known. (Kaplan and Meier 1958; an answer comes before the end of the
    watch at the same instant.)
    """
    ended = sorted([(time, 0) for time in answered] + [(time, 1) for time in waiting])
    at_risk, survival = len(ended), 1.0
    for time, censored in ended:
        if not censored:
            survival *= (at_risk - 1) / at_risk
            if survival <= 0.5 + 1e-12:
                return time
        at_risk -= 1
    return None


def answered_share(answered_seconds: Sequence[float], waiting: int) -> float | None:
    """The share of runs that were answered within seven days; None without any."""
    runs = len(answered_seconds) + waiting
    in_time = sum(seconds <= ANSWER_DAYS * 86_400 for seconds in answered_seconds)
    return in_time / runs if runs else None
