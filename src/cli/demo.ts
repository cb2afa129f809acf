import { parseArgs } from "node:util";
import { playOnCluster } from "./demo/cluster-stage.ts";
import { playWithModel } from "./demo/model-stage.ts";
import { createNarrator } from "./demo/narrator.ts";
import { playOnSimulation } from "./demo/simulated-stage.ts";
import type { Command } from "./run-command.ts";
import { untilSignal } from "./until-signal.ts";

export interface DemoOptions {
  /** End when the stories are told; else the pages stay up until a signal. */
  once: boolean;
  /** Approve what asks for an approval, instead of waiting for a person. */
  yes: boolean;
  /** One line of incident JSON a story in place of the telling. */
  json: boolean;
}

const USAGE = `kube-autofix demo [--once] [--yes] [--json] [--cluster | --model]

  --once     end when the stories are told (exit code 1 if one ended other than it should)
  --yes      press "approve" by itself on the card that asks for it
  --json     print one line of incident JSON a story
  --cluster  play the classic case on the kubeconfig's cluster, in a namespace that is removed afterwards
  --model    play a trouble that no rule knows, with a stand-in for a model and without
`;

export const demoCommand: Command = {
  summary: "play four stories on a simulated cluster: no cluster and no key needed",
  async run(args, { env, out }) {
    const { values } = parseArgs({
      args,
      options: {
        once: { type: "boolean", default: false },
        yes: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        cluster: { type: "boolean", default: false },
        model: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      out.write(USAGE);
      return 0;
    }
    const write = (text: string) => void out.write(text);
    const narrator = createNarrator(values.json ? () => {} : write, out.isTTY === true);
    const stop = untilSignal();
    const cancel = new AbortController();
    void stop.received.then(() => cancel.abort());
    try {
      const play = values.cluster ? playOnCluster : values.model ? playWithModel : playOnSimulation;
      const ended = await play({ options: values, env, narrator, write, signal: cancel.signal });
      return ended.every(({ ok }) => ok) ? 0 : 1;
    } finally {
      stop.dispose();
    }
  },
};
