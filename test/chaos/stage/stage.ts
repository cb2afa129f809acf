import { appendFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, createClock } from "../../../src/core/clock.ts";
import { given } from "../../../src/core/given.ts";
import {
  createFeishuBotServer,
  type FeishuBotServer,
} from "../../../src/simulation/feishu/bot/feishu-bot-server.ts";
import {
  createFakeOpenAi,
  FAKE_API_KEY,
  type FakeOpenAi,
} from "../../../src/simulation/openai/create-fake-openai.ts";
import { goodModel } from "../../../src/simulation/openai/good-model.ts";
import { serviceEnv } from "../../support/service.ts";
import { WITHOUT_BLAST_BOUNDS } from "../../support/without-blast-bounds.ts";
import { type ClusterHandle, startCluster } from "../cluster/cluster-handle.ts";
import { type AlertSender, createAlertSender } from "../incidents/alert-sender.ts";
import { type ApiDoor, startApiDoor } from "../net/api-door.ts";
import { createLink, type Link } from "../net/link.ts";
import { type Replica, startReplica } from "../service/service-handle.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres.ts";

/** One replica of the service with what lies between it and the others. */
export interface Post {
  replica: Replica;
  toApi: Link;
  toDatabase: Link;
  fromSender: Link;
}

/** Everything that a run breaks. */
export interface ChaosStage {
  clock: Clock;
  folder: string;
  cluster: ClusterHandle;
  door: ApiDoor;
  postgres: OwnPostgres;
  posts: readonly Post[];
  toChat: Link;
  toModel: Link;
  chat: FeishuBotServer;
  model: FakeOpenAi;
  sender: AlertSender;
  files: { requests: string; acknowledged: string; clockSets: string };
  soakSeconds: number;
  end(): Promise<void>;
}

export interface StageOptions {
  seed: number;
  replicas: number;
  /** Seconds of the cluster in one of the wall. */
  rate: number;
  soakSeconds: number;
  /** Whether the database gets a disk of its own, which can be full. */
  smallDisk: boolean;
  /** The project whose service runs; absent: this one. */
  root?: string;
}

export async function raiseChaosStage(options: StageOptions): Promise<ChaosStage> {
  const ends: (() => unknown)[] = [];
  const end = async () => {
    for (const one of ends.splice(0).reverse()) await one();
  };
  try {
    return { ...(await raise(options, (one) => ends.push(one))), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function raise(options: StageOptions, atEnd: (end: () => unknown) => void) {
  const { seed, replicas, rate, soakSeconds } = options;
  const folder = await mkdtemp(join(tmpdir(), "autofix-chaos-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const now = Date.now();
  const scale = { originMs: now, anchorMs: now, rate };
  const clock = createClock(scale);
  const files = {
    requests: join(folder, "requests.jsonl"),
    acknowledged: join(folder, "acknowledged.jsonl"),
    clockSets: join(folder, "clock-sets.jsonl"),
  };
  const link = async (...args: Parameters<typeof createLink>) => {
    const made = await createLink(...args);
    atEnd(() => made.close());
    return made;
  };

  const postgres = await startOwnPostgres({ smallDisk: options.smallDisk });
  atEnd(() => postgres.stop());
  let sender: AlertSender | undefined;
  const cluster = await startCluster({ scale, seed, requestLog: files.requests }, ({ labels, annotations }) =>
    sender?.send(labels, annotations),
  );
  atEnd(() => cluster.stop());
  const door = await startApiDoor(cluster.url);
  atEnd(() => door.kill());
  const chat = createFeishuBotServer({ clock });
  const hook = new URL((await chat.start()).url);
  atEnd(() => chat.stop());
  const model = createFakeOpenAi({ clock: createClock(), script: goodModel });
  const modelUrl = new URL((await model.start()).url);
  atEnd(() => model.stop());
  const local = (port: number | string) => ({ host: "127.0.0.1", port: Number(port) });
  const toChat = await link("service to Feishu", local(hook.port));
  const toModel = await link("service to model", local(modelUrl.port));

  const posts: Post[] = [];
  for (let at = 1; at <= replicas; at += 1) {
    const toApi = await link(`service ${at} to API`, local(door.port()));
    const toDatabase = await link(`service ${at} to PostgreSQL`, { path: postgres.socketPath });
    const fromSender = await link(`alerts to service ${at}`);
    const replica = startReplica(`service ${at}`, {
      env: {
        ...serviceEnv(
          { databaseUrl: `postgresql://postgres@127.0.0.1:${toDatabase.port}/chaos` },
          join(folder, `data-${at}`),
        ),
        ...WITHOUT_BLAST_BOUNDS,
        ...{ WATCH: "on", VERIFY_SOAK_SECONDS: String(soakSeconds), PUBLIC_URL: "http://autofix.test" },
        FEISHU_BOT_WEBHOOK_URL: `http://127.0.0.1:${toChat.port}${hook.pathname}`,
        ...{ MODEL_MAX_WAIT_SECONDS: "3600", MODEL_CONCURRENCY: "6", OPENAI_API_KEY: FAKE_API_KEY },
        OPENAI_BASE_URL: `http://127.0.0.1:${toModel.port}${modelUrl.pathname}`,
      },
      ...{ scale, clusterUrl: `http://127.0.0.1:${toApi.port}`, logLevel: "warn" as const },
      ...given("root", options.root),
      onClockSet: () => appendFileSync(files.clockSets, `${JSON.stringify({ at: clock.now() })}\n`),
      logFile: join(folder, `service-${at}.log`),
      onPort: (port) => fromSender.leadTo(port === undefined ? undefined : local(port)),
    });
    atEnd(() => replica.stop());
    posts.push({ replica, toApi, toDatabase, fromSender });
  }
  const urls = posts.map(({ fromSender }) => `http://127.0.0.1:${fromSender.port}`);
  sender = createAlertSender({ urls, now: () => clock.now(), seed, file: files.acknowledged });
  atEnd(() => sender?.stop());
  return {
    clock,
    folder,
    cluster,
    door,
    postgres,
    posts,
    toChat,
    toModel,
    chat,
    model,
    sender,
    files,
    soakSeconds,
  };
}
