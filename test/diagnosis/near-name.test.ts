import { describe, expect, it } from "vitest";
import { editDistance, nearNames, nearness, onlySlip } from "../../src/diagnosis/near-name.ts";

describe("the distance of two names", () => {
  it.each<[string, string, number]>([
    ["", "", 0],
    ["same", "same", 0],
    ["", "abc", 3],
    ["ngnix", "nginx", 1],
    ["confg", "config", 1],
    ["kitten", "sitting", 3],
    ["1.161", "1.16.1", 1],
  ])("%j and %j: %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe("nearness", () => {
  it.each([
    ["app-confg", "app-config"],
    ["app-cofnig", "app-config"],
    ["appconfig", "app-config"],
    ["app_config", "app-config"],
    ["LOG_LEVEL", "log-level"],
    ["application.yml", "application.yaml"],
    ["paymets-settings", "payments-settings"],
    ["redis-url", "redis-urll"],
    ["api-3v-settings", "api-v3-settings"],
  ])("%s is a slip for %s", (a, b) => {
    expect(nearness(a, b)).toBe("typo");
    expect(nearness(b, a)).toBe("typo");
  });

  it.each([
    ["web-config", "web-config-v2"],
    ["web-v1", "web-v2"],
    ["web-12", "web-21"],
    ["web-config-missing", "web-config"],
    ["config-web", "web-config"],
  ])("%s may stand for %s, or be another on purpose", (a, b) => {
    expect(nearness(a, b)).toBe("variant");
    expect(nearness(b, a)).toBe("variant");
  });

  it.each([
    ["app-config", "app-config"],
    ["config-us", "config-eu"],
    ["config-dev", "config-prod"],
    ["orders", "payments"],
    ["", "a"],
    ["a".repeat(300), "a".repeat(299)],
  ])("%j and %j are not near", (a, b) => {
    expect(nearness(a, b)).toBeUndefined();
  });

  it("answers only where one name alone could be meant", () => {
    expect(onlySlip("app-confg", ["app-config", "kube-root-ca.crt", "app-config-old"])).toBe("app-config");
    expect(onlySlip("app-confg", ["app-config", "app-confi"])).toBeUndefined();
    expect(onlySlip("app-confg", ["other"])).toBeUndefined();
  });

  it("names slips before variants, the nearest first", () => {
    const names = ["app-config-old", "app-conf", "app-confgi", "app-config"];
    expect(nearNames("app-confg", names).map(({ name }) => name)).toEqual(
      ["app-conf", "app-confgi", "app-config", "app-config-old"].filter(
        (name) => nearness("app-confg", name) !== undefined,
      ),
    );
  });
});
