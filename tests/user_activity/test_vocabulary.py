"""What the words mean to the rest of the product, held to the lists that were agreed."""

from itertools import product

import pytest

from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    InteractionType,
    SocialInteractionType,
    Source,
    Word,
    kept_without_consent,
)

KEPT_ACTIVITIES = {
    *("signup", "login", "login_failed", "logout"),
    *("password_change", "email_change", "privacy_update"),
}
KEPT_INTERACTIONS = {
    *("like", "unlike", "react", "unreact", "comment", "share", "save", "unsave"),
}
KEPT_LIVES = {("post", "view"), ("comment", "create"), ("comment", "delete")}


@pytest.mark.parametrize("source", [source for source in Source if source is not Source.CLIENT])
def test_without_consent_stays_what_the_product_itself_needs(source: Source) -> None:
    def kept(word: Word, content_type: ContentType | None = None) -> bool:
        return kept_without_consent(word, content_type=content_type, source=source)

    assert {word for word in ActivityType if kept(word)} == KEPT_ACTIVITIES
    assert {word for word in SocialInteractionType if kept(word)} == set()
    pairs = set(product(ContentType, InteractionType))
    assert {pair for pair in pairs if kept(pair[1], pair[0])} == KEPT_LIVES | {
        pair for pair in pairs if pair[1] in KEPT_INTERACTIONS
    }


def test_without_consent_nothing_stays_that_a_client_reports() -> None:
    for word in (*ActivityType, *InteractionType, *SocialInteractionType):
        for content_type in (None, *ContentType):
            assert not kept_without_consent(word, content_type=content_type, source=Source.CLIENT)


def test_what_makes_nobody_active() -> None:
    words: tuple[Word, ...] = (*ActivityType, *InteractionType, *SocialInteractionType)
    assert {word for word in words if not word.makes_active} == {
        *("login_failed", "session_data", "error", "feature_usage"),
        *("impression", "time_spent", "scroll_depth"),
    }


def test_a_weight_has_a_cap_and_a_word_a_label() -> None:
    words: tuple[Word, ...] = (*ActivityType, *InteractionType, *SocialInteractionType)
    assert all(word.label for word in words)
    assert all((word.weight > 0) == (word.daily_cap > 0) for word in words)
