import { createApp } from "../app.ts";
import { readConfig } from "../config/config.ts";
import { createClock } from "../core/clock.ts";
import { createLogger } from "../core/logger.ts";
import { CODE_VERSION } from "./code-version.ts";
import type { Command } from "./run-command.ts";
import { untilSignal } from "./until-signal.ts";

export const serveCommand: Command = {
  summary: "run the service",
  async run(_args, { env }) {
    const config = readConfig(env);
    const logger = createLogger({ level: config.logLevel });
    const app = await createApp({ config, clock: createClock(), logger, codeVersion: CODE_VERSION });
    const signalled = untilSignal();
    try {
      const { url } = await app.start();
      logger.info({ url }, "kube-autofix is ready");
      const signal = await signalled.received;
      logger.info({ signal }, "stopping");
      return 0;
    } finally {
      signalled.dispose();
      await app.stop();
    }
  },
};
