{{/* What no schema can say: values that do not go together, each with its remedy. */}}
{{- define "kube-autofix.checks" -}}
{{- $external := include "kube-autofix.external" . -}}
{{- $database := .Values.database.external -}}
{{- if and (gt (int .Values.replicas) 1) (not $external) -}}
{{- fail "replicas: more than one needs a database of your own: set database.external.url or database.external.secretName" -}}
{{- end -}}
{{- if and $database.url $database.secretName -}}
{{- fail "database.external: url and secretName are both set: set one of them" -}}
{{- end -}}
{{- if and $external .Values.guard.enabled (not (or $database.guardUrl $database.guardSecretName)) -}}
{{- fail "database.external: the guard needs the database too, as role kube_autofix_guard: set database.external.guardUrl or guardSecretName, or guard.enabled=false" -}}
{{- end -}}
{{- if and .Values.guard.certificates.secretName .Values.guard.certificates.certManager.enabled -}}
{{- fail "guard.certificates: secretName and certManager are both set: set one of them" -}}
{{- end -}}
{{- if and .Values.policy .Values.policyConfigMap -}}
{{- fail "policy and policyConfigMap are both set: set one of them" -}}
{{- end -}}
{{- if and .Values.policyConfigMap (include "kube-autofix.withoutActions" .) -}}
{{- fail "actions: a policyConfigMap of your own is taken as it is: leave actions at its default, and deny there what you do not want" -}}
{{- end -}}
{{- if and .Values.runbooks .Values.runbooksConfigMap -}}
{{- fail "runbooks and runbooksConfigMap are both set: set one of them" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.hosts: name at least one host, or set ingress.enabled=false" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs: name the Gateway, or set httpRoute.enabled=false" -}}
{{- end -}}
{{- range $name, $one := .Values.secrets -}}
{{- if and $one.value $one.secretName -}}
{{- fail (printf "secrets.%s: value and secretName are both set: set one of them" $name) -}}
{{- end -}}
{{- if not (or $one.value $one.secretName (has $name (list "WEBHOOK_TOKEN" "OPERATOR_TOKEN"))) -}}
{{- fail (printf "secrets.%s: set its value, or secretName and key of a Secret of your own" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
