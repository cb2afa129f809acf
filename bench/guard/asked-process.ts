import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process of its own that says once that it is ready, and then answers one question at a time. */
export interface AskedProcess {
  /** What it said when it was ready. */
  ready: unknown;
  ask(question: object): Promise<unknown>;
  /** Back when it has ended, by itself: it hears that nobody asks any more. */
  stop(): Promise<void>;
}

/** `file` is one beside this one. */
export async function startAsked(file: string, args: readonly string[]): Promise<AskedProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const answer = async (): Promise<unknown> => {
    const gone = ended.then(() => {
      throw new Error(`${file} ended`);
    });
    const [message] = (await Promise.race([once(child, "message"), gone])) as unknown[];
    return message;
  };
  const stop = async () => {
    if (child.connected) child.disconnect();
    await ended;
  };
  try {
    const ready = await answer();
    const ask = (question: object) => {
      const coming = answer();
      child.send(question);
      return coming;
    };
    return { ready, ask, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The other side of it, in the process itself: `answer` to each question, `end` once nobody asks any more. */
export function answerParent(
  ready: object,
  answer: (question: unknown) => Promise<object>,
  end: () => Promise<void>,
) {
  process.on("message", (question: unknown) => {
    answer(question).then(
      (said) => process.send?.(said),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  });
  process.once("disconnect", () => void end().then(() => process.exit(0)));
  // A terminal's interrupt goes to all of its processes; this one ends in order once its parent does.
  process.on("SIGINT", () => {});
  process.once("SIGTERM", () => process.disconnect?.());
  process.send?.(ready);
}
