/**
 * The child process of one run. Says "ready" when the interpreter is loaded, takes one request from its input and
 * writes one answer; nothing is run twice in it. It imports Node and its own folder alone.
 */
import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { closeDoors, shimBinding } from "./close-doors.ts";
import { HARNESS } from "./harness.ts";

interface Interpreter {
  runPython(code: string): unknown;
  globals: { get(name: string): unknown };
  setStdout(options: object): void;
  setStderr(options: object): void;
  setStdin(options: object): void;
}
type Loader = (options: object) => Promise<Interpreter>;
type Program = (code: string, data: string, limit: number) => unknown;
type Door = () => void;

const OUT = 1;
const { stdin, exit } = process;
const say = (line: string) => {
  const bytes = Buffer.from(`${line}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(OUT, bytes, at);
};

const folder = process.argv[2] ?? "";
process.argv.length = 1;
shimBinding();
const { loadPyodide } = (await import(pathToFileURL(`${folder}/pyodide.mjs`).href)) as {
  loadPyodide: Loader;
};
const python = await loadPyodide({ jsglobals: Object.create(null), indexURL: `${folder}/`, packages: [] });
// What a program prints is no result: it goes nowhere, and is not gathered.
const nowhere = { write: (bytes: Uint8Array) => bytes.length };
python.setStdout(nowhere);
python.setStderr(nowhere);
python.setStdin({ error: true });
python.runPython(HARNESS);
const run = python.globals.get("run") as Program;
(python.globals.get("close_doors") as Door)();
say("ready");

let text = "";
stdin.setEncoding("utf8");
for await (const part of stdin) {
  text += part;
  if (text.endsWith("\n")) break;
}
// The parent went away before it asked.
if (text === "") exit(0);
const request = JSON.parse(text) as { code: string; data: string; limit: number };
text = "";
closeDoors();
let answer: unknown;
try {
  answer = run(request.code, request.data, request.limit);
} catch (error) {
  answer = isMemory(error) ? "M" : "EThe program broke its interpreter";
}
say(typeof answer === "string" ? answer : "EThe program broke its interpreter");
exit(0);

function isMemory(error: unknown): boolean {
  return (
    error instanceof RangeError || (error instanceof Error && /out of memory|allocation/i.test(error.message))
  );
}
