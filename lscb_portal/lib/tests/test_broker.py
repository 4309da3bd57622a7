"""The embedded broker: messages in files, whole or not there."""

import threading
from queue import Empty

import pytest
from kombu import Connection

from lscb_portal.lib.broker import URL, filesystem_broker

MESSAGES = 400


@pytest.fixture
def channel(tmp_path):
    """A function that opens a channel of its own to one broker."""
    opened = []

    def connect():
        opened.append(Connection(URL, transport_options=filesystem_broker(tmp_path)))
        return opened[-1].default_channel

    yield connect
    for connection in opened:
        connection.release()


def test_every_message_arrives_whole_while_somebody_is_looking(channel):
    sending, receiving = channel(), channel()
    sent = [{"number": number, "words": "x" * 20_000} for number in range(MESSAGES)]
    sender = threading.Thread(target=lambda: [sending._put("celery", one) for one in sent])
    sender.start()

    received = []
    while len(received) < MESSAGES:
        try:
            received.append(receiving._get("celery")["number"])
        except Empty:
            assert sender.is_alive() or receiving._size("celery"), "A message was lost."
    sender.join()

    assert sorted(received) == list(range(MESSAGES))


def test_a_message_that_cannot_be_read_is_dropped_and_the_next_one_comes(channel, tmp_path, caplog):
    (tmp_path / "queue").mkdir(parents=True)
    (tmp_path / "queue" / "0_half.celery.msg").write_text("")
    ours = channel()
    ours._put("celery", {"number": 1})

    assert ours._get("celery") == {"number": 1}
    assert [record.message for record in caplog.records] == [
        "A message of the queue celery could not be read and was dropped."
    ]


def test_an_unfinished_message_is_not_there(channel, tmp_path):
    ours = channel()
    (tmp_path / "queue" / "unfinished-1").write_text('{"number"')

    with pytest.raises(Empty):
        ours._get("celery")
