"""From a report's rows to what a document is made from."""

from reports.document import Frozen


def frozen_of(report) -> Frozen:
    """Return the frozen figures and the words of a report."""
    return Frozen(
        snapshot=report.snapshot,
        sha256=report.snapshot_sha256,
        ledger_head=report.ledger_head,
        version=report.version,
        words=dict(report.narratives.values_list("part", "text")),
    )
