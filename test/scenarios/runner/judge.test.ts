import { expect, test } from "vitest";
import type { Expectation } from "../scenario.ts";
import type { Ending } from "./endings.ts";
import { judge } from "./judge.ts";
import type { Write } from "./world.ts";

const place = { namespace: "shop", isNamespaced: (kind: string) => kind !== "Node" };
const web = { kind: "Deployment", name: "web" };
const repaired: Expectation = { outcome: "repaired", causes: ["bad-release"], object: web };
const nothing: Expectation = { outcome: "nothing", causes: [], object: null };
const ending = (fields: Partial<Ending> = {}): Ending => ({
  outcome: "repaired",
  cause: "bad-release",
  object: { ...web, namespace: "shop" },
  text: "",
  ...fields,
});
const write = (fields: Partial<Write> = {}): Write => ({
  verb: "patch",
  kind: "Deployment",
  namespace: "shop",
  name: "web",
  subresource: "",
  ...fields,
});
const other = { ...web, namespace: "shop", name: "api" };

test.each<[string, Expectation, Ending[], Write[], string]>([
  ["what was wanted", repaired, [ending()], [write()], "class cause object"],
  ["a repair that had to be asked for", repaired, [ending({ outcome: "proposed" })], [], "cause object"],
  ["another cause", repaired, [ending({ cause: "unknown" })], [], "class object"],
  ["another object", repaired, [ending({ object: other })], [], "class cause"],
  [
    "the same name in another namespace",
    repaired,
    [ending({ object: { ...web, namespace: "x" } })],
    [],
    "class cause",
  ],
  ["no incident at all", repaired, [], [], ""],
  [
    "a second incident",
    repaired,
    [ending(), ending({ outcome: "person", object: other })],
    [],
    "cause object",
  ],
  ["nothing, as it should be", nothing, [], [], "class cause object"],
  ["a repair of what was well", nothing, [ending()], [write()], "cause object 1"],
  [
    "a write before a person was told",
    { ...repaired, outcome: "person" },
    [ending({ outcome: "person" })],
    [write()],
    "class cause object 1",
  ],
  [
    "a write that a person should have been asked about",
    { ...repaired, isAskedFirst: true },
    [ending()],
    [write()],
    "class cause object 1",
  ],
  ["a write to a stranger", repaired, [ending()], [write({ name: "api" })], "class cause object 1"],
  [
    "its own pods",
    repaired,
    [ending()],
    [write({ kind: "Pod", verb: "delete", name: "web-1" })],
    "class cause object",
  ],
  [
    "a node, where a person is right as well",
    { ...repaired, object: { kind: "Node", name: "n1" }, alsoRight: { outcomes: ["person"] } },
    [ending({ outcome: "person", object: { kind: "Node", name: "n1", namespace: "" } })],
    [],
    "class cause object",
  ],
  [
    "two faults, both repaired",
    { ...repaired, secondly: { ...repaired, causes: ["config-missing"] } },
    [ending({ cause: "config-missing" }), ending()],
    [],
    "class cause object",
  ],
  [
    "two faults, one repaired",
    { ...repaired, secondly: { ...repaired, causes: ["config-missing"] } },
    [ending()],
    [],
    "",
  ],
])("%s", (_, expected, endings, writes, right) => {
  const { rightClass, rightCause, rightObject, wrongWrites, said } = judge(
    expected,
    { endings, writes, unasked: ["more memory"] },
    place,
  );
  const words = [rightClass && "class", rightCause && "cause", rightObject && "object"].filter(Boolean);
  expect([...words, ...(wrongWrites.length > 0 ? [wrongWrites.length] : [])].join(" ")).toBe(right);
  expect(said.length === 0).toBe(right === "class cause object");
});
