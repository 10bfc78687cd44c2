"""The hostile set through the real thing: upload, publish, index, search, every page.

``python -m tests.hostile [OUT]`` (or ``make hostile``) prints the table, ``test_hostile.py`` asserts it. It stands with
the tests, not in the product: it needs the test client and the search at once, and no installation should carry it.
"""
