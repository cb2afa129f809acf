/** Cluster autoscalers bring a node within a few minutes, and a node that was only away comes back. */
export const NODES_COME = { seconds: 180, reason: "a node may come, or come back, within minutes" };
