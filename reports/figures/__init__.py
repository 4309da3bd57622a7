"""The figures of a quarter's report: plain functions that read one board's records and return what can be frozen."""
