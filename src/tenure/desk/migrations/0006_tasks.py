import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from tenure.foundation import triggers


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0005_requests'),
        ('directory', '0002_partner_tiers'),
        ('documents', '0002_paper'),
        ('renewals', '0002_quoted_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('hint', models.CharField(help_text='Its beginning, which may be shown.', max_length=16)),
                ('made_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='CalendarFeedEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ended_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='ReaderCursor',
            fields=[
                ('reader', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('event_id', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mail', 'Mail'), ('webhook', 'Chat (incoming webhook)')], max_length=8)),
                ('written_on', models.DateField()),
                ('body', models.TextField()),
                ('send_from', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(null=True)),
                ('tries', models.SmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('sent_at', models.DateTimeField(null=True)),
                ('given_up_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReminderChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mail', 'Mail'), ('webhook', 'Chat (incoming webhook)')], max_length=8)),
                ('days_before', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=list, size=None)),
                ('quiet_from', models.TimeField(null=True)),
                ('quiet_until', models.TimeField(null=True)),
                ('address', models.TextField(blank=True)),
                ('host', models.CharField(blank=True, max_length=260)),
                ('set_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='ReminderItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mail', 'Mail'), ('webhook', 'Chat (incoming webhook)')], max_length=8)),
                ('standing', models.CharField(max_length=10)),
                ('due_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='TaskAfter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='TaskEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('link', models.CharField(blank=True, max_length=500)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('added_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='TaskMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before_on', models.DateField()),
                ('due_on', models.DateField()),
                ('reason', models.CharField(max_length=300)),
                ('moved_on', models.DateField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TaskTick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.SmallIntegerField()),
                ('ticked_on', models.DateField()),
            ],
        ),
        migrations.AddField(
            model_name='playtask',
            name='after',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None),
        ),
        migrations.AddField(
            model_name='playtask',
            name='checklist',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, size=None),
        ),
        migrations.AddField(
            model_name='playtask',
            name='sla_hours',
            field=models.SmallIntegerField(help_text='Working hours of the owner.', null=True),
        ),
        migrations.AddField(
            model_name='playtask',
            name='templates',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None),
        ),
        migrations.AddField(
            model_name='playtask',
            name='working_days',
            field=models.BooleanField(default=False, help_text="Days of the owner's calendar."),
        ),
        migrations.AddField(
            model_name='task',
            name='changed_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='task',
            name='checklist',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, size=None),
        ),
        migrations.AddField(
            model_name='task',
            name='customer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.customer'),
        ),
        migrations.AddField(
            model_name='task',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='task',
            name='opened_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='owner',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.staffmember'),
        ),
        migrations.AddField(
            model_name='task',
            name='place',
            field=models.CharField(blank=True, max_length=48),
        ),
        migrations.AddField(
            model_name='task',
            name='sla_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='sla_hours',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='title',
            field=models.CharField(default='', max_length=160),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='task',
            name='after_close',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='task',
            name='owner_role',
            field=models.CharField(blank=True, choices=[('renewals_manager', 'Renewals manager'), ('account_executive', 'Account executive'), ('customer_success', 'Customer success manager'), ('deal_desk', 'Deal desk'), ('sales_operations', 'Sales operations'), ('head_of_renewals', 'Head of Renewals')], max_length=24),
        ),
        migrations.AlterField(
            model_name='task',
            name='play_task',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.playtask'),
        ),
        migrations.AlterField(
            model_name='task',
            name='renewal',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='renewals.renewal'),
        ),
        migrations.AlterField(
            model_name='task',
            name='start',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='desk.playstart'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_on', None), ('sla_due_at__isnull', False)), fields=['sla_due_at'], name='task_sla'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_on', None), ('owner__isnull', False)), fields=['owner', 'due_on'], name='task_of_person'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('owner', None), ('owner_role', ''), _connector='XOR'), name='task_has_one_owner'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('customer', None), ('renewal__isnull', False)), models.Q(('owner__isnull', False), ('play_task', None), ('renewal', None)), _connector='OR'), name='task_is_about'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('made_by__isnull', False), ('play_task', None), ('start', None)), models.Q(('made_by', None), ('play_task__isnull', False), ('start__isnull', False)), _connector='OR'), name='task_of_play_or_person'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='staff',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to='directory.staffmember'),
        ),
        migrations.AddField(
            model_name='calendarfeedend',
            name='ended_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='calendarfeedend',
            name='feed',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ending', to='desk.calendarfeed'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='staff',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.staffmember'),
        ),
        migrations.AddField(
            model_name='reminderchannel',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reminderchannel',
            name='staff',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reminder_channels', to='directory.staffmember'),
        ),
        migrations.AddField(
            model_name='reminderitem',
            name='reminder',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='desk.reminder'),
        ),
        migrations.AddField(
            model_name='reminderitem',
            name='staff',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.staffmember'),
        ),
        migrations.AddField(
            model_name='reminderitem',
            name='task',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.task'),
        ),
        migrations.AddField(
            model_name='taskafter',
            name='before',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='afters', to='desk.task'),
        ),
        migrations.AddField(
            model_name='taskafter',
            name='task',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='befores', to='desk.task'),
        ),
        migrations.AddField(
            model_name='taskevidence',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='taskevidence',
            name='document',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='taskevidence',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='desk.task'),
        ),
        migrations.AddField(
            model_name='taskmove',
            name='moved_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='taskmove',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='desk.task'),
        ),
        migrations.AddField(
            model_name='tasktick',
            name='task',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='ticks', to='desk.task'),
        ),
        migrations.AddField(
            model_name='tasktick',
            name='ticked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('given_up_at', None), ('sent_at', None)), fields=['send_from', 'id'], name='reminder_waiting'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at', None), ('given_up_at', None), _connector='OR'), name='reminder_sent_or_given_up'),
        ),
        migrations.AddConstraint(
            model_name='reminderchannel',
            constraint=models.UniqueConstraint(fields=('staff', 'kind'), name='reminderchannel_once'),
        ),
        migrations.AddConstraint(
            model_name='reminderchannel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='reminderchannel_quiet'),
        ),
        migrations.AddConstraint(
            model_name='reminderitem',
            constraint=models.UniqueConstraint(fields=('task', 'staff', 'kind', 'standing', 'due_on'), name='reminderitem_once'),
        ),
        migrations.AddConstraint(
            model_name='taskafter',
            constraint=models.UniqueConstraint(fields=('task', 'before'), name='taskafter_once'),
        ),
        migrations.AddConstraint(
            model_name='taskafter',
            constraint=models.CheckConstraint(condition=models.Q(('task', models.F('before')), _negated=True), name='taskafter_another'),
        ),
        migrations.AddConstraint(
            model_name='taskevidence',
            constraint=models.CheckConstraint(condition=models.Q(('document__isnull', False), models.Q(('link', ''), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='taskevidence_something'),
        ),
        migrations.AddConstraint(
            model_name='tasktick',
            constraint=models.UniqueConstraint(fields=('task', 'item'), name='tasktick_once'),
        ),
        migrations.RunSQL(
            sql="""
            UPDATE desk_task t SET title = p.title, opened_on = s.started_on
            FROM desk_playtask p, desk_playstart s
            WHERE p.id = t.play_task_id AND s.id = t.start_id""",
            reverse_sql=migrations.RunSQL.noop,
        ),
        triggers.append_only('desk_taskmove'),
        triggers.append_only('desk_taskevidence'),
        triggers.append_only('desk_calendarfeed'),
        triggers.append_only('desk_calendarfeedend'),
    ]
