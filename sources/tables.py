"""The tables of articles and of what belongs to them, for SQLite and PostgreSQL alike.

Times are ISO 8601 texts in UTC, days ISO 8601 texts, lists and objects JSON texts: both databases
compare them the same way, by bytes. `index/` keeps tables of its own beside these.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

METADATA = MetaData()

Words = Text().with_variant(Text(collation="C"), "postgresql")  # compared by bytes, as in SQLite
Large = BigInteger().with_variant(Integer(), "sqlite")  # SQLite's INTEGER has 64 bits

articles = Table(
    "articles",
    METADATA,
    Column("article_id", Words, primary_key=True),
    Column("retracted_on", Words),
    Column("retraction_reason", Words, nullable=False, server_default=text("''")),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

versions = Table(
    "versions",
    METADATA,
    Column(
        "article_id",
        Words,
        ForeignKey("articles.article_id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    ),
    Column(
        "version",
        Integer,
        CheckConstraint("version >= 1"),
        primary_key=True,
        nullable=False,
        autoincrement=False,
    ),
    Column("digest", Words, nullable=False),  # of title, text and metadata: what makes another
    Column("sha256", Words, nullable=False),  # of the original bytes
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("parts", Words, nullable=False),  # JSON [[kind, start, end], ...]
    Column("authors", Words, nullable=False),  # JSON [name, ...]
    Column("publisher", Words),
    Column("published", Words),
    Column("updated", Words),
    Column("dated", Words, nullable=False),  # the day from which the version counts as known
    Column("url", Words),
    Column("language", Words),
    Column("origin", Words, nullable=False),
    Column("retrieved", Words, nullable=False),
    Column("is_sample", Integer, nullable=False),
    Column("page_starts", Words, nullable=False, server_default=text("'[]'")),  # JSON [offset, ...]
    Column("came_by", Words, nullable=False, server_default=text("'file'")),  # see `CameBy`
    Column("reader", Words, nullable=False, server_default=text("''")),  # what read it
    Index("versions_by_day", "article_id", "dated", "version"),
    # Filters of a search are answered from this index alone; texts are long.
    Index(
        "versions_by_facts",
        *("published", "publisher", "language", "article_id", "version", "dated"),
    ),
    Index("versions_by_original", "sha256"),
    sqlite_strict=True,
)

rejections = Table(
    "rejections",
    METADATA,
    Column("origin", Words, primary_key=True),  # as it was shown: a file, a line of one, an address
    Column("reason", Words, nullable=False),
    Column("retrieved", Words, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

originals = Table(
    "originals",
    METADATA,
    Column("sha256", Words, primary_key=True),
    Column("content", LargeBinary, nullable=False),  # zlib
    Column("n_bytes", Integer, nullable=False),  # before compression
    Column("media_type", Words, nullable=False),
    sqlite_strict=True,
)

copies = Table(
    "copies",
    METADATA,
    Column(
        "article_id",
        Words,
        ForeignKey("articles.article_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("version", Integer, nullable=False),  # the one that the signature is of
    Column("signature", LargeBinary, nullable=False),  # MinHash
    Column("report", Words, nullable=False),  # article_id of the first published of its copies
    Index("copies_by_report", "report"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

copy_bands = Table(
    "copy_bands",
    METADATA,
    Column(
        "article_id",
        Words,
        ForeignKey("articles.article_id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    ),
    Column("band", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("key", Large, nullable=False),  # signed, 64 bits
    Index("copy_bands_by_key", "band", "key"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

corrections = Table(
    "corrections",
    METADATA,
    Column("article_id", Words, primary_key=True, nullable=False),
    Column("version", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("corrects", Words),  # article_id of what it corrects, where that is known
    Column("notice", Words, nullable=False),
    Column("start", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("end", Integer, nullable=False),
    ForeignKeyConstraint(
        ["article_id", "version"], ["versions.article_id", "versions.version"], ondelete="CASCADE"
    ),
    Index("corrections_by_corrected", "corrects"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

saved = Table(
    "saved",
    METADATA,
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("pack", Words, nullable=False),  # JSON
    Column("saved", Words, nullable=False),
    Column("saved_by", Words, nullable=False),
    sqlite_strict=True,
)

saved_quotes = Table(
    "saved_quotes",
    METADATA,
    Column(
        "saved_id",
        Words,
        ForeignKey("saved.id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    ),
    Column("article_id", Words, primary_key=True, nullable=False),
    Column("version", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("start", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("end", Integer, primary_key=True, nullable=False, autoincrement=False),
    Index("saved_quotes_by_article", "article_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

feeds = Table(
    "feeds",
    METADATA,
    Column("url", Words, primary_key=True),
    Column("title", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("followed", Words, nullable=False),
    Column("checked", Words),  # when it was last asked for
    Column("outcome", Words, nullable=False, server_default=text("''")),  # what came of that
    Column("reason", Words, nullable=False, server_default=text("''")),
    Column("not_before", Words),  # when its server wants to be asked again
    Column("etag", Words, nullable=False, server_default=text("''")),
    Column("last_modified", Words, nullable=False, server_default=text("''")),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

feed_items = Table(
    "feed_items",
    METADATA,
    Column(
        "feed", Words, ForeignKey("feeds.url", ondelete="CASCADE"), primary_key=True, nullable=False
    ),
    Column("page", Words, primary_key=True, nullable=False),  # digest of the address
    Column("stamp", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("n_tries", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

pages = Table(
    "pages",
    METADATA,
    Column("page", Words, primary_key=True),  # digest of the address
    Column("articles", Words, nullable=False),  # JSON [article_id, ...]
    Column("etag", Words, nullable=False),
    Column("last_modified", Words, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
