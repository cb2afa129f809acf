{{/* Actions that there are and are not enabled, as words; "" where all are. */}}
{{- define "kube-autofix.withoutActions" -}}
{{- $all := keys (.Files.Get "files/rights.yaml" | fromYaml).actions -}}
{{- range $action := sortAlpha $all }}{{ if not (has $action $.Values.actions) }}{{ $action }} {{ end }}{{ end -}}
{{- end -}}

{{/* (list root isOfCluster): what the enabled actions write, one rule a resource. */}}
{{- define "kube-autofix.writes" -}}
{{- $root := index . 0 -}}
{{- $isOfCluster := index . 1 -}}
{{- $rights := $root.Files.Get "files/rights.yaml" | fromYaml -}}
{{- $writes := list -}}
{{- range $action := $root.Values.actions -}}
{{- if eq (has $action $rights.clusterActions) $isOfCluster -}}
{{- $writes = concat $writes (get $rights.actions $action) -}}
{{- end -}}
{{- end -}}
{{- range $write := $writes | uniq | sortAlpha }}
{{- $word := splitList " " $write }}
{{- $place := splitn "/" 2 (last $word) }}
{{- $resource := splitn "." 2 $place._0 }}
- apiGroups: [{{ $resource._1 | quote }}]
  resources: [{{ $resource._0 }}{{ with $place._1 }}/{{ . }}{{ end }}]
  verbs: [{{ first $word }}]
{{- end -}}
{{- end -}}
