-- Row numbers (users.number, items.number, signals.number) count from 0 and have no gaps.

-- Facts about the data itself: name, nouns, counts, revision. What the person chose is in `settings`.
CREATE TABLE dataset(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE signals(
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK(kind IN ('implicit', 'explicit')),
    weight REAL NOT NULL,
    use_value INTEGER NOT NULL);

CREATE TABLE users(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);

-- `released` is in milliseconds since 1970, as are all times.
CREATE TABLE items(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, creator TEXT, released INTEGER);

-- All attribute columns in order. Those called title, creator and released live in `items`, the values of the
-- others in item_attributes and user_attributes: one row a value, one row a word for lists.
CREATE TABLE attributes(
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL CHECK(owner IN ('item', 'user')),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK(kind IN ('text', 'number', 'date', 'list')),
    UNIQUE(owner, name));
CREATE TABLE attribute_words(
    attribute INTEGER NOT NULL REFERENCES attributes(id),
    code INTEGER NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY(attribute, code)) WITHOUT ROWID;
CREATE TABLE item_attributes(
    item INTEGER NOT NULL REFERENCES items(number),
    attribute INTEGER NOT NULL REFERENCES attributes(id),
    value NOT NULL);
CREATE TABLE user_attributes(
    user INTEGER NOT NULL REFERENCES users(number),
    attribute INTEGER NOT NULL REFERENCES attributes(id),
    value NOT NULL);

-- In the order of user, then time. No value and no time are NULL.
CREATE TABLE events(
    user INTEGER NOT NULL REFERENCES users(number),
    item INTEGER NOT NULL REFERENCES items(number),
    signal INTEGER NOT NULL REFERENCES signals(number),
    value REAL,
    time INTEGER);
CREATE INDEX events_by_user ON events(user);
CREATE INDEX item_attributes_by_item ON item_attributes(item);
CREATE INDEX user_attributes_by_user ON user_attributes(user);

CREATE TABLE models(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    algorithm TEXT NOT NULL,
    params TEXT NOT NULL,
    seed INTEGER NOT NULL,
    data_fingerprint TEXT NOT NULL,
    fit_seconds REAL NOT NULL,
    bytes INTEGER NOT NULL,
    loss REAL,
    trained INTEGER);
CREATE TABLE model_losses(
    model INTEGER NOT NULL REFERENCES models(id),
    step INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    training REAL,
    validation REAL,
    PRIMARY KEY(model, step)) WITHOUT ROWID;
CREATE TABLE model_chunks(
    model INTEGER NOT NULL REFERENCES models(id),
    place INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY(model, place));

CREATE TABLE experiments(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT NOT NULL,
    protocol TEXT NOT NULL,
    made INTEGER,
    json TEXT NOT NULL);
CREATE TABLE experiment_metrics(
    experiment INTEGER NOT NULL REFERENCES experiments(id),
    label TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    params TEXT NOT NULL,
    key TEXT NOT NULL,
    value REAL,
    low REAL,
    high REAL,
    users INTEGER NOT NULL);
CREATE INDEX experiment_metrics_by_experiment ON experiment_metrics(experiment);

CREATE TABLE settings(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;

-- Caches that are made again from the tables above when they are missing, damaged or of another revision.
CREATE TABLE derived(
    name TEXT NOT NULL,
    place INTEGER NOT NULL,
    revision TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY(name, place));
