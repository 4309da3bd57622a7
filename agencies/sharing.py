"""The code by which one board tells another of an agency they are to share, say over the telephone.

A business manager sees the agencies of their own boards only, so an agency that another board keeps already has to be
named by somebody who sees it. The code is worked out from the agency and the portal's secret key, and never stored.
"""

import base64

from django.utils.crypto import salted_hmac

LENGTH = 12
LOOKS_ALIKE = str.maketrans("01OI", "QLQL")


def code_of(agency) -> str:
    """Return the agency's code as three groups of four letters and digits."""
    digest = salted_hmac("agencies.sharing", str(agency.uid), algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode()[:LENGTH].translate(LOOKS_ALIKE)
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def same_code(typed: str, code: str) -> bool:
    """Whether what a person typed is `code`: small letters, spaces and missing hyphens are forgiven."""
    return plain(typed) == plain(code)


def plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum()).translate(LOOKS_ALIKE)
