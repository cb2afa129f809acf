import { readFile } from "node:fs/promises";
import type { BehaviourRule, ImageRule } from "../../../src/simulation/kubelet/behaviour.ts";
import type { ContainerSpec, PodSpec } from "../objects/workload.ts";
import type { Play } from "../scenario.ts";
import type { ImageStore } from "./image-store.ts";

interface Use {
  container: ContainerSpec;
  /** An init container's or a Job's: it ends when it has done its work. */
  ends: boolean;
}

/**
 * Puts an image under every reference that the scenario's containers name and that exists by its rules, whose program
 * behaves as the scenario says: the manifests stay as they are.
 */
export async function putProgramImages(play: Play, store: ImageStore): Promise<void> {
  const program = await readFile(new URL("./program.py", import.meta.url), "utf8");
  const uses = usesOf(play);
  for (const [image, of] of uses) {
    const rule = play.images?.find((one) => isAbout(one, image));
    if (rule?.outcome === "denied") continue;
    // The repository is there, the tag is not.
    const reference = rule?.outcome === "not-found" ? `${image.replace(/:[^:/]*$/, "")}:another-tag` : image;
    await store.put(reference, filesOf(program, of, { rules: play.behaviours ?? [], image, rule }));
  }
}

function filesOf(
  program: string,
  uses: readonly Use[],
  of: { rules: readonly BehaviourRule[]; image: string; rule: ImageRule | undefined },
): Map<string, string> {
  const names = uses.map(({ container }) => container.name);
  const rules = of.rules.filter(
    ({ match }) =>
      (match.image === undefined || match.image === of.image) &&
      (match.container === undefined || names.includes(match.container)),
  );
  const spec = { rules, ports: portsOf(uses), ends: uses.some(({ ends }) => ends) };
  const commands =
    of.rule?.commands ??
    uses.flatMap(({ container }) => (container.command as string[] | undefined)?.[0] ?? []);
  return new Map([
    ["/app/program.py", program],
    ["/app/spec.json", JSON.stringify(spec)],
    ...commands.map((command): [string, string] => [
      command.startsWith("/") ? command : `/usr/local/bin/${command}`,
      '#!/bin/sh\nexec python3 -u /app/program.py "$@"\n',
    ]),
  ]);
}

const isAbout = (rule: ImageRule, image: string) =>
  rule.image === image ||
  (rule.tags?.includes(image.split(":").at(-1) ?? "") === false && image.startsWith(`${rule.image}:`));

/** What a container is asked for by those who expect it to run well: its ports, and those of its probes. */
function portsOf(uses: readonly Use[]): { port: number }[] {
  const ports = uses.flatMap(({ container }) => {
    const declared = (container.ports as { name?: string; containerPort: number }[] | undefined) ?? [];
    const probes = ["readinessProbe", "livenessProbe", "startupProbe"].map(
      (name) => container[name] as { httpGet?: { port: unknown }; tcpSocket?: { port: unknown } } | undefined,
    );
    const asked = probes.flatMap((probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? []);
    return [
      ...declared.map(({ containerPort }) => containerPort),
      ...asked.filter((port) => typeof port === "number"),
    ];
  });
  return [...new Set(ports)].map((port) => ({ port }));
}

function usesOf(play: Play): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  const objects = [
    ...(play.before ?? []),
    ...play.steps.flatMap((step) => {
      if ("apply" in step) return step.apply;
      // A merge patch may name a new image too, in the containers that it holds.
      return "patch" in step ? [{ ...step.with, kind: step.patch.kind }] : [];
    }),
  ];
  for (const object of objects)
    for (const use of containersOf(object)) {
      const known = uses.get(use.container.image) ?? [];
      uses.set(use.container.image, [...known, use]);
    }
  return uses;
}

function containersOf(object: object): Use[] {
  const { kind, spec } = object as {
    kind: string;
    spec?: { template?: { spec?: PodSpec }; jobTemplate?: object };
  };
  if (kind === "CronJob") return containersOf({ ...(spec?.jobTemplate as object), kind: "Job" });
  const pod = kind === "Pod" ? (spec as unknown as PodSpec) : spec?.template?.spec;
  if (pod === undefined) return [];
  const main = (pod.containers ?? []).map((container) => ({ container, ends: kind === "Job" }));
  const init = (pod.initContainers ?? []).map((container) => ({
    container,
    ends: container.restartPolicy !== "Always",
  }));
  return [...main, ...init];
}
