import { withWorker } from "./changes.ts";
import { written } from "./models/object.ts";
import { tick } from "./time.ts";
import type { Model, ObjectState, Step, World } from "./world.ts";

/** What happens to the service from outside, a bounded number of times but for the time itself. */
export function outsideSteps(_model: Model, world: World): Step[] {
  return [{ name: "time passes", world: tick(world), facts: [] }, ...crashes(world), ...objectChanges(world)];
}

function crashes(world: World): Step[] {
  const left = { ...world.left, crashes: world.left.crashes - 1 };
  if (left.crashes < 0) return [];
  return world.workers.flatMap((held, worker) =>
    held === null
      ? []
      : [
          {
            name: `worker ${worker} is killed`,
            world: { ...withWorker(world, worker, null), left },
            facts: [],
            isOutside: true,
          },
        ],
  );
}

/** The first value of somebody else. */
export const FOREIGN = 5;

function objectChanges(world: World): Step[] {
  const left = { ...world.left, changes: world.left.changes - 1 };
  if (left.changes < 0) return [];
  const { object } = world;
  const changed = (name: string, to: ObjectState): Step => ({
    name,
    world: { ...world, object: to, streak: 0, left },
    facts: [],
    isOutside: true,
  });
  return [
    changed("somebody sets another value", written(object, { value: FOREIGN, mark: object.mark })),
    changed("the object is made anew", { uid: object.uid + 1, generation: 1, value: 0, age: 0, mark: null }),
  ];
}
