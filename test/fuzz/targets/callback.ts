import fc from "fast-check";
import { cardActionOf, isOfAnotherTenant } from "../../../src/notify/feishu/callback/card-action.ts";
import { signatureOf } from "../../../src/notify/feishu/callback/open-envelope.ts";
import { createWorld, openDoors } from "../../http/support/doors.ts";
import {
  ENCRYPT_KEY,
  pressBody,
  SECRETS,
  sealed,
  VERIFICATION_TOKEN,
} from "../../http/support/feishu-envelope.ts";
import { altered, alteredText } from "../altered.ts";
import { mustBeAnswered, openDoor } from "../door.ts";
import { opened, type Target } from "../target.ts";

const plain = fc.oneof(
  { weight: 4, arbitrary: altered(fc.constant(pressBody({ handle: "h".repeat(43), reason: "because" }))) },
  altered(fc.constant({ type: "url_verification", challenge: "c", token: VERIFICATION_TOKEN })),
);
const envelopes = fc.oneof(
  { weight: 5, arbitrary: plain.map((body) => sealed(body)) },
  alteredText(plain.map((body) => sealed(body))),
  altered(fc.constant({ encrypt: "aGVsbG8=" })).map((body) => JSON.stringify(body)),
);
const signings = fc.record({
  nonce: fc.oneof(fc.constant("n-1"), fc.string({ unit: fc.constantFrom(..."abc123 -_") })),
  isRight: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
});

export const CALLBACK: Target = {
  name: "callback",
  async open() {
    const world = createWorld();
    const presses = {
      async take(body: unknown) {
        cardActionOf(body);
        isOfAnotherTenant(body);
        return { answer: {} };
      },
    };
    const { app } = openDoors(world, { feishu: { secrets: () => SECRETS, presses } as never });
    const door = await openDoor(app);
    const timestamp = String(Math.floor(world.now.getTime() / 1000));
    return opened({
      inputs: fc.tuple(envelopes, signings),
      async run([body, { nonce, isRight }]) {
        const signed = signatureOf(Buffer.from(body), { timestamp, nonce, encryptKey: ENCRYPT_KEY });
        const headers = {
          "Content-Type": "application/json",
          "X-Lark-Request-Timestamp": timestamp,
          "X-Lark-Request-Nonce": nonce,
          "X-Lark-Signature": isRight ? signed : "0".repeat(64),
        };
        mustBeAnswered(await door.post({ path: "/webhooks/feishu/card", headers, body }));
      },
      close: () => door.close(),
    });
  },
};
