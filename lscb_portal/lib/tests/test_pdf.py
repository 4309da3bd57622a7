"""A page becomes a tagged PDF in our own fonts, and reaches for nothing that is not the portal's."""

import io
import socket
import subprocess
import threading

import pikepdf
import pytest
from PIL import Image, ImageChops
from weasyprint.urls import FatalURLFetchingError

from lscb_portal.lib import pdf

OURS = {"Source-Sans-3", "Source-Sans-3-Ext", "Source-Serif-4", "Source-Serif-4-Ext"}
WEIGHTS = ("-Semi-Bold", "-Bold")


def page(body, head=""):
    return f'<!DOCTYPE html><html lang="en-GB"><head><title>Paper</title>{head}</head><body>{body}</body></html>'


def written(body, head=""):
    return pdf.write(page(body, head), "report.css")


def opened(made):
    return pikepdf.open(io.BytesIO(made.data))


def elements(document, tag):
    """The structure elements of one tag."""
    found = (held for held in document.objects if isinstance(held, pikepdf.Dictionary))
    return [held for held in found if held.get("/Type") == "/StructElem" and held.get("/S") == tag]


def families(made, tmp_path):
    """The font families embedded in a PDF, without subset tags and weights."""
    lines = run("pdffonts", made, tmp_path).splitlines()[2:]
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines), "every font is embedded, as a subset"
    names = (line.split()[0].partition("+")[2] for line in lines)
    return {name.removesuffix(",").removesuffix(WEIGHTS[0]).removesuffix(WEIGHTS[1]) for name in names}


def run(program, made, tmp_path, *options):
    file = tmp_path / "paper.pdf"
    file.write_bytes(made.data)
    done = subprocess.run([program, *options, file, *(["-"] if program == "pdftotext" else [])], capture_output=True)
    return done.stdout.decode()


def ink(text, tmp_path, style="font-size:40pt;padding-top:20mm"):
    """The drawing of a text in the middle of a page, cut to its edges."""
    made = written(
        f'<p style="{style}">{text}</p>', "<style>@page{@top-left{content:none}@bottom-right{content:none}}</style>"
    )
    file = tmp_path / "ink.pdf"
    file.write_bytes(made.data)
    subprocess.run(["pdftoppm", "-r", "60", "-png", "-singlefile", file, tmp_path / "ink"], check=True)
    drawing = Image.open(tmp_path / "ink.png").convert("L").crop((0, 70, 496, 640))
    edges = ImageChops.invert(drawing).getbbox()
    return drawing.crop(edges) if edges else None


def test_it_is_tagged_and_says_what_it_is():
    with opened(written("<h1>One</h1><p>Two</p>")) as document:
        assert (str(document.Root.Lang), document.Root.MarkInfo.Marked) == ("en-GB", True)
        assert str(document.docinfo.Title) == "Paper"
        assert document.Root.ViewerPreferences.DisplayDocTitle is True
        assert document.Root.PageMode == "/UseOutlines"
        assert len(elements(document, "/H1")) == len(elements(document, "/P")) == 1


def test_headings_are_bookmarks():
    with (
        opened(written("<h1>Report</h1><h2>First</h2><h2>Second</h2>")) as document,
        document.open_outline() as outline,
    ):
        assert [(one.title, [child.title for child in one.children]) for one in outline.root] == [
            ("Report", ["First", "Second"])
        ]


def test_header_cells_say_what_they_head():
    table = (
        "<table><thead><tr><th scope='col'>A</th><th scope='col'>B</th></tr></thead>"
        "<tbody><tr><th scope='row'>x</th><td>1</td></tr></tbody></table>"
    )
    with opened(written(table)) as document:
        assert [str(cell.A.Scope) for cell in elements(document, "/TH")] == ["/Column", "/Column", "/Row"]


def test_the_same_page_gives_the_same_bytes():
    assert written("<h1>Same</h1>").data == written("<h1>Same</h1>").data


def test_progress_is_told_in_order():
    heard = []
    pdf.write(page("<p>x</p>"), "report.css", lambda *stage: heard.append(stage))
    assert [per_cent for _, per_cent in heard] == [10, 25, 80]
    assert all(stage for stage, _ in heard)


def test_only_our_fonts_are_used_also_for_welsh_and_polish_names(tmp_path):
    names = "Siân Llŷr-Kowalczyk, Tŷ Ŵyn, Łukasz Dąbrowski, Zbigniew Wójcik, Świętokrzyska, Gdańsk"
    made = written(f"<h1>{names}</h1><h2>{names}</h2><p>{names} <strong>{names}</strong></p><h3>{names}</h3>")
    assert families(made, tmp_path) == OURS


