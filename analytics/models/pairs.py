"""What members did to each other, by ordered pair and word, in the platform's days."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PairDay(models.Model):
    """What a member did to another on a day. `at`: when, so that whoever reads it can cut it in
    another zone, and follow who answered whom: the first `alone` are of acts to nobody else."""

    pk = models.CompositePrimaryKey("user_id", "starts_on", "target_user_id", "word")
    user_id = models.BigIntegerField()
    target_user_id = models.BigIntegerField()
    starts_on = models.DateField()
    word = models.CharField(max_length=32)
    at = ArrayField(models.DateTimeField(), help_text="Of each row, in order.")
    alone = models.IntegerField(help_text="Rows of acts that had no other target.")
    value = models.DecimalField(
        max_digits=14, decimal_places=6, help_text="Acts; one to n members counts 1/n for each."
    )
    value_before = models.FloatField(null=True, help_text="Decayed, as it stood on `before_on`.")
    before_on = models.DateField(null=True, help_text="The pair's day before, of this word.")

    class Meta:
        db_table = "pair_day"
        indexes = [
            models.Index(fields=["target_user_id", "starts_on", "user_id"], name="pair_day_target"),
            models.Index(
                fields=["word", "starts_on", "user_id", "target_user_id"], name="pair_day_word"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.word} {self.target_user_id} {self.starts_on}"


class Pair(models.Model):
    """What it all comes to: `value` decays by half each half-life from `valued_on`."""

    pk = models.CompositePrimaryKey("user_id", "target_user_id", "word")
    user_id = models.BigIntegerField()
    target_user_id = models.BigIntegerField()
    word = models.CharField(max_length=32)
    value = models.FloatField()
    valued_on = models.DateField()

    class Meta:
        db_table = "pair"
        indexes = [models.Index(fields=["target_user_id", "user_id"], name="pair_target")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.word} {self.target_user_id}: {self.value}"
