import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import type { Expectation, ObjectName } from "../scenario.ts";
import type { World } from "./world.ts";

/** What is not as it must be in the end: asks for what the scenario reads until it has read all of it. */
export async function readFinally(expected: Expectation, world: World): Promise<string[]> {
  const known = new Map<string, KubernetesObject | undefined>();
  const key = ({ kind, namespace = "", name }: ObjectName) => `${kind}/${namespace}/${name}`;
  const said: string[] = [];
  for (let one: Expectation | undefined = expected; one !== undefined; one = one.secondly) {
    for (;;) {
      const unread: ObjectName[] = [];
      const answer = one.finally?.((object) => {
        if (!known.has(key(object))) unread.push(object);
        return known.get(key(object));
      });
      const [first] = unread;
      if (first === undefined) {
        if (answer !== undefined) said.push(`in the end: ${answer}`);
        break;
      }
      for (const object of unread) known.set(key(object), await world.read(object));
    }
  }
  return said;
}
