import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { withOwnSignal } from "../../src/core/own-signal.ts";

describe("a signal of the work's own", () => {
  it("is aborted with the given one and for its reason", async () => {
    const given = new AbortController();
    await withOwnSignal(given.signal, async (own) => {
      given.abort("the service stops");
      expect(own).toMatchObject({ aborted: true, reason: "the service stops" });
    });
  });

  it("is aborted from the start where the given one is", async () => {
    const own = await withOwnSignal(AbortSignal.abort("before"), async (signal) => signal);
    expect(own).toMatchObject({ aborted: true, reason: "before" });
  });

  it("leaves nothing on the given one, though the work fails and leaves something on its own", async () => {
    const { signal } = new AbortController();
    const failed = withOwnSignal(signal, async (own) => {
      own.addEventListener("abort", () => {});
      throw new Error("it failed");
    });
    await expect(failed).rejects.toThrow("it failed");
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
