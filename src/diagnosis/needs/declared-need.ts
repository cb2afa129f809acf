import type { ContainerSpec } from "../objects/pod-template.ts";
import { declarationOf, type Need, type NeedReader } from "./declaration.ts";
import { goNeed } from "./go.ts";
import { javaNeed } from "./java.ts";
import { memcachedNeed } from "./memcached.ts";
import { nodeNeed } from "./node.ts";
import { postgresNeed } from "./postgres.ts";
import { redisNeed } from "./redis.ts";
import { stressNeed } from "./stress.ts";

const READERS: readonly NeedReader[] = [
  stressNeed,
  javaNeed,
  goNeed,
  nodeNeed,
  redisNeed,
  memcachedNeed,
  postgresNeed,
];

/** The largest appetite that the container's command, arguments and environment declare, with its overhead. */
export function declaredNeed(container: ContainerSpec): Need | undefined {
  const declaration = declarationOf(container);
  return READERS.flatMap((reader) => reader(declaration) ?? [])
    .filter(({ bytes }) => Number.isSafeInteger(bytes))
    .sort((a, b) => b.bytes - a.bytes)[0];
}
