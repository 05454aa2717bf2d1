"""Right answers of chapter 07: (exercise, code)."""

RIGHT: list[tuple[str, str]] = [
    ("7.1", "silent_zero = torch.tensor([75])"),
    (
        "7.1",
        """
g, silent_zero = torch.tensor(1.0), 0
while g > 0:
    g, silent_zero = g / 4, silent_zero + 1
""",
    ),
    ("7.2", "variance_of_z = 50 * 0.2**2 * (3 + 1**2)"),
    ("7.2", "from decimal import Decimal\n\nvariance_of_z = 50 * Decimal('0.2') ** 2 * 4"),
    (
        "7.3",
        """
def xavier_uniform(n_in, n_out, generator):
    a = (6 / (n_in + n_out)) ** 0.5
    return torch.stack([2 * a * torch.rand(n_out, generator=generator) - a for _ in range(n_in)])
""",
    ),
    (
        "7.3",
        """
def xavier_uniform(n_in, n_out, generator):
    sd = (2 / (n_in + n_out)) ** 0.5
    return ((torch.rand((n_out, n_in), generator=generator) - 0.5) * 12**0.5 * sd).T
""",
    ),
    (
        "7.4",
        """
def kaiming(n_in, n_out, generator):
    a = (6 / n_in) ** 0.5
    return torch.rand(n_in, n_out, generator=generator) * 2 * a - a
""",
    ),
    (
        "7.4",
        """
def kaiming(n_in, n_out, generator):
    return torch.normal(0.0, (2 / n_in) ** 0.5, (n_in, n_out), generator=generator)
""",
    ),
    (
        "7.4",
        """
def kaiming(fan_in, fan_out, dice):
    columns = [torch.randn(fan_in, generator=dice) for _ in range(fan_out)]
    return torch.stack(columns, dim=1) / (fan_in / 2) ** 0.5
""",
    ),
    ("7.5", "def leaky_gain(slope):\n    return torch.tensor(2 / (1 + slope**2)).sqrt()"),
    ("7.5", "def leaky_gain(slope):\n    z = torch.tensor([-1.0, 1.0])\n    return float(F.leaky_relu(z, slope).square().mean() ** -0.5)"),
    ("7.5", "import numpy as np\n\nleaky_gain = lambda s: np.float32(np.sqrt(2) / np.hypot(1, s))"),
    (
        "7.6",
        """
def break_symmetry(W, sd, generator):
    return W.clone().add_(torch.randn(W.shape, generator=generator), alpha=sd)
""",
    ),
    (
        "7.6",
        """
def break_symmetry(W, sd, generator):
    columns = [W[:, i] + sd * torch.randn(len(W), generator=generator) for i in range(W.shape[1])]
    return torch.stack(columns, dim=1)
""",
    ),
    (
        "7.6",
        """
def break_symmetry(W, sd, generator):
    return W + sd * 12**0.5 * (torch.rand(W.shape, generator=generator) - 0.5)
""",
    ),
    ("7.7", "def clip_gradients(parameters, limit):\n    return nn.utils.clip_grad_norm_(parameters, limit)"),
    (
        "7.7",
        """
def clip_gradients(parameters, limit):
    length = torch.zeros(1)
    for p in parameters:
        if p.grad is not None:
            length += p.grad.square().sum()
    length = length.sqrt()
    for p in parameters:
        if p.grad is not None and length > limit:
            p.grad = p.grad * (limit / length).item()
    return length
""",
    ),
    (
        "7.7",
        """
@torch.no_grad()
def clip_gradients(parameters, limit):
    grads = [p.grad.view(-1) for p in parameters if p.grad is not None]
    length = torch.cat(grads).norm().item()
    for g in grads:
        g.mul_(min(1.0, limit / length) if length else 1.0)
    return length
""",
    ),
]
