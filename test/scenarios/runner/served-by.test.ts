import { describe, expect, test } from "vitest";
import { causesKnownBy, KNOWN_NAMES } from "../../../src/diagnosis/knowledge.ts";
import { LIBRARY } from "../library.ts";
import { isOnlyAnswerOf, servedBy } from "./served-by.ts";

/** They share each of their causes with another part: that they are missed, only a replay shows (`npm run takeout`). */
const SHARED = new Set(
  KNOWN_NAMES.filter((name) =>
    causesKnownBy(name).every((cause) =>
      KNOWN_NAMES.some((other) => other !== name && causesKnownBy(other).includes(cause)),
    ),
  ),
);

describe("what a diagnosis can recognise", () => {
  test.for(KNOWN_NAMES)("%s has scenarios of its causes", (name) => {
    expect(servedBy(name, LIBRARY, 1)).not.toEqual([]);
  });

  test.for(KNOWN_NAMES.filter((name) => !SHARED.has(name)))(
    "without %s a scenario must fail, for nothing else knows its cause",
    (name) => {
      const own = LIBRARY.filter((scenario) => isOnlyAnswerOf(name, scenario, 1));
      expect(own).not.toEqual([]);
    },
  );

  test("few parts know no cause of their own", () => {
    expect([...SHARED].toSorted()).toEqual([
      "ConfigMap",
      "Namespace",
      "Node",
      "PersistentVolume",
      "PersistentVolumeClaim",
      "ResourceQuota",
      "badRelease",
      "claim-unbound",
      "config-content-invalid",
      "failing-release",
      "image-wrong-architecture",
      "nodeOutOfMemory",
      "nodes-in-trouble",
      "pods-of-ill-nodes",
      "quota-exceeded",
      "service-deleted",
      "volume-full",
    ]);
  });
});
