import { MIB, type NeedReader, optionOf, plusPercent, sizeOf } from "./declaration.ts";

/** memcached(1), -m: MiB for items alone; hash table, connections and slabs come on top (its wiki, "Memory Limit"). */
const OVERHEAD_PERCENT = 10;
const BASE_BYTES = 64 * MIB;

export const memcachedNeed: NeedReader = ({ words, image }) => {
  const isMemcached = [...words.slice(0, 4), image].some((word) => /(?:^|\/)memcached(?:[:@]|$)/.test(word));
  if (!isMemcached) return undefined;
  const glued = words.findLast((word) => /^-m\d+$/.test(word))?.slice(2);
  const declared = optionOf(words, "-m", "--memory-limit") ?? glued;
  const mebibytes = sizeOf(declared, { "": 1 });
  if (mebibytes === undefined) return undefined;
  return {
    bytes: plusPercent(mebibytes * MIB, OVERHEAD_PERCENT) + BASE_BYTES,
    from: `-m ${declared}, with 10 % and 64Mi for the process`,
  };
};
