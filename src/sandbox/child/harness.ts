/**
 * The Python around a program: takes away the modules that lead to JavaScript, then runs `main(data)` with what the
 * JSON holds. The first letter of the answer says how it ended. Taking modules away is a first hurdle alone: what
 * holds is the process around the interpreter.
 */
export const HARNESS = `
import json, sys, builtins

def close_doors():
    from _pyodide._importhook import jsfinder
    import linecache
    jsfinder.jsproxies.clear()
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not jsfinder]
    hidden = {"js", "_ctypes", "ctypes", "_socket", "socket", "ssl", "_ssl", "multiprocessing", "subprocess", "_posixsubprocess"}
    own = [name for name in sys.modules if name.split(".")[0] in ("pyodide", "_pyodide", "_pyodide_core", "pyodide_js")]
    for name in [*own, "pyodide", "_pyodide", "_pyodide_core", "pyodide_js", *hidden]:
        sys.modules[name] = None
    import posix, os
    for name in ("system", "popen", "fork", "forkpty", "execv", "execve", "kill", "killpg", "posix_spawn", "posix_spawnp"):
        for module in (posix, os):
            if hasattr(module, name):
                delattr(module, name)

def where(error):
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<program>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line if line is not None else getattr(error, "lineno", None)

def told(error):
    name = type(error).__name__
    try:
        text = str(error)[:1500]
    except BaseException:
        text = ""
    line = where(error)
    return "E" + name + (": " + text if text else "") + (" (line " + str(line) + ")" if line is not None else "")

def run(code, data, limit, dumps=json.dumps, loads=json.loads):
    try:
        space = {"__name__": "program", "__builtins__": builtins}
        exec(compile(code, "<program>", "exec"), space)
        if not callable(space.get("main")):
            return "EThe program defines no main(data)"
        result = space["main"](loads(data))
        text = dumps(result, allow_nan=False)
        return "L" if len(text) > limit else "O" + text
    except MemoryError:
        return "M"
    except BaseException as error:
        return told(error)
`;
