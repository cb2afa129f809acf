import { createApp } from "../app.ts";
import { type Config, readConfig } from "../config/config.ts";
import { createClock } from "../core/clock.ts";
import type { Notifier } from "../notify/notifier.ts";
import { createTerminalNotifier } from "../notify/terminal-notifier.ts";
import { CODE_VERSION } from "./code-version.ts";
import { logFor } from "./log-for.ts";
import type { Command } from "./run-command.ts";
import { untilSignal } from "./until-signal.ts";

/** Whoever started the service by hand reads there what it does; the log has its own stream. */
function terminal(config: Config, err: NodeJS.WritableStream): Notifier {
  return createTerminalNotifier({
    write: (text) => void err.write(text),
    language: config.notify.feishu.language,
    colours: true,
  });
}

export const serveCommand: Command = {
  summary: "run the service",
  async run(_args, context) {
    const { env, err } = context;
    const config = readConfig(env);
    const logger = logFor(config.logLevel, context);
    const app = createApp({
      config,
      clock: createClock(),
      logger,
      codeVersion: CODE_VERSION,
      notifiers: err.isTTY === true ? [terminal(config, err)] : [],
    });
    const signalled = untilSignal();
    try {
      // A start that waits for its database hears of a signal too.
      const ready = app.start().then(({ url }) => {
        logger.info({ url }, "kube-autofix is ready");
        return signalled.received;
      });
      const signal = await Promise.race([ready, signalled.received]);
      logger.info({ signal }, "stopping");
      return 0;
    } finally {
      signalled.dispose();
      await app.stop();
    }
  },
};
