from tests.states import PAGE, models_with_steps, page


def test_the_page_of_states_shows_the_models_as_they_are():
    assert PAGE.read_text() == page()


def test_every_status_field_has_its_steps():
    assert sorted(model.__name__ for model in models_with_steps()) == [
        "AnswerChallenge",
        "BoardReport",
        "Document",
        "EmailDecision",
        "ExtraMeeting",
        "Feedback",
        "Meeting",
        "Minutes",
        "MinutesPaper",
        "Poll",
        "Printout",
        "Proposal",
        "PublicEdition",
        "Review",
        "Round",
        "SelfEvaluation",
        "ServiceUpdate",
    ]


def test_every_state_can_be_reached():
    for model in models_with_steps():
        first, *others = model.Status
        assert set(others) <= {to for steps in model.STEPS.values() for to in steps}, model
