import { expect, test } from "vitest";
import { type Keeping, kept } from "../../src/agents/nodes/kept.ts";
import type { RunState } from "../../src/agents/state.ts";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { NO_MODEL } from "../../src/llm/no-model.ts";

const state = (move: RunState["move"]) =>
  ({ incidentId: "i", move, reason: "", taken: [] }) as unknown as RunState;

/** Steps that are kept when the test lets them. */
function slowKeeper() {
  const begun: string[] = [];
  const over: string[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const keeping: Keeping = new Map();
  const deps = {
    keeping,
    clock: createClock(),
    logger: silentLogger,
    model: { port: NO_MODEL, maxWaitSeconds: 1 },
    steps: {
      newId: () => "id",
      async keep({ move }: { move: string | null }) {
        begun.push(String(move));
        const gate = Promise.withResolvers<void>();
        gates.push(gate);
        await gate.promise;
        over.push(String(move));
      },
    },
  };
  return { deps, keeping, begun, over, openNext: () => gates.shift()?.resolve() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("the next step does not wait until one is kept, steps are kept in order, and the run's end waits for all", async () => {
  const { deps, keeping, begun, over, openNext } = slowKeeper();
  const agent = kept(deps, "researcher", async () => ({}));
  await agent(state("investigate"), {});
  await agent(state("consult"), {});
  await turn();
  expect({ begun, over }).toEqual({ begun: ["investigate"], over: [] });

  let isOver = false;
  const end = kept(deps, "supervisor", async () => ({ move: null }))(state(null), {}).then(() => {
    isOver = true;
  });
  await turn();
  openNext();
  await turn();
  expect({ begun, over, isOver }).toEqual({
    begun: ["investigate", "consult"],
    over: ["investigate"],
    isOver: false,
  });
  openNext();
  await end;
  expect({ over, left: keeping.size }).toEqual({ over: ["investigate", "consult"], left: 0 });
});

test("a step that fails ends only when it and those before it are kept", async () => {
  const { deps, over, openNext } = slowKeeper();
  await kept(deps, "researcher", async () => ({}))(state("investigate"), {});
  const failing = kept(deps, "autofix-k8s", () => Promise.reject(new Error("away")))(state("propose"), {});
  const failed = expect(failing).rejects.toThrow("away");
  for (let step = 0; step < 2; step += 1) {
    await turn();
    openNext();
  }
  await failed;
  expect(over).toEqual(["investigate", "propose"]);
});
