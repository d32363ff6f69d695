-- Rule sets of re-ranking, each the JSON that the command line reads. `changed` counts milliseconds since 1970.
CREATE TABLE rule_sets(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    rules TEXT NOT NULL,
    changed INTEGER);
