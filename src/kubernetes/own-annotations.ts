/** On every object that a repair changed or made: which incident and which attempt of it. */
export const INCIDENT_ANNOTATION = "kube-autofix.io/incident";
export const ATTEMPT_ANNOTATION = "kube-autofix.io/attempt";
/** On a Job that a repair made: the name of the Job that it runs again. */
export const RUNS_AGAIN_ANNOTATION = "kube-autofix.io/runs-again";
