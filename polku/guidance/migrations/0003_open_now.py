from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guidance', '0002_contacted'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('status', 'open')), fields=['unit_id', 'service', 'urgency'], include=('next_due_at', 'opened_at'), name='open_now'),
        ),
    ]
