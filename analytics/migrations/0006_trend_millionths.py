from django.db import migrations, models

FIELD = models.BigIntegerField(
    null=True, help_text="Of who noticed it, decayed until the day's end."
)


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0005_comments_removed_of'),
    ]

    operations = [
        migrations.RenameField('contentday', 'trend_value', 'trend_millionths'),
        migrations.RunSQL(
            "ALTER TABLE content_day ALTER trend_millionths TYPE bigint"
            " USING (trend_millionths * 1000000)::bigint",
            "ALTER TABLE content_day ALTER trend_millionths TYPE numeric(14, 6)"
            " USING trend_millionths / 1000000.0",
            state_operations=[migrations.AlterField('contentday', 'trend_millionths', FIELD)],
        ),
    ]
