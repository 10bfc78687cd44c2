"""Why a file could not be read. The tree of errors:

ReadingError
├── EmptyFile            nothing in it
├── UnknownEncoding      no encoding reads it
├── UnsupportedFormat    not a text, or a format that is not read yet
│   └── PackedFolder     files within a file: each is to be read by itself
├── DamagedFile          the format says one thing, the bytes another
├── TooLarge             a limit on bytes, members, characters or reports
├── TooCostly            a limit on time or memory
└── Crashed              the program that read it fell

``str(error)`` is a sentence in Chinese for the person who uploaded the file: what is wrong, where, what to do.
"""


class ReadingError(Exception):
    """A file that cannot be read, said in words a person can act on."""


class EmptyFile(ReadingError):
    pass


class UnknownEncoding(ReadingError):
    pass


class UnsupportedFormat(ReadingError):
    pass


class PackedFolder(UnsupportedFormat):
    pass


class DamagedFile(ReadingError):
    pass


class TooLarge(ReadingError):
    pass


class TooCostly(ReadingError):
    pass


class Crashed(ReadingError):
    pass
