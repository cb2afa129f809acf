import { MIB, type NeedReader, optionOf, shellWords, sizeOf } from "./declaration.ts";

/**
 * https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib: of 2 GiB at most 1536 MiB should be old space, so a
 * third of it is left for young generation, code, buffers and the process.
 */

export const nodeNeed: NeedReader = ({ words, env }) => {
  const names = ["--max-old-space-size", "--max_old_space_size"];
  // The command line comes after NODE_OPTIONS, so it wins.
  const declared = optionOf(words, ...names) ?? optionOf(shellWords(env.get("NODE_OPTIONS") ?? ""), ...names);
  const mebibytes = sizeOf(declared, { "": 1 });
  if (mebibytes === undefined || mebibytes === 0) return undefined;
  return {
    bytes: Math.ceil((mebibytes * MIB * 4) / 3),
    from: `--max-old-space-size=${declared}, with a third for the rest of the process`,
  };
};
