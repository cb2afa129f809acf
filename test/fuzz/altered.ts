import fc from "fast-check";

/** What breaks parsers, renderers and comparisons: kinds that are not expected, ends of ranges, and text that is not well formed. */
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      false,
      0,
      -1,
      1e308,
      -1e308,
      5e-324,
      2 ** 53,
      "",
      " ",
      "\0",
      "\ud800",
      "\udc00x",
      "__proto__",
    ],
    ...[
      "constructor",
      "toString",
      "NaN",
      "Infinity",
      "-0",
      "1e999",
      "0x10",
      "9".repeat(400),
      "a".repeat(5_000),
    ],
    ...[
      "{{7*7}}",
      "<script>alert(1)</script>",
      "'; drop table x; --",
      "../../etc/passwd",
      "\u202e\u200b",
      "％2e",
    ],
    ...[
      "0001-01-01T00:00:00Z",
      "9999-12-31T23:59:59Z",
      "2026-02-30T25:61:61Z",
      "-1Mi",
      "1e3Ei",
      [],
      {},
      [[]],
    ],
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.integer({ min: 10, max: 2_000 }).map(nested),
);

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

interface Change {
  how: "replace" | "remove" | "add" | "repeat";
  /** Chosen among the places that there are. */
  place: number;
  value: unknown;
  name: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom("replace", "replace", "remove", "add", "repeat"),
  place: fc.nat(),
  value: nasty,
  name: fc.oneof(fc.constantFrom("__proto__", "constructor", "name", "kind", "metadata", ""), fc.string()),
});

/** Whole values with a few places changed: most of the structure stays, so that the code behind the first check is reached. */
export function altered(whole: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(whole, fc.array(change, { maxLength: 4 })).map(([value, changes]) => {
    let copy = structuredClone(value);
    for (const one of changes) copy = withChange(copy, one);
    return copy;
  });
}

interface Place {
  of: Record<string, unknown>;
  key: string;
}

function placesOf(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== "object" || value === null || found.length > 2_000) return found;
  const of = value as Record<string, unknown>;
  for (const key of Object.keys(of)) {
    found.push({ of, key });
    placesOf(of[key], found);
  }
  return found;
}

function withChange(value: unknown, { how, place, value: other, name }: Change): unknown {
  const places = placesOf(value);
  const at = places[place % Math.max(1, places.length)];
  if (at === undefined) return structuredClone(other);
  const set = (key: string, to: unknown) =>
    Object.defineProperty(at.of, key, { value: to, enumerable: true, configurable: true, writable: true });
  if (how === "remove") delete at.of[at.key];
  else if (how === "repeat" && Array.isArray(at.of[at.key]))
    set(at.key, repeated(at.of[at.key] as unknown[]));
  else if (how === "add" && !Array.isArray(at.of)) set(name, structuredClone(other));
  else set(at.key, structuredClone(other));
  return value;
}

const repeated = (list: readonly unknown[]): unknown[] => [...list, ...list, ...list].slice(0, 500);

/** Text with a piece taken out, doubled or replaced; for what is not JSON, and for JSON that is broken. */
export function alteredText(whole: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const cut = fc.record({
    from: fc.nat(),
    length: fc.nat(40),
    by: fc.string({ unit: "binary", maxLength: 20 }),
  });
  return fc.tuple(whole, fc.array(cut, { maxLength: 3 })).map(([text, cuts]) => {
    let cutText = text;
    for (const { from, length, by } of cuts) {
      const at = from % (cutText.length + 1);
      cutText = cutText.slice(0, at) + by + cutText.slice(at + length);
    }
    return cutText;
  });
}
