from haystack import indexes

from tests.bench.peers.stock_project.models import Report


class ReportIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True)
    place = indexes.CharField(model_attr="place", faceted=True)
    year = indexes.IntegerField(model_attr="year", faceted=True)
    genre = indexes.CharField(model_attr="genre", faceted=True)
    author = indexes.CharField(model_attr="author", faceted=True)
    initiative = indexes.MultiValueField(faceted=True)

    def get_model(self):
        return Report

    def prepare_text(self, report):
        return f"{report.title}\n{report.text}"

    def prepare_initiative(self, report):
        return report.schemes.split("|") if report.schemes else []
