"""The embedded message broker: kombu's filesystem transport in a private folder."""

from pathlib import Path


def filesystem_broker(folder: Path) -> dict:
    """Return the transport options for a broker kept below `folder`, making its folders."""
    queue, control = folder / "queue", folder / "control"
    for path in (queue, control):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "store_processed": False,
        # The default looks once a second, which starves the sweeps while reports are queued.
        "polling_interval": 0.1,
    }
