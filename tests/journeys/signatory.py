"""The signatory: reads the return and signs it, after giving the password again."""


def reads_and_signs(signatory):
    """From the home page to the page of what was signed."""
    signatory.follow("Read and sign Police’s return", "The answers")
    signatory.follow("Go to the signature", "Is it you?")
    signatory.give_password()
    signatory.arrive("Sign Wexshire Police’s return")
    signatory.tick("I have read this return and I sign the declaration")
    signatory.press("Sign and submit")
    signatory.see_text("Wexshire Police’s return is signed and submitted.")
    signatory.arrive("Wexshire Police")
    signatory.turn_narrow()
