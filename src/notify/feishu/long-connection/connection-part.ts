import type { ConnectionHealth } from "./long-connection.ts";

/** The connection as a part of the service's health. Well enough in every state: pages and links work without it. */
export function connectionPart(
  health: ConnectionHealth | undefined,
): { name: string; ok: boolean; detail: string }[] {
  if (health === undefined) return [];
  const { state, since, detail } = health;
  const words = `${state} since ${since.toISOString()}`;
  return [
    { name: "feishu long connection", ok: true, detail: detail === "" ? words : `${words}: ${detail}` },
  ];
}
