"""Ways around `forbid`: each reaches a function that the question forbids, and none earns the points of the question."""

from .assignment import HALF, Entry, answers, function

CALL = "return torch.softmax(X, dim=1)"
PATCHED = """\
import d2lhelpers.homework as package
import d2lhelpers.homework.calling as calling, d2lhelpers.homework.places as places, d2lhelpers.watching as watching
calling.call_packed = places.call_packed = lambda names, name, arguments, forbidden=(): names[name](*calling.unpack(arguments)[0])
calling.reply = lambda names, name, arguments, *_: {"result": calling.pack(names[name](*calling.unpack(arguments)[0]))}
watching.among = calling.among = lambda *_: []
"""
CODES = {
    "directly": function(CALL),
    "as a method": function("return X.softmax(1)"),
    "a magic above": "%%time\n" + function(CALL),
    "another magic above": "%%capture\n" + function(CALL),
    "exchanged code": "def other(X):\n    return torch.softmax(X, dim=1)\n\n"
    + function("return X")
    + "\nsoftmax.__code__ = other.__code__",
    "by globals": "hidden = torch.softmax\n" + function("return globals()['hid' + 'den'](X, dim=1)"),
    "by run_cell": function("get_ipython().run_cell('result = torch.softmax(X, dim=1)')\nreturn result")
    .replace("X):", "Y):")
    .replace("    get_", "    globals()['X'] = Y\n    get_"),
    "by the module": "from torch import nn\n" + function("return nn.Softmax(dim=1)(X)"),
    "by a module made before": "from torch import nn\nlayer = nn.Sequential(nn.Softmax(dim=1))\n" + function("return layer(X)"),
    "by attrgetter": "from operator import attrgetter\n" + function("return attrgetter('soft' + 'max')(torch)(X, dim=1)"),
    "by methodcaller": "from operator import methodcaller\n" + function("return methodcaller('soft' + 'max', 1)(X)"),
    "by a shadowed helper": "def helper(X):\n    return torch.softmax(X, dim=1)\nkept = helper\ndef helper(X):\n    return X\n"
    + function("return kept(X)"),
    "by a written module": "open('/tmp/mine.py', 'w').write('import torch\\ndef f(X):\\n    return torch.softmax(X, dim=1)')\n"
    "import sys\nsys.path.insert(0, '/tmp')\nimport mine\n" + function("return mine.f(X)"),
    "by the patched package": PATCHED + function(CALL),
    "by evaluating": function("return eval('torch.soft' + 'max(X, dim=1)')"),
    "by the kernel beneath": function("return torch._softmax(X, 1, False)"),
    "by an operation": function("return torch.ops.aten.softmax.int(X, 1)"),
    "by the logarithm": function("return torch.log_softmax(X, dim=1).exp()"),
    "by partial": "from functools import partial\nsoftmax = partial(torch.softmax, dim=1)",
    "the function itself": "softmax = torch.softmax\nsoftmax = lambda X, f=softmax: f(X, 1)",
    "a class with __call__": "class S:\n    def __call__(self, X):\n        return X.softmax(1)\nsoftmax = S()",
    "watch switched off": "import sys\n" + function("sys.setprofile(None)\nreturn getattr(torch, 'soft' + 'max')(X, 1)"),
    "a lazy tensor": "class Lazy(torch.Tensor):\n    def detach(self):\n        return torch.softmax(self.as_subclass(torch.Tensor), 1)\n"
    + function("return X.as_subclass(Lazy)"),
}
DETOURS = [Entry(f"detour {name}", HALF, "", answers(code)) for name, code in CODES.items()]
