// Writes the documents that derive from the code: `npm run docs`. The tests compare them with what this makes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENT, type VariableName } from "../src/config/environment.ts";
import type { Variable } from "../src/config/variable.ts";
import { investigators } from "../src/diagnosis/investigators/catalogue.ts";
import { idleExplains } from "../src/diagnosis/investigators/idle-workload.ts";
import type { CauseExplanation } from "../src/diagnosis/signature.ts";
import { signatures } from "../src/diagnosis/signatures/catalogue.ts";
import { memoryExplains } from "../src/diagnosis/signatures/memory-explains.ts";
import { CAUSE_NAMES, CAUSES, type Cause } from "../src/domain/cause.ts";
import type { Repair, RepairType } from "../src/domain/repair.ts";
import { createMetrics } from "../src/metrics/metrics.ts";
import { definitionOf, REPAIR_TYPES } from "../src/remediation/actions/catalogue.ts";
import { boundsSchema } from "../src/remediation/policy/bounds.ts";
import { policyJsonSchema } from "../src/remediation/policy/file/json-schema.ts";
import { alertsPage } from "./alerts/alerts-page.ts";
import { apiPage } from "./api/api-page.ts";
import { generatedChartFiles, RULE_FILES } from "./chart/generated-files.ts";
import { dashboardFiles } from "./dashboard/files.ts";

const FROM_CODE = "<!-- Made by `npm run docs`; change the code instead. -->";

function environment(): string {
  const names = Object.keys(ENVIRONMENT) as VariableName[];
  const row = (name: VariableName) => {
    const { default: value, isSecret, meaning }: Variable = ENVIRONMENT[name];
    const shown = value === undefined || value === "" ? "" : `\`${value}\``;
    return `| \`${name}\` | ${shown} | ${meaning}${isSecret ? " (secret)" : ""} |`;
  };
  return `# Environment
${FROM_CODE}

All are optional unless said. A secret may also come as the path of a file that holds it, in the
variable of its name with \`_FILE\` at the end; what is changed in such a file is taken in within seconds, without a
restart (\`docs/security.md\`). A start with problems names all of them at once, and never shows a value.

| Variable | Default | Meaning |
| --- | --- | --- |
${names.map(row).join("\n")}
`;
}

function causes(): string {
  const rows = CAUSE_NAMES.map((name) => {
    const { sentence, explains } = CAUSES[name];
    return `| \`${name}\` | ${sentence} | ${[...new Set(explains)].join(", ")} |`;
  });
  return `# Causes
${FROM_CODE}

## From evidence to action
What is looked at for each cause, what is done where the evidence carries it, and who may allow that where no rule of the
policy speaks. A cause without an action is a person's, with the exact steps to take.

| Cause | Evidence | Actions | By default |
| --- | --- | --- | --- |
${CAUSE_NAMES.map(causeRow).join("\n")}

## In words
A signal with one of the symptoms joins an open incident of the cause.

| Cause | In words | Symptoms that it explains |
| --- | --- | --- |
${rows.join("\n")}

## Actions
| Action | On | Proof | Way back | By default |
| --- | --- | --- | --- | --- |
${REPAIR_TYPES.map(actionRow).join("\n")}
`;
}

/** By every signature and investigator that knows the cause. */
function causeRow(cause: Cause): string {
  const explained = [...signatures, ...investigators, { explains: idleExplains }]
    .flatMap(({ explains = [] }) => explains)
    .concat(memoryExplains)
    .filter((one) => one.cause === cause);
  const unique = (values: readonly string[]) => [...new Set(values)];
  const actions = unique(explained.flatMap(({ repairs }) => repairs)) as DocumentedAction[];
  const evidence = unique(explained.flatMap((one) => one.evidence));
  // ConfigMaps alone are referred to anew without a person.
  const of = cause.startsWith("config-") ? "ConfigMap" : "Secret";
  const verdicts = unique(actions.map((action) => defaultVerdict(action, of)));
  const cells = [
    `\`${cause}\``,
    evidence.join("; ").replaceAll("|", "\\|"),
    actions.map((action) => `\`${action}\``).join(", "),
    actions.length === 0 ? "a person" : verdicts.join("; "),
  ];
  return `| ${cells.join(" | ")} |`;
}

type DocumentedAction = CauseExplanation["repairs"][number];

const ONLY_ANSWER = "auto when the evidence leaves no other answer, else approve";
const OF_THEIR_OWN: Partial<Record<DocumentedAction, string>> = {
  SetMemoryLimit: "auto within the bounds, unless growth without end is not excluded",
  ResizePod: "auto within the bounds, unless growth without end is not excluded",
  RollBackRevision: ONLY_ANSWER,
};

function defaultVerdict(action: DocumentedAction, of: "ConfigMap" | "Secret"): string {
  const own = OF_THEIR_OWN[action];
  if (own !== undefined) return own;
  const repair = { type: action, parameters: { of }, isExclusive: true } as unknown as Repair;
  const { verdict } = definitionOf<RepairType>(repair).verdict(repair as never);
  return verdict === "auto" ? ONLY_ANSWER : verdict;
}

function actionRow(type: RepairType): string {
  const { targetKinds, proof, oneWay } = definitionOf<RepairType>({ type });
  const proofs = [...new Set(targetKinds.map((kind) => proof(kind)))].join(", ");
  const [best, other] = [defaultVerdict(type, "ConfigMap"), defaultVerdict(type, "Secret")];
  const byDefault = best === other ? best : `of a ConfigMap ${best}; of all else ${other}`;
  const back = oneWay === undefined ? "the inverse patch, verified" : `none: ${oneWay}`;
  return `| \`${type}\` | ${targetKinds.join(", ")} | ${proofs} | ${back} | ${byDefault} |`;
}

function policyBounds(): string {
  const rows = Object.entries(boundsSchema.shape).flatMap(([action, schema]) =>
    Object.entries(schema.unwrap().shape).map(
      ([name, { description }]) => `| \`${action}\` | \`${name}\` | ${description} |`,
    ),
  );
  return `# Bounds of the policy
${FROM_CODE}

Set under \`bounds\` in the policy file. A change beyond its bound is denied, whatever the rules say, and handed to a person
with its command.

| Action | Bound | Meaning; the value without one |
| --- | --- | --- |
${rows.join("\n")}
`;
}

async function metrics(): Promise<string> {
  const all = await createMetrics().registry.getMetricsAsJSON();
  const rows = all.map(({ name, help, type }) => `| \`${name}\` | ${type} | ${help} |`);
  return `# Metrics
${FROM_CODE}

Served at \`/metrics\`. Labels come from closed lists, but for the rule's name.

| Name | Type | Meaning |
| --- | --- | --- |
${rows.join("\n")}
`;
}

/** Path under docs/ -> content. */
export async function generatedDocuments(): Promise<Record<string, string>> {
  return {
    "environment.md": environment(),
    "causes.md": causes(),
    "metrics.md": await metrics(),
    "policy-bounds.md": policyBounds(),
    "api.md": apiPage(FROM_CODE),
    "alerts.md": alertsPage(
      FROM_CODE,
      RULE_FILES.filter((file) => !file.includes("input")),
    ),
    ...generatedChartFiles(),
    ...dashboardFiles(),
    "policy.schema.json": `${JSON.stringify(policyJsonSchema(), null, 2)}\n`,
  };
}

if (import.meta.main)
  for (const [path, content] of Object.entries(await generatedDocuments()))
    writeFileSync(join(import.meta.dirname, path), content);
