/** What the service cannot work without; others it can do without, for a while or for ever. */
export const SERVICE_PARTS = ["database", "queue", "kubernetes"] as const;
export type ServicePart = (typeof SERVICE_PARTS)[number];

export const isServicePart = (name: string): name is ServicePart =>
  (SERVICE_PARTS as readonly string[]).includes(name);
