// Run as a process of its own by the crash test: the whole service, which ends itself with SIGKILL at one named instant.
import { setTimeout as wallTime } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config/config.ts";
import { createClock } from "../../src/core/clock.ts";
import { createLogger } from "../../src/core/logger.ts";
import type { CrashServiceOptions } from "./crash-process.ts";
import { becomeNextVersion } from "./next-version.ts";

const options = JSON.parse(process.argv[2] ?? "") as CrashServiceOptions;
if (options.isNextVersion === true) becomeNextVersion();
const kubeConfig = new KubeConfig();
kubeConfig.loadFromOptions({
  clusters: [{ name: "c", server: options.clusterUrl, skipTLSVerify: true }],
  users: [{ name: "c" }],
  contexts: [{ name: "c", cluster: "c", user: "c" }],
  currentContext: "c",
});
let isPauseAhead = true;
let isSending = false;
const app = createApp({
  config: readConfig(options.env),
  clock: createClock(options.scale),
  logger: createLogger({ level: "warn" }),
  codeVersion: "test",
  kubeConfig,
  at: async (instant) => {
    if (instant === options.pauseAt && isPauseAhead) {
      isPauseAhead = false;
      process.kill(process.pid, "SIGSTOP");
      return;
    }
    if (instant === "notify.send:before") isSending = true;
    if (instant === "notify.record:after" || instant === "notify.put-off:before") isSending = false;
    if (instant !== options.killAt) return;
    // A card that happens to be under way may come twice; that is for the instants of notify alone to show.
    while (isSending && !instant.startsWith("notify.")) await wallTime(1);
    process.kill(process.pid, "SIGKILL");
    // The signal ends the process before the next turn of its loop; until then nothing more may happen.
    return new Promise(() => {});
  },
});
process.once("SIGTERM", () => void app.stop());
const { url } = await app.start();
process.stdout.write(`${JSON.stringify({ url })}\n`);
