import { dashboard } from "./dashboard.ts";

/** Where the dashboard is checked in: for import by hand and by provisioning, and for the chart, which reads its own folder alone. */
export function dashboardFiles(): Record<string, string> {
  const json = `${JSON.stringify(dashboard(), null, 2)}\n`;
  return {
    "../alerting/kube-autofix.dashboard.json": json,
    "../charts/kube-autofix/generated/kube-autofix.dashboard.json": json,
  };
}
