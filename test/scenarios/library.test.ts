import { expect, test } from "vitest";
import { LIBRARY } from "./library.ts";
import { createVary } from "./vary.ts";

const SEEDS = [1, 2, 3, 4, 5];

test("names are unique and in kebab-case", () => {
  const names = LIBRARY.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

test.each(LIBRARY)("$name is the same for the same seed, and in a namespace of its own", ({ name, play }) => {
  for (const seed of SEEDS)
    expect(JSON.stringify(play(createVary(seed, name)))).toBe(JSON.stringify(play(createVary(seed, name))));
  const namespaces = SEEDS.map((seed) => createVary(seed, name).namespace);
  expect(new Set(namespaces).size).toBe(SEEDS.length);
});

test("no name is the beginning of another, and no port is given out twice", () => {
  for (const seed of SEEDS) {
    const vary = createVary(seed, "any");
    const names = Array.from({ length: 20 }, () => vary.name("api"));
    for (const one of names) expect(names.filter((other) => other.startsWith(one))).toEqual([one]);
    const ports = Array.from({ length: 12 }, () => vary.port());
    expect(new Set(ports).size).toBe(ports.length);
  }
});
