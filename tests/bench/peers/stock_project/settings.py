import os

SECRET_KEY = "only for measurements"
INSTALLED_APPS = ["django.contrib.contenttypes", "haystack", "tests.bench.peers.stock_project"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["STOCK_FOLDER"] + "/rows.sqlite3"}}
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "tests.bench.peers.stock_project.backend.Engine",
        "PATH": os.environ["STOCK_FOLDER"] + "/index",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
