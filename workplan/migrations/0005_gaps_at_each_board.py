import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    """Note at each planned improvement the board whose action answers it."""
    actions = apps.get_model("workplan", "Action").objects.filter(pk=models.OuterRef("action"))
    sources = apps.get_model("workplan", "ActionSource").objects.filter(gap__isnull=False)
    sources.update(board=models.Subquery(actions.values("board")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0004_offers_and_failures'),
        ('workplan', '0004_actions_from_gaps'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='actionsource',
            name='action_source_is_one_thing',
        ),
        migrations.RemoveConstraint(
            model_name='actionsource',
            name='one_action_a_gap',
        ),
        migrations.AddField(
            model_name='actionsource',
            name='board',
            field=models.ForeignKey(blank=True, help_text='The board whose list the planned improvement is on.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.board'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name='actionsource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('board__isnull', True), ('decision__isnull', False), ('gap__isnull', True), ('item__isnull', True), ('letter__isnull', True), ('submission__isnull', True)), models.Q(('board__isnull', True), ('decision__isnull', True), ('gap__isnull', True), ('item__isnull', False), ('letter__isnull', True), ('submission__isnull', True)), models.Q(('board__isnull', False), ('decision__isnull', True), ('gap__isnull', False), ('item__isnull', True), ('letter__isnull', True), ('submission__isnull', False)), models.Q(('board__isnull', True), ('decision__isnull', True), ('gap__isnull', True), ('item__isnull', True), ('letter__isnull', False), ('submission__isnull', True)), _connector='OR'), name='action_source_is_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='actionsource',
            constraint=models.UniqueConstraint(fields=('gap', 'board'), name='one_action_a_gap_and_board'),
        ),
    ]
