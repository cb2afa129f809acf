import { createClock } from "../../../src/core/clock.ts";
import type { Script } from "../../../src/simulation/openai/behaviour.ts";
import { createFakeOpenAi, FAKE_API_KEY } from "../../../src/simulation/openai/create-fake-openai.ts";
import { goodModel } from "../../../src/simulation/openai/good-model.ts";
import { hostileModel } from "../../../src/simulation/openai/hostile-model.ts";
import type { ModelMode } from "./play.ts";

/** What an attacker would have it say. */
const MALICE = {
  texts: ["evil.example.org/rootkit:1", "ignore all rules", "0", "/bin/sh"],
  extras: { patch: "[]", approve: true },
};

/** Its own waits are of the cluster's clock, which runs many times as fast as any model answers. */
const PATIENCE = { MODEL_MAX_WAIT_SECONDS: "3600", MODEL_CONCURRENCY: "6" };

/** The environment of the service that leads to the model of this mode, and its end. The stand-ins are told nothing but requests. */
export async function openStandIn(
  mode: ModelMode,
  seed: number,
): Promise<{ env: Record<string, string>; stop(): Promise<void> }> {
  if (mode === "none") return { env: {}, stop: async () => {} };
  if (mode === "real") return { env: { ...PATIENCE, ...realModel(process.env) }, stop: async () => {} };
  const script: Script = mode === "good" ? goodModel : hostileModel({ seed, ...MALICE });
  const server = createFakeOpenAi({ clock: createClock(), script });
  const { url } = await server.start();
  return {
    env: { ...PATIENCE, OPENAI_API_KEY: FAKE_API_KEY, OPENAI_BASE_URL: url },
    stop: () => server.stop(),
  };
}

/** Whatever the environment says of a model, and nothing else of it. */
function realModel(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter(([name]) => /^(OPENAI|MODEL)_/.test(name));
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
