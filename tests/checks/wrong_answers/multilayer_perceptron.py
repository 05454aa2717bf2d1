"""Wrong answers of chapter 04: (exercise, what the check must say, code)."""

SWITCHES = "def three_switches():\n    return {}"
LEAKY = "def leaky_and_slope(z, leak):\n    return {}"
DEAD = "def dead_units(H):\n    return {}"
COUNT = "def parameter_count(w):\n    pairs = list(zip(w[:-1], w[1:]))\n    return {}"
RIGHT = "torch.where(z > 0, z, leak * z), "
GRADIENTS = """
def hidden_gradients(X, labels, W1, b1, W2, b2):
    n = len(labels)
    Z = X @ W1 + b1
    H = {forward}
    S = H @ W2 + b2
    S_bar = {scores}
    H_bar = S_bar @ W2.T
    Z_bar = {hidden}
    return {result}
"""
STEPS = {
    "forward": "Z.clamp(min=0)",
    "scores": "(S.softmax(1) - F.one_hot(labels, S.shape[1])) / n",
    "hidden": "H_bar * (Z > 0)",
    "result": "X.T @ Z_bar, Z_bar.sum(0), H.T @ S_bar, S_bar.sum(0)",
}


def gradients(**changed):
    """The right answer to 4.4 with one step changed."""
    return GRADIENTS.format(**STEPS | changed)


def switches(W1="torch.ones(3, 3)", b1="torch.tensor([0.0, -1.0, -2.0])", W2="torch.tensor([[1.0], [-2.0], [2.0]])", b2="torch.zeros(1)"):
    """The right answer to 4.2 with one part changed."""
    return SWITCHES.format(", ".join((W1, b1, W2, b2)))


