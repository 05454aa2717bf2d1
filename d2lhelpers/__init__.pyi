from . import checks as checks
from . import datasets as datasets
from . import plotting as plotting
from .checkpoints import CheckpointError as CheckpointError
from .checks.frame.progress import progress as progress
from .claims import ClaimError as ClaimError
from .claims import IdentityError as IdentityError
from .claims import claim as claim
from .claims import identity as identity
from .data import batches as batches
from .data import k_folds as k_folds
from .data import split as split
from .data import standardize as standardize
from .data import synthetic_linear as synthetic_linear
from .dice import seed_everything as seed_everything
from .history import History as History
from .live import LiveBoard as LiveBoard
from .measures import accuracy as accuracy
from .measures import evaluate as evaluate
from .plotting import contour_path as contour_path
from .plotting import image_grid as image_grid
from .plotting import learning_curves as learning_curves
from .plotting import show as show
from .runs import EarlyStopping as EarlyStopping
from .training import Diverged as Diverged
from .training import fit as fit

__version__: str
