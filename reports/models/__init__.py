"""What the Board reads: quarterly reports from frozen figures."""

from reports.models.board_report import BoardReport, Part, ReportNarrative

__all__ = ["BoardReport", "Part", "ReportNarrative"]
