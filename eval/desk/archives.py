"""Archives for a measurement: articles written as files, read the way a newsroom reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import read_settings
from eval.external.errors import SetError
from eval.training.data import read_set

if TYPE_CHECKING:
    from bot.ingesting import Progress
    from bot.judge.model import Judge
    from bot.newsproof import Newsproof

WIKINEWS = "news/wikinews"
_AT_ONCE = 400  # articles a file
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article to be read into an archive.

    Attributes:
        url: Its address; made up, and unique.
        title: The headline.
        text: The body.
        publisher: Who printed it.
        published: Its day.
    """

    url: str
    title: str
    text: str
    publisher: str
    published: date

    def to_line(self) -> str:
        """Return the article as a line of JSON that Newsproof reads."""
        facts = {
            "title": self.title,
            "text": self.text,
            "url": self.url,
            "publisher": self.publisher,
            "published": self.published.isoformat(),
            "language": "en",
        }
        return json.dumps(facts, ensure_ascii=False) + "\n"


def wikinews() -> list[Text]:
    """Return the real news that stands between what is looked for.

    Raises:
        EvalError: The public sets are not there.
    """
    return [
        Text(
            url=str(row["url"]),
            title=str(row["title"]),
            text=str(row["text"]),
            publisher="Wikinews",
            published=date.fromisoformat(str(row["date"])),
        )
        for row in read_set(WIKINEWS)
    ]


def write_texts(folder: Path, texts: Iterable[Text]) -> Path:
    """Write articles as files of JSON lines; return the folder.

    Raises:
        SetError: The folder cannot be written.
    """
    lines = [text.to_line() for text in texts]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for first in range(0, len(lines), _AT_ONCE):
            path = folder / f"{first:06}.jsonl"
            path.write_text("".join(lines[first : first + _AT_ONCE]), encoding="utf-8")
    except OSError as exc:
        raise SetError(
            f"{str(folder)!r} cannot be written ({exc.strerror or exc})", "name another --work"
        ) from exc
    return folder


@contextmanager
def archive_of(
    texts: Iterable[Text],
    work: Path,
    *,
    beside: Sequence[Path] = (),
    tell: Tell = lambda stage, done, total: None,
    rules: Path | None = None,
    judge: Judge | None = None,
) -> Iterator[Newsproof]:
    """Open Newsproof over articles; what was read in an earlier run is not embedded again.

    Args:
        texts: The articles.
        work: Folder for the archive and for the files that are read.
        beside: Files and folders to be read beside them.
        tell: Told (stage, done, of how many).
        rules: File with the rules of the house; None for the defaults.
        judge: What judges; None for the one that is shipped.

    Raises:
        SetError: The folder cannot be written.
    """
    from bot.newsproof import Newsproof

    def progress(one: Progress) -> None:
        tell(one.stage, one.done, one.total or one.done)

    settings = read_settings({}, data_dir=work / "data", rules=rules)
    with Newsproof.open(settings, create=True, judge=judge) as newsproof:
        folder = write_texts(work / "articles", texts)
        newsproof.ingest([*beside, folder], on_progress=progress)
        yield newsproof
