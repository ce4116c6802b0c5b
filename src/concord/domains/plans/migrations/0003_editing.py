import django.db.models.deletion
import uuid
from django.db import migrations, models

OWNER = models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.country')


def key():
    return ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False))


def country():
    return ('country', OWNER.clone())


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_access'),
        ('plans', '0002_exposure'),
    ]

    operations = [
        migrations.AddField(
            model_name='action',
            name='dropped_because',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='action',
            name='revision',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='objective',
            name='last_number',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='PlanChange',
            fields=[
                key(),
                ('source', models.CharField(choices=[('form', 'Form'), ('grid', 'Grid'), ('workbook', 'Workbook'), ('undo', 'Undone')], max_length=8)),
                ('by', models.CharField(max_length=200)),
                ('user_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
                ('entries', models.JSONField()),
                country(),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='plans.plan')),
                ('undoes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='undone_by', to='plans.planchange')),
            ],
            options={'ordering': ('-at',)},
        ),
        migrations.CreateModel(
            name='IssuedPlanWorkbook',
            fields=[
                key(),
                ('language', models.CharField(max_length=10)),
                ('base', models.JSONField()),
                ('issued_by', models.CharField(max_length=200)),
                ('issued_at', models.DateTimeField()),
                country(),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='workbooks', to='plans.plan')),
            ],
            options={'ordering': ('-issued_at',)},
        ),
        migrations.CreateModel(
            name='ReturnedPlanWorkbook',
            fields=[
                key(),
                ('name', models.CharField(max_length=100)),
                ('asked', models.JSONField()),
                ('returned_by', models.CharField(max_length=200)),
                ('returned_at', models.DateTimeField()),
                ('applied_by', models.CharField(blank=True, max_length=200)),
                ('applied_at', models.DateTimeField(null=True)),
                country(),
                ('issued', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='returned', to='plans.issuedplanworkbook')),
            ],
            options={'ordering': ('-returned_at',)},
        ),
    ]
