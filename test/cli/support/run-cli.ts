import { Writable } from "node:stream";
import { runCommand } from "../../../src/cli/run-command.ts";

/** A command as a shell runs it, with a reader that is slower than the writer. */
export async function runCli(argv: string[], env: NodeJS.ProcessEnv) {
  const out = capture();
  const err = capture();
  const code = await runCommand(argv, { env, out: out.stream, err: err.stream });
  await Promise.all([out.end(), err.end()]);
  return { code, out: out.text(), err: err.text() };
}

function capture() {
  const chunks: string[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      chunks.push(chunk);
      setImmediate(done);
    },
  });
  return {
    stream,
    text: () => chunks.join(""),
    end: () => new Promise<void>((resolve) => void stream.end(resolve)),
  };
}
