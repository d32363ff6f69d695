-- Lists of people that were made elsewhere, as a file had them. `origin` is where that file was; `added` counts
-- milliseconds since 1970. Rows and repeated ones are counted as the file was read; what of it the data does not
-- know follows from the data, and is counted against it.
CREATE TABLE outside_lists(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL UNIQUE,
    added INTEGER,
    scored INTEGER NOT NULL,
    users INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    repeated INTEGER NOT NULL);
-- "users" and "items" hold ids, each with a NUL behind it; "entries" for each user how many places there are (32
-- bits), then of each the row of its item (32 bits) and its score (64 bits), little-endian. Cut into places, each
-- deflated (zlib); size and checksum (CRC-32) are those of its bytes before.
CREATE TABLE outside_arrays(
    list INTEGER NOT NULL REFERENCES outside_lists(id),
    name TEXT NOT NULL,
    place INTEGER NOT NULL,
    size INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY(list, name, place));
