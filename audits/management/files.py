"""The files that the portal ships for its commands to read."""

from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
