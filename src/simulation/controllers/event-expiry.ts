import type { ApiMachinery } from "../api/api-machinery.ts";

const LIFE_MS = 3_600_000;
const SWEEP_MS = 600_000;

/** Forgets events an hour after their last change, as the API server's default has it. */
export function runEventExpiry(api: ApiMachinery): () => void {
  const changedMs = new Map<string, number>();
  let isSweeping = false;
  const sweep = () => {
    isSweeping = false;
    for (const { metadata } of [...api.store.list("events")]) {
      const lastMs = changedMs.get(metadata.uid ?? "") ?? Date.parse(metadata.creationTimestamp ?? "");
      if (api.loop.nowMs() - lastMs < LIFE_MS) continue;
      changedMs.delete(metadata.uid ?? "");
      api.store.remove("events", metadata.namespace ?? "", metadata.name);
    }
    schedule();
  };
  const schedule = () => {
    if (isSweeping || changedMs.size === 0) return;
    isSweeping = true;
    api.loop.after("event-expiry", SWEEP_MS, sweep);
  };
  return api.store.onChange(({ resource, type, object }) => {
    if (resource !== "events" || type === "DELETED") return;
    changedMs.set(object.metadata.uid ?? "", api.loop.nowMs());
    schedule();
  });
}
