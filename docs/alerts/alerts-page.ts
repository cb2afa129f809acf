import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { KUBERNETES_MIXIN, type StockAlert } from "./kubernetes-mixin.ts";

interface Rule {
  alert: string;
  labels: { severity: string };
  annotations: { description: string; runbook: string };
}

/** The rules of a file of alerting/, in their order. */
export function rulesOf(file: string): Rule[] {
  const path = join(import.meta.dirname, "../../alerting", file);
  const { groups } = parse(readFileSync(path, "utf8")) as { groups: { rules: Rule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

const inCell = (text: string) => text.trim().replaceAll("|", "\\|");
const runbookOf = (path: string) => `[runbook](${path.replace(/^docs\//, "")})`;
const ruleRow = ({ alert, labels, annotations }: Rule) =>
  `| \`${alert}\` | ${labels.severity} | ${inCell(annotations.description)} | ${runbookOf(annotations.runbook)} |`;
const stockRow = ({ name, leads }: StockAlert) =>
  leads === null
    ? `| \`${name}\` | to no incident: it names no object that is looked after |`
    : `| \`${name}\` | ${leads.kind}, \`${leads.symptom}\` |`;

/** docs/alerts.md: what tells the service, and what tells of it. */
export function alertsPage(notice: string, own: readonly string[]): string {
  const table = (rules: readonly Rule[]) =>
    ["| Alert | Severity | Says | |", "| --- | --- | --- | --- |", ...rules.map(ruleRow)].join("\n");
  return `# Alerts
${notice}

## That it repairs from
[alerting/kube-autofix-input.rules.yaml](../alerting/kube-autofix-input.rules.yaml), on the names of kube-state-metrics 2.5 or later and cAdvisor. Each carries
the labels that name its object; [alerting/alertmanager.example.yaml](../alerting/alertmanager.example.yaml) sends them on.

${table(rulesOf("kube-autofix-input.rules.yaml"))}

## Of kubernetes-mixin, as they are
| Alert | Leads to |
| --- | --- |
${KUBERNETES_MIXIN.map(stockRow).join("\n")}

## About kube-autofix itself
${own.map((file) => `[alerting/${file}](../alerting/${file})`).join(", ")}

${table(own.flatMap(rulesOf))}
`;
}
