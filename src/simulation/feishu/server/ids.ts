import { randomBytes } from "node:crypto";

/** Makes an id with its prefix, such as "om_" and 32 hexadecimal digits. */
export type FeishuIds = (prefix: string) => string;

export const randomIds: FeishuIds = (prefix) => `${prefix}${randomBytes(16).toString("hex")}`;
