"""The pictures of meetings: what a member prepares, an agency writes and the office follows."""

import re


def the_member(camera):
    """What waits for a member of the sub-group, with the meeting to reply to, and the page to prepare it."""
    member = camera.sit_down("amara.sesay")
    camera.take("home-member", member)
    member.follow(re.compile("^Prepare"), "")
    camera.take("prepare", member)


def the_agency(camera):
    """An agency's page for the quarter, with last quarter's beside it."""
    lead = camera.sit_down("clare.pool")
    lead.follow(re.compile("^Write the service update"), re.compile("^Service update"))
    camera.take("service-update", lead)


def the_office(camera):
    """The meetings, who has sent an update, attendance, the quorum tried out, and the minutes of the last meeting."""
    manager = camera.sit_down("sam.whitlock")
    manager.go_to("Meetings", "Meetings")
    camera.take("meetings", manager)
    for name, link in (("updates", "Service updates"), ("attendance", "Attendance"), ("quorum", "Try the quorum")):
        manager.go_to("Meetings", "Meetings")
        manager.follow(re.compile(f"^{link}"), "")
        camera.take(name, manager)
    manager.go_to("Home", "")
    manager.follow(re.compile("^QAPM meeting"), "")
    manager.follow(re.compile("minutes", re.IGNORECASE), "")
    camera.take("minutes", manager)


SCENES = (the_member, the_agency, the_office)
