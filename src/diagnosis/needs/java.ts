import { type Declaration, GIB, KIB, MIB, type NeedReader, shellWords, sizeOf } from "./declaration.ts";

// The java command's manual, -Xmx: k, m, g (t) in either case, multiples of 1024.
const UNITS = { "": 1, k: KIB, K: KIB, m: MIB, M: MIB, g: GIB, G: GIB, t: 1024 * GIB, T: 1024 * GIB };

/** Code cache, thread stacks, collector and the JVM itself, for a service of moderate size. */
const BASE_BYTES = 128 * MIB;
/** Classes take about a quarter of a small heap where MaxMetaspaceSize does not bound them. */
const METASPACE_SHARE = 0.25;
/** The default that the memory calculator of Paketo Buildpacks (libjvm) counts for direct memory. */
const DIRECT_BYTES = 10 * MIB;

/**
 * Heap + metaspace + direct memory + base. The parts are those of the Paketo memory calculator
 * (https://paketo.io/docs/reference/java-reference/#memory-calculator), which reserves more for the last.
 */
export const javaNeed: NeedReader = (declaration) => {
  const options = javaOptions(declaration);
  const heap = lastSize(options, /^-Xmx(.+)$/) ?? lastSize(options, /^-XX:MaxHeapSize=(.+)$/);
  if (heap === undefined) return undefined;
  const metaspace =
    lastSize(options, /^-XX:MaxMetaspaceSize=(.+)$/) ?? Math.max(64 * MIB, Math.ceil(heap * METASPACE_SHARE));
  const direct = lastSize(options, /^-XX:MaxDirectMemorySize=(.+)$/) ?? DIRECT_BYTES;
  const written = options.findLast((word) => /^-Xmx|^-XX:MaxHeapSize=/.test(word)) ?? "-Xmx";
  return {
    bytes: heap + metaspace + direct + BASE_BYTES,
    from: `${written}, with metaspace, direct memory and 128Mi for code cache, threads and the JVM`,
  };
};

/** In the order in which the JVM reads them: a later one wins. */
export function javaOptions({ words, env }: Declaration): string[] {
  const of = (name: string) => shellWords(env.get(name) ?? "");
  return [
    ...of("JAVA_TOOL_OPTIONS"),
    ...of("JDK_JAVA_OPTIONS"),
    ...of("JAVA_OPTS"),
    ...of("CATALINA_OPTS"),
    ...words,
    ...of("_JAVA_OPTIONS"),
  ];
}

function lastSize(options: readonly string[], pattern: RegExp): number | undefined {
  return sizeOf(options.flatMap((word) => pattern.exec(word)?.[1] ?? []).at(-1), UNITS);
}
