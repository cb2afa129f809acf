import { readFileSync } from "node:fs";
import fc from "fast-check";
import { signalOfAlert } from "../../../src/alerts/alert-signal.ts";
import { parseAlertmanagerPayload } from "../../../src/alerts/alertmanager-payload.ts";
import { createWorld, openDoors, WEBHOOK_TOKEN } from "../../http/support/doors.ts";
import { firingPayload } from "../../http/support/payload.ts";
import { altered, alteredText } from "../altered.ts";
import { mustBeAnswered, openDoor } from "../door.ts";
import { opened, type Target } from "../target.ts";

const captured = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/alertmanager/${name}.json`, import.meta.url), "utf8"));

const payloads = fc.constantFrom<unknown>(
  captured("captured-0.25-firing"),
  captured("captured-0.25-resolved"),
  firingPayload(3),
);
const whole = altered(payloads).map((payload) => JSON.stringify(payload));
const bodies = fc.oneof({ weight: 4, arbitrary: whole }, alteredText(whole));

export const WEBHOOK: Target = {
  name: "webhook",
  async open() {
    const world = createWorld();
    const door = await openDoor(openDoors(world).app);
    const headers = { Authorization: `Bearer ${WEBHOOK_TOKEN}`, "Content-Type": "application/json" };
    return opened({
      inputs: bodies,
      async run(body) {
        const answer = await door.post({ path: "/webhooks/alertmanager", headers, body });
        mustBeAnswered(answer);
        world.accepted.length = 0;
        if (answer.status !== 200) return;
        for (const alert of parseAlertmanagerPayload(JSON.parse(body)).alerts) {
          const signal = signalOfAlert(alert, { clusterName: "blue" });
          // What is kept must be text that the database takes.
          if (!JSON.stringify(signal).isWellFormed() || JSON.stringify(signal).includes("\\u0000"))
            throw new Error("a signal holds text that cannot be kept");
        }
      },
      close: () => door.close(),
    });
  },
};
