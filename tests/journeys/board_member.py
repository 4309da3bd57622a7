"""A member of the Strategic Board: reads the report that was issued."""


def downloads_the_newest_report(member) -> bytes:
    """Return the bytes of the PDF."""
    member.go_to("Reports", "Reports to the Strategic Board")
    member.turn_narrow()
    with member.page.expect_download() as waiting:
        member.main.get_by_role("link", name="Download").first.click()
    return waiting.value.path().read_bytes()
