import { expect, test } from "vitest";
import { KUBERNETES_MIXIN } from "../../docs/alerts/kubernetes-mixin.ts";
import { signalOfAlert } from "../../src/alerts/alert-signal.ts";

test.each(KUBERNETES_MIXIN)("$name leads where the table says", ({ name, labels, leads }) => {
  const signal = signalOfAlert(
    {
      status: "firing",
      labels: { alertname: name, severity: "warning", ...labels },
      annotations: {},
      startsAt: "2026-11-22T10:00:00Z",
      endsAt: "",
      generatorURL: "",
      fingerprint: "1",
    },
    {},
  );
  if (leads === null) expect(signal).toEqual({ reason: expect.any(String) });
  else expect(signal).toMatchObject({ symptom: leads.symptom, suspect: { kind: leads.kind } });
});

test("names each alert once", () => {
  const names = KUBERNETES_MIXIN.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(45);
});
