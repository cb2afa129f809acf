import type { Escape } from "./escape.ts";

/** Longer than a protected run may take, and short enough to show that without a bound it goes on. */
const LONG = "0.8";

/** Attempts on the service rather than on the machine: its memory, its time, its trust in a result. */
export const FLOODS: Escape[] = [
  {
    name: "more memory than there is for it",
    family: "flood",
    unprotected: "succeeds",
    alone: ["memory"],
    code: `held = [bytearray(20_000_000) for _ in range(20)]\nreturn len(held)`,
  },
  {
    name: "one large piece of memory",
    family: "flood",
    unprotected: "succeeds",
    alone: ["memory"],
    code: `return len(bytearray(500_000_000))`,
  },
  {
    name: "a result without measure",
    family: "flood",
    unprotected: "succeeds",
    alone: ["output-too-large"],
    code: `return "x" * 5_000_000`,
  },
  {
    name: "a result that grows when it is written down",
    family: "flood",
    unprotected: "succeeds",
    alone: ["output-too-large"],
    code: `one = ["\\0" * 1000] * 1000\nreturn one`,
  },
  {
    name: "a flood of printed lines",
    family: "flood",
    unprotected: "succeeds",
    alone: ["timeout"],
    code: `import time\nend = time.time() + ${LONG}\nwhile time.time() < end:\n    print("x" * 1000)\nreturn "printed"`,
  },
  {
    name: "an endless loop",
    family: "flood",
    unprotected: "succeeds",
    alone: ["timeout"],
    code: `import time\nend = time.time() + ${LONG}\nwhile time.time() < end: pass\nreturn "looped"`,
  },
  {
    name: "a loop that swallows every error",
    family: "flood",
    unprotected: "succeeds",
    alone: ["timeout"],
    code: `import time\nend = time.time() + ${LONG}\nwhile time.time() < end:\n    try:\n        raise KeyboardInterrupt\n    except BaseException:\n        pass\nreturn "looped"`,
  },
  {
    name: "a long sleep",
    family: "flood",
    unprotected: "succeeds",
    alone: ["timeout"],
    code: `import time\ntime.sleep(${LONG})\nreturn "slept"`,
  },
  {
    name: "an error whose text takes for ever",
    family: "flood",
    unprotected: "succeeds",
    alone: ["timeout"],
    code: `import time\nclass Slow(Exception):\n    def __str__(self):\n        time.sleep(${LONG})\n        return "at last"\nif host.get("asText"):\n    return str(Slow())\nraise Slow()`,
  },
  {
    name: "a regular expression that backtracks",
    family: "flood",
    unprotected: "succeeds",
    alone: ["timeout"],
    code: `import re, time\nbegin = time.time()\nlength = 18\nwhile time.time() - begin < ${LONG}:\n    re.match("(a+)+$", "a" * length + "b")\n    length += 1\nreturn "matched"`,
  },
  {
    name: "a result with a way to the prototype",
    family: "prototype",
    unprotected: "succeeds",
    alone: ["invalid-output"],
    code: `return {"__proto__": {"polluted": True}}`,
  },
  {
    name: "a result with a constructor",
    family: "prototype",
    unprotected: "succeeds",
    alone: ["invalid-output"],
    code: `return {"a": [{"constructor": {"prototype": {"polluted": True}}}]}`,
  },
  {
    name: "a result that is no JSON",
    family: "prototype",
    unprotected: "succeeds",
    alone: ["error"],
    code: `return float("nan")`,
  },
  {
    name: "a result that is forged past the writer of JSON",
    family: "prototype",
    unprotected: "succeeds",
    alone: ["error", "invalid-output"],
    code: `import sys, json
main = sys.modules["__main__"].__dict__
forged = lambda *rest, **more: 'O{"__proto__": {"polluted": true}}'
main["told"] = forged
json.dumps = forged
return float("inf")`,
  },
  {
    name: "JavaScript's own objects are given another prototype",
    family: "prototype",
    unprotected: "succeeds",
    code: `from pyodide.ffi import to_js\nto_js([]).constructor.prototype.polluted = 1\nreturn to_js([]).polluted and "polluted"`,
  },
  {
    name: "a file for the next run",
    family: "next-run",
    unprotected: "succeeds",
    code: `open("/tmp/left", "w").write("x")\nreturn None`,
    later: `return "found " + open("/tmp/left").read()`,
  },
  {
    name: "a builtin for the next run",
    family: "next-run",
    unprotected: "succeeds",
    code: `import builtins\nbuiltins.left_behind = lambda: "called"\nreturn None`,
    later: `return left_behind()`,
  },
  {
    name: "a module for the next run",
    family: "next-run",
    unprotected: "succeeds",
    code: `import sys, types\nleft = types.ModuleType("left_module")\nleft.word = "imported"\nsys.modules["left_module"] = left\nreturn None`,
    later: `import left_module\nreturn left_module.word`,
  },
  {
    name: "a changed library for the next run",
    family: "next-run",
    unprotected: "succeeds",
    code: `import statistics\nstatistics.mean = lambda values: "changed"\nreturn None`,
    later: `import statistics\nreturn statistics.mean([1, 2]) == "changed" and "changed"`,
  },
];
