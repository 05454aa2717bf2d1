"""Answers, wrong and right, of chapter 06: (exercise, what the check must say, code)."""


def _dropout(*lines: str) -> str:
    return "\n    ".join(["def channel_dropout(X, p, training=True, generator=None):", *lines])


def _vote(*lines: str) -> str:
    return "\n    ".join(["def vote(model, X, draws):", *lines])


def _expected(weight: str, value: str, masks: str = "itertools.product([0.0, 1.0], repeat=len(x))") -> str:
    return (
        "def expected_output(f, x, p):\n    total = torch.tensor(0.0)\n"
        f"    for mask in {masks}:\n"
        "        mask = torch.tensor(mask)\n        kept = mask.sum()\n"
        f"        total = total + {weight} * {value}\n"
        "    return total"
    )


def _loop(before: str = "", first: str = "", measure: str = "", graph: bool = False, order: str = "after", part: str = "X_test") -> str:
    scores = [f"scores = model({part})"] if graph else ["with torch.no_grad():", f"    scores = model({part})"]
    step = ["loss = F.cross_entropy(model(X), y)", "optimizer.zero_grad()", "loss.backward()", "optimizer.step()"]
    labels = "y_test" if part == "X_test" else "y"
    seen = [measure, *scores, f"accuracies.append(accuracy(scores, {labels}).item())"]
    body = [first, *step, *seen] if order == "after" else [*seen, first, *step]
    start = [before, "optimizer = torch.optim.Adam(model.parameters(), lr=0.005)", "accuracies = []", "for _ in range(epochs):"]
    lines = [line for line in start if line] + ["    " + line for line in body if line] + ["return accuracies"]
    return "\n    ".join(["def train_and_measure(model, X, y, X_test, y_test, epochs):", *lines])


def _worth(*lines: str) -> str:
    return "\n    ".join(["def worth_it(hits):", *lines])


LEAD = ("lead = hits.mean(dim=1) - hits[0].mean(dim=0)", "mean = lead.mean(dim=1)")
ERROR = "error = lead.std(dim=1) / lead.shape[1] ** 0.5"
SURE = ("sure = [k for k in range(1, len(hits)) if mean[k] > 2 * error[k]]",)
HIGHEST = "return max(sure, key=lambda k: mean[k].item()) if sure else 0"

CHANCE = "(1 - p) ** kept * p ** (len(x) - kept)"
SCALED = "f(x * mask / (1 - p))"

