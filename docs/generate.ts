// Writes the documents that derive from the code: `npm run docs`. The tests compare them with what this makes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENT, type Variable, type VariableName } from "../src/config/environment.ts";
import { CAUSE_NAMES, CAUSES } from "../src/domain/cause.ts";
import { createMetrics } from "../src/metrics/metrics.ts";
import { boundsSchema } from "../src/remediation/policy/bounds.ts";

/** Accepted and checked, so that a configuration can be prepared, but without effect in this version. */
const RESERVED: readonly VariableName[] = [
  "GUARD_PORT",
  "RUNBOOKS_DIR",
  "OPENAI_API_KEY",
  "OPENAI_BASE_URL",
  "OPENAI_MODEL",
  "TAVILY_API_KEY",
  "TAVILY_BASE_URL",
  "FEISHU_DOMAIN",
  "FEISHU_APP_ID",
  "FEISHU_APP_SECRET",
  "FEISHU_CHAT_ID",
  "FEISHU_ENCRYPT_KEY",
  "FEISHU_VERIFICATION_TOKEN",
  "FEISHU_APPROVERS",
];

const FROM_CODE = "<!-- Made by `npm run docs`; change the code instead. -->";

function environment(): string {
  const names = Object.keys(ENVIRONMENT) as VariableName[];
  const row = (name: VariableName) => {
    const { default: value, isSecret, meaning }: Variable = ENVIRONMENT[name];
    const shown = value === undefined || value === "" ? "" : `\`${value}\``;
    return `| \`${name}\` | ${shown} | ${meaning}${isSecret ? " (secret)" : ""} |`;
  };
  const inForce = names.filter((name) => !RESERVED.includes(name));
  return `# Environment
${FROM_CODE}

All are optional unless said. A secret may also come as the path of a file that holds it, in the
variable of its name with \`_FILE\` at the end. A start with
problems names all of them at once, and never shows a value.

| Variable | Default | Meaning |
| --- | --- | --- |
${inForce.map(row).join("\n")}

## Without effect in this version
Accepted and checked, so that a configuration can be prepared.

| Variable | Default | Meaning |
| --- | --- | --- |
${RESERVED.map(row).join("\n")}
`;
}

function causes(): string {
  const rows = CAUSE_NAMES.map((name) => {
    const { sentence, explains } = CAUSES[name];
    return `| \`${name}\` | ${sentence} | ${explains.join(", ")} |`;
  });
  return `# Causes
${FROM_CODE}

A signal with one of the symptoms joins an open incident of the cause.

| Cause | In words | Symptoms that it explains |
| --- | --- | --- |
${rows.join("\n")}
`;
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
  };
}

if (import.meta.main)
  for (const [path, content] of Object.entries(await generatedDocuments()))
    writeFileSync(join(import.meta.dirname, path), content);
