import type { Link } from "../net/link.ts";
import type { ChaosStage } from "../stage/stage.ts";
import type { Chance, Fault } from "./fault.ts";

/** Each pair of programs that talk to each other. */
const PAIRS: Readonly<Record<string, (stage: ChaosStage, chance: Chance) => Link>> = {
  "service to API": ({ posts }, { pick }) => pick(posts).toApi,
  "service to PostgreSQL": ({ posts }, { pick }) => pick(posts).toDatabase,
  "alerts to service": ({ posts }, { pick }) => pick(posts).fromSender,
  "service to Feishu": ({ toChat }) => toChat,
  "service to model": ({ toModel }) => toModel,
};

const WAYS: Readonly<Record<string, (link: Link, chance: Chance) => Promise<void>>> = {
  cut: async (link, { wait }) => {
    link.cut();
    await wait(200, 4_000);
  },
  delayed: async (link, { integer, wait }) => {
    link.delay(integer(30, 400));
    await wait(1_000, 6_000);
  },
  // Some wake up again, some are found to be dead.
  "half open": async (link, { pick, wait }) => {
    link.stall();
    await wait(1_000, 8_000);
    if (pick([true, false])) link.cut();
  },
};

export const NETWORK_FAULTS: readonly Fault[] = Object.entries(PAIRS).flatMap(([pair, linkOf]) =>
  Object.entries(WAYS).map(
    ([way, strike]): Fault => ({
      name: `${pair}: ${way}`,
      part: pair,
      async strike(stage, chance) {
        const link = linkOf(stage, chance);
        await strike(link, chance).finally(() => link.mend());
      },
    }),
  ),
);
