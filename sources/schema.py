"""Which version of the tables this is, and what brings a SQLite file of an earlier one forward."""

from __future__ import annotations

ARCHIVE_FILE = "archive.sqlite3"
APPLICATION_ID = 0x4E577066  # "NWpf"
SCHEMA_VERSION = 3
SCHEMES = ("postgresql:", "postgres:")  # of addresses of archives on a server

_SECOND = """
ALTER TABLE versions ADD COLUMN page_starts TEXT NOT NULL DEFAULT '[]';
CREATE TABLE rejections (
    origin    TEXT NOT NULL PRIMARY KEY,
    reason    TEXT NOT NULL,
    retrieved TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

_THIRD = """
ALTER TABLE versions ADD COLUMN came_by TEXT DEFAULT 'file' NOT NULL;
ALTER TABLE versions ADD COLUMN reader TEXT DEFAULT '' NOT NULL;
UPDATE versions SET came_by = CASE WHEN is_sample THEN 'sample'
    WHEN origin LIKE 'http://%' OR origin LIKE 'https://%' THEN 'url' ELSE 'file' END;
CREATE INDEX versions_by_facts
    ON versions (published, publisher, language, article_id, version, dated);
CREATE INDEX versions_by_original ON versions (sha256);
CREATE TABLE originals (
    sha256     TEXT NOT NULL PRIMARY KEY,
    content    BLOB NOT NULL,
    n_bytes    INTEGER NOT NULL,
    media_type TEXT NOT NULL
) STRICT;
CREATE TABLE copies (
    article_id TEXT NOT NULL PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    version    INTEGER NOT NULL,
    signature  BLOB NOT NULL,
    report     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX copies_by_report ON copies (report);
CREATE TABLE copy_bands (
    article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    band       INTEGER NOT NULL,
    key        INTEGER NOT NULL,
    PRIMARY KEY (article_id, band)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_bands_by_key ON copy_bands (band, key);
CREATE TABLE corrections (
    article_id TEXT NOT NULL,
    version    INTEGER NOT NULL,
    corrects   TEXT,
    notice     TEXT NOT NULL,
    start      INTEGER NOT NULL,
    end        INTEGER NOT NULL,
    PRIMARY KEY (article_id, version, start),
    FOREIGN KEY (article_id, version) REFERENCES versions ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX corrections_by_corrected ON corrections (corrects);
CREATE TABLE saved (
    id       TEXT NOT NULL PRIMARY KEY,
    kind     TEXT NOT NULL,
    text     TEXT NOT NULL,
    pack     TEXT NOT NULL,
    saved    TEXT NOT NULL,
    saved_by TEXT NOT NULL
) STRICT;
CREATE TABLE saved_quotes (
    saved_id   TEXT NOT NULL REFERENCES saved ON DELETE CASCADE,
    article_id TEXT NOT NULL,
    version    INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    end        INTEGER NOT NULL,
    PRIMARY KEY (saved_id, article_id, version, start, end)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_quotes_by_article ON saved_quotes (article_id);
CREATE TABLE feeds (
    url           TEXT NOT NULL PRIMARY KEY,
    title         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    followed      TEXT NOT NULL,
    checked       TEXT,
    outcome       TEXT DEFAULT '' NOT NULL,
    reason        TEXT DEFAULT '' NOT NULL,
    not_before    TEXT,
    etag          TEXT DEFAULT '' NOT NULL,
    last_modified TEXT DEFAULT '' NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE feed_items (
    feed    TEXT NOT NULL REFERENCES feeds ON DELETE CASCADE,
    page    TEXT NOT NULL,
    stamp   TEXT NOT NULL,
    state   TEXT NOT NULL,
    n_tries INTEGER NOT NULL,
    PRIMARY KEY (feed, page)
) STRICT, WITHOUT ROWID;
CREATE TABLE pages (
    page          TEXT NOT NULL PRIMARY KEY,
    articles      TEXT NOT NULL,
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

# What brings a file of that version to the next one; a step only ever adds. Written out, because
# `tables` says what the newest version is and a step must go on leading to its own.
STEPS = {1: _SECOND, 2: _THIRD}
