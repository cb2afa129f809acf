import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declaredNeed } from "../../src/diagnosis/needs/declared-need.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const need = (spec: object) => declaredNeed({ name: "web", ...spec });
/** A shell variable with braces. */
const shell = (script: string) => script.replace("#SIZE", ["$", "{SIZE}"].join(""));
const env = (name: string, value: string) => ({ env: [{ name, value }] });

describe("declared need", () => {
  it.each<[string, object, number]>([
    [
      "the classic",
      { command: ["stress"], args: ["--vm", "1", "--vm-bytes", "200M", "--vm-hang", "1"] },
      236,
    ],
    ["small letters, = and -m", { command: ["stress", "-m", "1", "--vm-bytes=200m"] }, 236],
    [
      "arguments alone, with the image's entry point",
      { image: "polinux/stress", args: ["--vm", "1", "--vm-bytes", "200M"] },
      236,
    ],
    ["kibibytes", { command: ["stress", "--vm", "1", "--vm-bytes", "102400k"] }, 126],
    ["gibibytes", { command: ["stress", "--vm", "1", "--vm-bytes", "1G"] }, 1142.4],
    ["workers multiply", { command: ["stress", "--vm", "3", "--vm-bytes", "100M"] }, 346],
    [
      "stress-ng shares among its workers",
      { command: ["stress-ng", "--vm", "2", "--vm-bytes", "100M"] },
      126,
    ],
    ["the default of stress", { command: ["stress", "--vm", "1"] }, 297.6],
    ["a script", { command: ["sh", "-c", "sleep 1; exec stress --vm 1 --vm-bytes 200M"] }, 236],
    [
      "a value from the environment",
      { command: ["stress", "--vm", "1", "--vm-bytes", "$(SIZE)"], ...env("SIZE", "200M") },
      236,
    ],
    [
      "a shell's variable",
      { command: ["sh", "-c", shell('stress --vm 1 --vm-bytes "#SIZE"')], ...env("SIZE", "200M") },
      236,
    ],
    ["a Java heap", { command: ["java", "-Xmx512m", "-jar", "app.jar"] }, 512 + 128 + 10 + 128],
    [
      "a Java heap with a bound metaspace",
      { command: ["java", "-Xmx1g", "-XX:MaxMetaspaceSize=200m"] },
      1024 + 200 + 10 + 128,
    ],
    [
      "direct memory",
      { command: ["java", "-Xmx512m", "-XX:MaxDirectMemorySize=100m"] },
      512 + 128 + 100 + 128,
    ],
    ["a heap in a script", { command: ["sh", "-c", "exec java -Xmx512m -jar app.jar"] }, 778],
    ["JAVA_TOOL_OPTIONS", env("JAVA_TOOL_OPTIONS", "-Xms64m -Xmx512m"), 778],
    [
      "a command that overrules JAVA_TOOL_OPTIONS",
      { command: ["java", "-Xmx512m"], ...env("JAVA_TOOL_OPTIONS", "-Xmx2g") },
      778,
    ],
    [
      "_JAVA_OPTIONS that overrule the command",
      { command: ["java", "-Xmx2g"], ...env("_JAVA_OPTIONS", "-Xmx512m") },
      778,
    ],
    ["the last of two heaps", { command: ["java", "-Xmx2g", "-Xmx512m"] }, 778],
    ["GOMEMLIMIT", env("GOMEMLIMIT", "400MiB"), 440],
    ["NODE_OPTIONS", env("NODE_OPTIONS", "--enable-source-maps --max-old-space-size=768"), 1024],
    [
      "node's option on the command line",
      {
        command: ["node", "--max-old-space-size=384", "main.js"],
        ...env("NODE_OPTIONS", "--max-old-space-size=768"),
      },
      512,
    ],
    ["redis", { command: ["redis-server", "--maxmemory", "256mb"] }, 400],
    ["memcached", { command: ["memcached", "-m", "100"] }, 174],
    ["memcached in one word", { image: "memcached:1.6", args: ["-m100"] }, 174],
    ["PostgreSQL", { args: ["-c", "shared_buffers=1GB", "-c", "max_connections=50"] }, 1126.4 + 50 * 8 + 64],
    [
      "PostgreSQL in blocks",
      { command: ["postgres", "-cshared_buffers=131072", "--max_connections=50"] },
      1126.4 + 50 * 8 + 64,
    ],
  ])("%s", (_name, spec, mebibytes) => {
    const found = need(spec);
    expect(Math.abs((found?.bytes ?? 0) - mebibytes * MIB)).toBeLessThan(0.1 * MIB);
    expect(found?.from.length).toBeGreaterThan(5);
  });

  it.each<[string, object]>([
    ["nothing", {}],
    ["stress without memory workers", { command: ["stress", "--cpu", "1"] }],
    [
      "a value that another object holds",
      { env: [{ name: "GOMEMLIMIT", valueFrom: { configMapKeyRef: { name: "a", key: "b" } } }] },
    ],
    ["a variable that is not known", { command: ["java", "-Xmx$(HEAP)"] }],
    ["a size of another program", { command: ["stress", "--vm", "1", "--vm-bytes", "80%"] }],
    ["GOMEMLIMIT=off", env("GOMEMLIMIT", "off")],
    ["Go's units in the wrong form", env("GOMEMLIMIT", "400Mi")],
    ["redis without a bound", { command: ["redis-server", "--maxmemory", "0"] }],
    ["-m of a program that is not memcached", { command: ["python", "-m", "100"] }],
    ["a heap as a percentage", { command: ["java", "-XX:MaxRAMPercentage=75"] }],
  ])("says nothing of %s", (_name, spec) => expect(need(spec)).toBeUndefined());

  it("takes the larger of two declarations", () => {
    expect(need({ command: ["java", "-Xmx512m"], ...env("GOMEMLIMIT", "4GiB") })?.bytes).toBeGreaterThan(
      4 * GIB,
    );
  });

  it("is a whole number of bytes, above what is declared", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 * 1024 }), (mebibytes) => {
        const bytes = need({ command: ["stress", "--vm", "1", "--vm-bytes", `${mebibytes}M`] })?.bytes ?? 0;
        expect(Number.isSafeInteger(bytes)).toBe(true);
        expect(bytes).toBeGreaterThan(mebibytes * MIB);
      }),
    );
  });

  it("reads any words without failing", () => {
    const words = fc.array(
      fc.oneof(fc.string(), fc.constantFrom("stress", "--vm-bytes", "-Xmx", "$(A)", "-c", "sh")),
    );
    fc.assert(
      fc.property(words, fc.string(), (command, value) => {
        const bytes = need({ command, ...env("A", value) })?.bytes ?? 0;
        expect(Number.isSafeInteger(bytes)).toBe(true);
      }),
    );
  });
});
