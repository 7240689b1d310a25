from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guidance', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='needassessment',
            name='contacted',
            field=models.CharField(blank=True, default='', max_length=4),
        ),
    ]
