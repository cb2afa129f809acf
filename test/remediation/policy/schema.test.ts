import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { loadPolicyFile } from "../../../src/remediation/policy/load-policy.ts";
import { WRONG_FILES } from "./data/wrong-files.ts";

const HEAD = "apiVersion: kube-autofix.io/v1\nkind: Policy\n";
const read = (path: string) => readFileSync(new URL(`../../../docs/${path}`, import.meta.url), "utf8");

/** The checked-in file as an editor would read it. */
const schema = z.fromJSONSchema(JSON.parse(read("policy.schema.json")));
const isTaken = (text: string) => schema.safeParse(parse(text)).success;

/** What is wrong with the shape; a schema knows nothing of conditions, names and dates that hang together. */
const SHAPES = [
  "a verdict that there is not",
  "a key with a slip",
  "a key of another level",
  "a rule without a reason",
  "a name with spaces",
  "a soak of a text",
  "a bound of another action",
  "an action without bounds",
  "a registry with a scheme",
  "a day of the week in words",
  "a time of day without a zero",
];

test.each(SHAPES)("an editor marks %s, as the service refuses it", (name) => {
  const text = HEAD + WRONG_FILES.find((one) => one.name === name)?.text;
  expect(isTaken(text)).toBe(false);
  expect(() => loadPolicyFile(text)).toThrow("policy, line");
});

test.each([
  ["the example", read("examples/policy.yaml")],
  ["an empty policy", HEAD],
  [
    "a file with a wrong condition, which only the service can tell",
    `${HEAD}rules: [{name: a, when: nonsense, verdict: auto, reason: b}]`,
  ],
])("an editor takes %s", (_name, text) => {
  expect(isTaken(text)).toBe(true);
});
