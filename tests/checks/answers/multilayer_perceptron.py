"""Answers, wrong and right, of chapter 04: (exercise, what the check must say, code)."""

SWITCHES = "def three_switches():\n    return {}"
LEAKY = "def leaky_and_slope(z, leak):\n    return {}"
DEAD = "def dead_for_certain(W, b):\n    return {}"
VALUES = "torch.where(z > 0, z, leak * z), "
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


WIDEST = """
def widest(inputs, outputs, depth, budget):
    def count(h):
        return {count}

    width = 0
    while {affordable}:
        width += 1
    return {result}
"""
COUNT = {
    "count": "(inputs + 1) * h + (depth - 1) * (h + 1) * h + (h + 1) * outputs",
    "affordable": "count(width + 1) <= budget",
    "result": "width",
}
MENDED = """
class Mended(nn.Module):
    def __init__(self, inputs, hidden, outputs, depth):
        super().__init__()
        self.first = nn.Linear(inputs, hidden)
        self.middle = {middle}
        self.last = nn.Linear(hidden, outputs)

    def forward(self, X):
        H = {first}
        for layer in self.middle:
            H = {bend}
        return {scores}
"""
PARTS = {
    "middle": "nn.ModuleList(nn.Linear(hidden, hidden) for _ in range(depth - 1))",
    "first": "torch.relu(self.first(X))",
    "bend": "torch.relu(layer(H))",
    "scores": "self.last(H)",
}
DECIDE = """
def decide(P, labels):
    center, spread = P.mean(dim=0), P.std(dim=0)
    spread = {spread}
    model = {model}
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    for _ in range({steps}):
        loss = F.cross_entropy(model({given}), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return lambda new: {scores}
"""
CHOICES = {
    "spread": "torch.where(spread > 0, spread, torch.ones_like(spread))",
    "model": "nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 2))",
    "steps": "200",
    "given": "(P - center) / spread",
    "scores": "model((new - center) / spread)",
}


def counted(**changed):
    """The right answer to 4.5 with one part changed."""
    return WIDEST.format(**COUNT | changed)


def friend(**changed):
    """The right answer to 4.7 with some parts changed."""
    return MENDED.format(**PARTS | changed)


def decided(**changed):
    """The right answer to 4.8 with one part changed."""
    return DECIDE.format(**CHOICES | changed)


def switches(W1="torch.ones(3, 3)", b1="torch.tensor([0.0, -1.0, -2.0])", W2="torch.tensor([[1.0], [-2.0], [2.0]])", b2="torch.zeros(1)"):
    """The right answer to 4.2 with one part changed."""
    return SWITCHES.format(", ".join((W1, b1, W2, b2)))


