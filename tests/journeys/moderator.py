"""The moderator: takes a first look at a return and sends it back with comments."""

from playwright.sync_api import expect

STANDARD, CODE = "Accountability and governance", "ST01.1"
COMMENT = "Which months is this from, and how many were looked at?"
REASON = "Please date the figures of the first standard."


def opens_the_moderation(moderator):
    """Of the round that is open."""
    moderator.go_to("Self-evaluation", "Self-evaluation")
    moderator.follow("Moderation of Section 11", "Moderation")


def comments_on_the_first_standard(moderator, agency):
    """Read it as it was signed, and write beside its first answer; nobody but the board reads that yet."""
    moderator.follow(f"Read and comment on {agency}", f"First look: {agency}")
    moderator.follow(STANDARD, STANDARD)
    moderator.fill(f"Comment on {CODE}", COMMENT)
    moderator.press("Save", exactly=True)
    moderator.arrive(f"First look: {agency}")
    moderator.see_text("Your comments on standard 1 are saved.")
    moderator.see_text("1 comment waits to be sent")


def sends_it_back(moderator, agency):
    """With the reason, which is asked for, and the comment. The return is away then."""
    moderator.follow("Send it back", f"Send {agency}’s return back")
    moderator.press("Send back to the agency")
    moderator.see_error("What has to change", "Say what has to change.")
    moderator.see(moderator.main.get_by_text(COMMENT))
    moderator.look_closely()
    moderator.fill("What has to change", REASON)
    moderator.press("Send back to the agency")
    moderator.arrive("Moderation")
    moderator.see_text(f"{agency}’s return is sent back. Its leads are told.")
    expect(line_of(moderator, agency)).to_contain_text("Returned to the agency")


def line_of(moderator, agency):
    """The agency's line on the page of moderation."""
    return moderator.main.get_by_role("region", name="By agency").get_by_role("listitem").filter(has_text=agency)
