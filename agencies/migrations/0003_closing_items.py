from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0002_sessions'),
    ]

    operations = [
        migrations.AddField(
            model_name='termsofreference',
            name='closing_items',
            field=models.JSONField(default=list, help_text='Titles that end every agenda.'),
        ),
    ]
