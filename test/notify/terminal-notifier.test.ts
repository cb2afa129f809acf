import { expect, test } from "vitest";
import type { Delivery } from "../../src/notify/notifier.ts";
import { createTerminalNotifier } from "../../src/notify/terminal-notifier.ts";
import { deliveryOf, hostileNotification } from "./notification-fixture.ts";

async function told(delivery: Delivery, options: { language?: "en" | "zh-CN"; colours?: boolean } = {}) {
  const written: string[] = [];
  const notifier = createTerminalNotifier({
    write: (text) => written.push(text),
    language: options.language ?? "en",
    colours: options.colours ?? false,
  });
  await notifier.send(delivery, AbortSignal.timeout(5000));
  return written.join("");
}

test("tells a change with its plan, diff, reason and links", async () => {
  const text = await told(deliveryOf());

  expect(text).toContain("■ Approval needed Deployment shop/web [awaiting approval]");
  expect(text).toContain("    -   limits.memory: 100Mi\n    +   limits.memory: 230Mi\n");
  expect(text).toContain(
    "needs approval · databases-ask-first\n    A database restarts when a person says so",
  );
  expect(text).toContain("Review and decide: https://autofix.example/approvals/t0k3n");
});

test("speaks Chinese", async () => {
  expect(await told(deliveryOf(), { language: "zh-CN" })).toContain(
    "■ 等待审批 Deployment shop/web [等待审批]",
  );
});

test("writes colours only where they are wanted", async () => {
  const ESCAPE = String.fromCharCode(27);
  expect(await told(deliveryOf(), { colours: true })).toContain(`${ESCAPE}[32m+   limits.memory: 230Mi`);
  expect(await told(deliveryOf())).not.toContain(ESCAPE);
});

test("passes no control character of a log line on to the terminal", async () => {
  const text = await told({ ...deliveryOf(), notification: hostileNotification() });

  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});
