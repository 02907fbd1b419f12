"""Reading and validating the project's files: `alemap.toml` and everything below `pipelines/`."""
