import type { Config } from "../../config/config.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { CardNotifier } from "../../notify/card-notifier.ts";
import { configuredPeople, configuredTenant } from "../../notify/configured-notifiers.ts";
import {
  createLongConnection,
  type LongConnection,
} from "../../notify/feishu/long-connection/long-connection.ts";
import type { HttpDeps } from "../http-deps.ts";
import { createPresses, type PressDeps } from "./presses.ts";
import { createFrameTaker } from "./take-frame.ts";

/** Wall time of one request or handshake. */
const TIMEOUT_MS = 10_000;

export interface FeishuWays {
  door: HttpDeps["feishu"];
  /** Absent where the configuration asks for none. */
  connection?: LongConnection;
}

/** How the chat's callbacks come in, of which the configuration chooses one; whoever may not decide is told so. */
export function createFeishuWays(
  config: Config,
  deps: Omit<
    PressDeps,
    "language" | "timeZone" | "lengths" | "decisionsOn" | "metrics" | "people" | "tenant"
  > & {
    cards: readonly CardNotifier[];
    metrics: Pick<Metrics, "feishuCallbacks" | "feishuConnected">;
  },
): FeishuWays {
  const { app, language, timeZone, domain } = config.notify.feishu;
  const { encryptKeys, verificationTokens, id: appId, secret, callbacks } = app;
  const secrets = () => ({ encryptKeys: encryptKeys(), verificationTokens: verificationTokens(), appId });
  const [card] = deps.cards;
  if (card === undefined || callbacks === "off") return { door: { secrets, presses: null } };
  const people = configuredPeople(config, deps);
  // Known before the first press, which waits for no name.
  people.learn([...deps.deciders.all()]);
  const presses = createPresses({
    ...deps,
    people,
    tenant: configuredTenant(config, deps.db),
    language,
    timeZone,
    decisionsOn: card.decisionsOn,
    lengths: config.people.lengths,
  });
  if (callbacks === "door") return { door: { secrets, presses } };
  const door = { secrets, presses: null };
  if (appId === undefined || secret() === undefined) return { door };
  const connection = createLongConnection({
    domain,
    appId,
    appSecret: () => secret() ?? "",
    take: createFrameTaker({ ...deps, secrets, presses }),
    clock: deps.clock,
    logger: deps.logger,
    onState: (state) => deps.metrics.feishuConnected.set(state === "connected" ? 1 : 0),
    timeoutMs: TIMEOUT_MS,
  });
  return { door, connection };
}