WRONG = [
    ("6.1", "an unscaled unit", "unit_by_hand = [6, 4.5, 6.75]"),
    ("6.1", "a multiplication by 1 − p", "unit_by_hand = [4.5, 6, 12]"),
    ("6.1", "a division by p", "unit_by_hand = [24, 6, 108]"),
    ("6.1", "the kept value. One time in four", "unit_by_hand = [8, 8, 12]"),
    ("6.1", "not equally probable", "unit_by_hand = [8, 4, 16]"),
    ("6.1", "the standard deviation", "unit_by_hand = [8, 6, 3.464]"),
    ("6.1", "the mean of the squares", "unit_by_hand = torch.tensor([8.0, 6.0, 48.0])"),
    ("6.1", "without scaling", "unit_by_hand = (8, 6, 6.75)"),
    ("6.1", "three numbers in a list", "unit_by_hand = 12"),
    ("6.1", "still to be replaced", "unit_by_hand = [8, 6, ...]"),
    ("6.1", "How far is each from the mean?", "unit_by_hand = [8, 6, 17]"),
    ("6.1", "the part of the kept value alone", "unit_by_hand = [8, 6, 0.75 * (8 - 6) ** 2]"),
    ("6.1", "the squared distance of the kept value", "unit_by_hand = [8, 6, (8 - 6) ** 2]"),
    ("6.1", "the square of the mean", "unit_by_hand = [8, 6, 36]"),
    (
        "6.2",
        "a mask without scaling",
        _dropout("if not training:", "    return X", "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p)"),
    ),
    (
        "6.2",
        "a multiplication by 1 − p",
        _dropout("if not training:", "    return X", "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p) * (1 - p)"),
    ),
    (
        "6.2",
        "a mask that keeps with probability p",
        _dropout(
            "if not training or p == 0:", "    return X", "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) < p) / (1 - p)"
        ),
    ),
    (
        "6.2",
        "p is the probability to DROP",
        _dropout("if not training:", "    return X", "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) < p) / (1 - p)"),
    ),
    (
        "6.2",
        "a division by p",
        _dropout("if not training or p == 0:", "    return X", "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p) / p"),
    ),
    (
        "6.2",
        "one mask for all examples",
        _dropout("if not training:", "    return X", "return X * (torch.rand(1, X.shape[1], 1, 1, generator=generator) >= p) / (1 - p)"),
    ),
    (
        "6.2",
        "one coin for each example",
        _dropout("if not training:", "    return X", "return X * (torch.rand(len(X), 1, 1, 1, generator=generator) >= p) / (1 - p)"),
    ),
    (
        "6.2",
        "a fixed number of dropped channels",
        _dropout(
            "if not training or p == 0:",
            "    return X",
            "order = torch.rand(*X.shape[:2], 1, 1, generator=generator).argsort(dim=1)",
            "return X * (order >= round(p * X.shape[1])) / (1 - p)",
        ),
    ),
    (
        "6.2",
        "dropout outside training",
        _dropout(
            "if p == 1:",
            "    return torch.zeros_like(X)",
            "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p) / (1 - p)",
        ),
    ),
    (
        "6.2",
        "numbers scaled outside training",
        _dropout(
            "if not training:",
            "    return X * (1 - p)",
            "if p == 1:",
            "    return torch.zeros_like(X)",
            "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p) / (1 - p)",
        ),
    ),
    (
        "6.2",
        "0/0 is nan",
        _dropout("if not training:", "    return X", "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p) / (1 - p)"),
    ),
    (
        "6.2",
        "a division by 1 − p = 0",
        _dropout(
            "if not training:",
            "    return X",
            "scale = 1 / (1 - p)",
            "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p) * scale",
        ),
    ),
    (
        "6.2",
        "dice of its own",
        _dropout("if not training:", "    return X", "return X * (torch.rand(*X.shape[:2], 1, 1) >= p) / (1 - p)"),
    ),
    (
        "6.2",
        "one mask for ever",
        _dropout(
            "if not training:",
            "    return X",
            "generator = torch.Generator().manual_seed(0)",
            "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p) / (1 - p)",
        ),
    ),
    (
        "6.2",
        "the random numbers themselves",
        _dropout("if not training or p == 0:", "    return X", "return X * torch.rand(*X.shape[:2], 1, 1, generator=generator) / (1 - p)"),
    ),
    (
        "6.2",
        "not torch.randn",
        _dropout(
            "if not training:",
            "    return X",
            "if p == 1:",
            "    return torch.zeros_like(X)",
            "return X * (torch.randn(X.shape, generator=generator) >= p) / (1 - p)",
        ),
    ),
    (
        "6.2",
        "the share that happened to be kept",
        _dropout(
            "if not training:",
            "    return X",
            "mask = (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p).float()",
            "return X * mask / mask.mean()",
        ),
    ),
    (
        "6.2",
        "a factor of 1 + p",
        _dropout("if not training:", "    return X", "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p) * (1 + p)"),
    ),
    (
        "6.2",
        "for the whole tensor",
        _dropout("if not training or p == 0:", "    return X", "return X * (torch.rand(1, generator=generator) >= p) / (1 - p)"),
    ),
    ("6.2", "without the ready-made function", _dropout("return F.dropout(X, p, training)")),
    (
        "6.2",
        "changed its input in place",
        _dropout("if not training:", "    return X", "X *= torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p", "return X / (1 - p)"),
    ),
    (
        "6.2",
        "X came back unchanged",
        _dropout("return X"),
    ),
    (
        "6.2",
        "training needs the graph",
        _dropout(
            "if not training:",
            "    return X",
            "if p == 1:",
            "    return torch.zeros_like(X)",
            "mask = torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p",
            "return X.detach() * mask / (1 - p)",
        ),
    ),
    ("6.3", "products of the layers' sizes", "sub_networks = [6, 0.8**5, 0.04]"),
    ("6.3", "added. Each choice in one layer", "sub_networks = [12, 0.8**5, 0.04]"),
    ("6.3", "all but one of the networks", "sub_networks = [31, 0.8**5, 0.04]"),
    ("6.3", "everything is dropped", "sub_networks = [32, 0.2**5, 0.04]"),
    ("6.3", "equal chances for all masks", "sub_networks = [32, 1 / 32, 0.04]"),
    ("6.3", "one unit's probability", "sub_networks = [32, 0.8, 0.04]"),
    ("6.3", "the probabilities added", "sub_networks = [32, 0.32768, 0.4]"),
    ("6.3", "at least one of the two", "sub_networks = [32, 0.328, 0.36]"),
    ("6.3", "both are kept", "sub_networks = (32, 0.328, 0.64)"),
    ("6.3", "a sixth coin", "sub_networks = [2**6, 0.8**5, 0.04]"),
    ("6.3", "percent", "sub_networks = [32, 32.768, 4]"),
    ("6.3", "rounded too far", "sub_networks = [32, 0.33, 0.04]"),
    ("6.3", "one mask of 32", "sub_networks = [32, 0.8**5, 1 / 32]"),
    ("6.3", "three numbers in a list", "sub_networks = [32, 0.328]"),
    ("6.4", "f of the undropped x", "def expected_output(f, x, p):\n    return f(x)"),
    ("6.4", "equal weights for all masks", _expected("0.5 ** len(x)", SCALED)),
    ("6.4", "probabilities exchanged", _expected("p ** kept * (1 - p) ** (len(x) - kept)", SCALED)),
    ("6.4", "masked but unscaled", _expected(CHANCE, "f(x * mask)")),
    ("6.4", "f scaled after the fact", _expected(CHANCE, "f(x * mask) / (1 - p)")),
    ("6.4", "without their probabilities", _expected("1.0", SCALED)),
    ("6.4", "the probability of the kept units only", _expected("(1 - p) ** kept", SCALED)),
    ("6.4", "a missing mask", _expected(CHANCE, SCALED, "list(itertools.product([0.0, 1.0], repeat=len(x)))[:-1]")),
    ("6.4", "a mean of the weighted values", _expected(CHANCE, SCALED).replace("return total", "return total / 2 ** len(x)")),
    (
        "6.4",
        "one mask for each number of kept units",
        _expected(CHANCE, SCALED, "[[1.0] * k + [0.0] * (len(x) - k) for k in range(len(x) + 1)]"),
    ),
    (
        "6.4",
        "masks drawn at random",
        "def expected_output(f, x, p):\n    masks = (torch.rand(999, len(x)) >= p) / (1 - p)\n"
        "    return torch.stack([f(x * m) for m in masks]).mean()",
    ),
    (
        "6.5",
        "a model in eval mode",
        _vote("model.eval()", "with torch.no_grad():", "    return torch.stack([model(X).softmax(1) for _ in range(draws)]).mean(0)"),
    ),
    (
        "6.5",
        "a model in eval mode",
        _vote("with torch.no_grad():", "    return torch.stack([model(X).softmax(1) for _ in range(draws)]).mean(0)"),
    ),
    (
        "6.5",
        "probabilities of the mean score",
        _vote("model.train()", "with torch.no_grad():", "    return torch.stack([model(X) for _ in range(draws)]).mean(0).softmax(1)"),
    ),
    (
        "6.5",
        "the mean of the scores",
        _vote("model.train()", "with torch.no_grad():", "    return torch.stack([model(X) for _ in range(draws)]).mean(0)"),
    ),
    (
        "6.5",
        "leaves model in training mode",
        _vote("model.train()", "with torch.no_grad():", "    return torch.stack([model(X).softmax(1) for _ in range(draws)]).mean(0)"),
    ),
    (
        "6.5",
        "leaves model in eval mode",
        _vote(
            "model.train()",
            "with torch.no_grad():",
            "    answers = [model(X).softmax(1) for _ in range(draws)]",
            "model.eval()",
            "return torch.stack(answers).mean(0)",
        ),
    ),
    (
        "6.5",
        "still hangs on its graph",
        _vote(
            "before = model.training",
            "model.train()",
            "answers = [model(X).softmax(1) for _ in range(draws)]",
            "model.train(before)",
            "return torch.stack(answers).mean(0)",
        ),
    ),
    (
        "6.5",
        "the sum of the answers",
        _vote("model.train()", "with torch.no_grad():", "    return sum(model(X).softmax(1) for _ in range(draws))"),
    ),
    (
        "6.5",
        "softmax over the examples",
        _vote("model.train()", "with torch.no_grad():", "    return torch.stack([model(X).softmax(0) for _ in range(draws)]).mean(0)"),
    ),
    (
        "6.5",
        "a show of hands",
        _vote(
            "model.train()",
            "hands = [F.one_hot(model(X).argmax(1), 3).float() for _ in range(draws)]",
            "return torch.stack(hands).mean(0)",
        ),
    ),
    (
        "6.5",
        "sigmoid of each score",
        _vote("model.train()", "with torch.no_grad():", "    return torch.stack([model(X).sigmoid() for _ in range(draws)]).mean(0)"),
    ),
    (
        "6.5",
        "a call of the model of its own",
        _vote("model.train()", "with torch.no_grad():", "    answer = model(X).softmax(1)", "return torch.stack([answer] * draws).mean(0)"),
    ),
    ("6.5", "the first answer alone", _vote("model.train()", "with torch.no_grad():", "    return model(X).softmax(1)")),
    ("6.6", "stays in eval mode after the first measurement", _loop(before="model.train()", measure="model.eval()")),
    ("6.6", "a missing model.train()", _loop(before="model.eval()")),
    ("6.6", "a missing model.train()", _loop(measure="model.train()", first="model.eval()")),
    ("6.6", "a forgotten model.eval()", _loop(first="model.train()")),
    ("6.6", "a missing `with torch.no_grad():`", _loop(first="model.train()", measure="model.eval()", graph=True)),
    ("6.6", "measurements before the step", _loop(first="model.train()", measure="model.eval()", order="before")),
    ("6.6", "one measurement on the test examples", _loop(first="model.train()", measure="model.eval()", part="X")),
    ("6.6", "belongs inside the loop", _loop(before="model.train()", measure="model.eval()", graph=True)),
    (
        "6.6",
        "a missing optimizer.zero_grad()",
        _loop(first="model.train()", measure="model.eval()").replace("        optimizer.zero_grad()\n", ""),
    ),
    (
        "6.6",
        "an optimizer made anew",
        _loop(first="model.train()\n        optimizer = torch.optim.Adam(model.parameters(), lr=0.005)", measure="model.eval()"),
    ),
    (
        "6.6",
        "another rate, 0.01",
        _loop(first="model.train()", measure="model.eval()").replace("lr=0.005", "lr=0.01"),
    ),
    (
        "6.6",
        "`return`",
        _loop(first="model.train()", measure="model.eval()").replace("    return accuracies", "    accuracies"),
    ),
    ("6.1", "in another order", "unit_by_hand = [8, 12, 6]"),
    ("6.1", "the mean of the squares without scaling", "unit_by_hand = [8, 6, 0.75 * 36]"),
    ("6.1", "the mean subtracted in place of its square", "unit_by_hand = [8, 6, 0.75 * 64 - 6]"),
    ("6.1", "a scaling that is done twice", "unit_by_hand = [6 / 0.75**2, 8, 12]"),
    ("6.1", "never below 0", "unit_by_hand = [8, 6, 6**2 - 0.75 * 8**2]"),
    ("6.1", "Two values come out", "unit_by_hand = [8, 5, 12]"),
    (
        "6.2",
        "whatever generator comes",
        _dropout(
            "if not training:",
            "    return X",
            "if generator is not None:",
            "    generator.manual_seed(0)",
            "mask = torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p",
            "return X * mask / (1 - p)",
        ),
    ),
    ("6.2", "without the ready-made function", _dropout("return nn.Dropout(p).train(training)(X)")),
    (
        "6.2",
        "X returned as it is where p is 1",
        _dropout(
            "if not training or p == 1:", "    return X", "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p) / (1 - p)"
        ),
    ),
    (
        "6.2",
        "`training` is to be asked before p",
        _dropout(
            "if p == 1:",
            "    return torch.zeros_like(X)",
            "if not training:",
            "    return X",
            "return X * (torch.rand(*X.shape[:2], 1, 1, generator=generator) >= p) / (1 - p)",
        ),
    ),
    (
        "6.2",
        "a coin for each number",
        _dropout("if not training or p == 0:", "    return X", "return X * (torch.rand(X.shape, generator=generator) >= p) / (1 - p)"),
    ),
    (
        "6.2",
        "a coin for each row of a picture",
        _dropout(
            "if not training or p == 0:", "    return X", "return X * (torch.rand(*X.shape[:3], 1, generator=generator) >= p) / (1 - p)"
        ),
    ),
    (
        "6.2",
        "a coin for each column of a picture",
        _dropout(
            "if not training or p == 0:",
            "    return X",
            "n, c, height, width = X.shape",
            "return X * (torch.rand(n, c, 1, width, generator=generator) >= p) / (1 - p)",
        ),
    ),
    (
        "6.2",
        "shared by all channels",
        _dropout(
            "if not training or p == 0:",
            "    return X",
            "n, c, height, width = X.shape",
            "return X * (torch.rand(n, 1, height, width, generator=generator) >= p) / (1 - p)",
        ),
    ),
    (
        "6.2",
        "a mask whose shape does not meet X",
        _dropout("if not training or p == 0:", "    return X", "return X * (torch.rand(X.shape[:2], generator=generator) >= p) / (1 - p)"),
    ),
    (
        "6.2",
        "in the whole tensor",
        _dropout(
            "if not training or p == 0:",
            "    return X",
            "order = torch.rand(*X.shape[:2], 1, 1, generator=generator).flatten().argsort().argsort().reshape(*X.shape[:2], 1, 1)",
            "return X * (order >= round(p * order.numel())) / (1 - p)",
        ),
    ),
    ("6.3", "in another order", "sub_networks = [32, 0.04, 0.8**5]"),
    ("6.3", "a unit in each layer", "sub_networks = [7 * 3, 0.8**5, 0.04]"),
    ("6.3", "one coin too few", "sub_networks = [32, 0.8**4, 0.04]"),
    ("6.3", "the first layer dropped", "sub_networks = [32, 0.8**5, 0.2**3]"),
    ("6.3", "added. Asked is the second alone", "sub_networks = [32, 0.8**5, 0.2**2 + 0.2**3]"),
    ("6.3", "the other kept", "sub_networks = [32, 0.8**5, 0.2 * 0.8]"),
    ("6.4", "f is not 0 there", _expected(CHANCE, SCALED, "list(itertools.product([0.0, 1.0], repeat=len(x)))[1:]")),
    ("6.4", "Count in the mask", _expected("(1 - p) ** (x * mask != 0).sum() * p ** (x * mask == 0).sum()", SCALED)),
    ("6.4", "inside the loop", _expected(CHANCE, SCALED).replace("    return total", "        return total")),
    ("6.4", "set anew for each mask", _expected(CHANCE, SCALED).replace("total = total + ", "total = ")),
    (
        "6.4",
        "breaks down at p = 0",
        _expected("(kept * torch.tensor(1 - p).log() + (len(x) - kept) * torch.tensor(p).log()).exp()", SCALED),
    ),
    ("6.4", "masks of another length", _expected(CHANCE, SCALED, "itertools.product([0.0, 1.0], repeat=3)")),
    (
        "6.4",
        "a binomial coefficient",
        _expected("math.comb(len(x), int(kept)) * " + CHANCE, SCALED).replace("def", "import math\n\ndef", 1),
    ),
    ("6.4", "happens to keep", _expected(CHANCE, "f(x * mask * len(x) / max(kept, torch.tensor(1.0)))")),
    (
        "6.4",
        "f takes one tensor of shape (n,)",
        "def expected_output(f, x, p):\n    masks = torch.tensor(list(itertools.product([0.0, 1.0], repeat=len(x))))\n"
        "    kept = masks.sum(1)\n    return ((1 - p) ** kept * p ** (len(x) - kept) * f(x * masks / (1 - p))).sum()",
    ),
    (
        "6.4",
        "one coin for the whole tensor",
        "def expected_output(f, x, p):\n    return (1 - p) * f(x / (1 - p)) + p * f(torch.zeros_like(x))",
    ),
    (
        "6.5",
        "switched requires_grad off",
        _vote(
            "before = model.training",
            "model.train().requires_grad_(False)",
            "answers = torch.stack([model(X).softmax(1) for _ in range(draws)])",
            "model.train(before)",
            "return answers.mean(0)",
        ),
    ),
    (
        "6.5",
        "one example still makes a table",
        _vote(
            "before = model.training",
            "model.train()",
            "with torch.no_grad():",
            "    answers = torch.stack([model(X).softmax(1) for _ in range(draws)])",
            "model.train(before)",
            "return answers.mean(0).squeeze()",
        ),
    ),
    (
        "6.5",
        "one draw too few: their number",
        _vote("model.train()", "with torch.no_grad():", "    return torch.stack([model(X).softmax(1) for _ in range(1, draws)]).mean(0)"),
    ),
    (
        "6.5",
        "one draw too many in the sum",
        _vote("model.train()", "with torch.no_grad():", "    return sum(model(X).softmax(1) for _ in range(draws + 1)) / draws"),
    ),
    (
        "6.5",
        "a fixed number of draws",
        _vote("model.train()", "with torch.no_grad():", "    return torch.stack([model(X).softmax(1) for _ in range(50)]).mean(0)"),
    ),
    (
        "6.5",
        "a geometric mean",
        _vote(
            "model.train()",
            "with torch.no_grad():",
            "    return torch.stack([model(X).log_softmax(1) for _ in range(draws)]).mean(0).exp()",
        ),
    ),
    (
        "6.5",
        "done again behind the mean",
        _vote(
            "model.train()",
            "with torch.no_grad():",
            "    return torch.stack([model(X).softmax(1) for _ in range(draws)]).mean(0).softmax(1)",
        ),
    ),
    ("6.6", "does not reach the layers", _loop(first="model.training = True", measure="model.eval()")),
    (
        "6.6",
        "comes first, before the model's call",
        _loop(measure="model.eval()").replace("    return accuracies", "        model.train()\n    return accuracies"),
    ),
    (
        "6.6",
        "Is it inside the loop?",
        _loop(first="model.train()", measure="model.eval()").replace(
            "        with torch.no_grad():\n            scores = model(X_test)\n        accuracies.append(accuracy(scores, y_test).item())",
            "    with torch.no_grad():\n        scores = model(X_test)\n    accuracies.append(accuracy(scores, y_test).item())",
        ),
    ),
    (
        "6.6",
        "a return stand inside the loop",
        _loop(first="model.train()", measure="model.eval()").replace("    return accuracies", "        return accuracies"),
    ),
    (
        "6.6",
        "no zero_grad() between",
        _loop(first="model.train()", measure="model.eval()").replace(
            "        optimizer.zero_grad()\n        loss.backward()", "        loss.backward()\n        optimizer.zero_grad()"
        ),
    ),
    (
        "6.6",
        "softmax in front of cross_entropy",
        _loop(first="model.train()", measure="model.eval()").replace("model(X), y", "model(X).softmax(1), y"),
    ),
    ("6.6", "SGD in place of Adam", _loop(first="model.train()", measure="model.eval()").replace("Adam", "SGD")),
    (
        "6.6",
        "errors, 1 − accuracy",
        _loop(first="model.train()", measure="model.eval()").replace("accuracies.append(", "accuracies.append(1 - "),
    ),
    (
        "6.6",
        "the last accuracy for every epoch",
        _loop(first="model.train()", measure="model.eval()").replace("return accuracies", "return [accuracies[-1]] * epochs"),
    ),
    (
        "6.6",
        "the mean of the accuracies",
        _loop(first="model.train()", measure="model.eval()").replace("return accuracies", "return sum(accuracies) / epochs"),
    ),
    ("6.7", "the highest accuracy, whatever its error", _worth("return int(hits.mean(dim=(1, 2)).argmax())")),
    ("6.7", "in place of the standard error", _worth(*LEAD, "error = lead.std(dim=1)", *SURE, HIGHEST)),
    ("6.7", "one standard error", _worth(*LEAD, ERROR + " / 2", *SURE, HIGHEST)),
    ("6.7", "the first candidate whose lead is sure", _worth(*LEAD, ERROR, *SURE, "return sure[0] if sure else 0")),
    ("6.7", "the last candidate whose lead is sure", _worth(*LEAD, ERROR, *SURE, "return sure[-1] if sure else 0")),
    ("6.7", "a number too small by one", _worth(*LEAD, ERROR, *SURE, HIGHEST.replace("if sure", "- 1 if sure"))),
    ("6.7", "the first seed alone", _worth("lead = hits[:, 0] - hits[0, 0]", LEAD[1], ERROR, *SURE, HIGHEST)),
    (
        "6.7",
        "the spread over the seeds",
        _worth(*LEAD, "by_seed = (hits - hits[0]).mean(dim=2)", "error = by_seed.std(dim=1) / hits.shape[1] ** 0.5", *SURE, HIGHEST),
    ),
    (
        "6.7",
        "seeds counted as if they were further examples",
        _worth("lead = (hits - hits[0]).flatten(1)", LEAD[1], ERROR, *SURE, HIGHEST),
    ),
    (
        "6.7",
        "a lead of either sign",
        _worth(*LEAD, ERROR, SURE[0].replace("mean[k] >", "abs(mean[k]) >"), HIGHEST),
    ),
    (
        "6.7",
        "the errors of two accuracies",
        _worth(
            *LEAD,
            "p = hits.mean(dim=(1, 2))",
            "error = ((p * (1 - p) + p[0] * (1 - p[0])) / hits.shape[2]) ** 0.5",
            *SURE,
            HIGHEST,
        ),
    ),
    (
        "6.7",
        "the largest lead in standard errors",
        _worth(*LEAD, ERROR, *SURE, HIGHEST.replace("mean[k].item()", "(mean[k] / error[k]).item()")),
    ),
    ("6.7", "the last of equals", _worth(*LEAD, ERROR, *SURE, HIGHEST.replace("max(sure", "max(reversed(sure)"))),
    ("6.7", "It must be more", _worth(*LEAD, ERROR, SURE[0].replace("> 2", ">= 2"), HIGHEST)),
    ("6.7", "std() divides by n − 1", _worth(*LEAD, ERROR.replace("dim=1", "dim=1, correction=0"), *SURE, HIGHEST)),
    ("6.7", "Return the number of the candidate", _worth(*LEAD, ERROR, "sure = mean > 2 * error", "return mean[sure].max()")),
]


