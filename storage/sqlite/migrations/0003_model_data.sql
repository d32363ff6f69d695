-- How much data a model was trained on: what a person is told when the data is other now. NULL for models
-- that were trained before this was kept.
ALTER TABLE models ADD COLUMN users INTEGER;
ALTER TABLE models ADD COLUMN items INTEGER;
ALTER TABLE models ADD COLUMN events INTEGER;
