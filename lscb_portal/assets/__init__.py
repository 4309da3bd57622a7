"""Sources and pins of the vendored front-end files; see README.md in this folder."""
