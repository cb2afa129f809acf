import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { printManifests } from "../../src/guard/manifests/print-manifests.ts";
import { userOf } from "../../src/guard/manifests/webhook.ts";
import { VALUES_SCHEMA } from "./values-schema.ts";

const CHART = "../charts/kube-autofix";
const ALERTING = join(import.meta.dirname, "../../alerting");
/** Those that the service repairs from, and those about itself. */
export const RULE_FILES = globSync("*.rules.yaml", { cwd: ALERTING }).sort();

/** What the chart's template puts the release's own names in place of. */
const PLACEHOLDERS = {
  name: "NAME-OF-THE-GUARD",
  user: userOf("NAMESPACE-OF-THE-RELEASE/NAME-OF-THE-SERVICE"),
  client: {
    service: { namespace: "NAMESPACE-OF-THE-RELEASE", name: "NAME-OF-THE-GUARD", port: 18443 },
  },
};

/** Files of the chart that have their source elsewhere, since a chart reads nothing outside of its folder. */
export function generatedChartFiles(): Record<string, string> {
  return {
    [`${CHART}/values.schema.json`]: `${JSON.stringify(VALUES_SCHEMA, null, 2)}\n`,
    [`${CHART}/generated/guard-manifests.yaml`]: printManifests(PLACEHOLDERS),
    ...Object.fromEntries(
      RULE_FILES.map((file) => [`${CHART}/generated/${file}`, readFileSync(join(ALERTING, file), "utf8")]),
    ),
  };
}
