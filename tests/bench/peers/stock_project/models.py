from django.db import models


class Report(models.Model):
    title = models.CharField(max_length=500)
    text = models.TextField()
    place = models.CharField(max_length=40)
    year = models.IntegerField()
    genre = models.CharField(max_length=40)
    author = models.CharField(max_length=40)
    schemes = models.TextField()

    class Meta:
        app_label = "stock_project"
