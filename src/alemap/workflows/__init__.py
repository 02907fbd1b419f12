"""One module per job. A workflow knows neither the command line nor how its result is shown."""
