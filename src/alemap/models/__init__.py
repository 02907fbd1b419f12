"""The SQL graph: load, parse, order, fingerprint, run, lint and check the contract of models."""
