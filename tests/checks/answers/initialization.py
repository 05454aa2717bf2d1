"""Answers, wrong and right, of chapter 07: (exercise, what the check must say, code)."""

XAVIER = "def xavier_uniform(n_in, n_out, generator):\n    "
EVEN = "return A * (2 * torch.rand(n_in, n_out, generator=generator) - 1)"
GAIN = "def leaky_gain(slope):\n    "
CLIP = "def clip_gradients(parameters, limit):\n    gradients = [p.grad for p in parameters if p.grad is not None]\n    "
SHORTEN = "if length > limit:\n        for g in gradients:\n            g *= limit / length\n    "
LENGTH = "length = torch.cat([g.flatten() for g in gradients]).norm()\n    "

MEND = """
def mended_start(net, generator):
    for part in net.modules():
        if isinstance(part, nn.Linear):
            with torch.no_grad():
                part.weight.copy_((2 / part.in_features) ** 0.5 * torch.randn(part.weight.shape, generator=generator))
                if part.bias is not None:
                    part.bias.zero_()
    return net
"""
GROW = """
def grow(W1, b1, W2, extra, generator):
    new = (2 / len(W1)) ** 0.5 * torch.randn(len(W1), extra, generator=generator, dtype=W1.dtype)
    silent = torch.zeros(extra, W2.shape[1], dtype=W2.dtype)
    return torch.cat([W1, new], dim=1), torch.cat([b1, torch.zeros(extra, dtype=b1.dtype)]), torch.cat([W2, silent])
"""
START = "def start_for(bend, width, generator):\n    z = torch.randn(1_000_000, generator=generator)\n    return "

