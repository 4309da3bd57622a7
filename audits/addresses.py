"""The code of a standard or criterion as a part of an address: `<code:code>`."""

from audits.framework_file import CODE


class CodeInAddress:
    """What may be a code; whatever cannot be one is no page of the portal, and no database is asked for it."""

    regex = CODE.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value) -> str:
        return str(value)
