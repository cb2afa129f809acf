import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

interface Definition {
  metadata: { name: string };
  spec: { group: string; names: { kind: string } };
}

const FOLDER = fileURLToPath(new URL("../../fixtures/crds/", import.meta.url));

/** The kinds of others that the chart makes objects of, as their own projects define them. */
export const CUSTOM_RESOURCES = globSync("*.yaml", { cwd: FOLDER })
  .sort()
  .map((file) => parse(readFileSync(`${FOLDER}${file}`, "utf8")) as Definition);