@pytest.mark.parametrize("long_word", ["Safeguardingsupervisionarrangements" * 4, "x" * 400])
def test_a_long_word_is_broken_without_another_font(long_word, tmp_path):
    assert families(written(f"<p>{long_word}</p>"), tmp_path) == {"Source-Sans-3"}


@pytest.mark.parametrize(("letter", "like"), [("ŷ", "y"), ("Ŵ", "W"), ("Ł", "L"), ("ń", "n"), ("ę", "e")])
def test_a_letter_with_a_mark_looks_like_itself(letter, like, tmp_path):
    """Two font files under one family name printed other letters ("Ł" as "ff") while copied text looked right."""
    marked, plain = ink(letter, tmp_path), ink(like, tmp_path)
    assert abs(marked.width - plain.width) <= 6, "about as wide as the letter without its mark"
    assert marked.tobytes() != plain.tobytes(), "and not the same as it"


def test_words_stay_words(tmp_path):
    text = run("pdftotext", written("<p>&lt;script&gt;alert(1)&lt;/script&gt; {{ board }} &amp;amp;</p>"), tmp_path)
    assert text.split("\n")[0] == "<script>alert(1)</script> {{ board }} &amp;"


@pytest.fixture
def canary(tmp_path):
    file = tmp_path / "canary.txt"
    file.write_text("CANARY")
    return file


@pytest.fixture
def listener():
    """A server that notes whether anybody came."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen():
            while not stop.is_set():
                try:
                    came.append(server.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", came
        stop.set()
        thread.join()


REACHING = [
    '<img src="{url}">',
    '<img src="{url}" alt="x">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<style>@import "{url}";</style>',
    "<style>@import url({url});</style>",
    "<style>@font-face{{font-family:x;src:url({url})}} p{{font-family:x}}</style><p>x</p>",
    '<p style="background:url({url})">x</p>',
    '<p style="background-image:url(&quot;{url}&quot;)">x</p>',
    '<ul style="list-style-image:url({url})"><li>x</li></ul>',
    "<style>p::before{{content:url({url})}}</style><p>x</p>",
    "<style>p{{border-image:url({url}) 1}}</style><p>x</p>",
    "<style>p{{mask-image:url({url})}}</style><p>x</p>",
    "<style>@page{{background:url({url})}}</style><p>x</p>",
    "<style>@page{{@top-left{{content:url({url})}}}}</style><p>x</p>",
    '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><image xlink:href="{url}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><use href="{url}#a"/></svg>',
    '<svg width="9" height="9"><style>@import url({url});</style><rect width="9" height="9"/></svg>',
    '<object data="{url}">x</object>',
    '<embed src="{url}">',
    '<iframe src="{url}"></iframe>',
    '<video poster="{url}"></video>',
    '<base href="{url}"><img src="x.png">',
    '<img srcset="{url} 2x" src="{url}">',
    "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{url}'/%3E%3C/svg%3E\">",
]
ADDRESSES = ["file://{canary}", "{canary}", "http://{host}/x", "//{host}/x", "ftp://{host}/x"]
NO_FONTS = "print.css"  # a stylesheet without fonts is read much faster


@pytest.mark.parametrize("reaching", REACHING)
def test_nothing_outside_is_fetched(reaching, canary, listener, tmp_path):
    """Each way a page can ask for something, with each address: 0 visits, and the canary never sings."""
    host, came = listener
    for address in ADDRESSES:
        url = address.format(canary=canary, host=host)
        try:
            made = pdf.write(page(reaching.format(url=url)), NO_FONTS)
        except FatalURLFetchingError:
            continue
        assert "CANARY" not in run("pdftotext", made, tmp_path), url
        with opened(made) as document:
            assert "/EmbeddedFiles" not in document.Root.get("/Names", {}), url
    assert came == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1:9/x", "https://portal-assets.invalid/../secret"]
)
def test_the_fetcher_refuses_what_it_does_not_know(url):
    with pytest.raises(ValueError, match="may not ask for"):
        pdf.NamedAssets(pdf.static_files()).fetch(url)


def test_the_fetcher_gives_out_stylesheets_and_fonts_alone():
    names = {address.removeprefix(pdf.ASSETS) for address in pdf.static_files()}
    assert "report.css" in names
    assert {name.rpartition(".")[2] for name in names} == {"css", "woff2"}


def test_a_redirect_is_not_followed():
    assert not any("Redirect" in type(handler).__name__ for handler in pdf.NamedAssets({}).handlers)


def test_a_missing_font_is_an_error_and_never_another_font(monkeypatch):
    fewer = {name: path for name, path in pdf.static_files().items() if "ext-600" not in name}
    monkeypatch.setattr(pdf, "static_files", lambda: fewer)
    with pytest.raises(FatalURLFetchingError):
        written("<h1>x</h1>")
