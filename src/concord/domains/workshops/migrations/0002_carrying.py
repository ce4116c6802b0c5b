import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_access'),
        ('workshops', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='CarriedCopy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('secret', models.CharField(max_length=64)),
                ('recipient', models.CharField(max_length=100)),
                ('sequence', models.PositiveIntegerField()),
                ('head', models.CharField(max_length=64)),
                ('opened_at', models.DateTimeField()),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.country')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('country',), name='one_copy_of_a_country')],
            },
        ),
        migrations.CreateModel(
            name='Carrying',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('person', models.CharField(blank=True, max_length=120)),
                ('taken_at', models.DateTimeField()),
                ('taken_by', models.CharField(max_length=200)),
                ('sequence', models.PositiveIntegerField()),
                ('head', models.CharField(max_length=64)),
                ('secret_hash', models.CharField(max_length=64)),
                ('identity', models.CharField(max_length=100)),
                ('state', models.CharField(choices=[('away', 'Away'), ('returned', 'Came back'), ('lost', 'Declared lost'), ('failed', 'Could not be written')], default='away', max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=200)),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.country')),
            ],
            options={
                'ordering': ('-taken_at',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'away')), fields=('country',), name='country_away_once')],
            },
        ),
    ]
