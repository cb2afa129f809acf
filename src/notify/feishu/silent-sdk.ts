import type { Logger } from "@larksuiteoapi/node-sdk";

/** The SDK logs whole requests, with their tokens and tickets. */
export const SILENT: Logger = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
