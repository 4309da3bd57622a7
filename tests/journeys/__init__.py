"""What each person does in the portal, step by step, in a browser: one file an actor. `tests/test_journey.py` tells
the story; whoever writes another story takes the same steps."""
