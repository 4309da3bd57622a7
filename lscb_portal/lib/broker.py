"""The embedded message broker: kombu's filesystem transport in a private folder, with messages that appear whole.

kombu makes a message's file empty and fills it afterwards. A worker that looked in between read nothing, and ended.
"""

import logging
import os
import time
import uuid
from json import dumps
from pathlib import Path

from kombu.transport import TRANSPORT_ALIASES, filesystem

URL = "portal-files://"
LOOKS, SECONDS_BETWEEN = 20, 0.05
log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Messages are written under another name and renamed; what cannot be read is not there (yet)."""

    def _put(self, queue, payload, **kwargs):
        """Put `payload` onto `queue`; names sort in the order of time, as kombu's do."""
        folder = Path(self.data_folder_out)
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        unfinished = folder / f"unfinished-{uuid.uuid4()}"
        unfinished.write_text(dumps(payload), encoding="utf-8")
        os.replace(unfinished, folder / name)

    def _get(self, queue):
        """Take the next message from `queue`. One that cannot be read is dropped: a message is only a doorbell."""
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                log.warning("A message of the queue %s could not be read and was dropped.", queue)

    def get_table(self, exchange):
        """Return the queues bound to `exchange`, waiting a moment where its file is just being written."""
        for _ in range(LOOKS):
            try:
                return super().get_table(exchange)
            except ValueError:
                time.sleep(SECONDS_BETWEEN)
        return super().get_table(exchange)


class Transport(filesystem.Transport):
    Channel = Channel


TRANSPORT_ALIASES["portal-files"] = f"{__name__}:Transport"


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
