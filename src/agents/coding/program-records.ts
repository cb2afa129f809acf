import type { Kysely } from "kysely";
import { z } from "zod";
import type { Tables } from "../../database/tables.ts";
import { type Material, NO_MATERIAL } from "../../diagnosis/computation/material.ts";
import type { Evidence } from "../../domain/evidence.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import type { WrittenProgram } from "./write-program.ts";

/** What a program may compute over is an audit row, as is the program: whoever goes on after a crash finds both. */
const MATERIAL = "material";
const PROGRAM = "program";

const list = z.array(z.unknown());
const materialSchema = z.object({ containers: list, events: list, logs: list, memory: list });

export async function noteMaterial(tx: IncidentTransaction, material: Material): Promise<void> {
  await tx.note(MATERIAL, { text: "kept for a program to compute over", input: {}, output: material });
}

/** That of the last look; empty where it kept none. */
export async function materialFor(db: Kysely<Tables>, incidentId: string, since: string): Promise<Material> {
  const row = await db
    .selectFrom("audit")
    .select("output")
    .where("incident_id", "=", incidentId)
    .where("kind", "=", MATERIAL)
    .where("at", ">=", new Date(since))
    .orderBy("sequence", "desc")
    .executeTakeFirst();
  // Our own row: its lists are what was put there.
  return (materialSchema.safeParse(row?.output).data as Material | undefined) ?? NO_MATERIAL;
}

/** The program, what it was given and what it said, so that anybody can read it and run it again. */
export async function noteProgram(
  tx: IncidentTransaction,
  { program, evidence, input }: { program: WrittenProgram; evidence: Evidence; input: object },
): Promise<void> {
  const { question, code, codeDigest, output, runs, value } = program;
  await tx.note(PROGRAM, {
    text: evidence.text,
    input: { question, code, codeDigest, output, runs, input },
    output: { result: value, evidence },
  });
}
