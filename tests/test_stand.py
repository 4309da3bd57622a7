"""The test stand itself: browser, worker and servers are what the journeys and fault tests take them for."""

import psycopg2
import pytest
import redis as redis_client

from lscb_portal.celery import app
from tests import portal, services


@pytest.mark.browser
def test_chromium_reads_the_live_server(page):
    assert page.goto("/healthz").status == 200
    assert page.locator("body").inner_text() == "ready"


@pytest.mark.browser
def test_scripts_run_only_where_they_may(page, page_without_scripts):
    html = "<p>without</p><script>document.querySelector('p').textContent = 'with'</script>"
    for each, words in ((page, "with"), (page_without_scripts, "without")):
        each.set_content(html)
        assert each.locator("p").inner_text() == words


@pytest.mark.browser
def test_a_worker_beside_the_live_server_takes_work_from_the_embedded_broker(worker):
    assert [list(answer.values()) for answer in app.control.ping(timeout=10, limit=1)] == [[{"ok": "pong"}]]


@pytest.mark.fault
def test_the_worker_and_the_web_server_run_on_postgresql_and_redis(worker, tmp_path):
    port = services.spare_port()
    web = portal.web(tmp_path, port)
    web.start()
    try:
        portal.wait_until_answering(web, port)
        answered = app.control.ping(timeout=10, limit=1)
    finally:
        web.stop()

    assert [list(answer.values()) for answer in answered] == [[{"ok": "pong"}]]
    assert portal.database_url().startswith("postgres://")


@pytest.mark.fault
def test_postgresql_keeps_what_it_acknowledged_through_a_kill():
    with services.postgres() as server:
        with psycopg2.connect(server.url) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE minutes (line text)")
            cursor.execute("INSERT INTO minutes VALUES ('Agreed.')")
        connection.close()

        server.kill()
        server.start()

        connection = psycopg2.connect(server.url)
        with connection.cursor() as cursor:
            cursor.execute("SELECT line FROM minutes")
            assert cursor.fetchall() == [("Agreed.",)]
        connection.close()
    assert not services.postgres_answers(server.url)


@pytest.mark.fault
def test_redis_keeps_its_messages_through_a_stop():
    with services.redis() as server:
        with redis_client.Redis.from_url(server.url) as client:
            client.rpush("queue", "render")
        server.stop()
        assert not services.redis_answers(server.url)

        server.start()

        with redis_client.Redis.from_url(server.url) as client:
            assert client.lrange("queue", 0, -1) == [b"render"]
    assert not services.redis_answers(server.url)
