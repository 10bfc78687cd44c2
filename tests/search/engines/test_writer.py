"""The segment that we write is the one that Whoosh's own writer makes of the same words, posting for posting."""

import random
from contextlib import closing
from pathlib import Path

from whoosh.index import create_in

from search.engines.base import facet_values
from search.engines.whoosh_jieba.index import WhooshIndex
from search.engines.whoosh_jieba.schema import cut_words, payload_of, schema
from search.engines.whoosh_jieba.segment import FOLDER
from tests.search.engines.corpus import generated_document


def everything(path: Path):
    """Each posting with its weight and value, each statistic of a term, each length and stored field."""
    with closing(WhooshIndex.open(path).reader()) as reader:
        return contents(reader)


def contents(reader):
    terms = []
    for field, text in reader.all_terms():
        info = reader.term_info(field, text)
        matcher = reader.postings(field, text)
        postings = []
        while matcher.is_active():
            postings.append((matcher.id(), matcher.weight(), matcher.value()))
            matcher.next()
        about = (info.weight(), info.doc_frequency(), info.min_length(), info.max_length(), info.max_weight())
        terms.append((field, text, about, info.min_id(), info.max_id(), postings))
    documents = [
        (reader.stored_fields(n), reader.doc_field_length(n, "title"), reader.doc_field_length(n, "text"))
        for n in reader.all_doc_ids()
    ]
    return terms, documents, reader.field_length("text")


def own_writer(path: Path, documents) -> None:
    path.mkdir()
    writer = create_in(str(path), schema()).writer(compound=False)
    for document in documents:
        keys, words = cut_words(document)
        facets = {group: ",".join(values) for group, values in facet_values(document).items()}
        writer.add_document(
            report=str(document.report_id), payload=payload_of(document, keys, words), **words, **facets
        )
    writer.commit(merge=False)


def test_one_segment(tmp_path):
    rng = random.Random(9)
    documents = [generated_document(rng, i) for i in range(1, 301)]
    own_writer(tmp_path / "own", documents)
    index = WhooshIndex.create(tmp_path / "ours")
    index.apply(documents)
    ours, own = everything(tmp_path / "ours"), everything(tmp_path / "own")
    assert ours == own
    assert sum(len(term[-1]) for term in own[0]) > 5_000


def test_merged_segments_hold_what_one_would(tmp_path):
    rng = random.Random(10)
    documents = [generated_document(rng, i) for i in range(1, 121)]
    own_writer(tmp_path / "own", [d for d in documents if d.report_id != 7])
    index = WhooshIndex.create(tmp_path / "ours")
    for start in range(0, 120, 12):
        index.apply(documents[start : start + 12])
    index.apply([], [7])
    assert index.merge()
    ours, own = everything(tmp_path / "ours"), everything(tmp_path / "own")
    assert ours[0] == own[0]
    assert ours[1] == own[1]


def test_the_arrays_are_those_that_would_be_read_back(tmp_path):
    """Those of a fresh segment and of a merged one."""
    rng = random.Random(12)
    index = WhooshIndex.create(tmp_path)
    for start in range(1, 101, 10):
        index.apply([generated_document(rng, i) for i in range(start, start + 10)])
    assert index.merge()
    index.apply([generated_document(rng, i) for i in range(95, 130)])
    written = arrays_by_segment(index)
    assert len(written) == 2
    for path in (tmp_path / FOLDER).iterdir():
        path.unlink()
    assert arrays_by_segment(WhooshIndex.open(tmp_path)) == written


def arrays_by_segment(index: WhooshIndex) -> dict[str, dict[str, tuple[str, bytes]]]:
    held = {}
    for segment in index.snapshot().segments:
        arrays = {name: segment.file[name] for name in segment.file}
        held[segment.name] = {name: (array.dtype.str, array.tobytes()) for name, array in arrays.items()}
    return held
