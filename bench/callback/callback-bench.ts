import { randomBytes } from "node:crypto";
import type { Bench } from "../bench.ts";
import { createRequestTemplate } from "../ingest/payload-template.ts";
import { type Run, rowOf, runOf } from "../measure.ts";
import { percentile99 } from "../percentile.ts";
import { startCallbackServer } from "./callback-server.ts";

const CASE = "99 of 100 presses answered within";
const PRESSES = 200;
const WARM_UP = 150;

/** From the request's first byte to the answer's last, of a press that is decided, recorded and answered with its card. */
export const callbackBench: Bench = {
  summary: "the answer to a press during an ingest storm, against the same server at rest",
  goals: { [CASE]: "at most 3" },
  async run({ repeats, isTiny, note }) {
    const token = randomBytes(16).toString("hex");
    const server = await startCallbackServer(token);
    const template = createRequestTemplate({ alerts: 1, token, seed: 1 });
    const count = isTiny ? 10 : PRESSES;
    const idle = async () => percentile99(await server.press(count));
    const storm = async () => {
      const startMs = performance.now();
      const { result, payloads } = await server.storm(template, () => server.press(count));
      const perSecond = (payloads * 1000) / (performance.now() - startMs);
      return { ms: percentile99(result), perSecond };
    };
    try {
      await server.press(isTiny ? 5 : WARM_UP);
      await server.storm(template, () => server.press(isTiny ? 5 : WARM_UP));
      const runs: Run[] = [];
      for (let run = 0; run < repeats; run += 1) {
        // In turns, so that neither side always comes first.
        const before = run % 2 === 0 ? await idle() : undefined;
        const { ms, perSecond } = await storm();
        const rest = before ?? (await idle());
        note(`p99 ${ms.toFixed(1)} ms at ${perSecond.toFixed(0)} payloads/s, ${rest.toFixed(1)} ms at rest`);
        runs.push(runOf(ms, rest));
      }
      return { name: "callback", rows: [rowOf(CASE, "ms", runs)] };
    } finally {
      await server.stop();
    }
  },
};
