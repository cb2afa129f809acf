/** What the account of the service must never have, and what it could do with it. */
export const DANGERS: readonly { rights: string; why: string }[] = [
  { rights: "get,list,watch secrets.", why: "it could read Secrets" },
  { rights: "create,update,patch,delete secrets.", why: "it could change Secrets" },
  { rights: "create,get pods./exec", why: "it could run commands in pods" },
  { rights: "create,get pods./attach", why: "it could enter pods" },
  { rights: "create,get pods./portforward", why: "it could reach what pods hide" },
  { rights: "create,get,update,patch,delete nodes./proxy", why: "it could act as a kubelet" },
  { rights: "create serviceaccounts./token", why: "it could become another account" },
  { rights: "impersonate users.", why: "it could act as anybody, past the guard" },
  { rights: "impersonate groups.", why: "it could act as anybody, past the guard" },
  { rights: "impersonate serviceaccounts.", why: "it could act as another account, past the guard" },
  { rights: "escalate,bind clusterroles.rbac.authorization.k8s.io", why: "it could give itself any right" },
  {
    rights: "create,update,patch clusterrolebindings.rbac.authorization.k8s.io",
    why: "it could give itself any right",
  },
  {
    rights: "create,update,patch rolebindings.rbac.authorization.k8s.io",
    why: "it could give itself any role",
  },
  {
    rights: "create,update,patch,delete validatingwebhookconfigurations.admissionregistration.k8s.io",
    why: "it could take the guard away",
  },
  {
    rights: "create,update,patch,delete validatingadmissionpolicies.admissionregistration.k8s.io",
    why: "it could take the outer bounds away",
  },
  { rights: "create,delete namespaces.", why: "it could delete whole namespaces" },
];

/** What everybody who is signed in may ask of the API server about itself (system:basic-user). */
export const OF_EVERYBODY: readonly string[] = [
  "create selfsubjectaccessreviews.authorization.k8s.io",
  "create selfsubjectrulesreviews.authorization.k8s.io",
  "create selfsubjectreviews.authentication.k8s.io",
];
