import type { WSClient } from "@larksuiteoapi/node-sdk";
import { z } from "zod";

type Handle = (frame: object) => Promise<void>;

const frameSchema = z.looseObject({ headers: z.array(z.object({ key: z.string(), value: z.string() })) });

/**
 * The SDK drops frames of type `card` without an answer, and the person sees an error; they hold what frames of type
 * `event` hold, so they are handed on as such. The way in is private, which is why the SDK's version is pinned: throws
 * where it is not there.
 */
export function handOnCards(client: WSClient): void {
  const handle: unknown = Reflect.get(client, "handleEventData");
  if (typeof handle !== "function")
    throw new TypeError("this version of the Feishu SDK takes frames in another way: use the pinned one");
  const handed: Handle = (frame) => Reflect.apply(handle, client, [asEvent(frame)]);
  Reflect.set(client, "handleEventData", handed);
}

function asEvent(frame: object): object {
  const parsed = frameSchema.safeParse(frame);
  if (!parsed.success) return frame;
  const headers = parsed.data.headers.map(({ key, value }) => ({
    key,
    value: key === "type" && value === "card" ? "event" : value,
  }));
  return { ...frame, headers };
}
