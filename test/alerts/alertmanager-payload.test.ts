import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parseAlertmanagerPayload } from "../../src/alerts/alertmanager-payload.ts";
import { isReason } from "../../src/core/errors.ts";

const captured = async (name: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(new URL(`../fixtures/alertmanager/${name}`, import.meta.url), "utf8"));

const alert = {
  status: "firing",
  labels: { alertname: "A" },
  annotations: {},
  startsAt: "2026-11-22T14:43:36.123456789Z",
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: "",
  fingerprint: "07df2db4c9be8fda",
};
const payload = (change: object = {}) => ({ version: "4", status: "firing", alerts: [alert], ...change });

function refusal(body: unknown): string {
  try {
    parseAlertmanagerPayload(body);
  } catch (error) {
    if (isReason(error, "invalid")) return error.message;
    throw error;
  }
  throw new Error("the payload was accepted");
}

describe("an Alertmanager payload", () => {
  it.each([
    ["captured-0.25-firing.json", ["firing"]],
    ["captured-0.25-resolved.json", ["resolved", "resolved"]],
  ])("is read as a real Alertmanager sends it: %s", async (name, statuses) => {
    const parsed = parseAlertmanagerPayload(await captured(name));
    expect(parsed.alerts.map(({ status }) => status)).toEqual(statuses);
    expect(parsed.alerts[0]?.fingerprint).toBe("07df2db4c9be8fda");
  });

  it("may hold fields of newer versions", () => {
    const parsed = parseAlertmanagerPayload(
      payload({ notification_reason: "x", routeLabels: {}, alerts: [{ ...alert, newer: { a: 1 } }] }),
    );
    expect(parsed.alerts).toHaveLength(1);
  });

  it.each([
    [{ ...payload(), version: "3" }, /^version: version "3".*webhook_config/],
    [{ alerts: [] }, /^version: no version/],
    ["text", /not an Alertmanager webhook/],
    [null, /not an Alertmanager webhook/],
    [payload({ alerts: {} }), /^alerts: /],
    [payload({ alerts: [alert, { ...alert, startsAt: "yesterday" }] }), /^alerts\[1\]\.startsAt: /],
    [payload({ alerts: [{ ...alert, status: "quiet" }] }), /^alerts\[0\]\.status: /],
    [payload({ alerts: [{ ...alert, labels: { pod: 7 } }] }), /^alerts\[0\]\.labels\.pod: /],
    [payload({ alerts: [{ ...alert, fingerprint: "" }] }), /^alerts\[0\]\.fingerprint: /],
  ])("that is not understood is refused with the field: %#", (body, message) => {
    expect(refusal(body)).toMatch(message);
  });

  it("has its long texts cut and loses what no database stores", () => {
    const parsed = parseAlertmanagerPayload(
      payload({ alerts: [{ ...alert, annotations: { summary: `a\0b\ud800${"x".repeat(10_000)}` } }] }),
    );
    const summary = parsed.alerts[0]?.annotations.summary ?? "";
    expect(summary.startsWith("ab\ufffdx")).toBe(true);
    expect(summary.length).toBeLessThanOrEqual(4096);
  });
});
