{{/* What the Pod Security Standard "restricted" asks of a pod and of each of its containers. */}}
{{- define "kube-autofix.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
# PostgreSQL refuses a folder that others may enter, and a change of every file at each start would make it such a one.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "kube-autofix.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "kube-autofix.placement" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{/* (list root component): replicas apart from each other, where that can be done. */}}
{{- define "kube-autofix.spread" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.topologySpreadConstraints -}}
{{- toYaml $root.Values.topologySpreadConstraints -}}
{{- else -}}
{{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- topologyKey: {{ $key }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "kube-autofix.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ index $ 1 }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The guard's container; `beside` where it is in the service's pod. */}}
{{- define "kube-autofix.guardContainer" -}}
{{- $certificates := .Values.guard.certificates -}}
{{- $external := include "kube-autofix.external" . -}}
name: guard
image: {{ include "kube-autofix.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args: [guard]
env:
  - name: HOST
    value: 0.0.0.0
  - name: DATA_DIR
    value: {{ include "kube-autofix.dataDir" . }}
  - name: GUARD_PORT
    value: {{ .Values.guard.port | quote }}
  - name: GUARD_HOSTS
    value: {{ include "kube-autofix.guardHost" . }}
  - name: GUARD_WEBHOOK_NAME
    value: {{ include "kube-autofix.guardName" . }}
  - name: GUARD_SUBJECT
    value: {{ .Release.Namespace }}/{{ include "kube-autofix.fullname" . }}
  - name: LOG_LEVEL
    value: {{ .Values.env.LOG_LEVEL | default "info" }}
  {{- if or $certificates.secretName $certificates.certManager.enabled }}
  - name: GUARD_CERTIFICATE_DIR
    value: /etc/kube-autofix/certificate
  {{- end }}
  {{- if $external }}
  - name: GUARD_DATABASE_URL_FILE
    value: {{ include "kube-autofix.secretFolder" . }}/GUARD_DATABASE_URL
  {{- else }}
  # The socket, and not the server's process: that one is in a container of its own.
  - name: GUARD_DATABASE_URL
    value: postgresql://kube_autofix_guard@/postgres?host={{ printf "%s/socket" (include "kube-autofix.dataDir" .) | urlquery }}
  {{- end }}
ports:
  - name: guard
    containerPort: {{ .Values.guard.port }}
livenessProbe:
  httpGet: {path: /livez, port: guard, scheme: HTTPS}
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet: {path: /readyz, port: guard, scheme: HTTPS}
  periodSeconds: 5
  timeoutSeconds: 5
resources:
  {{- toYaml .Values.guard.resources | nindent 2 }}
securityContext:
  {{- include "kube-autofix.containerSecurity" . | nindent 2 }}
volumeMounts:
  - name: temporary
    mountPath: /tmp
    subPath: guard
  {{- if or $certificates.secretName $certificates.certManager.enabled }}
  - name: certificate
    mountPath: /etc/kube-autofix/certificate
    readOnly: true
  {{- end }}
  {{- if $external }}
  - name: guard-database
    mountPath: {{ include "kube-autofix.secretFolder" . }}
    readOnly: true
  {{- else }}
  - name: data
    mountPath: /var/lib/kube-autofix
    readOnly: true
  {{- end }}
{{- end -}}

{{- define "kube-autofix.guardVolumes" -}}
{{- with .Values.guard.certificates }}
{{- if or .secretName .certManager.enabled }}
- name: certificate
  secret:
    secretName: {{ .secretName | default (printf "%s-certificate" (include "kube-autofix.guardName" $)) }}
{{- end }}
{{- end }}
{{- if include "kube-autofix.external" . }}
- name: guard-database
  secret:
    secretName: {{ .Values.database.external.guardSecretName | default (printf "%s-database" (include "kube-autofix.guardName" .)) }}
    items:
      - key: {{ ternary .Values.database.external.guardKey "GUARD_DATABASE_URL" (ne .Values.database.external.guardSecretName "") }}
        path: GUARD_DATABASE_URL
{{- end }}
{{- end -}}
