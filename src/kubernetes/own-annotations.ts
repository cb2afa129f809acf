/** On every object that a repair changed or made: which incident and which attempt of it. */
export const INCIDENT_ANNOTATION = "kube-autofix.io/incident";
export const ATTEMPT_ANNOTATION = "kube-autofix.io/attempt";
