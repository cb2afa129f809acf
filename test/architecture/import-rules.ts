import { NARROWED, roomOf, rowOf } from "./rooms.ts";
import { importsOf, type Source } from "./sources.ts";

/** A rule answers with one line for each violation. */
export type Rule = (sources: readonly Source[]) => string[];

export const everyRoomIsKnown: Rule = (sources) =>
  sources.flatMap(({ path }) => {
    const room = roomOf(path);
    return room !== undefined && rowOf(room) < 0 ? [`${path}: there is no room ${room}`] : [];
  });

export const importsGoDown: Rule = (sources) =>
  sources.flatMap(importsOf).flatMap(({ from, target }) => {
    const [room, wanted] = [roomOf(from), roomOf(target)];
    if (room === undefined || wanted === undefined || room === wanted) return [];
    const direction =
      rowOf(wanted) > rowOf(room) ? "up" : rowOf(wanted) === rowOf(room) ? "sideways" : "down";
    if (direction !== "down") return [`${from} imports ${direction}: ${target}`];
    const allowed = NARROWED[room];
    return allowed === undefined || allowed.includes(wanted)
      ? []
      : [`${from} imports what ${room}/ may not: ${target}`];
  });

export const sourceImportsNoTest: Rule = (sources) =>
  sources
    .flatMap(importsOf)
    .filter(({ from, target }) => from.startsWith("src/") && /^(test|bench)\//.test(target))
    .map(({ from, target }) => `${from} imports ${target}`);

/** An import of types alone is erased: a command may name the interface of the file that lists it. */
export const importsFormNoCycle: Rule = (sources) => {
  const targets = new Map(sources.map((source) => [source.path, valueTargets(source)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, road: readonly string[]) => {
    const seenAt = road.indexOf(path);
    if (seenAt >= 0) cycles.push([...road.slice(seenAt), path].join(" -> "));
    if (seenAt >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...road, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return cycles;
};

function valueTargets(source: Source): string[] {
  return importsOf(source).flatMap(({ target, isTypeOnly }) => (isTypeOnly ? [] : [target]));
}

const WRITER = /^src\/kubernetes\/(?:.*-)?cluster-writer\.ts$/;
const MAY_HOLD_THE_WRITER = [/^src\/remediation\//, WRITER, /^src\/app\.ts$/, /^test\//, /^bench\//];

/** Who can write to the cluster: the room of the one road, the implementation itself, and the place that puts them together. */
export const onlyRemediationHoldsTheWriter: Rule = (sources) =>
  sources
    .flatMap(importsOf)
    .filter(({ target }) => WRITER.test(target))
    .filter(({ from }) => !MAY_HOLD_THE_WRITER.some((pattern) => pattern.test(from)))
    .map(({ from, target }) => `${from} imports ${target}`);

export const noBarrels: Rule = (sources) =>
  sources.flatMap(({ path, text }) => {
    if (/(^|\/)index\.ts$/.test(path)) return [`${path}: a barrel by its name`];
    return /^\s*export\s*\*/m.test(text) ? [`${path} re-exports a whole file`] : [];
  });
