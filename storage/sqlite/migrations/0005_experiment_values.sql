-- What an experiment was asked for (JSON), on which data, by which version and how long it took. NULL for
-- experiments that were measured before this was kept.
ALTER TABLE experiments ADD COLUMN specification TEXT;
ALTER TABLE experiments ADD COLUMN data_fingerprint TEXT;
ALTER TABLE experiments ADD COLUMN version TEXT;
ALTER TABLE experiments ADD COLUMN seconds REAL;
-- Values of every user: one array of doubles (little-endian; NaN = the user is left out) for each model, by its
-- place in the experiment, and metric. All have a value for each id of the array "users" of model -1, which
-- holds the ids one after the other, each with a NUL behind it. An array is cut into places, each deflated
-- (zlib); size and checksum (CRC-32) are those of its bytes before.
CREATE TABLE experiment_arrays(
    experiment INTEGER NOT NULL REFERENCES experiments(id),
    model INTEGER NOT NULL,
    name TEXT NOT NULL,
    place INTEGER NOT NULL,
    size INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY(experiment, model, name, place));
