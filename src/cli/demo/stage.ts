import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { type App, createApp } from "../../app.ts";
import { type Config, readConfig } from "../../config/config.ts";
import type { Clock } from "../../core/clock.ts";
import { createLogger } from "../../core/logger.ts";
import { CATALOGUE } from "../../notify/messages/catalogue.ts";
import { type Language, wordFor } from "../../notify/messages/messages.ts";
import { CODE_VERSION } from "../code-version.ts";
import type { DemoOptions } from "../demo.ts";
import { alertPayload } from "./alert-payload.ts";
import type { Narrator } from "./narrator.ts";
import { createServiceClient, type IncidentJson, type ServiceClient } from "./service-client.ts";
import type { KilledPod } from "./story.ts";

/** No story but the one with a model asks one: what the reader's shell knows of theirs stays out. */
export const NO_MODEL = {
  OPENAI_API_KEY: undefined,
  OPENAI_API_KEY_FILE: undefined,
  OPENAI_BASE_URL: undefined,
};

export interface PlayContext {
  options: DemoOptions;
  env: NodeJS.ProcessEnv;
  narrator: Narrator;
  write(text: string): void;
  signal: AbortSignal;
}

export interface Played {
  incident: IncidentJson;
  ok: boolean;
}

/** The real service with a data folder of its own, which is removed at the end. */
export interface Stage {
  url: string;
  operatorToken: string;
  client: ServiceClient;
  /** Of what people are told. */
  language: Language;
  /** The word for the incident's state in that language, as cards show it. */
  stateWord(incident: IncidentJson): string;
  sendAlert(namespace: string, pod: KilledPod): Promise<void>;
  end(): Promise<void>;
}

export async function raiseStage(options: {
  env: NodeJS.ProcessEnv;
  clock: Clock;
  kubeConfig?: KubeConfig;
}): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), "kube-autofix-demo-"));
  const port = await freePort();
  const config = configFor(options.env, dataDir, port);
  const app = createApp({
    config,
    clock: options.clock,
    logger: createLogger({ level: config.logLevel }),
    codeVersion: CODE_VERSION,
    ...(options.kubeConfig && { kubeConfig: options.kubeConfig }),
  });
  const end = async () => {
    await app.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const { language } = config.notify.feishu;
  return await openStage(app, { clock: options.clock, language, end }).catch(async (error: unknown) => {
    await end();
    throw error;
  });
}

async function openStage(
  app: App,
  { clock, language, end }: { clock: Clock; language: Language; end: () => Promise<void> },
): Promise<Stage> {
  const { url, tokens } = await app.start();
  const client = createServiceClient({ url, ...tokens });
  const messages = CATALOGUE[language];
  let alerts = 0;
  return {
    url,
    operatorToken: tokens.operatorToken,
    client,
    language,
    stateWord: ({ status, outcome }) =>
      wordFor<string>({ ...messages.statuses, ...messages.outcomes }, outcome ?? status),
    async sendAlert(namespace, pod) {
      alerts += 1;
      const fingerprint = alerts.toString(16).padStart(16, "0");
      await client.sendAlerts(
        alertPayload({
          namespace,
          pod: pod.name,
          container: pod.container,
          startsAt: clock.now(),
          fingerprint,
        }),
      );
    },
    end,
  };
}

/** The demo's own settings come first; what tells people (a real Feishu bot) may come from outside. */
function configFor(env: NodeJS.ProcessEnv, dataDir: string, port: number): Config {
  return readConfig({
    ...env,
    DATA_DIR: dataDir,
    DATABASE_URL: undefined,
    HOST: "127.0.0.1",
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: env.LOG_LEVEL ?? "error",
    AUTONOMY: "auto",
    CLUSTER_NAME: undefined,
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
