"""The engine behind Haystack's setting."""
from haystack.backends.simple_backend import SimpleEngine as WhooshJiebaEngine  # replaced by the engine room

__all__ = ["WhooshJiebaEngine"]
