import type { BotFault } from "../../../src/simulation/feishu/bot/feishu-bot-server.ts";
import type { Script } from "../../../src/simulation/openai/behaviour.ts";
import { goodModel } from "../../../src/simulation/openai/good-model.ts";
import type { Fault } from "./fault.ts";

const refused = (name: string, codes: readonly number[], most: number, method?: string): Fault => ({
  name: `API server: ${name}`,
  part: `API server: ${name}`,
  strike: ({ cluster }, { pick, integer }) =>
    cluster.tell({
      ...{ do: "refuse", times: integer(1, most), code: pick(codes) },
      ...(method !== undefined && { method }),
    }),
});

const CHAT_TROUBLE: readonly BotFault[] = [
  { status: 503 },
  { status: 500, body: "<html>gateway</html>" },
  // Too many requests: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
  { code: 11232 },
  { drop: "before" },
];

const MODEL_TROUBLE: readonly Script[] = [
  () => ({ kind: "status", status: 500 }),
  () => ({ kind: "status", status: 429, retryAfter: "1" }),
  () => ({ kind: "malformed" }),
  () => ({ kind: "silent" }),
  () => ({ kind: "truncated", text: "{}" }),
];

/** Others answer, and not as they should. */
export const ANSWER_FAULTS: readonly Fault[] = [
  refused("throttles (429)", [429], 20),
  refused("conflicts (409)", [409], 2, "PATCH"),
  refused("fails (5xx)", [500, 503, 504], 8),
  {
    name: "API server: slow",
    part: "API server: slow",
    async strike({ cluster }, { integer, wait }) {
      await cluster.tell({ do: "latency", ms: integer(20, 300) });
      await wait(1_000, 5_000).finally(() => cluster.tell({ do: "latency", ms: 0 }));
    },
  },
  {
    name: "watches: gap (410)",
    part: "watches",
    strike: ({ cluster }) => cluster.tell({ do: "expire-history" }),
  },
  {
    name: "watches: cut",
    part: "watches",
    strike: ({ cluster }) => cluster.tell({ do: "cut-watches" }),
  },
  {
    name: "Feishu: out",
    part: "Feishu",
    async strike({ chat }, { pick, integer }) {
      chat.fail(integer(1, 4), pick(CHAT_TROUBLE));
    },
  },
  {
    name: "model: out",
    part: "model",
    async strike({ model }, { pick, wait }) {
      model.follow(pick(MODEL_TROUBLE));
      await wait(1_000, 8_000).finally(() => model.follow(goodModel));
    },
  },
];

export const DELIVERY_FAULTS: readonly Fault[] = (["duplicated", "late", "lost"] as const).map((kind) => ({
  name: `deliveries: ${kind === "late" ? "reordered" : kind}`,
  part: "deliveries",
  async strike({ sender }, { wait }) {
    sender.trouble(kind);
    await wait(1_000, 5_000).finally(() => sender.trouble("none"));
  },
}));
