import { GIB, KIB, MIB, type NeedReader, optionOf, plusPercent, sizeOf } from "./declaration.ts";

// redis.conf, "Note on units": k is 1000, kb is 1024 and so on, in any case.
const UNITS = { "": 1, b: 1, k: 1e3, kb: KIB, m: 1e6, mb: MIB, g: 1e9, gb: GIB };
/**
 * https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/: fragmentation, client
 * and replication buffers come on top of maxmemory, and saving in the background copies what is written meanwhile.
 */
const OVERHEAD_PERCENT = 50;
const BASE_BYTES = 16 * MIB;

/** redis-server and valkey-server, `--maxmemory 256mb`. */
export const redisNeed: NeedReader = ({ words }) => {
  const declared = optionOf(words, "--maxmemory");
  const bytes = sizeOf(declared?.toLowerCase(), UNITS);
  if (bytes === undefined || bytes === 0) return undefined;
  return {
    bytes: plusPercent(bytes, OVERHEAD_PERCENT) + BASE_BYTES,
    from: `--maxmemory ${declared}, with half of it for fragmentation, buffers and saving`,
  };
};
