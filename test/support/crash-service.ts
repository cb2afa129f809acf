// Run as a process of its own by the crash test: the whole service, which ends itself with SIGKILL at one named instant.
import { KubeConfig } from "@kubernetes/client-node";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config/config.ts";
import { createClock } from "../../src/core/clock.ts";
import { createLogger } from "../../src/core/logger.ts";
import type { CrashServiceOptions } from "./crash-process.ts";

const options = JSON.parse(process.argv[2] ?? "") as CrashServiceOptions;
const kubeConfig = new KubeConfig();
kubeConfig.loadFromOptions({
  clusters: [{ name: "c", server: options.clusterUrl, skipTLSVerify: true }],
  users: [{ name: "c" }],
  contexts: [{ name: "c", cluster: "c", user: "c" }],
  currentContext: "c",
});
let isPauseAhead = true;
const app = createApp({
  config: readConfig(options.env),
  clock: createClock(options.scale),
  logger: createLogger({ level: "warn" }),
  codeVersion: "test",
  kubeConfig,
  at: (instant) => {
    if (instant === options.pauseAt && isPauseAhead) {
      isPauseAhead = false;
      process.kill(process.pid, "SIGSTOP");
      return;
    }
    if (instant !== options.killAt) return;
    process.kill(process.pid, "SIGKILL");
    // The signal ends the process before the next turn of its loop; until then nothing more may happen.
    return new Promise(() => {});
  },
});
process.once("SIGTERM", () => void app.stop());
const { url } = await app.start();
process.stdout.write(`${JSON.stringify({ url })}\n`);
