import django.contrib.postgres.fields
from django.db import migrations, models

# Until it is aggregated anew, a comment taken away counts as the own one of whoever took it.
OWN = """
    UPDATE content_member_day
    SET removed_of = array_fill(user_id, ARRAY[comments_removed])
    WHERE comments_removed IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0004_content_trend'),
    ]

    operations = [
        migrations.AddField(
            model_name='contentmemberday',
            name='removed_of',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='Whose comments were taken away, of each.', null=True, size=None),
        ),
        migrations.RunSQL(OWN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='contentmemberday',
            index=models.Index(condition=models.Q(('removed_of__isnull', False)), fields=['content_id'], name='content_member_day_removed'),
        ),
    ]
