-- How the events of a model's training became numbers: 'signals', 'values' or 'once'. NULL for models that were
-- trained before there was a choice: by the weights of their signals.
ALTER TABLE models ADD COLUMN weighing TEXT;
