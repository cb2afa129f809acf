import type { Escape } from "./escape.ts";

const NO_HOST_FILES = { impossible: "Python sees the files of its own virtual file system alone" };
const NO_PROCESSES = { impossible: "WebAssembly has no processes" };

/** Ways that begin in Python's own library, its interpreter or its import system. */
export const THROUGH_PYTHON: Escape[] = [
  { name: "open", family: "files", unprotected: NO_HOST_FILES, code: `return open(host["canary"]).read()` },
  {
    name: "open of the system's own descriptors",
    family: "files",
    unprotected: NO_HOST_FILES,
    code: `import os\nreturn os.read(os.open(host["canary"], os.O_RDONLY), 100)`,
  },
  {
    name: "a path that climbs",
    family: "files",
    unprotected: NO_HOST_FILES,
    code: `return open("../" * 20 + host["canary"].lstrip("/")).read()`,
  },
  {
    name: "a link to the machine",
    family: "files",
    unprotected: NO_HOST_FILES,
    code: `import os\nos.symlink(host["canary"], "/tmp/link")\nreturn open("/tmp/link").read()`,
  },
  {
    name: "a listing of the folder",
    family: "files",
    unprotected: NO_HOST_FILES,
    code: `import os\nreturn os.listdir(host["folder"])`,
  },
  {
    name: "a map of the file",
    family: "files",
    unprotected: NO_HOST_FILES,
    code: `import mmap, os\nreturn mmap.mmap(os.open(host["canary"], os.O_RDONLY), 0)[:]`,
  },
  {
    name: "what the kernel tells of the process",
    family: "files",
    unprotected: NO_HOST_FILES,
    code: `return open("/proc/self/environ").read()`,
  },
  {
    name: "its own executable",
    family: "files",
    unprotected: NO_HOST_FILES,
    code: `import os\nreturn os.readlink("/proc/self/exe")`,
  },
  {
    name: "the raw memory of the machine",
    family: "files",
    unprotected: NO_HOST_FILES,
    code: `return open("/dev/mem", "rb").read(1)`,
  },
  {
    name: "the environment of Python",
    family: "environment",
    unprotected: { impossible: "Pyodide gives Python an environment of its own" },
    code: `import os\nreturn os.environ["CANARY"]`,
  },
  {
    name: "a connection of Python",
    family: "network",
    unprotected: {
      impossible: "without a listener that speaks WebSocket and an event loop turn nothing connects",
    },
    code: `import socket\nconnection = socket.create_connection(("127.0.0.1", host["port"]), 1)\nconnection.sendall(b"GET /python HTTP/1.0\\r\\n\\r\\n")\nreturn connection.recv(10)`,
  },
  {
    name: "urllib",
    family: "network",
    unprotected: { impossible: "it needs a connection of Python" },
    code: `import urllib.request\nreturn urllib.request.urlopen(f"http://127.0.0.1:{host['port']}/urllib", timeout=1).read()`,
  },
  {
    name: "open_url of Pyodide",
    family: "network",
    unprotected: { impossible: "Node has no XMLHttpRequest" },
    code: `from pyodide.http import open_url\nreturn open_url(f"http://127.0.0.1:{host['port']}/open-url").read()`,
  },
  {
    name: "subprocess",
    family: "process",
    unprotected: NO_PROCESSES,
    code: `import subprocess\nreturn subprocess.run(["cat", host["canary"]], capture_output=True).stdout`,
  },
  {
    name: "fork",
    family: "process",
    unprotected: NO_PROCESSES,
    code: `import os\nreturn "forked" if os.fork() >= 0 else None`,
  },
  {
    name: "exec",
    family: "process",
    unprotected: NO_PROCESSES,
    code: `import os\nos.execv("/bin/cat", ["cat", host["canary"]])`,
  },
  {
    name: "posix_spawn",
    family: "process",
    unprotected: NO_PROCESSES,
    code: `import os\nreturn os.posix_spawn("/bin/cat", ["cat", host["canary"]], {})`,
  },
  {
    name: "popen",
    family: "process",
    unprotected: NO_PROCESSES,
    code: `import os\nreturn os.popen("cat '" + host["canary"] + "'").read()`,
  },
  {
    name: "a signal of Python",
    family: "process",
    unprotected: NO_PROCESSES,
    code: `import os\nos.kill(host["victim"], 0)\nreturn open("/proc/%d/cmdline" % host["victim"]).read()`,
  },
  {
    name: "a thread",
    family: "process",
    unprotected: { impossible: "Pyodide is built without threads" },
    code: `import threading\nthread = threading.Thread(target=lambda: None)\nthread.start()\nreturn "started"`,
  },
  {
    name: "os.system",
    family: "process",
    unprotected: "succeeds",
    code: `import os\nreturn "ran" if os.system("cat '" + host["canary"] + "' > '" + host["mark"] + ".3'") == 0 else None`,
  },
  {
    name: "system of a posix module that is made anew",
    family: "process",
    unprotected: "succeeds",
    alone: ["error"],
    code: `import _imp, importlib.machinery, sys\nsys.modules.pop("posix", None)\nspec = importlib.machinery.ModuleSpec("posix", None)\nposix = _imp.create_builtin(spec)\n_imp.exec_builtin(posix)\nimport os\nrun = getattr(posix, "system", None) or os.system\nreturn "ran" if run("cat '" + host["canary"] + "' > '" + host["mark"] + ".4'") == 0 else None`,
  },
  {
    name: "system of the C library by ctypes",
    family: "native-code",
    unprotected: "succeeds",
    code: `import ctypes\nreturn "ran" if ctypes.CDLL(None).system(b"true") == 0 else None`,
  },
  {
    name: "system of the C library by a ctypes that is fetched back",
    family: "native-code",
    unprotected: "succeeds",
    alone: ["error"],
    code: `import sys\nfor name in ("ctypes", "_ctypes"):\n    sys.modules.pop(name, None)\nimport ctypes\nreturn "ran" if ctypes.CDLL(None).system(("cat '" + host["canary"] + "' > '" + host["mark"] + ".5'").encode()) == 0 else None`,
  },
  {
    name: "the interpreter's own memory by ctypes",
    family: "native-code",
    unprotected: "succeeds",
    code: `import ctypes\nnumber = ctypes.c_int.from_address(id(12345678901) + 8)\nreturn "read %d" % number.value`,
  },
  {
    name: "JavaScript by the C interface of Emscripten",
    family: "native-code",
    unprotected: "succeeds",
    code: `import ctypes\nctypes.CDLL(None).emscripten_run_script(b"globalThis.process.exitCode = 0")\nreturn "ran"`,
  },
  {
    name: "js is imported again",
    family: "import",
    unprotected: "succeeds",
    code: `import sys\nsys.modules.pop("js", None)\nimport js\nreturn js.process.env.CANARY`,
  },
  {
    name: "pyodide_js is imported again",
    family: "import",
    unprotected: "succeeds",
    code: `import sys\nsys.modules.pop("pyodide_js", None)\nimport pyodide_js\npyodide_js.mountNodeFS("/mnt/four", host["folder"])\nreturn open("/mnt/four/canary").read()`,
  },
  {
    name: "the finder of JavaScript modules is asked itself",
    family: "import",
    unprotected: "succeeds",
    code: `import gc\nfor found in gc.get_objects():\n    if type(found).__name__ == "JsFinder":\n        return found.jsproxies["js"].process.env.CANARY`,
  },
  {
    name: "the finder is put back",
    family: "import",
    unprotected: "succeeds",
    code: `import gc, sys\nfor found in gc.get_objects():\n    if type(found).__name__ == "JsFinder":\n        sys.meta_path.insert(0, found)\nsys.modules.pop("js", None)\nimport js\nreturn js.process.env.CANARY`,
  },
  {
    name: "Pyodide's modules are imported again",
    family: "import",
    unprotected: "succeeds",
    code: `import sys\nif sys.modules.get("pyodide") is None:\n    for name in [name for name in sys.modules if "pyodide" in name]:\n        sys.modules.pop(name)\nfrom pyodide.code import run_js\nreturn run_js("process.env.CANARY")`,
  },
  {
    name: "a module dictionary that the collector still knows",
    family: "import",
    unprotected: "succeeds",
    code: `import gc\nfor found in gc.get_objects():\n    if isinstance(found, dict) and callable(found.get("run_js")):\n        try:\n            return found["run_js"]("process.env.CANARY")\n        except BaseException:\n            pass`,
  },
  {
    name: "a proxy of JavaScript in any dictionary",
    family: "import",
    unprotected: "succeeds",
    code: `import gc\nfor found in gc.get_objects():\n    if isinstance(found, dict):\n        for value in list(found.values()):\n            try:\n                return value.process.env.CANARY\n            except BaseException:\n                pass`,
  },
  {
    name: "the frames below",
    family: "import",
    unprotected: { impossible: "what is below is Pyodide's own Python, whose globals hold no JavaScript" },
    code: `import sys\nframe = sys._getframe()\nwhile frame is not None:\n    for value in [*frame.f_globals.values(), *frame.f_locals.values()]:\n        try:\n            return value.env.CANARY\n        except BaseException:\n            pass\n    frame = frame.f_back`,
  },
  {
    name: "the subclasses of object",
    family: "import",
    unprotected: { impossible: "the classes of proxies are found, but make none" },
    code: `for found in object.__subclasses__():\n    if found.__name__ == "JsProxy":\n        return found().process.env.CANARY`,
  },
  {
    name: "a package from the network",
    family: "import",
    unprotected: { impossible: "there is no package installer aboard" },
    code: `import micropip\nreturn "installed"`,
  },
  {
    name: "a signal handler",
    family: "process",
    unprotected: { impossible: "WebAssembly gets no signals" },
    code: `import signal\nsignal.alarm(1)\nimport time\nreturn signal.sigwait([signal.SIGALRM])`,
  },
];