def _dropout(*lines: str) -> str:
    start = ["def channel_dropout(X, p, training=True, generator=None):", "if not training:", "    return X"]
    return "\n    ".join([*start, *lines])


RIGHT: list[tuple[str, str]] = [
    ("6.1", "from fractions import Fraction\n\nunit_by_hand = (8, Fraction(6), 36 * Fraction(1, 4) / Fraction(3, 4))"),
    ("6.1", "unit_by_hand = torch.tensor([8, 6, 12])"),
    ("6.1", "import numpy as np\n\nunit_by_hand = np.array([6 / 0.75, 6, 12], dtype=np.float32)"),
    (
        "6.2",
        _dropout(
            "kept = torch.bernoulli(torch.full((*X.shape[:2], 1, 1), 1.0 - p), generator=generator)",
            "return X * kept / (1 - p) if p < 1 else 0 * X",
        ),
    ),
    (
        "6.2",
        _dropout(
            "scale = 1 / (1 - p) if p < 1 else 0", "return X.where(torch.rand(*X.shape[:2], 1, 1, generator=generator) > p, 0) * scale"
        ),
    ),
    (
        "6.2",
        _dropout(
            "if p == 1:",
            "    return X - X",
            "keep = (torch.rand(*X.shape[:2], 1, 1, generator=generator) < 1 - p) / (1 - p)",
            "return keep.to(X.dtype) * X",
        ),
    ),
    (
        "6.2",
        _dropout(
            "coins = torch.tensor([torch.rand((), generator=generator) < p for _ in range(len(X) * X.shape[1])])",
            "return X.masked_fill(coins.reshape(*X.shape[:2], 1, 1), 0) / max(1 - p, 1e-9)",
        ),
    ),
    ("6.3", "sub_networks = torch.tensor([32, 0.328, 0.04])"),
    ("6.3", "sub_networks = (2 ** (3 + 2), 1024 / 3125, 1 / 25)"),
    (
        "6.4",
        """
def expected_output(f, x, p):
    def mean_from(i, v):
        if i == len(x):
            return f(v)
        return (1 - p) * mean_from(i + 1, v) + p * mean_from(i + 1, v * (torch.arange(len(x)) != i))

    return mean_from(0, x / (1 - p)).item()
""",
    ),
    (
        "6.4",
        """
def expected_output(f, x, p):
    masks = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * len(x)).reshape(-1, len(x))
    chances = torch.where(masks == 1, 1 - p, p).prod(1)
    return chances @ torch.stack([f(row) for row in x * masks / (1 - p)])
""",
    ),
    (
        "6.4",
        """
def expected_output(f, x, p):
    n, total = len(x), torch.zeros(1)
    for i in range(2**n):
        bits = torch.tensor([i >> j & 1 for j in range(n)], dtype=torch.bool)
        total = total + (1 - p) ** bits.sum() * p ** (~bits).sum() * f(x.where(bits, 0) / (1 - p))
    return total
""",
    ),
    (
        "6.5",
        """
def vote(model, X, draws):
    modes = [part.training for part in model.modules()]
    model.train()
    with torch.inference_mode():
        scores = model(X.repeat(draws, 1)).reshape(draws, len(X), -1)
    for part, mode in zip(model.modules(), modes):
        part.training = mode
    return scores.softmax(-1).mean(0)
""",
    ),
    (
        "6.5",
        """
def vote(model, X, draws):
    import copy

    twin = copy.deepcopy(model).train()
    with torch.no_grad():
        return torch.stack([torch.stack([twin(x[None])[0].softmax(0) for x in X]) for _ in range(draws)]).mean(0)
""",
    ),
    (
        "6.5",
        """
def vote(model, X, draws):
    before, total = model.training, 0
    model.train()
    for _ in range(draws):
        total = total + F.softmax(model(X), dim=-1).detach() / draws
    model.train(before)
    return total
""",
    ),
    (
        "6.6",
        """
def train_and_measure(model, X, y, X_test, y_test, epochs):
    import copy

    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    accuracies = []
    for _ in range(epochs):
        optimizer.zero_grad()
        F.cross_entropy(model(X), y).backward()
        optimizer.step()
        with torch.no_grad():
            accuracies.append(accuracy(copy.deepcopy(model).eval()(X_test), y_test))
    return accuracies
""",
    ),
    (
        "6.6",
        """
def train_and_measure(model, X, y, X_test, y_test, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    result = torch.zeros(epochs)
    for i in range(epochs):
        loss = nn.NLLLoss()(model.train()(X).log_softmax(1), y)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.inference_mode():
            result[i] = (model.train(False)(X_test).argmax(1) == y_test).double().mean()
            training = accuracy(model(X), y)
    return result.tolist()
""",
    ),
    (
        "6.7",
        """
def worth_it(hits):
    n = hits.shape[2]
    average = hits.sum(1) / hits.shape[1]
    differences = average - average[:1]
    variance = ((differences - differences.mean(1, keepdim=True)) ** 2).sum(1) / (n - 1)
    sure = differences.mean(1) > 2 * (variance / n).sqrt()
    score = torch.where(sure, average.mean(1), torch.tensor(-1.0))
    return score.argmax().item() if sure.any() else 0
""",
    ),
    (
        "6.7",
        """
def worth_it(hits):
    best, most = 0, 0.0
    for number, candidate in enumerate(hits[1:], start=1):
        difference = (candidate - hits[0]).mean(0)
        lead = difference.mean().item()
        if lead > 2 * difference.std().item() / len(difference) ** 0.5 and lead > most:
            best, most = number, lead
    return best
""",
    ),
]
