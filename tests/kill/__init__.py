"""People who work on while the portal is killed under them, the one who kills it, and what must then be true."""
