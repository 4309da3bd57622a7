"""The board's performance figures: all indicators in a table, and one indicator over time."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from agencies.permissions import require
from audits.models import Indicator
from audits.performance import series_of, short
from audits.permissions import can_read_figures
from lscb_portal.lib.charts.process import ProcessChart
from lscb_portal.lib.charts.sparkline import Sparkline
from lscb_portal.lib.periods import Quarter

QUARTERS_IN_A_ROW = 15
QUARTERS_ON_A_PAGE = 40
INDICATORS_ON_A_PAGE = 100


def performance(request, board):
    """Every indicator of the board: what needs a question first, then latest, previous, trend and the year."""
    require(can_read_figures(request.user, board))
    indicators = Indicator.objects.visible_to(request.user).of_board(board)
    page = Paginator(indicators, INDICATORS_ON_A_PAGE).get_page(request.GET.get("page"))
    series = series_of(board, page, QUARTERS_IN_A_ROW)
    return render(
        request,
        "audits/indicator/performance.html",
        {
            "page": page,
            "rows": [(one, _sparkline(one)) for one in series],
            "questions": [one for one in series if one.needs_a_question],
            "latest": max((one.latest.quarter for one in series if one.points), default=None),
            "supplied": sum(one.latest.value is not None for one in series if one.points),
        },
    )


def indicator(request, board, uid):
    """One indicator: its chart, its years beside what was published, and every figure with its revisions."""
    require(can_read_figures(request.user, board))
    indicator = get_object_or_404(Indicator.objects.visible_to(request.user).of_board(board), uid=uid)
    (series,) = series_of(board, [indicator], QUARTERS_ON_A_PAGE)
    replaced = indicator.observations.filter(replaced_at__isnull=False).select_related("agency", "recorded_by")
    return render(
        request,
        "audits/indicator/indicator.html",
        {
            "indicator": indicator,
            "series": series,
            "figure": _chart(series),
            "replaced": [
                (one, short(Quarter(one.quarter)), series.as_given(one.value))
                for one in replaced.order_by("-quarter", "agency__short_name", "-revision")
            ],
        },
    )


def _sparkline(series):
    return Sparkline(
        title=series.indicator.name,
        values=series.values,
        reading=series.reading,
        kind=series.variation,
        decimals=series.decimals,
        suffix=series.suffix,
    )


def _chart(series):
    return ProcessChart(
        uid=f"indicator-{series.indicator.pk}",
        title=series.indicator.name,
        labels=[point.label for point in series.points],
        values=series.values,
        reading=series.reading,
        decimals=series.decimals,
        suffix=series.suffix,
    )
