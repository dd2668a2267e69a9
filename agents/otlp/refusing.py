"""What is said of a post, or of one item of it, that is not taken."""

from __future__ import annotations


class Unacceptable(Exception):
    """A whole post that is refused: the status of the answer and one sentence.

    `retry_after` is in seconds, for posts that may come again.
    """

    def __init__(self, status: int, sentence: str, *, retry_after: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.retry_after = retry_after


class Rejected(ValueError):
    """One span, log record or data point that is left out; the text names field and rule."""