WRONG = [
    ("7.1", "one sigmoid too few", "silent_zero = 74"),
    ("7.1", "the smallest ordinary float32", "silent_zero = 64"),
    ("7.1", "the smallest ordinary float32", "silent_zero = 63"),
    ("7.1", "a halving for each sigmoid", "silent_zero = 150"),
    ("7.1", "the limit of float64", "silent_zero = 538"),
    ("7.1", "a division without rounding", "silent_zero = 149 / 2"),
    ("7.1", "the numbers of mathematics never reach 0", "silent_zero = float('inf')"),
    ("7.1", "Expected one number", "silent_zero = 'after 75'"),
    ("7.1", "half of the way", "silent_zero = 38"),
    ("7.1", "half of the way", "silent_zero = 37"),
    ("7.1", "the smallest that float32 still has", "silent_zero = 73"),
    ("7.1", "the exponent of the largest", "silent_zero = 128"),
    ("7.1", "the gradient that is left", "silent_zero = 0"),
    ("7.1", "the numbers of mathematics never reach 0", "silent_zero = torch.tensor(float('inf'))"),
    ("7.2", "the inputs' variance in place of their mean square", "variance_of_z = 50 * 0.2**2 * 3"),
    ("7.2", "the weights' standard deviation in place of their variance", "variance_of_z = 50 * 0.2 * 4"),
    ("7.2", "the variance of one product", "variance_of_z = 0.04 * 4"),
    ("7.2", "3 is a variance already", "variance_of_z = 50 * 0.04 * (3**2 + 1)"),
    ("7.2", "the standard deviation of z", "variance_of_z = 8**0.5"),
    ("7.2", "a sum of equal products", "variance_of_z = 50**2 * 0.04 * 4"),
    ("7.2", "two things at once", "variance_of_z = 30"),
    ("7.2", "the square of the variance", "variance_of_z = 50 * 0.2**2 * 3**2"),
    ("7.2", "in brackets", "variance_of_z = 50 * 0.2**2 * 3 + 1"),
    ("7.2", "the inputs are missing", "variance_of_z = 50 * 0.2"),
    ("7.2", "without a mixed term", "variance_of_z = 50 * 0.04 * (3**0.5 + 1) ** 2"),
    (
        "7.3",
        "a bound without √3",
        XAVIER + "return (2 / (n_in + n_out)) ** 0.5 * (2 * torch.rand(n_in, n_out, generator=generator) - 1)",
    ),
    ("7.3", "a variance used as the bound", XAVIER + "return 2 / (n_in + n_out) * (2 * torch.rand(n_in, n_out, generator=generator) - 1)"),
    (
        "7.3",
        "numbers between 0 and the bound",
        XAVIER + "return (6 / (n_in + n_out)) ** 0.5 * torch.rand(n_in, n_out, generator=generator)",
    ),
    (
        "7.3",
        "that reaches only from −a/2 to a/2",
        XAVIER + "return (6 / (n_in + n_out)) ** 0.5 * (torch.rand(n_in, n_out, generator=generator) - 0.5)",
    ),
    ("7.3", "the inputs alone", XAVIER + "return (6 / n_in) ** 0.5 * (2 * torch.rand(n_in, n_out, generator=generator) - 1)"),
    ("7.3", "a normal distribution", XAVIER + "return (2 / (n_in + n_out)) ** 0.5 * torch.randn(n_in, n_out, generator=generator)"),
    ("7.3", "nn.Linear's layout", XAVIER + "return (6 / (n_in + n_out)) ** 0.5 * (2 * torch.rand(n_out, n_in, generator=generator) - 1)"),
    ("7.3", "torch's global dice", XAVIER + "return (6 / (n_in + n_out)) ** 0.5 * (2 * torch.rand(n_in, n_out) - 1)"),
    ("7.3", "the bound is missing", XAVIER + "return 2 * torch.rand(n_in, n_out, generator=generator) - 1"),
    ("7.3", "without the ready-made function", XAVIER + "return nn.init.xavier_uniform_(torch.empty(n_in, n_out), generator=generator)"),
    (
        "7.3",
        "the 2 in Xavier's variance is missing",
        XAVIER + "return (3 / (n_in + n_out)) ** 0.5 * (2 * torch.rand(n_in, n_out, generator=generator) - 1)",
    ),
    ("7.3", "one number for each input", XAVIER + "return (torch.rand(n_in, 1, generator=generator) - 0.5).expand(n_in, n_out)"),
    (
        "7.3",
        "a choice among 2 numbers",
        XAVIER + "a = (6 / (n_in + n_out)) ** 0.5\n    return a * torch.sign(torch.rand(n_in, n_out, generator=generator) - 0.5)",
    ),
    (
        "7.3",
        "a choice among 3 numbers",
        XAVIER + "a = (6 / (n_in + n_out)) ** 0.5\n    return a * torch.randint(-1, 2, (n_in, n_out), generator=generator)",
    ),
    (
        "7.3",
        "brackets missing",
        XAVIER + "a = (6 / (n_in + n_out)) ** 0.5\n    return a * 2 * torch.rand(n_in, n_out, generator=generator) - 1",
    ),
    (
        "7.3",
        "only what is subtracted",
        XAVIER + "a = (6 / (n_in + n_out)) ** 0.5\n    return 2 * torch.rand(n_in, n_out, generator=generator) - a",
    ),
    (
        "7.3",
        "between −bound and 0",
        XAVIER + "a = (6 / (n_in + n_out)) ** 0.5\n    return a * (torch.rand(n_in, n_out, generator=generator) - 1)",
    ),
    (
        "7.3",
        "the root goes over the 6",
        XAVIER + "return 6 / (n_in + n_out) ** 0.5 * (2 * torch.rand(n_in, n_out, generator=generator) - 1)",
    ),
    (
        "7.3",
        "Xavier adds the two widths",
        XAVIER + "return (6 / (n_in * n_out)) ** 0.5 * (2 * torch.rand(n_in, n_out, generator=generator) - 1)",
    ),
    ("7.3", "upside down", XAVIER + "return ((n_in + n_out) / 6) ** 0.5 * (2 * torch.rand(n_in, n_out, generator=generator) - 1)"),
    ("7.5", "ReLU's gain whatever the slope", GAIN + "return 2**0.5"),
    ("7.5", "a variance: the gain multiplies", GAIN + "return 2 / (1 + slope**2)"),
    ("7.5", "the slope without its square", GAIN + "return (2 / (1 + slope)) ** 0.5"),
    ("7.5", "the inverse", GAIN + "return ((1 + slope**2) / 2) ** 0.5"),
    ("7.5", "(1 + s)² in place of 1 + s²", GAIN + "return 2**0.5 / (1 + slope)"),
    ("7.5", "a root over the 2 alone", GAIN + "return 2**0.5 / (1 + slope**2)"),
    ("7.5", "a missing 2", GAIN + "return 1 / (1 + slope**2) ** 0.5"),
    ("7.5", "a minus in 1 + s²", GAIN + "return (2 / (1 - slope**2)) ** 0.5"),
    ("7.5", "the 2 outside the root", GAIN + "return 2 / (1 + slope**2) ** 0.5"),
    ("7.5", "brackets missing", GAIN + "return (2 / 1 + slope**2) ** 0.5"),
    ("7.5", "a straight line", GAIN + "return 2**0.5 * (1 - slope) + slope"),
    ("7.5", "a difference, 2 − s²", GAIN + "return (2 - slope**2) ** 0.5"),
    ("7.5", "a half forgotten", GAIN + "return 1 / (0.5 + slope**2) ** 0.5"),
    (
        "7.5",
        "measured on random numbers",
        GAIN + "z = torch.randn(1_000_000)\n    return (1 / torch.where(z > 0, z, slope * z).square().mean()) ** 0.5",
    ),
    (
        "7.5",
        "the variance of the outputs",
        GAIN + "z = torch.randn(1_000_000)\n    return (1 / torch.where(z > 0, z, slope * z).var()) ** 0.5",
    ),
    ("7.5", "without the ready-made function", GAIN + "return nn.init.calculate_gain('leaky_relu', slope)"),
    (
        "7.7",
        "a limit for each tensor by itself",
        CLIP + LENGTH + "for g in gradients:\n        g *= min(1, limit / (g.norm() + 1e-9))\n    return length",
    ),
    ("7.7", "a limit for each number", CLIP + LENGTH + "for g in gradients:\n        g.clamp_(-limit, limit)\n    return length"),
    ("7.7", "short gradients made longer", CLIP + LENGTH + "for g in gradients:\n        g *= limit / (length + 1e-9)\n    return length"),
    (
        "7.7",
        "a division by a length of 0",
        CLIP + LENGTH + "for g in gradients:\n        g *= torch.minimum(length, torch.tensor(limit)) / length\n    return length",
    ),
    (
        "7.7",
        "a division by a length of 0",
        CLIP + LENGTH + "for g in gradients:\n        g *= min(1, limit / length.item())\n    return length",
    ),
    (
        "7.7",
        "gradients that were not changed",
        CLIP + LENGTH + "for g in gradients:\n        g = g * min(1, limit / length)\n    return length",
    ),
    ("7.7", "the sum of the tensors' lengths", CLIP + "length = sum(g.norm() for g in gradients)\n    " + SHORTEN + "return length"),
    ("7.7", "a length without its root", CLIP + "length = sum((g**2).sum() for g in gradients)\n    " + SHORTEN + "return length"),
    ("7.7", "the length after clipping", CLIP + LENGTH + SHORTEN + "return torch.cat([g.flatten() for g in gradients]).norm()"),
    ("7.7", "Nothing came back", CLIP + LENGTH + SHORTEN),
    (
        "7.7",
        "a `.grad` that is None",
        "def clip_gradients(parameters, limit):\n    length = torch.cat([p.grad.flatten() for p in parameters]).norm()\n"
        "    if length > limit:\n        for p in parameters:\n            p.grad *= limit / length\n    return length",
    ),
    (
        "7.7",
        "it changes the parameters themselves",
        CLIP + LENGTH + "if length > limit:\n        for p in parameters:\n            p.data *= limit / length\n    return length",
    ),
    (
        "7.7",
        "a decision for each tensor by itself",
        CLIP + LENGTH + "for g in gradients:\n        if g.norm() > limit:\n            g *= limit / length\n    return length",
    ),
    (
        "7.7",
        "it changes the parameters themselves",
        CLIP + LENGTH + "if length > limit:\n        for p in parameters:\n            p *= limit / length\n    return length",
    ),
    (
        "7.7",
        "put in the place of a gradient",
        CLIP + LENGTH + "if length > limit:\n        for p in parameters:\n            p.grad = limit\n    return length",
    ),
    ("7.7", "tensors stacked as they are", CLIP + "length = torch.stack(gradients).norm()\n    " + SHORTEN + "return length"),
    ("7.7", "tensors joined as they are", CLIP + "length = torch.cat(gradients).norm()\n    " + SHORTEN + "return length"),
    (
        "7.7",
        "the squares of the tensors' sums",
        CLIP + "length = sum(g.sum() ** 2 for g in gradients) ** 0.5\n    " + SHORTEN + "return length",
    ),
    (
        "7.7",
        "the mean of the tensors' lengths",
        CLIP + "length = sum(g.norm() for g in gradients) / len(gradients)\n    " + SHORTEN + "return length",
    ),
    (
        "7.7",
        "still growing",
        CLIP + "length = 0\n    for g in gradients:\n        length += g.norm()\n        "
        "if length > limit:\n            g *= limit / length\n    return length",
    ),
    (
        "7.7",
        "the limit subtracted",
        CLIP + LENGTH + "if length > limit:\n        for g in gradients:\n            g -= limit\n    return length",
    ),
    ("7.7", "the gradients returned", CLIP + LENGTH + SHORTEN + "return gradients"),
    (
        "7.7",
        "is the condition the wrong way round",
        CLIP + LENGTH + "if length < limit:\n        for g in gradients:\n            g *= limit / length\n    return length",
    ),
    ("7.1", "a division by 8", "silent_zero = 50"),
    ("7.1", "This is text", "silent_zero = '75'"),
    ("7.1", "numbers grow", "silent_zero = 219"),
    ("7.1", "an exponent with its sign", "silent_zero = -75"),
    ("7.1", "the limit of float16", "import numpy as np\n\nsilent_zero = next(k for k in range(99) if np.float16(4.0**-k) == 0)"),
    ("7.2", "the root of the number of inputs", "variance_of_z = 50**0.5 * 0.2**2 * 4"),
    ("7.2", "evenly drawn weights", "variance_of_z = 50 * 0.2**2 / 3 * 4"),
    ("7.2", "or a half as after a ReLU", "variance_of_z = 50 * 0.2**2 * 4 / 2"),
    ("7.2", "0.2 halved in place of squared", "variance_of_z = 50 * 0.2 / 2 * 4"),
    ("7.2", "Three numbers go into the law", "variance_of_z = 9"),
    ("7.3", "a dimension of size one that is lost", XAVIER + EVEN.replace("A", "(6 / (n_in + n_out)) ** 0.5") + ".squeeze()"),
    (
        "7.3",
        "A plain tensor was asked for",
        XAVIER + "return nn.Parameter((6 / (n_in + n_out)) ** 0.5 * (2 * torch.rand(n_in, n_out, generator=generator) - 1))",
    ),
    (
        "7.3",
        "a seed that is set in the function",
        XAVIER + "generator.manual_seed(0)\n    " + EVEN.replace("A", "(6 / (n_in + n_out)) ** 0.5"),
    ),
    ("7.3", "weights of 0", XAVIER + EVEN.replace("A", "(6 // (n_in + n_out)) ** 0.5")),
    (
        "7.3",
        "a sum, a product or a power",
        """
def xavier_uniform(n_in, n_out, generator):
    draws = torch.rand(2, n_in, n_out, generator=generator)
    return (6 / (n_in + n_out)) ** 0.5 * (draws[0] - draws[1]).clamp(-0.8, 0.8)
""",
    ),
    ("7.3", "1/√n_in, what nn.Linear does", XAVIER + EVEN.replace("A", "n_in**-0.5")),
    (
        "7.3",
        "used for all units or for some",
        XAVIER
        + "half = "
        + EVEN.removeprefix("return ")
        .replace("A", "(6 / (n_in + n_out)) ** 0.5")
        .replace("n_in, n_out, gen", "n_in, (n_out + 1) // 2, gen")
        + "\n    return torch.cat([half, half], dim=1)[:, :n_out]",
    ),
    ("7.5", "rounded to two decimals", GAIN + "return round((2 / (1 + slope**2)) ** 0.5, 2)"),
    ("7.5", "a gain of 1 whatever the slope", GAIN + "return 1.0"),
    ("7.5", "s in place of s², and no root", GAIN + "return 2 / (1 + slope)"),
    ("7.5", "the other half forgotten", GAIN + "return (1 + slope**2 / 2) ** -0.5"),
    (
        "7.5",
        "measured on random numbers",
        """
def leaky_gain(slope):
    z = torch.randn(10**5, generator=torch.Generator().manual_seed(1))
    return (F.leaky_relu(z, slope) ** 2).mean().item() ** -0.5
""",
    ),
    (
        "7.5",
        "without the ready-made function",
        "from torch.nn.init import calculate_gain as g\n\n" + GAIN + "return g('leaky_relu', slope)",
    ),
    ("7.5", "This is text", GAIN + "return str((2 / (1 + slope**2)) ** 0.5)"),
    (
        "7.7",
        "still growing",
        """
def clip_gradients(parameters, limit):
    gradients = [p.grad for p in parameters if p.grad is not None]
    squares = 0
    for g in gradients:
        squares += (g**2).sum().item()
        if squares**0.5 > limit:
            g *= limit / squares**0.5
    return squares**0.5
""",
    ),
    (
        "7.7",
        "measured anew",
        """
def clip_gradients(parameters, limit):
    gradients = [p.grad for p in parameters if p.grad is not None]
    length = torch.cat([g.flatten() for g in gradients]).norm()
    for g in gradients:
        now = sum((h**2).sum() for h in gradients) ** 0.5
        if now > limit:
            g *= limit / now
    return length
""",
    ),
    (
        "7.7",
        "use continue, not break",
        """
def clip_gradients(parameters, limit):
    gradients = []
    for p in parameters:
        if p.grad is None:
            break
        gradients.append(p.grad)
    length = sum((g**2).sum() for g in gradients) ** 0.5
    if length > limit:
        for g in gradients:
            g *= limit / length
    return length
""",
    ),
    (
        "7.7",
        "a return stand inside the loop",
        CLIP
        + LENGTH
        + "if length > limit:\n        for g in gradients:\n            g *= limit / length\n            return length\n    return length",
    ),
    (
        "7.7",
        "rounded down to 0",
        CLIP + LENGTH + "if length > limit:\n        for g in gradients:\n            g *= limit // length\n    return length",
    ),
    (
        "7.7",
        "changed the list of parameters",
        """
def clip_gradients(parameters, limit):
    parameters[:] = [p for p in parameters if p.grad is not None]
    length = sum((p.grad**2).sum() for p in parameters) ** 0.5
    for p in parameters:
        if length > limit:
            p.grad *= limit / length
    return length
""",
    ),
    (
        "7.7",
        "the parameters without a gradient alone",
        """
def clip_gradients(parameters, limit):
    for p in parameters:
        p.grad = torch.zeros_like(p) if p.grad is None else p.grad
    gradients = [p.grad for p in parameters]
    length = torch.cat([g.flatten() for g in gradients]).norm()
    if length > limit:
        for g in gradients:
            g *= limit / length
    return length
""",
    ),
    (
        "7.7",
        "the length of the parameters",
        CLIP
        + "length = torch.cat([p.detach().flatten() for p in parameters if p.grad is not None]).norm()\n    "
        + SHORTEN
        + "return length",
    ),
    (
        "7.7",
        "largest singular value",
        CLIP
        + "length = sum((torch.linalg.matrix_norm(g, 2) if g.ndim == 2 else g.norm()) ** 2 for g in gradients) ** 0.5\n    "
        + SHORTEN
        + "return length",
    ),
    ("7.7", "can no longer be trained", CLIP + LENGTH + "[p.requires_grad_(False) for p in parameters]\n    " + SHORTEN + "return length"),
    ("7.4", "a layer that was passed over", MEND.replace("net.modules()", "net.children()")),
    ("7.4", "the fan-out, weight.shape[0]", MEND.replace("part.in_features", "part.weight.shape[0]")),
    ("7.4", "two of the bugs are still there", MEND.replace("(2 / part.in_features) ** 0.5", "2 / part.out_features")),
    ("7.4", "torch.randn is multiplied by its root", MEND.replace("(2 / part.in_features) ** 0.5", "2 / part.in_features")),
    ("7.4", "a missing factor 2", MEND.replace("2 / part.in_features", "1 / part.in_features")),
    ("7.4", "biases that kept the random numbers", MEND.replace("part.bias.zero_()", "pass")),
    ("7.4", "a bias that is not there", MEND.replace("if part.bias is not None:", "if True:")),
    ("7.4", "Xavier's start", MEND.replace("2 / part.in_features", "2 / (part.in_features + part.out_features)")),
    ("7.4", "torch's global dice", MEND.replace(", generator=generator)", ")")),
    (
        "7.4",
        "a seed that is set in the function",
        MEND.replace("generator=generator", "generator=torch.Generator().manual_seed(part.in_features)"),
    ),
    (
        "7.4",
        "seeded anew for each layer",
        MEND.replace("            with torch", "            generator.manual_seed(generator.initial_seed())\n            with torch"),
    ),
    ("7.4", "while gradients are recorded", MEND.replace("with torch.no_grad():", "if True:")),
    (
        "7.4",
        "a new parameter in the old one's place",
        """
def mended_start(net, generator):
    for part in net.modules():
        if isinstance(part, nn.Linear):
            W = torch.randn(part.weight.shape, generator=generator)
            part.weight = nn.Parameter((2 / part.in_features) ** 0.5 * W)
            if part.bias is not None:
                part.bias.data.zero_()
    return net
""",
    ),
    (
        "7.4",
        "does what it draws arrive",
        """
def mended_start(net, generator):
    for part in net.modules():
        if isinstance(part, nn.Linear):
            W = part.weight
            W = (2 / part.in_features) ** 0.5 * torch.randn(W.shape, generator=generator)
            if part.bias is not None:
                part.bias.data.zero_()
    return net
""",
    ),
    ("7.4", "a layer that was passed over", MEND.replace("net.modules()", "net")),
    (
        "7.4",
        "without the ready-made function",
        MEND.replace("part.weight.copy_(", "nn.init.normal_(part.weight, 0, 1); part.weight.copy_("),
    ),
    (
        "7.4",
        "a uniform draw with the right deviation",
        MEND.replace(
            "torch.randn(part.weight.shape, generator=generator)", "12**0.5 * (torch.rand(part.weight.shape, generator=generator) - 0.5)"
        ),
    ),
    (
        "7.4",
        "one number for each input or for each unit",
        MEND.replace("torch.randn(part.weight.shape", "torch.randn(part.weight.shape[1]"),
    ),
    (
        "7.4",
        "other parts stay as they are",
        MEND.replace(
            "                if part.bias",
            "                [p.mul_(0.5) for p in net.parameters() if p.numel() == 1]\n                if part.bias",
        ),
    ),
    ("7.4", "End with `return net`", MEND.replace("return net", "return")),
    ("7.6", "new units that are deaf", GROW.replace("(2 / len(W1)) ** 0.5", "0")),
    (
        "7.6",
        "is heard at once",
        GROW.replace("torch.zeros(extra, W2.shape[1], dtype", "torch.randn(extra, W2.shape[1], generator=generator, dtype"),
    ),
    ("7.6", "equal new units", GROW.replace("torch.randn(len(W1), extra, generator=generator", "torch.ones(len(W1), extra")),
    (
        "7.6",
        "equal new units",
        GROW.replace(
            "torch.randn(len(W1), extra, generator=generator, dtype=W1.dtype)",
            "torch.randn(len(W1), 1, generator=generator, dtype=W1.dtype).expand(-1, extra)",
        ),
    ),
    ("7.6", "old units come first", GROW.replace("[W1, new]", "[new, W1]")),
    ("7.6", "biases that were forgotten", GROW.replace("torch.cat([b1, torch.zeros(extra, dtype=b1.dtype)])", "b1")),
    ("7.6", "a W2 that has not grown", GROW.replace("torch.cat([W2, silent])", "W2")),
    ("7.6", "the wrong side", GROW.replace("[W1, new], dim=1", "[W1, new], dim=0")),
    (
        "7.6",
        "`extra` units in all",
        GROW.replace(
            "torch.cat([W1, new], dim=1), torch.cat([b1, torch.zeros(extra, dtype=b1.dtype)]), torch.cat([W2, silent])",
            "new, torch.zeros(extra, dtype=b1.dtype), silent",
        ),
    ),
    ("7.6", "one new unit", GROW.replace("    new =", "    extra = 1\n    new =")),
    ("7.6", "torch's global dice", GROW.replace("generator=generator, ", "")),
    ("7.6", "a new unit that is dead", GROW.replace("torch.zeros(extra, dtype=b1.dtype)", "torch.full((extra,), -1000.0, dtype=b1.dtype)")),
    ("7.6", "Return three tensors", GROW.replace("return ", "W1 = ")),
    ("7.6", "old rows of W2 that have changed", GROW.replace("[W2, silent]", "[W2 / 2, silent]")),
    ("7.6", "No requires_grad", GROW.replace("torch.cat([W1, new], dim=1)", "torch.cat([W1, new], dim=1).requires_grad_()")),
    ("7.8", "The next layer feels the mean square", START + "(1 / (width * bend(z).var().item())) ** 0.5"),
    ("7.8", "the root is missing", START + "1 / (width * (bend(z) ** 2).mean().item())"),
    ("7.8", "forgets the width", START + "(1 / (bend(z) ** 2).mean().item()) ** 0.5"),
    ("7.8", "Kaiming's start whatever", START + "(2 / width) ** 0.5"),
    ("7.8", "for layers without one", START + "width**-0.5"),
    ("7.8", "above the line", START + "((bend(z) ** 2).mean().item() / width) ** 0.5"),
    ("7.8", "the square of the mean", START + "1 / (width**0.5 * abs(bend(z).mean().item()))"),
    ("7.8", "the mean of |bend(z)|", START + "1 / (width**0.5 * bend(z).abs().mean().item())"),
    ("7.8", "the root of the width alone", START + "1 / (width**0.5 * (bend(z) ** 2).mean().item())"),
    ("7.8", "the root of the mean square alone", START + "1 / (width * (bend(z) ** 2).mean().item() ** 0.5)"),
    ("7.8", "numbers between 0 and 1", (START + "(1 / (width * (bend(z) ** 2).mean().item())) ** 0.5").replace("randn", "rand")),
    ("7.8", "twice the variance", START + "(2 / (width * (bend(z) ** 2).mean().item())) ** 0.5"),
]

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
    ("7.5", "def leaky_gain(slope):\n    return torch.tensor(2 / (1 + slope**2)).sqrt()"),
    ("7.5", "def leaky_gain(slope):\n    z = torch.tensor([-1.0, 1.0])\n    return float(F.leaky_relu(z, slope).square().mean() ** -0.5)"),
    ("7.5", "import numpy as np\n\nleaky_gain = lambda s: np.float32(np.sqrt(2) / np.hypot(1, s))"),
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
    (
        "7.4",
        """
def mended_start(net, generator):
    if isinstance(net, nn.Linear):
        outputs, inputs = net.weight.shape
        net.weight.data = torch.normal(0.0, (2 / inputs) ** 0.5, (outputs, inputs), generator=generator)
        if net.bias is not None:
            net.bias.data.fill_(0)
    for part in net.children():
        mended_start(part, generator)
    return net
""",
    ),
    (
        "7.4",
        """
@torch.no_grad()
def mended_start(net, generator):
    layers = [part for part in net.modules() if type(part) is nn.Linear]
    for layer in layers:
        columns = torch.randn(layer.in_features, layer.out_features, generator=generator)
        layer.weight[:] = columns.T * (2 / layer.in_features) ** 0.5
        if layer.bias is not None:
            layer.bias[:] = 0
    return net
""",
    ),
    (
        "7.6",
        """
def grow(W1, b1, W2, extra, generator):
    (n, k), c = W1.shape, W2.shape[1]
    bigger = torch.randn(n, k + extra, generator=generator).to(W1.dtype)
    bigger[:, :k] = W1
    out = torch.zeros(k + extra, c, dtype=W2.dtype)
    out[:k] = W2
    return [bigger, F.pad(b1, (0, extra)), out]
""",
    ),
    (
        "7.6",
        """
def grow(W1, b1, W2, extra, generator):
    noise = 0.1 * torch.rand(len(W1), extra, generator=generator, dtype=W1.dtype) - 0.05
    return torch.hstack([W1, noise]), torch.hstack([b1, 0.2 * torch.ones(extra, dtype=b1.dtype)]), F.pad(W2, (0, 0, 0, extra))
""",
    ),
    ("7.8", START + "(width * (bend(z) ** 2).mean()) ** -0.5"),
    (
        "7.8",
        """
import numpy as np

def start_for(bend, width, generator):
    z = torch.linspace(-8, 8, 200_001, dtype=torch.float64)
    weight = torch.exp(-z.square() / 2)
    square = (bend(z).square() * weight).sum() / weight.sum()
    return np.sqrt(1 / (width * square.item()))
""",
    ),
]
