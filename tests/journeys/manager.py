"""The business manager: gives the signed report to the Board."""


def issues_the_report(manager):
    """Find the report that is signed off and issue it."""
    manager.go_to("Reports", "Reports to the Strategic Board")
    manager.main.get_by_role("row").filter(has_text="Signed off").get_by_role("link").first.click()
    manager.follow("Issue to the", "Issue the report to the")
    manager.press("Issue the report")
    manager.see_text("The report is issued.")
