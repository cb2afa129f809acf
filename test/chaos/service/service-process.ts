// Run as a process of its own by the chaos run: the whole service, whose clock can be set by whoever started it.
import { KubeConfig } from "@kubernetes/client-node";
import { createApp } from "../../../src/app.ts";
import { readConfig } from "../../../src/config/config.ts";
import { createClock } from "../../../src/core/clock.ts";
import { createLogger } from "../../../src/core/logger.ts";
import type { ServiceOptions } from "./service-handle.ts";

const options = JSON.parse(process.argv[2] ?? "") as ServiceOptions;
const kubeConfig = new KubeConfig();
kubeConfig.loadFromOptions({
  clusters: [{ name: "c", server: options.clusterUrl, skipTLSVerify: true }],
  users: [{ name: "c" }],
  contexts: [{ name: "c", cluster: "c", user: "c" }],
  currentContext: "c",
});
let offsetMs = options.offsetMs;
const clock = createClock(options.scale);
const app = createApp({
  config: readConfig(options.env),
  clock: { ...clock, now: () => new Date(clock.now().getTime() + offsetMs) },
  logger: createLogger({ level: options.logLevel }),
  codeVersion: "test",
  kubeConfig,
});
process.on("message", (message: { offsetMs: number }) => {
  offsetMs = message.offsetMs;
});
process.once("SIGTERM", () => void app.stop().then(() => process.exit(0)));
process.once("disconnect", () => process.exit(0));
const { url } = await app.start();
process.send?.({ url });
