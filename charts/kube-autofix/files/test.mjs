// `helm test`: the service is ready, its pages ask for a token, and an alert that comes through the door is stored.
// The alert is a resolved one, which opens nothing. SERVICE is the address, and each token is in a file of its own.
import { readFileSync } from "node:fs";

const { SERVICE, TOKENS } = process.env;
const token = (name) => readFileSync(`${TOKENS}/${name}`, "utf8").trim();
// What is on its way up, or busy, is asked again for as long; an answer that is wrong is wrong at once.
const until = Date.now() + Number(process.env.PATIENCE_SECONDS ?? 120) * 1000;
const once = async (path, { as, body }) => {
  try {
    const response = await fetch(`${SERVICE}${path}`, {
      ...(body && { method: "POST", body: JSON.stringify(body) }),
      headers: { "content-type": "application/json", ...(as && { authorization: `Bearer ${token(as)}` }) },
      signal: AbortSignal.timeout(20_000),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { status: 0, text: String(error.cause ?? error) };
  }
};
const ask = async (path, { code, ...how }) => {
  let { status, text } = await once(path, how);
  while (status !== code && (status === 0 || status >= 500) && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    ({ status, text } = await once(path, how));
  }
  console.log(`${status === code ? "ok    " : "FAILED"} ${path}: ${status || "no answer"}, ${code} expected`);
  if (status !== code) console.log(text.slice(0, 500));
  return status === code;
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
