"""Answers, wrong and right, to chapter 01."""

WRONG = [
    ("1.1", "wrong order", "hand_gradient = [7.0, 20.0]"),
    ("1.1", "3 x1 left out", "hand_gradient = [20, 4]"),
    ("1.1", "factor x1 forgotten", "hand_gradient = [4.0, 7.0]"),
    ("1.1", "the value of the function", "hand_gradient = torch.tensor([35.0, 35.0])"),
    ("1.1", "One number came", "hand_gradient = 27.0"),
    ("1.1", "still to be replaced", "hand_gradient = [20.0, ...]"),
    (
        "1.1",
        "wrong order",
        """
import numpy as np
hand_gradient = np.array([7.0, 20.0])
""",
    ),
    ("1.1", "Write [number 1, number 2]", "hand_gradient = {'x0': 20.0, 'x1': 7.0}"),
    ("1.1", "Write [number 1, number 2]", "hand_gradient = '[20, 7]'"),
    ("1.1", "a factor missing in the first slope", "hand_gradient = [10, 7]"),
    ("1.1", "3 x1 left standing in the second slope", "hand_gradient = [20, 19]"),
    ("1.1", "3 x1 left standing in the first slope", "hand_gradient = [35, 7]"),
    ("1.1", "x0² differentiated while x1 moves", "hand_gradient = [4 * 5, 2 * 2 * 5 + 3]"),
    ("1.1", "This is text. Expected one number, writt", 'hand_gradient = ["20", "7"]'),
    ("1.1", "x0² x1 left out of the second slope", "hand_gradient = [2 * 2 * 5, (2 ^ 2) + 3]"),
    (
        "1.2",
        "a forward difference",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        nudge = torch.zeros_like(x)
        nudge[i] = h
        gradient[i] = (f(x + nudge) - f(x)) / h
    return gradient
""",
    ),
    (
        "1.2",
        "the way is 2h",
        """
def numeric_gradient(f, x, h):
    nudges = h * torch.eye(len(x), dtype=x.dtype)
    return torch.stack([(f(x + d) - f(x - d)) / h for d in nudges])
""",
    ),
    (
        "1.2",
        "Write / (2 * h)",
        """
def numeric_gradient(f, x, h):
    nudges = h * torch.eye(len(x), dtype=x.dtype)
    return torch.stack([(f(x + d) - f(x - d)) / 2 * h for d in nudges])
""",
    ),
    (
        "1.2",
        "all inputs nudged at once",
        """
def numeric_gradient(f, x, h):
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return slope * torch.ones_like(x)
""",
    ),
    (
        "1.2",
        "put each back",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        gradient[i] = (above - f(x)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "put each back",
        """
def numeric_gradient(f, x, h):
    x, gradient = x.clone(), torch.zeros_like(x)
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        gradient[i] = (above - f(x)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "one slope for all inputs together",
        """
def numeric_gradient(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)
""",
    ),
    (
        "1.2",
        "copies nothing",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        up = x
        up[i] += h
        down = x
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "never filled",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for d in h * torch.eye(len(x), dtype=x.dtype):
        slope = (f(x + d) - f(x - d)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "is `return` inside the loop",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i, d in enumerate(h * torch.eye(len(x), dtype=x.dtype)):
        gradient[i] = (f(x + d) - f(x - d)) / (2 * h)
        return gradient
""",
    ),
    (
        "1.2",
        "begun anew inside the loop",
        """
def numeric_gradient(f, x, h):
    for i, d in enumerate(h * torch.eye(len(x), dtype=x.dtype)):
        gradient = torch.zeros_like(x)
        gradient[i] = (f(x + d) - f(x - d)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "a sum of the two values",
        """
def numeric_gradient(f, x, h):
    nudges = h * torch.eye(len(x), dtype=x.dtype)
    return torch.stack([(f(x + d) + f(x - d)) / (2 * h) for d in nudges])
""",
    ),
    (
        "1.2",
        "inputs nudged and not put back before the next one's turn",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    nudge = torch.zeros_like(x)
    for i in range(len(x)):
        nudge[i] = h
        gradient[i] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "(f(x + h) - f(x)) / (2h)",
        """
def numeric_gradient(f, x, h):
    slopes = []
    for i in range(len(x)):
        up, down = x, x
        up[i] += h
        a = f(up)
        down[i] -= h
        slopes.append((a - f(down)) / (2 * h))
    return torch.tensor(slopes, dtype=x.dtype)
""",
    ),
    (
        "1.2",
        "float64 came in",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i, e in enumerate(torch.eye(len(x))):
        gradient[i] = (f(x + h * e) - f(x - h * e)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "the exact slope",
        """
def numeric_gradient(f, x, h):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(f(leaf), leaf)[0]
""",
    ),
    (
        "1.2",
        "a last input that never moves",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x) - 1):
        nudge = torch.zeros_like(x)
        nudge[i] = h
        gradient[i] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "half a step to each side",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        nudge = torch.zeros_like(x)
        nudge[i] = h / 2
        gradient[i] = (f(x + nudge) - f(x - nudge)) / h
    return gradient
""",
    ),
    (
        "1.2",
        "a step in proportion to x",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        nudge = torch.zeros_like(x)
        nudge[i] = h * x[i]
        gradient[i] = (f(x + nudge) - f(x - nudge)) / (2 * nudge[i])
    return gradient
""",
    ),
    (
        "1.2",
        "the other inputs set to 0",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        up, down = torch.zeros_like(x), torch.zeros_like(x)
        up[i], down[i] = x[i] + h, x[i] - h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "a squeeze: one input has one slope, of s",
        """
def numeric_gradient(f, x, h):
    slopes = [float(f(x + h * e) - f(x - h * e)) / (2 * h) for e in torch.eye(len(x), dtype=x.dtype)]
    return torch.tensor(slopes, dtype=x.dtype).squeeze()
""",
    ),
    (
        "1.3",
        "the slopes alone",
        """
def divide_rule(a, b, out_grad):
    return 1 / b, -a / b**2
""",
    ),
    (
        "1.3",
        "lost minus sign",
        """
def divide_rule(a, b, out_grad):
    return out_grad / b, out_grad * a / b**2
""",
    ),
    (
        "1.3",
        "rule of multiplication",
        """
def divide_rule(a, b, out_grad):
    return out_grad * b, out_grad * a
""",
    ),
    (
        "1.3",
        "missing square",
        """
def divide_rule(a, b, out_grad):
    return out_grad / b, -out_grad * a / b
""",
    ),
    (
        "1.3",
        "Expected 2 values",
        """
def divide_rule(a, b, out_grad):
    return out_grad / b
""",
    ),
    (
        "1.3",
        "only b is squared",
        """
def divide_rule(a, b, out_grad):
    return out_grad / b, -out_grad * (a / b) ** 2
""",
    ),
    (
        "1.3",
        "2 b for b²",
        """
def divide_rule(a, b, out_grad):
    return out_grad / b, -out_grad * a / (2 * b)
""",
    ),
    (
        "1.3",
        "a division by a or by out_grad",
        """
def divide_rule(a, b, out_grad):
    r = a / b
    return out_grad * r / a, -out_grad * r * r / a
""",
    ),
    (
        "1.3",
        "the size of b without its sign",
        """
def divide_rule(a, b, out_grad):
    return out_grad / abs(b), -out_grad * a / b**2
""",
    ),
    (
        "1.3",
        "a logarithm on the way",
        """
def divide_rule(a, b, out_grad):
    return out_grad * math.exp(-math.log(b)), -out_grad * a * math.exp(-2 * math.log(b))
""",
    ),
    (
        "1.3",
        "a whole-number division",
        """
def divide_rule(a, b, out_grad):
    return out_grad // b, -out_grad * a // b**2
""",
    ),
    (
        "1.3",
        "out_grad taken twice in the second result.",
        """
def divide_rule(a, b, out_grad):
    to_a = out_grad / b
    return to_a, -a * to_a * to_a
""",
    ),
    (
        "1.3",
        "a division by out_grad",
        """
def divide_rule(a, b, out_grad):
    return 1 / b / out_grad, -a / b**2 / out_grad
""",
    ),
    (
        "1.3",
        "Right to a few digits only",
        """
def divide_rule(a, b, out_grad):
    return round(out_grad / b, 2), round(-out_grad * a / b**2, 2)
""",
    ),
    (
        "1.4",
        "forward order",
        """
def backward_order(parents, output):
    done = []
    def visit(name):
        if name not in done:
            for parent in parents[name]:
                visit(parent)
            done.append(name)
    visit(output)
    return done
""",
    ),
    (
        "1.4",
        "calls itself once a level",
        """
def backward_order(parents, output):
    done = {}
    def visit(name):
        if name not in done:
            for parent in parents[name]:
                visit(parent)
            done[name] = True
    visit(output)
    return list(done)[::-1]
""",
    ),
    (
        "1.4",
        "the order in which names are met",
        """
def backward_order(parents, output):
    order = [output]
    for name in order:
        for parent in parents[name]:
            if parent not in order:
                order.append(parent)
    return order
""",
    ),
    (
        "1.4",
        "the order in which names are met",
        """
def backward_order(parents, output):
    order, stack = [], [output]
    while stack:
        name = stack.pop()
        if name not in order:
            order.append(name)
            stack.extend(parents[name])
    return order
""",
    ),
    (
        "1.4",
        "one visit for every path",
        """
def backward_order(parents, output):
    order = [output]
    for name in order:
        order.extend(parents[name])
    return order
""",
    ),
    (
        "1.4",
        "does not feed the output",
        """
def backward_order(parents, output):
    uses = {name: 0 for name in parents}
    for name in parents:
        for parent in parents[name]:
            uses[parent] += 1
    order, ready = [], [name for name in parents if uses[name] == 0]
    while ready:
        name = ready.pop()
        order.append(name)
        for parent in parents[name]:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order
""",
    ),
    (
        "1.4",
        "counted twice and lowered once",
        """
def backward_order(parents, output):
    uses, found = {output: 0}, [output]
    for name in found:
        for parent in parents[name]:
            if parent not in uses:
                uses[parent] = 0
                found.append(parent)
            uses[parent] += 1
    order, ready = [], [output]
    while ready:
        name = ready.pop()
        order.append(name)
        for parent in set(parents[name]):
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order
""",
    ),
    (
        "1.4",
        "a function that calls itself once a level",
        """
import sys
def backward_order(parents, output):
    old = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    done, seen = [], set()

    def visit(name):
        if name not in seen:
            seen.add(name)
            for parent in parents[name]:
                visit(parent)
            done.append(name)

    visit(output)
    sys.setrecursionlimit(old)
    return done[::-1]
""",
    ),
    (
        "1.4",
        "uses counted over the whole dict",
        """
def backward_order(parents, output):
    uses = {name: 0 for name in parents}
    for name in parents:
        for parent in parents[name]:
            uses[parent] += 1
    ready, order = [output], []
    while ready:
        name = ready.pop()
        order.append(name)
        for parent in parents[name]:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order
""",
    ),
    (
        "1.4",
        "a parent that one value takes twice",
        """
def backward_order(parents, output):
    needed, stack = {output}, [output]
    while stack:
        for parent in parents[stack.pop()]:
            if parent not in needed:
                needed.add(parent)
                stack.append(parent)
    uses = {name: sum(name in parents[user] for user in needed) for name in needed}
    ready, order = [output], []
    while ready:
        name = ready.pop()
        order.append(name)
        for parent in parents[name]:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order
""",
    ),
    (
        "1.4",
        "a parent that one value takes twice",
        """
def backward_order(parents, output):
    needed, stack = {output}, [output]
    while stack:
        for parent in parents[stack.pop()]:
            if parent not in needed:
                needed.add(parent)
                stack.append(parent)
    uses = {name: 0 for name in needed}
    for user in needed:
        for parent in parents[user]:
            uses[parent] += 1
    ready, order = [output], []
    while ready:
        name = ready.pop()
        order.append(name)
        for parent in set(parents[name]):
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order
""",
    ),
    (
        "1.4",
        "a count that falls below 0",
        """
def backward_order(parents, output):
    needed, stack = {output}, [output]
    while stack:
        for parent in parents[stack.pop()]:
            if parent not in needed:
                needed.add(parent)
                stack.append(parent)
    uses = {name: sum(name in parents[user] for user in needed) for name in needed}
    ready, order = [output], []
    while ready:
        name = ready.pop()
        order.append(name)
        for parent in parents[name]:
            uses[parent] -= 1
            if uses[parent] <= 0:
                ready.append(parent)
    return order
""",
    ),
    (
        "1.4",
        "names sorted by their letters",
        """
def backward_order(parents, output):
    needed, stack = {output}, [output]
    while stack:
        for parent in parents[stack.pop()]:
            if parent not in needed:
                needed.add(parent)
                stack.append(parent)
    rest = sorted(needed - {output}, reverse=True)
    return [output] + rest
""",
    ),
    (
        "1.4",
        "Your function changed the list parents['a'] (pop",
        """
def backward_order(parents, output):
    done, stack = [], [output]
    while stack:
        name = stack[-1]
        if parents[name]:
            parent = parents[name].pop()
            if parent not in done and parent not in stack:
                stack.append(parent)
        else:
            stack.pop()
            if name not in done:
                done.append(name)
    return done[::-1]
""",
    ),
    (
        "1.4",
        "a list without the inputs",
        """
def backward_order(parents, output):
    from graphlib import TopologicalSorter
    needed, stack = {output}, [output]
    while stack:
        for parent in parents[stack.pop()]:
            if parent not in needed:
                needed.add(parent)
                stack.append(parent)
    order = list(TopologicalSorter({n: parents[n] for n in needed}).static_order())[::-1]
    return [name for name in order if parents[name]]
""",
    ),
    (
        "1.4",
        "a walk to the users of the output",
        """
def backward_order(parents, output):
    order = [output]
    for name in order:
        for user in parents:
            if name in parents[user] and user not in order:
                order.append(user)
    return order
""",
    ),
    (
        "1.4",
        "the last name of the dict taken for the output",
        """
def backward_order(parents, output):
    from graphlib import TopologicalSorter
    output = list(parents)[-1]
    needed, stack = {output}, [output]
    while stack:
        for parent in parents[stack.pop()]:
            if parent not in needed:
                needed.add(parent)
                stack.append(parent)
    return list(TopologicalSorter({n: parents[n] for n in needed}).static_order())[::-1]
""",
    ),
    (
        "1.5",
        "two of the four things",
        """
def lowest_point(f, x, lr, steps):
    x = x.clone().requires_grad_()
    best, lowest = x, math.inf
    for _ in range(steps):
        y = f(x)
        if y < lowest:
            best, lowest = x, y
        y.backward()
        with torch.no_grad():
            x -= lr * x.grad
    return best
""",
    ),
    (
        "1.5",
        "two of the four things",
        """
def lowest_point(f, x, lr, steps):
    x = x.clone().requires_grad_()
    best, lowest = x, math.inf
    for _ in range(steps):
        y = f(x)
        if y < lowest:
            best, lowest = x, y
        y.backward()
        with torch.no_grad():
            x -= lr * x.grad
    return best.detach()
""",
    ),
    (
        "1.5",
        "gives x a second name",
        """
def lowest_point(f, x, lr, steps):
    x = x.clone().requires_grad_()
    best, lowest = x, math.inf
    for step in range(steps + 1):
        x.grad = None
        y = f(x)
        if y < lowest:
            best, lowest = x.detach(), y.item()
        y.backward()
        with torch.no_grad():
            if step < steps:
                x -= lr * x.grad
    return best
""",
    ),
    (
        "1.5",
        "a last point that nothing looks at",
        """
def lowest_point(f, x, lr, steps):
    x = x.clone().requires_grad_()
    best, lowest = x.detach().clone(), math.inf
    for _ in range(steps):
        x.grad = None
        y = f(x)
        if y < lowest:
            best, lowest = x.detach().clone(), y.item()
        y.backward()
        with torch.no_grad():
            x -= lr * x.grad
    return best
""",
    ),
    (
        "1.5",
        "gradients that add up",
        """
def lowest_point(f, x, lr, steps):
    x = x.clone().requires_grad_()
    best, lowest = x.detach().clone(), f(x).item()
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
            if f(x) < lowest:
                best, lowest = x.detach().clone(), f(x).item()
    return best
""",
    ),
    (
        "1.5",
        "still hangs on its graph",
        """
def lowest_point(f, x, lr, steps):
    x = x.clone().requires_grad_()
    best, lowest = x.clone(), f(x).item()
    for _ in range(steps):
        x.grad = None
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        if f(x) < lowest:
            best, lowest = x.clone(), f(x).item()
    return best
""",
    ),
    (
        "1.5",
        "a start that nothing looks at",
        """
def lowest_point(f, x, lr, steps):
    x = x.clone().requires_grad_()
    best, lowest = x.detach().clone(), math.inf
    for _ in range(steps):
        x.grad = None
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
            y = f(x).item()
        if y < lowest:
            best, lowest = x.detach().clone(), y
    return best
""",
    ),
    (
        "1.5",
        "the highest point",
        """
def lowest_point(f, x, lr, steps):
    points = [x.clone()]
    for _ in range(steps):
        leaf = points[-1].clone().requires_grad_()
        (slope,) = torch.autograd.grad(f(leaf), leaf)
        points.append(points[-1] - lr * slope)
    return max(points, key=f)
""",
    ),
    (
        "1.5",
        "the value of f",
        """
def lowest_point(f, x, lr, steps):
    points = [x.clone()]
    for _ in range(steps):
        leaf = points[-1].clone().requires_grad_()
        (slope,) = torch.autograd.grad(f(leaf), leaf)
        points.append(points[-1] - lr * slope)
    return min(f(point) for point in points)
""",
    ),
    (
        "1.5",
        "switched requires_grad on",
        """
def lowest_point(f, x, lr, steps):
    x.requires_grad_()
    points = [x.detach().clone()]
    for _ in range(steps):
        leaf = points[-1].clone().requires_grad_()
        (slope,) = torch.autograd.grad(f(leaf), leaf)
        points.append(points[-1] - lr * slope)
    return min(points, key=f)
""",
    ),
    (
        "1.6",
        "transposed table",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    rows = [torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(y))]
    return torch.stack(rows, dim=1)
""",
    ),
    (
        "1.6",
        "each output needs a pass of its own",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    f(x).sum().backward()
    return x.grad
""",
    ),
    (
        "1.6",
        "rows that add up",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    rows = []
    for i in range(len(f(x))):
        f(x)[i].backward()
        rows.append(x.grad.clone())
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        ".clone() copies",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    rows = []
    for i in range(len(f(x))):
        f(x)[i].backward()
        rows.append(x.grad)
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        "which the first one freed",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(y[i], x)[0] for i in range(len(y))])
""",
    ),
    (
        "1.6",
        "cleared at the end",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y, rows = f(x), []
    for i in range(len(y)):
        y[i].backward(retain_graph=True)
        rows.append(x.grad)
        x.grad.zero_()
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        "the last output's row in every row",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y, rows = f(x), []
    for i in range(len(y)):
        if x.grad is not None:
            x.grad.zero_()
        y[i].backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        "This looks like finite differences",
        """
def jacobian(f, x):
    h = 1e-2
    columns = [(f(x + d) - f(x - d)) / (2 * h) for d in h * torch.eye(len(x))]
    return torch.stack(columns, dim=1)
""",
    ),
    (
        "1.6",
        "without the ready-made function",
        """
def jacobian(f, x):
    return torch.func.jacfwd(f)(x)
""",
    ),
    (
        "1.6",
        "Take one output alone",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    rows = [torch.autograd.grad(y[i] / 2, x, retain_graph=True)[0] for i in range(len(y))]
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        "as many rows as there are inputs",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(x))])
""",
    ),
    (
        "1.6",
        "a pass on the tensor that was given",
        """
def jacobian(f, x):
    x.requires_grad_(True)
    rows = []
    for i in range(len(f(x))):
        x.grad = None
        f(x)[i].backward()
        rows.append(x.grad.clone())
    x.requires_grad_(False)
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        "a squeeze: one output or one input alone",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(y))]).squeeze()
""",
    ),
    (
        "1.6",
        "The result is to have the precision of float64",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    D = torch.zeros(len(y), len(x))
    for i in range(len(y)):
        D[i] = torch.autograd.grad(y[i], x, retain_graph=True)[0]
    return D
""",
    ),
    (
        "1.6",
        "rows filled in as columns",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    D = torch.zeros(len(y), len(x), dtype=x.dtype)
    for i in range(len(y)):
        D[:, i] = torch.autograd.grad(y[i], x, retain_graph=True)[0]
    return D
""",
    ),
    (
        "1.6",
        "f never saw a tensor with requires_grad=True",
        """
def jacobian(f, x):
    y = f(x.detach())
    return torch.stack([torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(y))])
""",
    ),
    (
        "1.6",
        "passes that begin with i at place i",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    rows = []
    for i in range(len(y)):
        v = torch.zeros_like(y)
        v[i] = i
        rows.append(torch.autograd.grad(y, x, v, retain_graph=True)[0])
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        "two rows, whatever f: it may have any nu",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    a = torch.autograd.grad(y[0], x, retain_graph=True)[0]
    b = torch.autograd.grad(y[1], x)[0]
    return torch.stack([a, b])
""",
    ),
    (
        "1.6",
        "the shape (m, 1, n): autograd.grad retur",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.stack(torch.autograd.grad(y[i], x, retain_graph=True)) for i in range(len(y))])
""",
    ),
    (
        "1.7",
        "the penalty left out",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X, o_bar.T @ h
""",
    ),
    (
        "1.7",
        "cancels the 2 of the square",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + 2 * lam * W1, o_bar.T @ h + 2 * lam * W2
""",
    ),
    (
        "1.7",
        "the factor 1/n",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = h @ W2.T - t
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "tanh left out on the way back",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2).T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "only h is squared",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = (X @ W1.T).tanh()
    o_bar = (h @ W2.T - t) / X.shape[0]
    z_bar = o_bar @ W2 * (1 - h) ** 2
    return z_bar.T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "the ReLU's gate",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    z = X @ W1.T
    h = torch.tanh(z)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (z > 0)).T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "factors that do not fit",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)) @ X.T + lam * W1, o_bar @ h.T + lam * W2
