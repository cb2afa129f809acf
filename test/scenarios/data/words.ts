export const TEAMS = [
  ...["payments", "orion", "checkout", "fulfilment", "atlas", "data-platform", "growth", "core", "retail"],
  ...["identity", "media", "logistics", "maps", "billing-eu", "shop", "risk", "ml-serving", "backoffice"],
] as const;

export const NAMESPACE_ENDS = ["", "-prod", "-staging", "-eu1", "-live", "-apps"] as const;

export const IMAGE_REGISTRIES = [
  "registry.corp.example/",
  "ghcr.io/",
  "quay.io/",
  "europe-docker.pkg.dev/acme-prod/",
  "",
  "123456789012.dkr.ecr.eu-west-1.amazonaws.com/",
] as const;

/** What programs are called; none says what will happen to it. */
export const BASES = [
  ...["ledger", "basket", "quote", "invoice", "courier", "profile", "catalog", "pricing", "sentry", "mailer"],
  ...["geo", "tariff", "voucher", "wallet", "badge", "feed", "search", "thumb", "notes", "planner"],
  ...["harbor", "beacon", "cinder", "drift", "ember", "fjord", "glint", "heron", "iris", "juniper"],
  ...["kestrel", "lumen", "marten", "nimbus", "onyx", "pollux", "quartz", "raven", "sable", "tundra"],
  ...["umbra", "vesper", "willow", "xenon", "yarrow", "zephyr", "anvil", "birch", "copper", "delta"],
] as const;

type LabelStyle = (name: string, namespace: string) => Record<string, string>;

export const LABEL_STYLES: readonly LabelStyle[] = [
  (name) => ({ app: name }),
  (name) => ({ app: name }),
  (name) => ({ "app.kubernetes.io/name": name }),
  (name, namespace) => ({
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/instance": `${name}-${namespace}`,
  }),
  (name) => ({ "k8s-app": name }),
  (name) => ({ component: name, tier: "internal" }),
  (name) => ({ "acme.example/service": name }),
  (name) => ({ app: name, team: "platform" }),
];
