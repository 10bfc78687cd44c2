"""A Django project as the tutorials make it: Haystack's own Whoosh backend, with jieba as the analyzer of texts."""
