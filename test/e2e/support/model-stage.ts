import { createClock } from "../../../src/core/clock.ts";
import type { Script } from "../../../src/simulation/openai/behaviour.ts";
import {
  createFakeOpenAi,
  FAKE_API_KEY,
  type FakeOpenAi,
} from "../../../src/simulation/openai/create-fake-openai.ts";
import type { Stage } from "./stage.ts";

const LOG = ["starting", "panic: encoder 'jsonn' fits no sink; expected one of json, text"];

/** A first release whose program does not take one of its settings: nothing around it explains its end. */
export function misconfigured(stage: Stage, namespace: string, log = LOG) {
  const name = "web";
  const labels = { app: name };
  stage.cluster.behave({
    match: { namespace },
    behaviour: { kind: "demands", settings: [{ env: "ENCODER", oneOf: ["json", "text"], log }] },
  });
  return stage.cluster.apply([
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: "web",
                image: "registry.example.org/web:1",
                env: [
                  { name: "MODE", value: "production" },
                  { name: "ENCODER", value: "jsonn" },
                ],
              },
            ],
          },
        },
      },
    },
  ]);
}

/** The same, with its settings in ConfigMap `settings` of the namespace. */
export function misconfiguredByConfigMap(stage: Stage, namespace: string) {
  const labels = { app: "web" };
  const envFrom = [{ configMapRef: { name: "settings" } }];
  stage.cluster.behave({
    match: { namespace },
    behaviour: { kind: "demands", settings: [{ env: "ENCODER", oneOf: ["json", "text"], log: LOG }] },
  });
  return stage.cluster.apply([
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings", namespace },
      data: { ENCODER: "jsonn", MODE: "production" },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: "web", image: "registry.example.org/web:1", envFrom }] },
        },
      },
    },
  ]);
}

/** A service that watches one or more namespaces, with a model of that script, or with none. */
export async function serveWithModel(
  at: { stage: Stage; servers: FakeOpenAi[] },
  namespace: string,
  script?: Script,
  env: Record<string, string> = {},
) {
  const { stage, servers } = at;
  const model: Record<string, string> = {};
  let server: FakeOpenAi | undefined;
  if (script !== undefined) {
    server = createFakeOpenAi({ clock: createClock(), script });
    servers.push(server);
    Object.assign(model, { OPENAI_API_KEY: FAKE_API_KEY, OPENAI_BASE_URL: (await server.start()).url });
  }
  const service = await stage.serve({ env: { WATCH: "on", WATCH_NAMESPACES: namespace, ...model, ...env } });
  return { service, server };
}
