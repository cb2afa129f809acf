// Knocks as Alertmanager does, four at a time, without an end: an alert is sent until it is answered with a 2xx, and only then
// is there a line of it, and the next one. SERVICE is the address, TOKEN the webhook's.
const { SERVICE, TOKEN } = process.env;
let next = 0;

const payloadOf = (id) => {
  const labels = { alertname: "InstallLoad", load: String(id), severity: "none" };
  const alert = {
    ...{ status: "firing", labels, annotations: {}, generatorURL: "" },
    ...{ startsAt: new Date().toISOString(), endsAt: "0001-01-01T00:00:00Z" },
    fingerprint: id.toString(16).padStart(16, "0"),
  };
  const common = { groupLabels: {}, commonLabels: labels, commonAnnotations: {}, externalURL: "" };
  return {
    version: "4",
    groupKey: `load-${id}`,
    truncatedAlerts: 0,
    status: "firing",
    receiver: "load",
    ...common,
    alerts: [alert],
  };
};

async function isAccepted(body) {
  try {
    const response = await fetch(`${SERVICE}/webhooks/alertmanager`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    if (response.status >= 400 && response.status < 500) {
      // An end for Alertmanager, and a fault here.
      console.log(JSON.stringify({ refused: response.status }));
      process.exit(1);
    }
    return response.ok;
  } catch {
    return false;
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function lane() {
  for (;;) {
    const id = next++;
    const body = JSON.stringify(payloadOf(id));
    let tries = 1;
    for (; !(await isAccepted(body)); tries += 1) await pause(250);
    console.log(JSON.stringify({ id, tries }));
    await pause(50);
  }
}
await Promise.all([lane(), lane(), lane(), lane()]);
