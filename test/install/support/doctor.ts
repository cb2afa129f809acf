import { expect } from "vitest";
import type { Stage } from "./stage.ts";
import { STORY_MS } from "./stories.ts";

export interface Checked {
  name: string;
  status: string;
  detail: string;
}

/** What the doctor says in the service's container, once nothing fails: each replica looks for the guard on its own time. */
export async function wellDoctor(stage: Stage): Promise<Checked[]> {
  let checks: Checked[] = [];
  await expect
    .poll(
      async () => {
        const { code, out } = await stage.run("doctor", "--json");
        if (code === 0) checks = (JSON.parse(out) as { checks: Checked[] }).checks;
        return { code, out: code === 0 ? "" : out };
      },
      { timeout: STORY_MS, interval: 3_000 },
    )
    .toEqual({ code: 0, out: "" });
  return checks;
}

/** The number of the schema that the doctor names. */
export async function schemaOf(stage: Stage): Promise<number> {
  const { out } = await stage.run("doctor", "--json", "--only", "migrations");
  const checks = (JSON.parse(out) as { checks: Checked[] }).checks;
  const { detail = "" } = checks.find(({ name }) => name === "migrations") ?? {};
  const number = /the schema is (\d+)/.exec(detail)?.[1];
  if (number === undefined) throw new Error(`the doctor names no schema: ${out}`);
  return Number(number);
}
