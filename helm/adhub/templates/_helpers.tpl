{{- /* Labels of one role: dict "root" $ "role" NAME */ -}}
{{- define "adhub.selector" -}}
app.kubernetes.io/name: adhub
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end -}}

{{- define "adhub.labels" -}}
{{ include "adhub.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "adhub.name" -}}
{{ printf "%s-%s" .root.Release.Name .role | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "adhub.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- /* Environment that every role shares. */ -}}
{{- define "adhub.env" -}}
- name: ADHUB_CONFIG
  value: /etc/adhub/adhub.toml
- name: ADHUB_LOG
  value: {{ .Values.log.filter | quote }}
- name: ADHUB_LOG_FORMAT
  value: json
# The allocator keeps an arena for each of many threads otherwise
# (bench/RESULTS.md).
- name: MALLOC_ARENA_MAX
  value: "2"
- name: ADHUB_ADMIN_LISTEN
  value: 0.0.0.0:9464
{{- with .Values.kafka.saslSecret }}
- name: ADHUB_KAFKA_SASL_USERNAME
  valueFrom: { secretKeyRef: { name: {{ . }}, key: username } }
- name: ADHUB_KAFKA_SASL_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ . }}, key: password } }
{{- end }}
{{- end -}}

{{- define "adhub.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- /* The pod of one role: dict "root" $ "role" NAME "args" LIST "resources" MAP
       "public" BOOL "ordinals" NUMBER (0: none) "data" BOOL (its own volume)
       "partner" NAME (of a poller) */ -}}
{{- define "adhub.pod" -}}
metadata:
  labels:
    {{- include "adhub.labels" . | nindent 4 }}
  annotations:
    checksum/config: {{ include (print .root.Template.BasePath "/config.yaml") .root | sha256sum }}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: 30
  {{- with .root.Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    fsGroup: 65532
    seccompProfile: { type: RuntimeDefault }
  initContainers:
    - name: check
      image: {{ include "adhub.image" .root }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: [check]
      env:
        - name: ADHUB_CONFIG
          value: /etc/adhub/adhub.toml
      securityContext: {{- include "adhub.containerSecurity" . | nindent 8 }}
      resources: {{- toYaml .resources | nindent 8 }}
      volumeMounts: [{ name: config, mountPath: /etc/adhub, readOnly: true }]
  containers:
    - name: adhub
      image: {{ include "adhub.image" .root }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: {{- toYaml .args | nindent 8 }}
      env:
        {{- include "adhub.env" .root | nindent 8 }}
        {{- if .public }}
        - name: ADHUB_LISTEN
          value: 0.0.0.0:8080
        {{- end }}
        {{- if .data }}
        - name: ADHUB_DATA
          value: /var/lib/adhub
        {{- with .root.Values.status.keySecret }}
        - name: ADHUB_STATUS_KEY
          valueFrom: { secretKeyRef: { name: {{ . }}, key: key } }
        {{- end }}
        {{- end }}
        {{- if .partner }}
        {{- if (index .root.Values.partners .partner).credentials }}
        - name: ADHUB_SECRET_{{ .partner | upper | replace "-" "_" }}
          valueFrom:
            secretKeyRef:
              name: {{ required (printf "partners.%s has credentials: poll.credentialsSecret is needed" .partner) .root.Values.poll.credentialsSecret }}
              key: {{ .partner }}
        {{- end }}
        {{- end }}
        {{- if .ordinals }}
        - name: ADHUB_ORDINAL
          valueFrom: { fieldRef: { fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']" } }
        - name: ADHUB_OF
          value: {{ .ordinals | quote }}
        {{- end }}
      ports:
        - { name: admin, containerPort: 9464 }
        {{- if .public }}
        - { name: http, containerPort: 8080 }
        {{- end }}
      startupProbe:
        httpGet: { path: /live, port: admin }
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: { path: /live, port: admin }
        periodSeconds: 10
      readinessProbe:
        httpGet: { path: /ready, port: admin }
        periodSeconds: 5
        timeoutSeconds: 5
      securityContext: {{- include "adhub.containerSecurity" . | nindent 8 }}
      resources: {{- toYaml .resources | nindent 8 }}
      volumeMounts:
        - { name: config, mountPath: /etc/adhub, readOnly: true }
        {{- if .data }}
        - { name: data, mountPath: /var/lib/adhub }
        {{- end }}
        {{- if .partner }}
        - { name: spool, mountPath: /tmp }
        {{- end }}
  volumes:
    - name: config
      configMap: { name: {{ .root.Release.Name }}-config }
    {{- if .partner }}
    - name: spool
      emptyDir: { sizeLimit: {{ .root.Values.poll.spool.size }} }
    {{- end }}
  {{- with .root.Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .root.Values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .root.Values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- /* A value as inline TOML: whole numbers stay whole, which toToml makes
       fractions of. */ -}}
{{- define "adhub.toml" -}}
{{- if kindIs "map" . -}}
{ {{ $comma := "" }}{{ range $key, $value := . }}{{ $comma }}{{ $key | quote }} = {{ include "adhub.toml" $value }}{{ $comma = ", " }}{{ end }} }
{{- else if kindIs "slice" . -}}
[{{ range $index, $value := . }}{{ if $index }}, {{ end }}{{ include "adhub.toml" $value }}{{ end }}]
{{- else -}}
{{ . | toJson }}
{{- end -}}
{{- end -}}
