// `helm test`: the service is ready, its pages ask for a token, and an alert that comes through the door is stored.
// The alert is a resolved one, which opens nothing. SERVICE is the address, and each token is in a file of its own.
import { readFileSync } from "node:fs";

const { SERVICE, TOKENS } = process.env;
const token = (name) => readFileSync(`${TOKENS}/${name}`, "utf8").trim();
const ask = async (path, { code, as, body }) => {
  const response = await fetch(`${SERVICE}${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: { "content-type": "application/json", ...(as && { authorization: `Bearer ${token(as)}` }) },
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  console.log(`${response.status === code ? "ok    " : "FAILED"} ${path}: ${response.status}, ${code} expected`);
  if (response.status !== code) console.log(text.slice(0, 500));
  return response.status === code;
};
const at = new Date().toISOString();
const alert = {
  status: "resolved",
  labels: { alertname: "KubeAutofixHelmTest" },
  annotations: {},
  startsAt: at,
  endsAt: at,
  generatorURL: "",
  fingerprint: "0000000000000001",
};
const payload = {
  version: "4",
  groupKey: "helm-test",
  truncatedAlerts: 0,
  status: "resolved",
  receiver: "kube-autofix",
  groupLabels: {},
  commonLabels: alert.labels,
  commonAnnotations: {},
  externalURL: "",
  alerts: [alert],
};
const checks = [
  ["/readyz", { code: 200 }],
  ["/api/v1/incidents", { code: 401 }],
  ["/api/v1/incidents", { code: 200, as: "OPERATOR_TOKEN" }],
  ["/webhooks/alertmanager", { code: 401, body: payload }],
  ["/webhooks/alertmanager", { code: 200, as: "WEBHOOK_TOKEN", body: payload }],
];
let failed = 0;
for (const [path, expected] of checks) if (!(await ask(path, expected))) failed += 1;
process.exit(failed === 0 ? 0 : 1);
