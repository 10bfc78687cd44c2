"""jieba as a Whoosh tokenizer, so that the schema says how its words are made (and Whoosh's own tools cut alike)."""

from collections.abc import Iterator

from whoosh.analysis import Token, Tokenizer

from search.analysis.fold import fold
from search.analysis.segment import segmenter


class JiebaTokenizer(Tokenizer):
    """Folds a text and yields its jieba words with positions; character offsets are not kept, marks come from
    ``fold_with_positions``."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **_: object,
    ) -> Iterator[Token]:
        token = Token(positions, chars, removestops=removestops, mode=mode)
        for position, word in enumerate(segmenter().cut(fold(value)), start_pos):
            token.text = word
            token.boost = 1.0
            token.stopped = False
            if keeporiginal:
                token.original = word
            if positions:
                token.pos = position
            yield token