WRONG = [
    ("4.1", "without relu", "output_by_hand = -3"),
    ("4.1", "a forgotten output bias", "output_by_hand = 3.0"),
    ("4.1", "a forgotten hidden bias", "output_by_hand = -1"),
    ("4.1", "the absolute value", "output_by_hand = 7"),
    ("4.1", "rows of W1", "output_by_hand = torch.tensor(5.0)"),
    ("4.1", "added, not subtracted", "output_by_hand = 4"),
    ("4.1", "the hidden value h1", "output_by_hand = 1"),
    ("4.1", "Expected one number", "output_by_hand = [1, 0]"),
    ("4.1", "no relu, and a forgotten output bias", "output_by_hand = -2"),
    ("4.1", "no relu, and a forgotten hidden bias", "output_by_hand = -6"),
    ("4.2", "the slopes in place of their changes", switches(W2="torch.tensor([[1.0], [-1.0], [1.0]])")),
    ("4.2", "the last change of slope is 1", switches(W2="torch.tensor([[1.0], [-2.0], [1.0]])")),
    (
        "4.2",
        "a lamp that is on when any switch is up",
        switches("torch.ones(3, 2)", "torch.tensor([0.0, -1.0])", "torch.tensor([[1.0], [-1.0]])"),
    ),
    ("4.2", "a first bend too late", switches(b1="torch.tensor([-1.0, -2.0, -3.0])")),
    ("4.2", "on the wrong side", switches(b1="torch.tensor([0.0, 1.0, 2.0])")),
    ("4.2", "bend at the same place", switches(b1="torch.zeros(3)", W2="torch.ones(3, 1) / 3")),
    ("4.2", "the opposite", switches(W2="torch.tensor([[-1.0], [2.0], [-2.0]])", b2="torch.ones(1)")),
    ("4.2", "shape (units, 1)", switches(W2="torch.tensor([1.0, -2.0, 2.0])")),
    ("4.2", "the transpose", switches("torch.ones(2, 3)", "torch.zeros(2)", "torch.ones(2, 1)")),
    ("4.2", "Expected float32", switches(W1="torch.ones(3, 3, dtype=torch.int64)")),
    ("4.2", "One unit makes one bend", switches("torch.ones(3, 1)", "torch.zeros(1)", "torch.ones(1, 1)")),
    ("4.2", "four tensors", SWITCHES.format("torch.ones(3, 3), torch.zeros(3)")),
    ("4.2", "goes on falling after two", switches("torch.ones(3, 2)", "torch.tensor([0.0, -1.0])", "torch.tensor([[1.0], [-2.0]])")),
    ("4.2", "Each unit sees a single switch", switches("torch.eye(3)")),
    (
        "4.2",
        "no unit sees that switch",
        switches("torch.tensor([[1.0, -1.0], [-1.0, 1.0], [0.0, 0.0]])", "torch.zeros(2)", "torch.ones(2, 1)"),
    ),
    ("4.2", "At which count is the lamp wrong", switches(b1="torch.tensor([-0.5, -1.5, -2.5])")),
    ("4.3", "the slope 1 at z = 0", LEAKY.format(RIGHT + "torch.where(z >= 0, torch.ones_like(z), torch.full_like(z, leak))")),
    ("4.3", "the slope 0 on the left", LEAKY.format(RIGHT + "(z > 0).float()")),
    ("4.3", "plain ReLU", LEAKY.format("z.clamp(min=0), (z > 0).float()")),
    ("4.3", "fractions are needed", LEAKY.format(RIGHT + "z > 0")),
    (
        "4.3",
        "values that are leak itself",
        LEAKY.format("torch.where(z > 0, z, torch.full_like(z, leak)), torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak))"),
    ),
    ("4.3", "leak · z on the left: those are the values", LEAKY.format(RIGHT + "torch.where(z > 0, torch.ones_like(z), leak * z)")),
    (
        "4.3",
        "That fails for a leak above 1",
        LEAKY.format("torch.maximum(z, leak * z), torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak))"),
    ),
    ("4.3", "Return two tensors", LEAKY.format("torch.where(z > 0, z, leak * z)")),
    ("4.3", "torch.where chooses for each entry", "def leaky_and_slope(z, leak):\n    return (z, 1.0) if z > 0 else (leak * z, leak)"),
    ("4.3", "ready-made", LEAKY.format("F.leaky_relu(z, leak), torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak))")),
    (
        "4.3",
        "Write the slopes down yourself",
        "def leaky_and_slope(z, leak):\n    z = z.clone().requires_grad_()\n    v = torch.where(z > 0, z, leak * z)\n"
        "    v.sum().backward()\n    return v.detach(), z.grad",
    ),
    ("4.3", "a slope of −leak", LEAKY.format(RIGHT + "torch.where(z > 0, torch.ones_like(z), torch.full_like(z, -leak))")),
    (
        "4.3",
        "added on the right as well",
        LEAKY.format("z.clamp(min=0) + leak * z, torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak))"),
    ),
    ("4.3", "leak added to the slope", LEAKY.format(RIGHT + "(z > 0).float() + leak")),
    ("4.3", "0 / 0 at z = 0", LEAKY.format(RIGHT + "torch.where(z > 0, z, leak * z) / z")),
    (
        "4.3",
        "whatever the argument says",
        LEAKY.format("torch.where(z > 0, z, 0.1 * z), torch.where(z > 0, torch.ones_like(z), torch.full_like(z, 0.1))"),
    ),
    (
        "4.3",
        "in the other order",
        LEAKY.format("torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak)), torch.where(z > 0, z, leak * z)"),
    ),
    ("4.4", "relu's slope is missing", gradients(hidden="H_bar")),
    ("4.4", "a mask made of the gradient", gradients(hidden="H_bar.clamp(min=0)")),
    ("4.4", "relu's values in place of its slope", gradients(hidden="H_bar * H")),
    ("4.4", "the gradients of the sum", gradients(scores="S.softmax(1) - F.one_hot(labels, S.shape[1])")),
    ("4.4", "a second division by n", gradients(hidden="H_bar * (Z > 0) / n")),
    ("4.4", "one-hot minus softmax", gradients(scores="(F.one_hot(labels, S.shape[1]) - S.softmax(1)) / n")),
    ("4.4", "one-hot labels are still to be subtracted", gradients(scores="S.softmax(1) / n")),
    ("4.4", "without relu", gradients(forward="Z", hidden="H_bar")),
    ("4.4", "another order", gradients(result="H.T @ S_bar, S_bar.sum(0), X.T @ Z_bar, Z_bar.sum(0)")),
    ("4.4", "a mean over the examples", gradients(result="X.T @ Z_bar, Z_bar.mean(0), H.T @ S_bar, S_bar.sum(0)")),
    ("4.4", "Z in the place of H", gradients(result="X.T @ Z_bar, Z_bar.sum(0), Z.T @ S_bar, S_bar.sum(0)")),
    ("4.4", "a sum over the units", gradients(result="X.T @ Z_bar, Z_bar.sum(1), H.T @ S_bar, S_bar.sum(0)")),
    ("4.4", "four tensors", gradients(result="X.T @ Z_bar, Z_bar.sum(0)")),
    ("4.4", "softmax over the examples", gradients(scores="(S.softmax(0) - F.one_hot(labels, S.shape[1])) / n")),
    ("4.4", "a mean over all scores", gradients(scores="(S.softmax(1) - F.one_hot(labels, S.shape[1])) / S.numel()")),
    ("4.4", "without the biases", gradients(forward="(Z - b1).clamp(min=0); Z = Z - b1; b2 = 0 * b2")),
    ("4.4", "X in the place of H", gradients(result="X.T @ Z_bar, Z_bar.sum(0), X.T @ S_bar, S_bar.sum(0)")),
    ("4.4", "another order", gradients(result="H.T @ S_bar, X.T @ Z_bar, S_bar.sum(0), Z_bar.sum(0)")),
    (
        "4.4",
        "This looks like autograd",
        "def hidden_gradients(X, labels, *parts):\n    parts = [p.clone().requires_grad_() for p in parts]\n"
        "    H = torch.relu(X @ parts[0] + parts[1])\n"
        "    return torch.autograd.grad(F.cross_entropy(H @ parts[2] + parts[3], labels), parts)",
    ),
    (
        "4.4",
        "This looks like autograd",
        "def hidden_gradients(X, labels, *parts):\n    parts = [p.clone().requires_grad_() for p in parts]\n"
        "    with torch.enable_grad():\n        H = torch.relu(X @ parts[0] + parts[1])\n"
        "        F.cross_entropy(H @ parts[2] + parts[3], labels).backward()\n    return tuple(p.grad for p in parts)",
    ),
    ("4.5", "the weights alone", COUNT.format("sum(n * m for n, m in pairs)")),
    ("4.5", "one bias for each input", COUNT.format("sum(n * m + n for n, m in pairs)")),
    ("4.5", "one bias for a whole layer", COUNT.format("sum(n * m + 1 for n, m in pairs)")),
    ("4.5", "biases for the inputs as well", COUNT.format("sum(n * m for n, m in pairs) + sum(w)")),
    ("4.5", "a missing last layer", COUNT.format("sum(n * m + m for n, m in pairs[:-1])")),
    ("4.5", "the product of all widths", "import math\n\ndef parameter_count(w):\n    return math.prod(w)"),
    ("4.5", "the first layer alone", "def parameter_count(w):\n    for n, m in zip(w[:-1], w[1:]):\n        return n * m + m"),
    ("4.5", "the last layer alone", COUNT.format("w[-2] * w[-1] + w[-1]")),
    ("4.5", "every second layer", COUNT.format("sum(n * m + m for n, m in zip(w[::2], w[1::2]))")),
    ("4.5", "both sides of a layer", COUNT.format("sum(n * m + n + m for n, m in pairs)")),
    ("4.5", "(n + 1)(m + 1)", COUNT.format("sum((n + 1) * (m + 1) for n, m in pairs)")),
    ("4.6", "a mask of yes and no", DEAD.format("(H == 0).all(dim=0)")),
    ("4.6", "a count", DEAD.format("(H == 0).all(dim=0).sum()")),
    ("4.6", "examples in place of units", DEAD.format("(H == 0).all(dim=1).nonzero().flatten()")),
    ("4.6", "any() in place of all()", DEAD.format("(H == 0).any(dim=0).nonzero().flatten()")),
    ("4.6", "the living units", DEAD.format("(H != 0).any(dim=0).nonzero().flatten()")),
    ("4.6", "the column of nonzero()", DEAD.format("(H == 0).all(dim=0).nonzero()")),
    ("4.6", "a list", DEAD.format("[j for j in range(H.shape[1]) if (H[:, j] == 0).all()]")),
    ("4.6", "squeeze()", DEAD.format("(H == 0).all(dim=0).nonzero().squeeze()")),
    ("4.6", "say little on average", DEAD.format("(H.mean(dim=0) < 0.01).nonzero().flatten()")),
    ("4.6", "begin at 1", DEAD.format("(H == 0).all(dim=0).nonzero().flatten() + 1")),
    ("4.6", "nothing found", DEAD.format("(H < 0).all(dim=0).nonzero().flatten()")),
    ("4.6", "nothing found", DEAD.format("(H == 0).all().nonzero().flatten()")),
    ("4.6", "it becomes float32", DEAD.format("torch.tensor([j for j in range(H.shape[1]) if (H[:, j] == 0).all()])")),
    ("4.6", "whether a whole column is zero", DEAD.format("(H == 0).nonzero()[:, 1]")),
    ("4.6", "a mask of 1.0 and 0.0", DEAD.format("(H == 0).all(dim=0).float()")),
    ("4.7", "Softmax over a single unit", 'output_layers = [(1, "softmax"), (7, "softmax"), (1, "none"), (5, "sigmoid")]'),
    ("4.7", "Two units with softmax would do", 'output_layers = [(2, "softmax"), (7, "softmax"), (1, "none"), (5, "sigmoid")]'),
    ("4.7", "several birds could be certain", 'output_layers = [(1, "sigmoid"), (7, "sigmoid"), (1, "none"), (5, "sigmoid")]'),
    ("4.7", "A temperature can be 30", 'output_layers = [(1, "sigmoid"), (7, "softmax"), (1, "sigmoid"), (5, "sigmoid")]'),
    ("4.7", "makes the instruments compete", 'output_layers = [(1, "sigmoid"), (7, "softmax"), (1, "none"), (5, "softmax")]'),
    ("4.7", "How many numbers", 'output_layers = [(1, "sigmoid"), (7, "softmax"), (1, "none"), (1, "sigmoid")]'),
    ("4.7", "Choose among", 'output_layers = [(1, "sigmoid"), (7, "relu"), (1, "none"), (5, "sigmoid")]'),
    ("4.7", "four pairs", 'output_layers = ["sigmoid", "softmax"]'),
    ("4.7", "without quotes", 'output_layers = [("1", "sigmoid"), (7, "softmax"), (1, "none"), (5, "sigmoid")]'),
    ("4.7", "32 combinations", 'output_layers = [(1, "sigmoid"), (7, "softmax"), (1, "none"), (32, "softmax")]'),
]
