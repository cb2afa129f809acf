import type { Container } from "../store/objects.ts";

/** What the stress program itself and its stacks take on top of the bytes that it is told to touch. */
const OVERHEAD = 1.025;
const UNITS: Record<string, number> = { B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

const words = (container: Container): string[] => [...(container.command ?? []), ...(container.args ?? [])];

export const isStress = (container: Container): boolean => {
  const program = words(container).find((word) => !word.startsWith("-")) ?? "";
  return (
    /(^|\/)stress(-ng)?$/.test(program) || (words(container).length > 0 && /\bstress\b/.test(container.image))
  );
};

/** Bytes that `stress --vm N --vm-bytes X` comes to; stress counts in powers of 1024. */
export function declaredNeedBytes(container: Container): number | undefined {
  const all = words(container).flatMap((word) => word.split(/\s+/));
  const argumentOf = (name: string) => {
    const joined = all.find((word) => word.startsWith(`${name}=`));
    return joined ? joined.slice(name.length + 1) : all[all.indexOf(name) + 1 || all.length];
  };
  const match = /^([0-9]+)([BKMG]?)$/i.exec(argumentOf("--vm-bytes") ?? "");
  if (!match) return undefined;
  const workers = Number(argumentOf("--vm") ?? argumentOf("-m") ?? 1) || 1;
  return workers * Number(match[1]) * (UNITS[(match[2] || "B").toUpperCase()] ?? 1) * OVERHEAD;
}
