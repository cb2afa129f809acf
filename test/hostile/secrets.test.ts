import { expect, it } from "vitest";
import { redact } from "../../src/core/redact.ts";
import { createRandom } from "../../src/simulation/store/random.ts";
import { SECRET_SHAPES } from "./data/secret-shapes.ts";
import { canary, leaksIn } from "./secrets.ts";

const random = createRandom(7);

it.each(Object.keys(SECRET_SHAPES))(
  "a secret in the shape %s is found where it is, and not once it is redacted",
  (shape) => {
    const one = canary(shape, random);
    expect(leaksIn(one.text, [one])).toEqual([one]);
    expect(redact(one.text)).not.toBe(one.text);
    expect(leaksIn(redact(one.text), [one])).toEqual([]);
  },
);

it("finds a secret that was encoded, cut or split", () => {
  const one = canary("setting", random);
  const { secret } = one;
  for (const text of [
    Buffer.from(`xy${secret}`).toString("base64"),
    encodeURIComponent(`password=${secret}`),
    secret.slice(3, 28),
    secret.split("").join(" "),
    JSON.stringify({ a: `${secret.slice(0, 10)}\n${secret.slice(10)}` }),
  ])
    expect(leaksIn(text, [one]), text).toEqual([one]);
  expect(leaksIn("nothing to see", [one])).toEqual([]);
});