""",
    ),
    (
        "1.7",
        "W1's gradient transposed",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return X.T @ (o_bar @ W2 * (1 - h**2)) + lam * W1.T, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "W2's gradient transposed",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, h.T @ o_bar + lam * W2.T
""",
    ),
    (
        "1.7",
        "transposed",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return X.T @ (o_bar @ W2 * (1 - h**2)) + lam * W1.T, h.T @ o_bar + lam * W2.T
""",
    ),
    (
        "1.7",
        "the factor ½ of the loss forgotten",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = 2 * (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "½ (o - t)",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / (2 * len(X))
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "1/n in the gradient of W2 alone",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = h @ W2.T - t
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h / len(X) + lam * W2
""",
    ),
    (
        "1.7",
        "1/n in the gradient of W1 alone",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = h @ W2.T - t
    return (o_bar @ W2 * (1 - h**2)).T @ X / len(X) + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "the penalty divided by n",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1 / len(X), o_bar.T @ h + lam * W2 / len(X)
""",
    ),
    (
        "1.7",
        "Compare term by term",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h - lam * W2
""",
    ),
    (
        "1.7",
        "without the ready-made function",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    W1, W2 = W1.clone().requires_grad_(), W2.clone().requires_grad_()
    loss = ((torch.tanh(X @ W1.T) @ W2.T - t) ** 2 / 2).mean()
    J = loss + lam / 2 * ((W1**2).sum() + (W2**2).sum())
    return torch.autograd.grad(J, (W1, W2))
""",
    ),
    (
        "1.7",
        "without the ready-made function",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    with torch.enable_grad():
        W1, W2 = W1.clone().requires_grad_(), W2.clone().requires_grad_()
        loss = ((torch.tanh(X @ W1.T) @ W2.T - t) ** 2 / 2).mean()
        J = loss + lam / 2 * ((W1**2).sum() + (W2**2).sum())
        return torch.autograd.grad(J, (W1, W2))
""",
    ),
    (
        "1.7",
        "the slope of the sigmoid",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    z_bar = o_bar @ W2 * h * (1 - h)
    return z_bar.T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "This exercise is to be written without the ready-made function",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    def J(W1, W2):
        o = torch.tanh(X @ W1.T) @ W2.T
        return ((o - t) ** 2).mean() / 2 + lam / 2 * ((W1**2).sum() + (W2**2).sum())
    return torch.func.grad(J, argnums=(0, 1))(W1, W2)
""",
    ),
    (
        "1.7",
        "a division by the number of inputs",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / X.shape[1]
    z_bar = o_bar @ W2 * (1 - h**2)
    return z_bar.T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "the factor 1/n taken a second time on the way to W1",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    n = len(X)
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / n
    z_bar = o_bar @ W2 * (1 - h**2) / n
    return z_bar.T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "the strength of the text",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    lam = 0.1
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    z_bar = o_bar @ W2 * (1 - h**2)
    return z_bar.T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "errors of shape (n",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    e = h @ W2.T - t.flatten()
    o_bar = e.mean(dim=1, keepdim=True) / len(X)
    z_bar = o_bar @ W2 * (1 - h**2)
    return z_bar.T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "a squeeze of the hidden layer",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T).squeeze()
    o_bar = (h @ W2.T - t) / len(X)
    z_bar = o_bar @ W2 * (1 - h**2)
    return z_bar.T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "W2's gradient passed back in place of W2",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    W2_bar = o_bar.T @ h + lam * W2
    z_bar = o_bar @ W2_bar * (1 - h**2)
    return z_bar.T @ X + lam * W1, W2_bar
""",
    ),
    (
        "1.7",
        "The result is to have the precision of float64",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    X, t, W1, W2 = X.float(), t.float(), W1.float(), W2.float()
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    z_bar = o_bar @ W2 * (1 - h**2)
    return z_bar.T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "the penalty's value in place of its slope",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    z_bar = o_bar @ W2 * (1 - h**2)
    return z_bar.T @ X + lam / 2 * (W1**2).sum(), o_bar.T @ h + lam / 2 * (W2**2).sum()
""",
    ),
    (
        "1.8",
        "the smallest step",
        """
def choose_step(slopes):
    return min(slopes)
""",
    ),
    (
        "1.8",
        "the largest step",
        """
def choose_step(slopes):
    return max(slopes)
""",
    ),
    (
        "1.8",
        "the two slopes that agree best",
        """
def choose_step(slopes):
    steps = sorted(slopes, reverse=True)
    pairs = list(zip(steps, steps[1:]))
    return min(pairs, key=lambda pair: abs(slopes[pair[0]] - slopes[pair[1]]))[1]
""",
    ),
    (
        "1.8",
        "that suits float64",
        """
def choose_step(slopes):
    return 1e-5
""",
    ),
    (
        "1.8",
        "that suits float32",
        """
def choose_step(slopes):
    return 1e-2
""",
    ),
    (
        "1.8",
        "a slope: return its step",
        """
def choose_step(slopes):
    return sorted(slopes.values())[len(slopes) // 2]
""",
    ),
    (
        "1.8",
        "a place in a list",
        """
def choose_step(slopes):
    steps = sorted(slopes, reverse=True)
    moves = [abs(slopes[a] - slopes[b]) for a, b in zip(steps, steps[1:])]
    return moves.index(min(moves))
""",
    ),
    (
        "1.8",
        "a step of your own",
        """
def choose_step(slopes):
    return sum(slopes) / len(slopes)
""",
    ),
    (
        "1.8",
        "one of the dict's keys",
        """
def choose_step(slopes):
    return (2.2e-16) ** (1 / 3)
""",
    ),
    (
        "1.8",
        "it stands in any order",
        """
def choose_step(slopes):
    return list(slopes)[-1]
""",
    ),
    (
        "1.8",
        "Nothing came back",
        """
def choose_step(slopes):
    steps = sorted(slopes)
    for step in steps:
        if slopes[step] > 1e9:
            return step
""",
    ),
]

RIGHT = [
    ("1.1", "hand_gradient = [torch.tensor(20.0), torch.tensor(7.0)]"),
    (
        "1.1",
        """
from fractions import Fraction
hand_gradient = [Fraction(20), Fraction(7)]
""",
    ),
    (
        "1.2",
        """
def numeric_gradient(f, x, h):
    slopes = [float(f(x + h * e) - f(x - h * e)) / (2 * h) for e in torch.eye(len(x), dtype=x.dtype)]
    return torch.tensor(slopes, dtype=x.dtype)
""",
    ),
    (
        "1.2",
        """
def numeric_gradient(f, x, h):
    probe, gradient = x.clone(), torch.empty_like(x)
    for i, middle in enumerate(x.tolist()):
        probe[i] = middle + h
        above = float(f(probe))
        probe[i] = middle - h
        below = float(f(probe))
        probe[i] = x[i]
        gradient[i] = (above - below) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        """
from functools import partial

def slope(f, x, h, i):
    e = torch.nn.functional.one_hot(torch.tensor(i), len(x)).to(x.dtype) * h
    return float((f(x + e) - f(x - e)) / 2 / h)

@torch.no_grad()
def numeric_gradient(f, x, h):
    return x.new_tensor(list(map(partial(slope, f, x, h), range(x.numel()))))
""",
    ),
    (
        "1.3",
        """
def divide_rule(a, b, out_grad):
    r = a / b
    to_a = out_grad / b
    return to_a, -to_a * r
""",
    ),
    (
        "1.3",
        """
def divide_rule(a, b, out_grad):
    a, b, g = (torch.tensor(float(v), dtype=torch.float64) for v in (a, b, out_grad))
    return g / b, -g * a / b.square()
""",
    ),
    (
        "1.3",
        """
from collections import namedtuple
Back = namedtuple("Back", "a b")

def divide_rule(a, b, out_grad):
    return Back(a=out_grad / b, b=-(out_grad * a) / (b * b))
""",
    ),
    (
        "1.4",
        """
from graphlib import TopologicalSorter
def backward_order(parents, output):
    needed, stack = {}, [output]
    while stack:
        name = stack.pop()
        if name not in needed:
            needed[name] = list(parents[name])
            stack.extend(needed[name])
    return list(TopologicalSorter(needed).static_order())[::-1]
""",
    ),
    (
        "1.4",
        """
def backward_order(parents, output):
    done, seen, stack = [], {output}, [(output, iter(parents[output]))]
    while stack:
        name, rest = stack[-1]
        for parent in rest:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, iter(parents[parent])))
                break
        else:
            done.append(name)
            stack.pop()
    return done[::-1]
""",
    ),
    (
        "1.4",
        """
from collections import deque
def backward_order(parents, output):
    users, queue = {output: set()}, deque([output])
    while queue:
        name = queue.popleft()
        for parent in parents[name]:
            if parent not in users:
                users[parent] = set()
                queue.append(parent)
            users[parent].add(name)
    ready, order = deque([output]), []
    while ready:
        name = ready.popleft()
        order.append(name)
        for parent in dict.fromkeys(parents[name]):
            users[parent].discard(name)
            if not users[parent]:
                ready.append(parent)
    return order
""",
    ),
    (
        "1.5",
        """
def lowest_point(f, x, lr, steps):
    points = [x.detach().clone()]
    for _ in range(steps):
        leaf = points[-1].clone().requires_grad_()
        (slope,) = torch.autograd.grad(f(leaf), leaf)
        points.append(points[-1] - lr * slope)
    return min(points, key=lambda point: f(point).item())
""",
    ),
    (
        "1.5",
        """
def lowest_point(f, x, lr, steps):
    x = x.clone().requires_grad_()
    best, lowest = x.detach().clone(), math.inf
    for step in range(steps + 1):
        x.grad = None
        y = f(x)
        if y < lowest:
            best, lowest = x.detach().clone(), y.item()
        if step < steps:
            y.backward()
            with torch.no_grad():
                x -= lr * x.grad
    return best
""",
    ),
    (
        "1.6",
        """
def jacobian(f, x):
    leaf = x.detach().clone().requires_grad_(True)
    rows = []
    for i in range(f(leaf).numel()):
        y = f(leaf)
        v = torch.zeros_like(y)
        v[i] = 1
        rows.append(torch.autograd.grad(y, leaf, grad_outputs=v, allow_unused=True, materialize_grads=True)[0])
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        """
def jacobian(f, x):
    y, pull = torch.func.vjp(f, x.detach())
    return torch.stack([pull(e)[0] for e in torch.eye(len(y), dtype=y.dtype)])
""",
    ),
    (
        "1.6",
        """
def jacobian(f, x):
    m = f(x).shape[0]
    return torch.vstack([torch.func.grad(lambda u, i=i: f(u)[i])(x) for i in range(m)])
""",
    ),
    (
        "1.7",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.einsum("nd,kd->nk", X, W1).tanh()
    e = (torch.einsum("nk,ok->no", h, W2) - t) / X.shape[0]
    W2_bar = torch.einsum("no,nk->ok", e, h)
    W1_bar = torch.einsum("no,ok,nk,nd->kd", e, W2, 1 - h * h, X)
    return W1_bar + lam * W1, W2_bar + lam * W2
""",
    ),
    (
        "1.7",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    n = len(X)
    G1, G2 = lam * W1, lam * W2
    for x, target in zip(X, t, strict=True):
        h = torch.tanh(W1 @ x)
        e = (W2 @ h - target) / n
        G2 = G2 + torch.outer(e, h)
        G1 = G1 + torch.outer(W2.T @ e * (1 - h * h), x)
    return G1, G2
""",
    ),
    (
        "1.7",
        """
import numpy as np
def two_layer_gradients(X, t, W1, W2, lam):
    x, y, a, b = (v.detach().numpy() for v in (X, t, W1, W2))
    h = np.tanh(x @ a.T)
    e = (h @ b.T - y) / len(x)
    G1 = ((e @ b) * (1 - h**2)).T @ x + float(lam) * a
    G2 = e.T @ h + float(lam) * b
    return torch.from_numpy(G1).to(W1.dtype), torch.from_numpy(G2).to(W2.dtype)
""",
    ),
    (
        "1.8",
        """
def choose_step(slopes):
    steps = sorted((h for h in slopes if slopes[h]), reverse=True)
    def unrest(i):
        here = slopes[steps[i]]
        return max(abs(here - slopes[steps[i - 1]]), abs(here - slopes[steps[i + 1]]))
    return steps[min(range(1, len(steps) - 1), key=unrest)]
""",
    ),
    (
        "1.8",
        """
def choose_step(slopes):
    steps = sorted(slopes)[::-1]
    moves = [abs(slopes[a] - slopes[b]) for a, b in zip(steps, steps[1:])]
    for i in range(1, len(moves)):
        if moves[i] >= moves[i - 1]:
            return steps[i]
    return steps[-1]
""",
    ),
]
