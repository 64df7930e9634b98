from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # The table is large: nobody is kept from it.

    dependencies = [
        ('analytics', '0004_content_trend'),
    ]

    operations = [
        migrations.AddField(
            model_name='contentmemberday',
            name='removed_of',
            field=ArrayField(
                models.BigIntegerField(),
                null=True,
                help_text='Whose comments were taken away, of each.',
            ),
        ),
        AddIndexConcurrently(
            model_name='contentmemberday',
            index=GinIndex(
                condition=models.Q(('removed_of__isnull', False)),
                fields=['removed_of'],
                name='content_member_day_removed',
            ),
        ),
    ]
