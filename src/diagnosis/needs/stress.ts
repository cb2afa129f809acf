import { GIB, KIB, MIB, type NeedReader, optionOf, plusPercent, sizeOf } from "./declaration.ts";

// stress 1.0.x, atoll_b() in src/stress.c: the suffixes are shifts by 0, 10, 20 and 30 bits, in either case.
const UNITS = { "": 1, b: 1, B: 1, k: KIB, K: KIB, m: MIB, M: MIB, g: GIB, G: GIB };
// The same file: do_vm_bytes is 256 MiB where --vm-bytes is absent.
const DEFAULT_BYTES = 256 * MIB;
/** Page tables and the processes themselves. On a real node (cgroup v1) 200M is killed under 201Mi and runs under 202Mi; the rest is room. */
const OVERHEAD_PERCENT = 10;
const BASE_BYTES = 16 * MIB;

/** `stress --vm 2 --vm-bytes 200M`: each worker takes the bytes; stress-ng shares them among its workers (its manual, --vm-bytes). */
export const stressNeed: NeedReader = ({ words, image }) => {
  const isStressNg = [...words.slice(0, 8), image].some((word) => /(?:^|\/)stress-ng(?::|$)/.test(word));
  const isStress =
    words.some((word) => /(?:^|\/)stress$/.test(word)) || /(?:^|\/)stress(?:[:@]|$)/.test(image);
  const declared = optionOf(words, "--vm-bytes");
  const workers = Number(optionOf(words, "--vm", "-m") ?? (isStress ? 0 : 1));
  if ((declared === undefined && !isStress) || !Number.isInteger(workers) || workers < 1) return undefined;
  const bytes = declared === undefined ? DEFAULT_BYTES : sizeOf(declared, UNITS);
  if (bytes === undefined) return undefined;
  const total = isStressNg ? bytes : bytes * workers;
  const count = workers > 1 && !isStressNg ? `, ${workers} workers` : "";
  return {
    bytes: plusPercent(total, OVERHEAD_PERCENT) + BASE_BYTES,
    from: `--vm-bytes ${declared ?? "256M (its default)"}${count}, with 10 % and 16Mi for the processes themselves`,
  };
};
