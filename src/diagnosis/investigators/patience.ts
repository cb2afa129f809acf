import type { Incident } from "../../domain/incident.ts";

/** Looking again helps for so long after the incident opened; then an answer is due. */
const PATIENCE_MS = 15 * 60_000;

export function isPatient({ openedAt }: Pick<Incident, "openedAt">, at: string): boolean {
  return Date.parse(at) - openedAt.getTime() < PATIENCE_MS;
}
