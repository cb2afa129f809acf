import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createLangSmith } from "../../src/agents/lang-smith.ts";

test("LangSmith is asked with the key that is in force then", async () => {
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    if (request.method === "POST") keys.push(request.headers["x-api-key"]);
    request.resume();
    response.setHeader("content-type", "application/json").end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  let key = "lsv2_first";
  const { port } = server.address() as AddressInfo;
  const smith = createLangSmith({
    apiKey: () => key,
    endpoint: `http://127.0.0.1:${port}`,
    project: "kube-autofix",
    takesText: false,
  });
  const send = () =>
    smith.callback.client.createRun({ id: randomUUID(), name: "x", run_type: "chain", inputs: {} });
  await send();
  key = "lsv2_second";
  await send();
  await smith.flush();
  expect(keys).toEqual(["lsv2_first", "lsv2_second"]);
});
