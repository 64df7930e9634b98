from django.db import migrations, models

# When each was told is not known; whatever is known better is of later.
TOLD = "UPDATE content_item SET told_at = 'epoch' WHERE told_by_others"


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0009_narrower_periods'),
        ('account', '0006_refused_tracking'),
    ]

    operations = [
        migrations.AddField(
            model_name='contentitem',
            name='told_at',
            field=models.DateTimeField(help_text='When an act found it so; of no change.', null=True),
        ),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='contentitem',
            name='told_by_others',
        ),
    ]
