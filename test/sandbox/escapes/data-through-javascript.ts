import type { Escape } from "./escape.ts";

/** Node's own way to its parts, which needs no `require`. */
const node = (name: string) => `js.process.getBuiltinModule(${JSON.stringify(name)})`;
const READ = "process.getBuiltinModule('node:fs').readFileSync";

/** The `js` module of an unprotected Pyodide is Node's global object, with all that Node can do. */
export const THROUGH_JAVASCRIPT: Escape[] = [
  {
    name: "fs of Node",
    family: "files",
    unprotected: "succeeds",
    code: `import js\nreturn ${node("node:fs")}.readFileSync(host["canary"], "utf8")`,
  },
  {
    name: "a listing of a folder",
    family: "files",
    unprotected: "succeeds",
    code: `import js\nreturn "canary" in list(${node("node:fs")}.readdirSync(host["folder"])) and "canary seen"`,
  },
  {
    name: "a file is written",
    family: "files",
    unprotected: "succeeds",
    code: `import js\n${node("node:fs")}.writeFileSync(host["mark"] + ".1", "x")\nreturn "written"`,
  },
  {
    name: "the canary is overwritten with what it held",
    family: "files",
    unprotected: "succeeds",
    code: `import js\nfs = ${node("node:fs")}\nfs.writeFileSync(host["canary"], fs.readFileSync(host["canary"], "utf8"))\nreturn "overwritten"`,
  },
  {
    name: "a symbolic link",
    family: "files",
    unprotected: "succeeds",
    code: `import js\n${node("node:fs")}.symlinkSync(host["canary"], host["mark"] + ".2")\nreturn "linked"`,
  },
  {
    name: "a folder of the machine is mounted",
    family: "files",
    unprotected: "succeeds",
    code: `import pyodide_js\npyodide_js.mountNodeFS("/mnt/one", host["folder"])\nreturn open("/mnt/one/canary").read()`,
  },
  {
    name: "NODEFS by the file system's own interface",
    family: "files",
    unprotected: "succeeds",
    code: `import pyodide_js, os\nfrom pyodide.ffi import to_js\nos.mkdir("/mnt2")\nFS = pyodide_js.FS\nfrom js import Object\nFS.mount(FS.filesystems.NODEFS, to_js({"root": host["folder"]}, dict_converter=Object.fromEntries), "/mnt2")\nreturn open("/mnt2/canary").read()`,
  },
  {
    name: "NODEFS through the module of Emscripten",
    family: "files",
    unprotected: "succeeds",
    code: `import pyodide_js, os\nfrom pyodide.ffi import to_js\nos.mkdir("/mnt3")\nFS = pyodide_js._module.FS\nfrom js import Object\nFS.mount(FS.filesystems.NODEFS, to_js({"root": host["folder"]}, dict_converter=Object.fromEntries), "/mnt3")\nreturn open("/mnt3/canary").read()`,
  },
  {
    name: "eval of JavaScript",
    family: "files",
    unprotected: "succeeds",
    code: `import js\nreturn js.eval("${READ}(" + repr(host["canary"]) + ", 'utf8')")`,
  },
  {
    name: "run_js of Pyodide",
    family: "files",
    unprotected: "succeeds",
    code: `from pyodide.code import run_js\nreturn run_js("${READ}(" + repr(host["canary"]) + ", 'utf8')")`,
  },
  {
    name: "createRequire",
    family: "files",
    unprotected: "succeeds",
    code: `import js\nreturn ${node("node:module")}.createRequire(host["canary"])("node:fs").readFileSync(host["canary"], "utf8")`,
  },
  {
    name: "vm runs a script",
    family: "files",
    unprotected: "succeeds",
    code: `import js\nreturn ${node("node:vm")}.runInThisContext("${READ}(" + repr(host["canary"]) + ", 'utf8')")`,
  },
  {
    name: "the environment of Node",
    family: "environment",
    unprotected: "succeeds",
    code: `import js\nreturn js.process.env.CANARY`,
  },
  {
    name: "the diagnostic report of Node",
    family: "environment",
    unprotected: "succeeds",
    code: `import js, json\nreturn js.process.report.getReport().environmentVariables.CANARY`,
  },
  {
    name: "the environment through a shell",
    family: "environment",
    unprotected: "succeeds",
    code: `import js\nreturn str(${node("node:child_process")}.execSync("echo $CANARY", js.JSON.parse('{"encoding":"utf8"}')))`,
  },
  {
    name: "the command line and the folder of Node",
    family: "environment",
    unprotected: "succeeds",
    code: `import js\nreturn list(js.process.argv)[0] + js.process.cwd()`,
  },
  {
    name: "the name of the machine",
    family: "environment",
    unprotected: "succeeds",
    code: `import js\nreturn ${node("node:os")}.hostname()`,
  },
  {
    name: "users and addresses of the machine",
    family: "environment",
    unprotected: "succeeds",
    code: `import js\nreturn ${node("node:os")}.userInfo().username`,
  },
  {
    name: "fetch",
    family: "network",
    unprotected: "succeeds",
    code: `import js\njs.fetch(f"http://127.0.0.1:{host['port']}/fetch")\nreturn "asked"`,
  },
  {
    name: "pyfetch of Pyodide",
    family: "network",
    unprotected: "succeeds",
    code: `import asyncio\nfrom pyodide.http import pyfetch\nasyncio.ensure_future(pyfetch(f"http://127.0.0.1:{host['port']}/pyfetch"))\nreturn "asked"`,
  },
  {
    name: "a socket of Node",
    family: "network",
    unprotected: "succeeds",
    code: `import js\n${node("node:net")}.connect(host["port"], "127.0.0.1")\nreturn "connected"`,
  },
  {
    name: "an HTTP request of Node",
    family: "network",
    unprotected: "succeeds",
    code: `import js\n${node("node:http")}.get(f"http://127.0.0.1:{host['port']}/http")\nreturn "asked"`,
  },
  {
    name: "a listener of Node",
    family: "network",
    unprotected: "succeeds",
    code: `import js\nserver = ${node("node:net")}.createServer()\nserver.listen(0)\nserver.unref()\nreturn "listening"`,
  },
  {
    name: "a WebSocket",
    family: "network",
    unprotected: "succeeds",
    code: `import js\njs.WebSocket.new(f"ws://127.0.0.1:{host['port']}/websocket")\nreturn "asked"`,
  },
  {
    name: "a datagram",
    family: "network",
    unprotected: "succeeds",
    code: `import js\nsocket = ${node("node:dgram")}.createSocket("udp4")\nsocket.send("x", host["port"], "127.0.0.1")\nsocket.unref()\nreturn "sent"`,
  },
  {
    name: "a name is resolved",
    family: "network",
    unprotected: "succeeds",
    code: `import js\n${node("node:dns")}.lookup("localhost", js.Object)\nreturn "looked up"`,
  },
  {
    name: "a shell",
    family: "process",
    unprotected: "succeeds",
    code: `import js\nreturn str(${node("node:child_process")}.execSync("cat '" + host["canary"] + "'", js.JSON.parse('{"encoding":"utf8"}')))`,
  },
  {
    name: "a thread of Node",
    family: "process",
    unprotected: "succeeds",
    code: `import js\nworker = ${node("node:worker_threads")}.Worker.new("1", js.JSON.parse('{"eval":true}'))\nworker.unref()\nreturn "started"`,
  },
  {
    name: "a signal to another process",
    family: "process",
    unprotected: "succeeds",
    code: `import js\nreturn js.process.kill(host["victim"], 0) and "it would have been hit"`,
  },
  {
    name: "a native library is loaded by Node",
    family: "process",
    unprotected: { impossible: "there is no library at that path, and Node says so" },
    code: `import js\njs.process.dlopen(js.JSON.parse('{"exports":{}}'), host["canary"])\nreturn "loaded"`,
  },
  {
    name: "the inspector is opened",
    family: "process",
    unprotected: "succeeds",
    code: `import js\ninspector = ${node("node:inspector")}\ninspector.open(0, "127.0.0.1")\nurl = inspector.url()\ninspector.close()\nreturn url`,
  },
  {
    name: "the exit code of the host",
    family: "process",
    unprotected: "succeeds",
    code: `import js\njs.process.exitCode = 0\nreturn "set"`,
  },
  {
    name: "a timer of the host",
    family: "process",
    unprotected: "succeeds",
    code: `import js\nreturn js.setTimeout(js.Object, 1) and "set"`,
  },
  {
    name: "Function of JavaScript",
    family: "constructor-chain",
    unprotected: "succeeds",
    code: `import js\nreturn js.Function.new("return ${READ}(" + repr(host["canary"]) + ", 'utf8')")()`,
  },
  {
    name: "the constructor of a list's constructor",
    family: "constructor-chain",
    unprotected: "succeeds",
    code: `from pyodide.ffi import to_js\nreturn to_js([]).constructor.constructor("return ${READ}(" + repr(host["canary"]) + ", 'utf8')")()`,
  },
  {
    name: "the constructor of a method",
    family: "constructor-chain",
    unprotected: "succeeds",
    code: `from pyodide.ffi import to_js\nreturn to_js([1]).map.constructor("return process.env.CANARY")()`,
  },
  {
    name: "the constructor of a Python function as JavaScript sees it",
    family: "constructor-chain",
    unprotected: "succeeds",
    code: `from pyodide.ffi import create_proxy, to_js\nreturn to_js([create_proxy(lambda: 1)]).map(lambda f, *rest: f).constructor.constructor("return process.env.CANARY")()`,
  },
  {
    name: "the constructor of an error's constructor",
    family: "constructor-chain",
    unprotected: "succeeds",
    code: `from pyodide.ffi import to_js, JsException\ntry:\n    to_js([1]).at.call(None)\nexcept JsException as error:\n    return error.js_error.constructor.constructor("return process.env.CANARY")()`,
  },
  {
    name: "the global object by a call without this",
    family: "constructor-chain",
    unprotected: "succeeds",
    code: `from pyodide.ffi import to_js\nreturn to_js([]).constructor.constructor("return this")().process.env.CANARY`,
  },
  {
    name: "a WebAssembly module of one's own",
    family: "constructor-chain",
    unprotected: "succeeds",
    code: `import js\nfrom pyodide.ffi import to_js\nmodule = js.WebAssembly.Module.new(to_js(bytes([0, 97, 115, 109, 1, 0, 0, 0])))\nreturn "compiled"`,
  },
];
