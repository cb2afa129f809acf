import { GIB, KIB, MIB, type NeedReader, plusPercent, sizeOf } from "./declaration.ts";

// https://pkg.go.dev/runtime#hdr-Environment_Variables: GOMEMLIMIT is bytes with an optional B, KiB, MiB, GiB or TiB.
const UNITS = { "": 1, B: 1, KiB: KIB, MiB: MIB, GiB: GIB, TiB: 1024 * GIB };
/** https://go.dev/doc/gc-guide#Memory_limit: leave 5 to 10 % for memory that the runtime does not know of. */
const OVERHEAD_PERCENT = 10;

export const goNeed: NeedReader = ({ env }) => {
  const declared = env.get("GOMEMLIMIT");
  const bytes = sizeOf(declared, UNITS);
  if (bytes === undefined) return undefined;
  return {
    bytes: plusPercent(bytes, OVERHEAD_PERCENT),
    from: `GOMEMLIMIT=${declared}, with 10 % beside Go's runtime`,
  };
};
