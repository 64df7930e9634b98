"""Which accounts seem to be bots: a user agent proposes, staff decide, and may decide anew."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from account.models import User
from ooumph import clock
from user_activity.maintenance import touch_history
from user_activity.models import ROW_MODELS

SEEN_WITHIN = timedelta(hours=26)  # The clock looks every hour; a day's pause misses none.
BOT_DEVICE = "bot/"  # The class of a device, as `user_activity.context` says it.


def propose_bots() -> int:
    """Propose whoever lately acted by a bot's user agent (signing in is an act); how many are new.

    It changes no number. Who was proposed once, or decided about, is not proposed again.
    """
    since = clock.now() - SEEN_WITHIN
    seen: set[int] = set()
    for rows in ROW_MODELS:
        lately = rows._default_manager.order_by().filter(occurred_at__gte=since)
        by_bots = lately.filter(device__startswith=BOT_DEVICE)
        seen |= set(by_bots.values_list("user_id", flat=True).distinct())
    proposed = User.objects.filter(pk__in=seen, is_bot=False, bot_seen_at=None, bot_judged_at=None)
    return proposed.update(bot_seen_at=clock.now())


def judge(members: Iterable[User], *, is_bot: bool) -> int:
    """Mark the members as bots, or as none; how many of them were marked otherwise before."""
    changed = 0
    for member in members:
        changes_numbers = member.is_bot != is_bot
        member.is_bot, member.bot_judged_at = is_bot, clock.now()
        with transaction.atomic():
            member.save(update_fields=["is_bot", "bot_judged_at"])
            if changes_numbers:
                touch_history(member.pk)
        changed += changes_numbers
    return changed
