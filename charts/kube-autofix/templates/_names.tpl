{{- define "kube-autofix.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 50 characters: suffixes follow, and all must be names of Services. */}}
{{- define "kube-autofix.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "kube-autofix.name" . -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "kube-autofix.guardName" -}}
{{- include "kube-autofix.fullname" . }}-guard
{{- end -}}

{{- define "kube-autofix.guardHost" -}}
{{- include "kube-autofix.guardName" . }}.{{ .Release.Namespace }}.svc
{{- end -}}

{{- define "kube-autofix.selector" -}}
app.kubernetes.io/name: {{ include "kube-autofix.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "kube-autofix.labels" -}}
{{ include "kube-autofix.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "kube-autofix.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* "external", or "" for the embedded database. */}}
{{- define "kube-autofix.external" -}}
{{- if or .Values.database.external.url .Values.database.external.secretName -}}external{{- end -}}
{{- end -}}
