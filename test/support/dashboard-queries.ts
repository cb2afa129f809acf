import { readFileSync } from "node:fs";
import { z } from "zod";

const panelSchema = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.object({ refId: z.string(), expr: z.string() })).default([]),
});
const dashboardSchema = z.object({
  uid: z.string(),
  panels: z.array(panelSchema),
  annotations: z.object({
    list: z.array(
      z.object({ name: z.string(), expr: z.string(), textFormat: z.string(), useValueForTime: z.boolean() }),
    ),
  }),
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string().optional() })) }),
});

/** As it is checked in, for import into Grafana. */
export const DASHBOARD = dashboardSchema.parse(
  JSON.parse(
    readFileSync(new URL("../../alerting/kube-autofix.dashboard.json", import.meta.url), "utf8"),
  ) as unknown,
);

/** Every query of a panel or an annotation, by the title that shows it. */
export const QUERIES: readonly { name: string; expr: string }[] = [
  ...DASHBOARD.panels.flatMap(({ title, targets }) =>
    targets.map(({ refId, expr }) => ({ name: targets.length === 1 ? title : `${title}: ${refId}`, expr })),
  ),
  ...DASHBOARD.annotations.list.map(({ name, expr }) => ({ name, expr })),
];

/** As Grafana fills it in. */
export function filled(expr: string, chosen: { cluster?: string; namespace?: string } = {}): string {
  return expr
    .replaceAll("$cluster", chosen.cluster ?? ".*")
    .replaceAll("$namespace", chosen.namespace ?? ".*")
    .replaceAll("$__range", "1h")
    .replaceAll("$__rate_interval", "1m");
}
