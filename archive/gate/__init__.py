"""How well are texts read? Readings against annotations, figures against floors, and what /about says of both.

``scoring`` is pure and knows only plain data: the annotation (tests/gold/README.md) and the form of a reading that
``archive.reading.reading_json`` writes. ``sets`` knows where annotated sets lie, ``floors`` what may not be undercut,
``record`` what was measured last.
"""
