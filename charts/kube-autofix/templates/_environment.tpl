{{- define "kube-autofix.secretFolder" -}}/etc/kube-autofix/secrets{{- end -}}
{{- define "kube-autofix.dataDir" -}}
{{- if include "kube-autofix.external" . -}}/tmp/data{{- else -}}/var/lib/kube-autofix/data{{- end -}}
{{- end -}}

{{/* Where people reach it: as set, else the first host of the ways in. */}}
{{- define "kube-autofix.publicUrl" -}}
{{- if .Values.env.PUBLIC_URL -}}
{{ .Values.env.PUBLIC_URL }}
{{- else if and .Values.ingress.enabled .Values.ingress.hosts -}}
{{ ternary "https" "http" (ne .Values.ingress.tlsSecretName "") }}://{{ first .Values.ingress.hosts }}
{{- else if and .Values.httpRoute.enabled .Values.httpRoute.hosts -}}
https://{{ first .Values.httpRoute.hosts }}
{{- end -}}
{{- end -}}

{{/* "yes" where the service has a policy file. */}}
{{- define "kube-autofix.hasPolicy" -}}
{{- if or .Values.policy .Values.policyConfigMap (include "kube-autofix.withoutActions" .) -}}yes{{- end -}}
{{- end -}}

{{- define "kube-autofix.environment" -}}
{{- $root := . -}}
{{- $set := dict
  "HOST" "0.0.0.0"
  "PORT" (toString .Values.service.port)
  "DATA_DIR" (include "kube-autofix.dataDir" .)
  "PUBLIC_URL" (include "kube-autofix.publicUrl" .)
  "WATCH_NAMESPACES" (join "," .Values.namespaces)
  "POLICY_FILE" (ternary "/etc/kube-autofix/policy/policy.yaml" "" (eq (include "kube-autofix.hasPolicy" .) "yes"))
  "RUNBOOKS_DIR" (ternary "/etc/kube-autofix/runbooks" "" (or (not (empty .Values.runbooks)) (ne .Values.runbooksConfigMap ""))) -}}
{{- if .Values.guard.enabled -}}
{{- /* Where the doctor looks for it. */ -}}
{{- $set = merge $set (dict
  "GUARD_HOSTS" (include "kube-autofix.guardHost" .)
  "GUARD_PORT" (toString .Values.guard.port)
  "GUARD_WEBHOOK_NAME" (include "kube-autofix.guardName" .)) -}}
{{- end -}}
{{- range $name, $value := merge (dict) $set .Values.env -}}
{{- if ne (toString $value) "" }}
- name: {{ $name }}
  value: {{ toString $value | quote }}
{{- end -}}
{{- end -}}
{{- range $name, $_ := .Values.secrets }}
- name: {{ $name }}_FILE
  value: {{ include "kube-autofix.secretFolder" $root }}/{{ $name }}
{{- end -}}
{{- if include "kube-autofix.external" . }}
- name: DATABASE_URL_FILE
  value: {{ include "kube-autofix.secretFolder" . }}/DATABASE_URL
{{- end -}}
{{- end -}}

{{- define "kube-autofix.secretSources" -}}
{{- $own := list -}}
{{- $external := .Values.database.external -}}
{{- range $name, $one := .Values.secrets -}}
{{- if $one.secretName }}
- secret:
    name: {{ $one.secretName }}
    items: [{key: {{ $one.key | default $name | quote }}, path: {{ $name }}}]
{{- else -}}
{{- $own = append $own $name -}}
{{- end -}}
{{- end -}}
{{- if $external.secretName }}
- secret:
    name: {{ $external.secretName }}
    items: [{key: {{ $external.key | quote }}, path: DATABASE_URL}]
{{- else if $external.url -}}
{{- $own = append $own "DATABASE_URL" -}}
{{- end -}}
{{- if $own }}
- secret:
    name: {{ include "kube-autofix.fullname" . }}
    items:
    {{- range $name := $own }}
      - {key: {{ $name }}, path: {{ $name }}}
    {{- end }}
{{- end -}}
{{- end -}}
