"""The metrics: one pure module each, with definition, source and range."""
