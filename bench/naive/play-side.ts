import { randomUUID } from "node:crypto";
import type { KubeConfig } from "@kubernetes/client-node";
import { raiseStage } from "../../src/cli/demo/stage.ts";
import type { Clock } from "../../src/core/clock.ts";
import { type ClassicStage, createClassicStage } from "./classic-stage.ts";
import { runDoublingScript } from "./doubling-script.ts";
import { measuredNeed } from "./needed-memory.ts";
import { type Watched, watchClassic } from "./watch-classic.ts";

export const SIDES = ["nothing", "doubling", "ours"] as const;
export type Side = (typeof SIDES)[number];

export interface Played extends Watched {
  /** Undefined where the node does not tell. */
  neededBytes: number | undefined;
}

export interface Playing {
  kubeConfig: KubeConfig;
  clock: Clock;
  soakSeconds: number;
  boundSeconds: Readonly<Record<Side, number>>;
  signal: AbortSignal;
}

/** The classic once, with who acts on it there before it falls ill; nothing is left of it afterwards. */
export async function playSide(playing: Playing, side: Side): Promise<Played> {
  const { kubeConfig, clock, soakSeconds, signal } = playing;
  const stage = createClassicStage(kubeConfig, `naive-${randomUUID().slice(0, 8)}`);
  const stop = await ACTORS[side](playing, stage);
  try {
    await stage.begin();
    const boundSeconds = playing.boundSeconds[side];
    const watched = await watchClassic({ stage, clock, soakSeconds, boundSeconds, signal });
    const neededBytes = watched.isSteady ? await measuredNeed(kubeConfig, await stage.pods()) : undefined;
    return { ...watched, neededBytes };
  } finally {
    await stop();
    await stage.end();
  }
}

type Actor = (playing: Playing, stage: ClassicStage) => Promise<() => Promise<void>>;

/** Each starts, and gives its way to stop. */
const ACTORS: Readonly<Record<Side, Actor>> = {
  nothing: async () => async () => {},
  async doubling({ clock }, stage) {
    const stopping = new AbortController();
    const run = async () => {
      // As an operator's loop does, it goes on after an error: the workload is not there yet.
      while (!stopping.signal.aborted) {
        await runDoublingScript({ stage, clock, signal: stopping.signal }).catch(() => {});
        await clock.sleep(1_000, stopping.signal).catch(() => {});
      }
    };
    const running = run();
    return async () => {
      stopping.abort();
      await running;
    };
  },
  async ours({ kubeConfig, clock, soakSeconds }, { namespace }) {
    const env = {
      WATCH: "on",
      WATCH_NAMESPACES: namespace,
      VERIFY_SOAK_SECONDS: String(soakSeconds),
      VERIFY_SOAK_MAX_SECONDS: "1800",
    };
    const service = await raiseStage({ env, clock, kubeConfig });
    return () => service.end();
  },
};
