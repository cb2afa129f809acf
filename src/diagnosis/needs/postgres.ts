import { GIB, KIB, MIB, type NeedReader, plusPercent, sizeOf } from "./declaration.ts";

// https://www.postgresql.org/docs/current/config-setting.html: kB, MB, GB and TB are multiples of 1024.
const UNITS = { B: 1, kB: KIB, MB: MIB, GB: GIB, TB: 1024 * GIB };
const BLOCK_BYTES = 8 * KIB;
// https://www.postgresql.org/docs/current/runtime-config-resource.html: the defaults.
const WORK_BYTES = 4 * MIB;
const MAINTENANCE_BYTES = 64 * MIB;
const CONNECTIONS = 100;
/** A backend's own memory beside work_mem. */
const BACKEND_BYTES = 4 * MIB;

/** `postgres -c shared_buffers=1GB`: buffers, a tenth for other shared memory, and every connection at work once. */
export const postgresNeed: NeedReader = ({ words }) => {
  const declared = settingOf(words, "shared_buffers");
  const blocks = sizeOf(declared, { "": BLOCK_BYTES });
  const buffers = blocks ?? sizeOf(declared, UNITS);
  if (buffers === undefined) return undefined;
  const work = sizeOf(settingOf(words, "work_mem"), { "": KIB, ...UNITS }) ?? WORK_BYTES;
  const connections = sizeOf(settingOf(words, "max_connections"), { "": 1 }) ?? CONNECTIONS;
  return {
    bytes: plusPercent(buffers, 10) + connections * (work + BACKEND_BYTES) + MAINTENANCE_BYTES,
    from: `shared_buffers=${declared}, with ${connections} connections`,
  };
};

/** `-c name=value`, `-cname=value` and `--name=value`, where - and _ are the same. */
function settingOf(words: readonly string[], name: string): string | undefined {
  return words
    .flatMap((word) => {
      const match = /^(?:-c|--)?([a-z_-]{1,60})=(.{1,100})$/i.exec(word);
      return match?.[1]?.replaceAll("-", "_").toLowerCase() === name ? [match[2] ?? ""] : [];
    })
    .at(-1);
}
