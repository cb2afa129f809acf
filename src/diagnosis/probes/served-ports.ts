import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { isSelectedBy } from "../../kubernetes/label-selector.ts";
import type { Facts } from "../facts.ts";
import type { FailingProbe } from "./failing-probe.ts";

export interface ServedPort {
  port: number;
  /** What says so, for people. */
  from: string;
}

const LISTENS =
  /\b(?:listen(?:s|ing)?|serv(?:es|ing)|started|running|bound|accepting|port)\b[^\n]{0,80}?(?:[:\s=]|port )(\d{2,5})\b/i;
const MAX_LINES = 400;

/** The ports that the container serves, by what its log, its other probes, the Services in front and its template say; surest first. */
export function servedPorts(facts: Facts, failing: FailingProbe): ServedPort[] {
  const { of, quiet, container } = failing;
  const told = facts.logs
    .filter((log) => log.container === container.name)
    .flatMap(({ text }) => text.split("\n").slice(-MAX_LINES))
    .flatMap((line) => {
      const port = Number(LISTENS.exec(line.slice(0, 300))?.[1]);
      return port > 0 && port < 65_536 && isNamed(facts, of.ports, port) ? [{ port, from: "its log" }] : [];
    });
  const probed = quiet.flatMap(({ port, name }) =>
    port === undefined ? [] : [{ port, from: `its passing ${name}` }],
  );
  const fronted = targetPorts(facts, of.ports);
  const declared = of.ports.map(({ port }) => ({ port, from: "the port that it declares" }));
  const all = [...told, ...probed, ...fronted, ...declared];
  return all.filter((one, index) => all.findIndex(({ port }) => port === one.port) === index);
}

/** A number in a log is a port where the template or a Service knows it too. */
function isNamed(facts: Facts, ports: FailingProbe["of"]["ports"], port: number): boolean {
  return ports.some((one) => one.port === port) || targetPorts(facts, ports).some((one) => one.port === port);
}

function targetPorts({ around, template }: Facts, ports: FailingProbe["of"]["ports"]): ServedPort[] {
  const labels = recordOf(recordOf(template?.raw.metadata).labels) as Record<string, string>;
  return around.services.flatMap((service) => {
    const { selector, ports: list } = recordOf(service.spec);
    if (!isSelectedBy({ matchLabels: recordOf(selector) as Record<string, string> }, labels)) return [];
    return (Array.isArray(list) ? list : []).flatMap((item) => {
      const { targetPort, port } = recordOf(item);
      const target = targetPort ?? port;
      const number =
        typeof target === "number" ? target : ports.find(({ name }) => name !== "" && name === target)?.port;
      return number === undefined
        ? []
        : [{ port: number, from: `Service ${service.metadata.name} in front of it` }];
    });
  });
}
