import type { Container } from "../../store/objects.ts";

/** A probe's port, by number or by the container's name for it. Source: probe.ResolveContainerPort. */
export function resolvePort(
  port: number | string,
  container: Container,
): { port: number } | { error: string } {
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  const number = named ?? Number(port);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return { port: number };
  if (typeof port === "string" && !/^[+-]?[0-9]+$/.test(port))
    return { error: `strconv.Atoi: parsing "${port}": invalid syntax` };
  return { error: `invalid port number: ${port}` };
}
