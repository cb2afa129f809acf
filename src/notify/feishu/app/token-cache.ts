import type { Cache } from "@larksuiteoapi/node-sdk";

export interface TokenCache extends Cache {
  /** What is kept is worth nothing any more. */
  forget(): void;
}

/**
 * The SDK's own cache is one for the whole process and goes on with a token that the platform refuses. This one keeps a
 * token until it is refused, whatever the machine's time says: who refuses it knows best.
 */
export function createTokenCache(): TokenCache {
  const kept = new Map<string | symbol, unknown>();
  return {
    forget: () => kept.clear(),
    get: async (key) => kept.get(key as string | symbol),
    async set(key, value) {
      kept.set(key as string | symbol, value);
      return true;
    },
  };
}
