/** Pyodide as it comes, in Node as it comes: what the sandbox is compared with. One program a line in, one outcome a line out. */
import { createInterface } from "node:readline";
import { loadPyodide } from "pyodide";

const python = await loadPyodide({ stdout: () => {}, stderr: () => {} });
// Fetched before any attempt: some change the library.
python.runPython("import json as _json\n_dumps = _json.dumps");

for await (const line of createInterface({ input: process.stdin })) {
  const { code, host } = JSON.parse(line) as { code: string; host: object };
  let outcome: { value: string } | { error: string };
  try {
    python.runPython(code);
    python.globals.set("host", python.toPy(host));
    outcome = { value: python.runPython("_dumps(main(host), default=str)") as string };
  } catch (error) {
    outcome = { error: String(error).slice(-300) };
  }
  console.log(JSON.stringify(outcome));
}
// What was asked of the network leaves at the next turn of the event loop.
setTimeout(() => process.exit(0), 1_500);
