"""Checks of chapter 10: losses by hand and from scratch, a bug, the ROC curve, a threshold."""

from .area import area
from .center import robust_center
from .focal import focal_loss
from .hand import smooth_by_hand
from .quantile import quantile_loss
from .report import report
from .threshold import choose

__all__ = [
    "area",
    "choose",
    "focal_loss",
    "quantile_loss",
    "report",
    "robust_center",
    "smooth_by_hand",
]
