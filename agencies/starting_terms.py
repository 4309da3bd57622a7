"""The terms of reference a new board's QAPM sub-group starts with. They are words, to be agreed and replaced."""

QUORUM_RULE = {"clauses": [{"kind": "at_least", "number": 3, "of": {"all": True}}]}

STANDING_ITEMS = (
    "Action plans from Serious Case Reviews, multi-agency and single agency",
    "How learning is embedded in practice",
    "Feedback from audit groups and audit activity",
    "Other sub-groups’ action plans and their impact",
)

CLOSING_ITEMS = ("Forward plan and close",)

PURPOSE = (
    "To scrutinise, monitor and evaluate how well the Board’s agencies safeguard and promote the welfare of children, "
    "from four sources: agencies’ self-evaluations, their reviews of policy and procedure, performance data, and "
    "audits of case files. To check compliance with statute, follow the action plans of Serious Case Reviews and of "
    "the other sub-groups, ask whether learning is embedded, and judge early help and training."
)
MEMBERSHIP = (
    "Agency representatives senior enough to speak for their agency with authority and to commit it, and the chairs "
    "of the other sub-groups. A member who cannot come sends a named deputy. The group meets every quarter; the Chair "
    "may agree to an extra meeting that a member asks for, with a reason. A meeting is quorate when at least three "
    "agencies are represented. Any member may propose an item; the Chair confirms the final agenda."
)
SENIORITY = "Senior enough to speak for the agency with authority."
AUTHORITY = "To commit the agency to actions for it, and to the time of its staff that they need."
ATTENDANCE = 80
DELEGATED_AUTHORITY = (
    "The group may agree audits, their tools and their timetable; agree moderated ratings; set actions for agencies "
    "represented on it; and challenge an agency in writing. What needs money, changes a Board policy or binds an "
    "agency not represented is recommended to the Strategic Board. The group works to an annual work plan that the "
    "Strategic Board agrees, and its Chair gives the Board a progress report every quarter."
)
