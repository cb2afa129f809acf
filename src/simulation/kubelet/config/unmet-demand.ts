import type { Demand } from "../behaviour.ts";
import type { Place } from "../run-plan.ts";
import { containerEnvironment } from "./container-environment.ts";
import { contentInContainer, mountOver } from "./mounted-content.ts";

const isMatch = (text: string, pattern: string | undefined) =>
  pattern === undefined || new RegExp(pattern).test(text);

function isEnvMet(place: Place, demand: Extract<Demand, { env: string }>): boolean {
  const environment = containerEnvironment(place.store, place.pod, place.container);
  const value = "variables" in environment ? environment.variables[demand.env] : undefined;
  if (value === undefined) return false;
  return (demand.oneOf?.includes(value) ?? true) && isMatch(value, demand.matches);
}

function isPathMet(place: Place, demand: Extract<Demand, { path: string }>): boolean {
  const content = contentInContainer(place.store, place.pod, place.container, demand.path);
  if (content?.kind !== demand.is) return false;
  return content.kind === "folder" || isMatch(content.text, demand.matches);
}

const isSaid = ({ container }: Place, argument: string): boolean =>
  [...(container.command ?? []), ...(container.args ?? [])]
    .flatMap((word) => [word, ...word.split(/\s+/)])
    .some((word) => word === argument || word.startsWith(`${argument}=`));

function isWritable({ pod, container }: Place, path: string): boolean {
  const mount = mountOver(container, path);
  if (!mount) return container.securityContext?.readOnlyRootFilesystem !== true;
  const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
  const isGiven = volume?.configMap ?? volume?.secret ?? volume?.projected;
  return mount.readOnly !== true && !isGiven && volume?.persistentVolumeClaim?.readOnly !== true;
}

function isMet(place: Place, demand: Demand): boolean {
  if ("env" in demand) return isEnvMet(place, demand);
  if ("path" in demand) return isPathMet(place, demand);
  return "argument" in demand ? !isSaid(place, demand.argument) : isWritable(place, demand.writes);
}

/** The first thing that a program insists on and does not find. */
export const unmetDemand = (place: Place, demands: readonly Demand[]): Demand | undefined =>
  demands.find((demand) => !isMet(place, demand));
