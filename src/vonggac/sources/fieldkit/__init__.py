"""The field kit: what an officer without a network and without Python knowledge needs to collect logs and to hunt over them."""

from .building import Built, Wanted, build
from .opening import Difference, Unfit
from .verifying import verify
from .wheels import requirements_for

__all__ = ["Built", "Difference", "Unfit", "Wanted", "build", "requirements_for", "verify"]