WRONG = [
    ("4.1", "without relu", "output_by_hand = -3"),
    ("4.1", "an output bias left out", "output_by_hand = 3.0"),
    ("4.1", "a hidden bias left out", "output_by_hand = -1"),
    ("4.1", "the absolute value", "output_by_hand = 7"),
    ("4.1", "rows of W1", "output_by_hand = torch.tensor(5.0)"),
    ("4.1", "with its sign turned", "output_by_hand = 4"),
    ("4.1", "a hidden value. It still goes", "output_by_hand = 1"),
    ("4.1", "the hidden values, before W2", "output_by_hand = [1, 0]"),
    ("4.1", "no relu, and an output bias left out", "output_by_hand = -2"),
    ("4.1", "no relu, and a hidden bias left out", "output_by_hand = -6"),
    ("4.2", "slopes in place of their changes", switches(W2="torch.tensor([[1.0], [-1.0], [1.0]])")),
    ("4.2", "the last change of slope is too small", switches(W2="torch.tensor([[1.0], [-2.0], [1.0]])")),
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
    ("4.2", "bends between two counts", switches(b1="torch.tensor([-0.5, -1.5, -2.5])")),
    ("4.3", "the slope 1 at z = 0", LEAKY.format(VALUES + "torch.where(z >= 0, torch.ones_like(z), torch.full_like(z, leak))")),
    ("4.3", "the slope 0 on the left", LEAKY.format(VALUES + "(z > 0).float()")),
    ("4.3", "plain ReLU", LEAKY.format("z.clamp(min=0), (z > 0).float()")),
    ("4.3", "fractions are needed", LEAKY.format(VALUES + "z > 0")),
    (
        "4.3",
        "values that are leak itself",
        LEAKY.format("torch.where(z > 0, z, torch.full_like(z, leak)), torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak))"),
    ),
    ("4.3", "leak · z on the left: those are the values", LEAKY.format(VALUES + "torch.where(z > 0, torch.ones_like(z), leak * z)")),
    (
        "4.3",
        "That fails for a leak above 1",
        LEAKY.format("torch.maximum(z, leak * z), torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak))"),
    ),
    ("4.3", "the values alone", LEAKY.format("torch.where(z > 0, z, leak * z)")),
    ("4.3", "an `if` on a tensor of many numbers", "def leaky_and_slope(z, leak):\n    return (z, 1.0) if z > 0 else (leak * z, leak)"),
    (
        "4.3",
        "with a choice by the sign of z",
        LEAKY.format("F.leaky_relu(z, leak), torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak))"),
    ),
    (
        "4.3",
        "two slopes that you write down yourself",
        "def leaky_and_slope(z, leak):\n    z = z.clone().requires_grad_()\n    v = torch.where(z > 0, z, leak * z)\n"
        "    v.sum().backward()\n    return v.detach(), z.grad",
    ),
    ("4.3", "a slope of −leak", LEAKY.format(VALUES + "torch.where(z > 0, torch.ones_like(z), torch.full_like(z, -leak))")),
    (
        "4.3",
        "added on the right as well",
        LEAKY.format("z.clamp(min=0) + leak * z, torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak))"),
    ),
    ("4.3", "leak added to the slope", LEAKY.format(VALUES + "(z > 0).float() + leak")),
    ("4.3", "0 / 0 at z = 0", LEAKY.format(VALUES + "torch.where(z > 0, z, leak * z) / z")),
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
    ("4.4", "relu's slope left out", gradients(hidden="H_bar")),
    ("4.4", "a mask made of the gradient", gradients(hidden="H_bar.clamp(min=0)")),
    ("4.4", "relu's values in place of its slope", gradients(hidden="H_bar * H")),
    ("4.4", "the gradients of the sum", gradients(scores="S.softmax(1) - F.one_hot(labels, S.shape[1])")),
    ("4.4", "a second division by n", gradients(hidden="H_bar * (Z > 0) / n")),
    ("4.4", "one-hot minus softmax", gradients(scores="(F.one_hot(labels, S.shape[1]) - S.softmax(1)) / n")),
    ("4.4", "one-hot labels are still to be subtracted", gradients(scores="S.softmax(1) / n")),
    ("4.4", "without relu", gradients(forward="Z", hidden="H_bar")),
    ("4.4", "another order", gradients(result="H.T @ S_bar, S_bar.sum(0), X.T @ Z_bar, Z_bar.sum(0)")),
    ("4.4", "a mean over the examples for b1", gradients(result="X.T @ Z_bar, Z_bar.mean(0), H.T @ S_bar, S_bar.sum(0)")),
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
        "the steps back through the layers",
        "def hidden_gradients(X, labels, *parts):\n    parts = [p.clone().requires_grad_() for p in parts]\n"
        "    H = torch.relu(X @ parts[0] + parts[1])\n"
        "    return torch.autograd.grad(F.cross_entropy(H @ parts[2] + parts[3], labels), parts)",
    ),
    (
        "4.4",
        "the steps back through the layers",
        "def hidden_gradients(X, labels, *parts):\n    parts = [p.clone().requires_grad_() for p in parts]\n"
        "    with torch.enable_grad():\n        H = torch.relu(X @ parts[0] + parts[1])\n"
        "        F.cross_entropy(H @ parts[2] + parts[3], labels).backward()\n    return tuple(p.grad for p in parts)",
    ),
    ("4.1", "z, before relu", "output_by_hand = [1, -1]"),
    ("4.1", "a slip that leads to 0", "output_by_hand = 0"),
    ("4.1", "a leaky relu with 0.1", "output_by_hand = 1.5"),
    ("4.1", "a sigmoid in place of relu", "output_by_hand = 2.538"),
    ("4.1", "a lost minus sign in the first column", "output_by_hand = 14"),
    ("4.1", "This is text", "output_by_hand = '2'"),
    ("4.2", "scores of 1 and −1", switches(W2="torch.tensor([[2.0], [-4.0], [4.0]])", b2="-torch.ones(1)")),
    ("4.2", "another order", "def three_switches():\n    return torch.ones(3, 3), torch.ones(3, 1), torch.zeros(3), torch.zeros(1)"),
    ("4.2", "come near", switches(W2="torch.tensor([[0.95], [-1.9], [1.9]])")),
    (
        "4.2",
        "not all alike",
        switches(
            "torch.tensor([[1.0, -1, 0, 0, 1, -1], [-1, 1, 1, -1, 0, 0], [0, 0, -1, 1, -1, 1]])",
            "torch.zeros(6)",
            "torch.full((6, 1), 0.5)",
        ),
    ),
    ("4.2", "when two or more are up", switches("torch.ones(3, 2)", "torch.tensor([-1.0, -2.0])", "torch.tensor([[1.0], [-1.0]])")),
    ("4.3", "the slope 0 at z = 0", LEAKY.format(VALUES + "(z > 0).to(z.dtype) + leak * (z < 0).to(z.dtype)")),
    ("4.3", "halfway between", LEAKY.format(VALUES + "leak + (1 - leak) * (z.sign() + 1) / 2")),
    ("4.3", "one slope for the whole tensor", LEAKY.format(VALUES + "torch.full_like(z, 1.0 if z.sum() > 0 else leak)")),
    ("4.3", "precision of float64", LEAKY.format(VALUES + "torch.where(z > 0, 1.0, float(leak))")),
    (
        "4.3",
        "changed its input in place",
        "def leaky_and_slope(z, leak):\n    s = torch.where(z > 0, torch.ones_like(z), leak)\n    z *= s\n    return z, s",
    ),
    (
        "4.3",
        "with a choice by the sign of z",
        LEAKY.format("-leak * torch.relu(-z) + torch.relu(z), torch.where(z > 0, torch.ones_like(z), leak)"),
    ),
    ("4.4", "the slope 1 where Z is exactly 0", gradients(hidden="H_bar * (Z >= 0)")),
    ("4.4", "one_hot without the number of classes", gradients(scores="(S.softmax(1) - F.one_hot(labels)) / n")),
    ("4.4", "ten classes", gradients(scores="(S.softmax(1) - F.one_hot(labels, 10)) / n")),
    ("4.4", "a softmax that overflows", gradients(scores="(S.exp() / S.exp().sum(1, keepdim=True) - F.one_hot(labels, S.shape[1])) / n")),
    ("4.4", "tanh's slope", gradients(hidden="H_bar * (1 - H**2)")),
    ("4.4", "written down as 6", gradients(scores="(S.softmax(1) - F.one_hot(labels, S.shape[1])) / 6")),
    ("4.4", "in two dimensions", gradients(result="X.T @ Z_bar, Z_bar.sum(0, keepdim=True), H.T @ S_bar, S_bar.sum(0, keepdim=True)")),
    ("4.4", "the transposes", gradients(result="Z_bar.T @ X, Z_bar.sum(0), S_bar.T @ H, S_bar.sum(0)")),
    (
        "4.4",
        "a squeeze()",
        gradients(result="(X.T @ Z_bar).squeeze(), Z_bar.sum(0).squeeze(), (H.T @ S_bar).squeeze(), S_bar.sum(0).squeeze()"),
    ),
    ("4.5", "a count without biases", counted(count="inputs * h + (depth - 1) * h * h + h * outputs")),
    ("4.5", "without the biases of the outputs", counted(count="(inputs + 1) * h + (depth - 1) * (h + 1) * h + h * outputs")),
    ("4.5", "one layer too many", counted(count="(inputs + 1) * h + depth * (h + 1) * h + (h + 1) * outputs")),
    ("4.5", "one hidden layer whatever", counted(count="(inputs + 1) * h + (h + 1) * outputs")),
    ("4.5", "a single layer between", counted(count="(inputs + 1) * h + (h + 1) * h + (h + 1) * outputs")),
    ("4.5", "the first width that is not affordable", counted(result="width + 1")),
    ("4.5", "`budget` itself is still affordable", counted(affordable="count(width + 1) < budget")),
    ("4.5", "where not even one unit is affordable", counted(result="max(1, width)")),
    ("4.5", "the number of parameters", counted(result="count(width)")),
    ("4.5", "the number of all hidden units", counted(result="width * depth")),
    ("4.5", "one bias for each input of a layer", counted(count="inputs * (h + 1) + (depth - 1) * h * (h + 1) + h * (outputs + 1)")),
    ("4.6", "the white image alone", DEAD.format("W.sum(dim=0) + b <= 0")),
    ("4.6", "the black image alone", DEAD.format("b <= 0")),
    ("4.6", "the white and the black image alone", DEAD.format("torch.maximum(b, W.sum(dim=0) + b) <= 0")),
    ("4.6", "others can be dead, too", DEAD.format("(W <= 0).all(dim=0) & (b <= 0)")),
    ("4.6", "the weights alone", DEAD.format("(W <= 0).all(dim=0)")),
    ("4.6", "as if pixels could be", DEAD.format("W.abs().sum(dim=0) + b <= 0")),
    ("4.6", "taken for awake", DEAD.format("W.clamp(min=0).sum(dim=0) + b < 0")),
    ("4.6", "that can be woken", DEAD.format("W.clamp(min=0).sum(dim=0) + b > 0")),
    ("4.6", "the numbers of the dead units", DEAD.format("(W.clamp(min=0).sum(dim=0) + b <= 0).nonzero().flatten()")),
    ("4.6", "with a single white pixel, or none", DEAD.format("W.clamp(min=0).amax(dim=0) + b <= 0")),
    ("4.6", "Expected a tensor", DEAD.format("bool((W.clamp(min=0).sum(dim=0) + b <= 0).all())")),
    ("4.6", "only just wakes", DEAD.format("W.clamp(min=0).sum(dim=0) + b <= 1e-5")),
    ("4.7", "a plain list keeps them", friend(middle="[nn.Linear(hidden, hidden) for _ in range(depth - 1)]")),
    ("4.7", "one and the same layer", friend(middle="nn.ModuleList([nn.Linear(hidden, hidden)] * (depth - 1))")),
    ("4.7", "one layer too many", friend(middle="nn.ModuleList(nn.Linear(hidden, hidden) for _ in range(depth))")),
    ("4.7", "one layer too few", friend(middle="nn.ModuleList(nn.Linear(hidden, hidden) for _ in range(depth - 2))")),
    ("4.7", "and a softmax that the loss contains", friend(bend="layer(H)", scores="torch.softmax(self.last(H), dim=1)")),
    ("4.7", "a bend missing after the layers", friend(bend="layer(H)")),
    ("4.7", "cross-entropy takes scores", friend(scores="self.last(H).softmax(dim=1)")),
    ("4.7", "a log-softmax", friend(scores="F.log_softmax(self.last(H), dim=1)")),
    ("4.7", "a ReLU on the scores", friend(scores="torch.relu(self.last(H))")),
    ("4.7", "a bend missing after the first", friend(first="self.first(X)")),
    ("4.7", "tanh in place of ReLU", friend(first="torch.tanh(self.first(X))", bend="torch.tanh(layer(H))")),
    ("4.7", "cut off from the parameters", friend(scores="self.last(H).detach()")),
    ("4.7", "argmax has no gradient", friend(scores="self.last(H).argmax(dim=1)")),
    ("4.7", "super().__init__()", friend().replace("super().__init__()", "pass")),
    ("4.8", "a straight border", decided(model="nn.Linear(2, 2)", steps="50")),
    ("4.8", "inputs of very different sizes", decided(given="P", scores="model(new)", steps="50")),
    ("4.8", "divided by 0", decided(spread="spread")),
    ("4.8", "or one score", decided(scores="model((new - center) / spread).argmax(dim=1)")),
    ("4.8", "the wrong order", decided(scores="model((new - center) / spread).flip(1)")),
    ("4.8", "a single new reading has no spread", decided(scores="model((new - new.mean(0)) / new.std(0).clamp(min=1e-6))")),
    ("4.8", "can be called with new readings", decided().replace("return lambda new:", "new = P\n    return")),
    ("4.8", "or like a network that got stuck", decided(steps="3")),
    ("4.8", "a closed curve", decided(steps="6")),
    ("4.8", "was it trained", "def decide(P, labels):\n    return lambda new: torch.zeros(len(new), 2)"),
]

