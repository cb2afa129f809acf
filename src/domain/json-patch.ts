import { z } from "zod";

/** The part of RFC 6902 that the project writes. */
export const patchOperationSchema = z.discriminatedUnion("op", [
  z.object({ op: z.literal("test"), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal("add"), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal("replace"), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal("remove"), path: z.string() }),
]);
export type PatchOperation = z.infer<typeof patchOperationSchema>;
export const jsonPatchSchema = z.array(patchOperationSchema);
export type JsonPatch = z.infer<typeof jsonPatchSchema>;
