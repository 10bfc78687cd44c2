"""Is the index what the database says? Every published report against its entry."""

from dataclasses import dataclass

from search.engines.whoosh_jieba.index import WhooshIndex
from search.search_indexes import documents


@dataclass(frozen=True)
class Verification:
    """Database against index. ``reports``: published; ``indexed``: different ids in the index. The rest are report
    ids: missing from the index, in it without being published (ghost), of another version (stale), in it more than
    once (duplicate), of the right version with other content (damaged). ``unreadable``: why it could not be read."""

    generation: int | None
    reports: int
    indexed: int
    missing: tuple[int, ...] = ()
    ghost: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    duplicate: tuple[int, ...] = ()
    damaged: tuple[int, ...] = ()
    unreadable: str = ""

    @property
    def differing(self) -> tuple[int, ...]:
        return tuple(sorted({*self.missing, *self.ghost, *self.stale, *self.duplicate, *self.damaged}))

    @property
    def ok(self) -> bool:
        return self.generation is not None and not self.unreadable and not self.differing


def differences(generation_id: int, index: WhooshIndex) -> Verification:
    """Compare every published report with its entry. Raises IndexDamaged."""
    held: dict[int, tuple[int, str]] = {}
    duplicate = set()
    for entry in index.entries():
        if entry.report_id in held:
            duplicate.add(entry.report_id)
        held[entry.report_id] = (entry.version, entry.digest)
    missing, stale, damaged, seen = [], [], [], set()
    for document in documents():
        seen.add(document.report_id)
        if document.report_id not in held:
            missing.append(document.report_id)
            continue
        version, digest = held[document.report_id]
        if version != document.version:
            stale.append(document.report_id)
        elif digest != WhooshIndex.document_digest(document):
            damaged.append(document.report_id)
    return Verification(
        generation=generation_id,
        reports=len(seen),
        indexed=len(held),
        missing=tuple(missing),
        ghost=tuple(sorted(set(held) - seen)),
        stale=tuple(stale),
        duplicate=tuple(sorted(duplicate)),
        damaged=tuple(damaged),
    )