RIGHT: list[tuple[str, str]] = [
    ("4.1", "output_by_hand = torch.tensor(2)"),
    ("4.1", "import numpy as np\n\noutput_by_hand = np.float32(3 * max(0, 2 - 2 + 1) - 1)"),
    ("4.1", "from fractions import Fraction\n\noutput_by_hand = Fraction(3, 1) - 1"),
    (
        "4.2",
        """
def three_switches():
    on = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
    return (2 * on - 1).T, 1 - on.sum(dim=1), torch.ones(4, 1), torch.zeros(1)
""",
    ),
    (
        "4.2",
        """
def three_switches():
    return -torch.ones(3, 3), torch.tensor([3.0, 2, 1]), torch.tensor([[-1.0], [2], [-2]]), torch.ones(1)
""",
    ),
    (
        "4.2",
        """
def three_switches():
    bias = torch.tensor([5.0, -1.0, -2.0])
    return [torch.ones(3, 3), bias, torch.tensor([[1.0], [-2.0], [2.0]]), torch.tensor([-5.0])]
""",
    ),
    (
        "4.3",
        """
def leaky_and_slope(z, leak):
    step = torch.heaviside(z, torch.zeros((), dtype=z.dtype))
    slope = step + leak * (1 - step)
    return slope * z, slope
""",
    ),
    (
        "4.3",
        """
def leaky_and_slope(z, leak):
    numbers = z.reshape(-1).tolist()
    values = torch.tensor([v if v > 0 else leak * v for v in numbers], dtype=z.dtype)
    slopes = torch.tensor([1 if v > 0 else leak for v in numbers], dtype=z.dtype)
    return values.reshape(z.shape), slopes.reshape(z.shape)
""",
    ),
    (
        "4.3",
        """
def relu(z):
    return z * (z > 0)


def leaky_and_slope(z, leak):
    return relu(z) - leak * relu(-z), torch.full_like(z, leak).masked_fill(z > 0, 1)
""",
    ),
    (
        "4.4",
        """
def hidden_gradients(X, labels, W1, b1, W2, b2):
    G = [torch.zeros_like(p) for p in (W1, b1, W2, b2)]
    for x, c in zip(X, labels, strict=True):
        z = x @ W1 + b1
        h = z.clamp(min=0)
        s = (h @ W2 + b2).softmax(dim=0)
        s[c] -= 1
        zb = (W2 @ s) * (z > 0)
        for g, part in zip(G, (torch.outer(x, zb), zb, torch.outer(h, s), s), strict=True):
            g += part / len(X)
    return tuple(G)
""",
    ),
    (
        "4.4",
        """
def softmax(S):
    E = (S - S.amax(1, keepdim=True)).exp()
    return E / E.sum(1, keepdim=True)


def hidden_gradients(X, labels, W1, b1, W2, b2):
    Z = torch.einsum("nd,dk->nk", X, W1) + b1
    H = torch.where(Z > 0, Z, 0.0)
    S_bar = softmax(H @ W2 + b2)
    S_bar[torch.arange(len(X)), labels] -= 1
    S_bar /= len(X)
    Z_bar = torch.einsum("nc,kc,nk->nk", S_bar, W2, (Z > 0).to(X.dtype))
    return [X.T @ Z_bar, torch.einsum("nk->k", Z_bar), H.T @ S_bar, torch.einsum("nc->c", S_bar)]
""",
    ),
    (
        "4.5",
        """
def widest(inputs, outputs, depth, budget):
    low, high = 0, budget + 1
    while high - low > 1:
        h = (low + high) // 2
        layers = [inputs] + depth * [h] + [outputs]
        fits = sum((n + 1) * m for n, m in pairwise(layers)) <= budget
        low, high = (h, high) if fits else (low, h)
    return low
""",
    ),
    (
        "4.5",
        """
import math


def widest(inputs, outputs, depth, budget):
    a, b, c = depth - 1, inputs + outputs + depth, outputs - budget
    if c > 0:
        return 0
    return -c // b if a == 0 else (math.isqrt(b * b - 4 * a * c) - b) // (2 * a)
""",
    ),
    (
        "4.5",
        """
def widest(inputs, outputs, depth, budget, h=1):
    layers = [nn.Linear(n, m) for n, m in pairwise([inputs] + depth * [h] + [outputs])]
    if sum(p.numel() for layer in layers for p in layer.parameters()) > budget:
        return h - 1
    return widest(inputs, outputs, depth, budget, h + 1)
""",
    ),
    (
        "4.6",
        """
def dead_for_certain(W, b):
    favorite = (W > 0).to(W.dtype)
    return (favorite * W).sum(0) + b <= 0
""",
    ),
    (
        "4.6",
        """
from itertools import product


def dead_for_certain(W, b):
    if len(W) > 6:
        return ~(W.clamp_min(0).sum(0).add(b) > 0)
    corners = torch.tensor(list(product([0.0, 1.0], repeat=len(W))), dtype=W.dtype)
    return (F.relu(corners @ W + b) == 0).all(dim=0)
""",
    ),
    (
        "4.6",
        """
def dead_for_certain(W, b):
    most = [c + sum(w for w in column if w > 0) for column, c in zip(W.T.tolist(), b.tolist(), strict=True)]
    return torch.tensor([value <= 0 for value in most], dtype=torch.bool)
""",
    ),
    (
        "4.7",
        """
class Mended(nn.Module):
    def __init__(self, inputs, hidden, outputs, depth):
        super().__init__()
        layers = []
        for n, m in pairwise([inputs] + depth * [hidden]):
            layers += [nn.Linear(n, m), nn.ReLU()]
        self.stack = nn.Sequential(*layers, nn.Linear(hidden, outputs))

    def forward(self, X):
        return self.stack(X)
""",
    ),
    (
        "4.7",
        """
class Mended(nn.Module):
    def __init__(self, inputs, hidden, outputs, depth):
        super().__init__()
        self.last = nn.Linear(hidden, outputs)
        for i in range(depth):
            setattr(self, f"hidden_{i}", nn.Linear(hidden if i else inputs, hidden))
        self.depth = depth

    def forward(self, X):
        for i in range(self.depth):
            X = getattr(self, f"hidden_{i}")(X).clamp(min=0)
        return self.last(X)
""",
    ),
    (
        "4.8",
        """
class Nearest(nn.Module):
    def __init__(self, P, labels):
        super().__init__()
        self.mean, self.spread = P.mean(0), P.std(0) + (P.std(0) == 0)
        self.P, self.labels = (P - self.mean) / self.spread, labels

    def forward(self, new):
        close = torch.cdist((new - self.mean) / self.spread, self.P).topk(7, largest=False).indices
        share = self.labels[close].float().mean(dim=1)
        return torch.stack([1 - share, share], dim=1)


def decide(P, labels):
    return Nearest(P, labels)
""",
    ),
    (
        "4.8",
        """
def decide(P, labels):
    low, high = P.amin(0), P.amax(0)
    width = torch.where(high > low, high - low, 1.0)
    scaled = 2 * (P - low) / width - 1
    best, least = None, float("inf")
    for _ in range(3):
        model = nn.Sequential(nn.Linear(2, 24), nn.Tanh(), nn.Linear(24, 2))
        optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
        for _ in range(80):
            loss = F.cross_entropy(model(scaled[48:]), labels[48:])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        held = F.cross_entropy(model(scaled[:48]), labels[:48]).item()
        if held < least:
            best, least = model, held
    return lambda new: best(2 * (new - low) / width - 1).detach()
""",
    ),
]
