"""The store: the one place that knows DuckDB, how a build is published, and where snapshots lie."""
