import { constants } from "node:fs";

/** Emscripten asks for these while it loads; the real `process.binding` is refused where permissions are on. */
export function shimBinding(): void {
  Object.defineProperty(process, "binding", { value: () => ({ fs: { ...constants } }), configurable: true });
}

const NETWORK = ["fetch", "WebSocket", "EventSource", "Request", "Response", "BroadcastChannel", "require"];

/** What a program that reached JavaScript all the same would look for first. The interpreter is loaded by now. */
export function closeDoors(): void {
  for (const name of NETWORK) Reflect.deleteProperty(globalThis, name);
  const { platform, version, versions } = process;
  const stub = Object.freeze(
    Object.assign(Object.create(null) as object, {
      platform,
      version,
      versions,
      argv: [],
      getuid: () => 0,
      umask: () => 0,
    }),
  );
  Object.defineProperty(globalThis, "process", { value: stub, writable: false, configurable: false });
}
