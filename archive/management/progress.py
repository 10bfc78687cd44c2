"""How far a long command is: a bar with rate and time left on a terminal, now and then a plain line elsewhere."""

import time
from collections import deque
from collections.abc import Callable

WIDTH = 24
# Seconds over which the rate is taken: a run that first skips what is here must not promise that pace for the rest.
WINDOW_S = 30.0
# Seconds between two drawings of the bar, and between two plain lines.
BAR_EVERY_S, LINE_EVERY_S = 0.1, 10.0
CLEAR = "\r\x1b[K"


class Progress:
    """``total`` pieces of work. ``write`` takes text as it is, without a line end of its own; ``clock`` gives seconds,
    as of time.monotonic."""

    def __init__(
        self, write: Callable[[str], object], total: int, *, is_terminal: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.write, self.total, self.done = write, total, 0
        self.clock, self.is_terminal = clock, is_terminal
        self.began = self._told = clock()
        self._marks: deque[tuple[float, int]] = deque([(self.began, 0)])

    def advance(self) -> None:
        """One more is done."""
        self.done += 1
        now = self.clock()
        self._marks.append((now, self.done))
        while len(self._marks) > 2 and now - self._marks[0][0] > WINDOW_S:
            self._marks.popleft()
        every = BAR_EVERY_S if self.is_terminal else LINE_EVERY_S
        if now - self._told >= every or (self.is_terminal and self.done == self.total):
            self._told = now
            self._tell()

    def clear(self) -> None:
        """Take the bar off the terminal, so that a line can be written in its place."""
        if self.is_terminal:
            self.write(CLEAR)

    @property
    def rate(self) -> float:
        """Pieces a second, of late."""
        (then, before), (now, done) = self._marks[0], self._marks[-1]
        return (done - before) / (now - then) if now > then else 0.0

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return self.clock() - self.began

    def words(self) -> str:
        share = self.done / self.total if self.total else 1.0
        left = f"，还需约 {duration((self.total - self.done) / self.rate)}" if self.rate and share < 1 else ""
        return f"{self.done:,}/{self.total:,}（{share:.0%}），每秒 {self.rate:.1f} 个{left}"

    def _tell(self) -> None:
        if self.is_terminal:
            full = round(WIDTH * self.done / max(1, self.total))
            self.write(f"{CLEAR}[{'#' * full}{'.' * (WIDTH - full)}] {self.words()}")
        else:
            self.write(self.words() + "\n")


def duration(seconds: float) -> str:
    """In words a person reads at a glance: 40 秒, 3 分 20 秒, 2 小时 5 分."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} 秒"
    if whole < 3600:
        return f"{whole // 60} 分 {whole % 60} 秒"
    return f"{whole // 3600} 小时 {whole % 3600 // 60} 分"
