"""What follows from the facts of systems: what falls when one falls, who operates what is hired, whether a layer stands."""

from vonggac.engines.systems.falling import Fallen, Link, Picture, circle, closing_a_circle, draw, falls_with
from vonggac.engines.systems.hosting import Hired, Operates, operator_of
from vonggac.engines.systems.layers import LEVEL_WHEN_NOT_KNOWN, LayerState, Standing, judge, standing

__all__ = [
    "LEVEL_WHEN_NOT_KNOWN",
    "Fallen",
    "Hired",
    "LayerState",
    "Link",
    "Operates",
    "Picture",
    "Standing",
    "circle",
    "closing_a_circle",
    "draw",
    "falls_with",
    "judge",
    "operator_of",
    "standing",
]
