"""Every row of the table is used as it stands; a rule without words is shown by its name."""

from archive.desk.rule_words import WORDS, words_for


def test_words_and_names():
    assert words_for("initiative_quoted") == words_for("initiative-quoted") == "引号中的名称"
    assert words_for("rule-of-tomorrow") == "rule-of-tomorrow"


def test_the_table_is_whole():
    rows = [line.split("\t") for line in WORDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert rows[0] == ["rule", "words"]
    assert all(len(row) == 2 and all(row) and "_" not in row[0] for row in rows[1:])
    assert len({row[0] for row in rows}) == len(rows)
