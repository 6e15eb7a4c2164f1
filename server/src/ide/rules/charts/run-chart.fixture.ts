/** The chart that tests of findings in charts render. */

export const head = `# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
`;

export const helpers = `# file: shop/templates/_helpers.tpl
{{ define "shop.name" }}{{ .Release.Name }}-web{{ end }}
`;

export const set = (serviceName: string, mark = ""): string => `# file: shop/templates/set.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "shop.name" . }}
spec:
  serviceName: ${serviceName}
${mark}  replicas: 2
  selector:
    matchLabels: &l
      app: web
  template:
    metadata:
      labels: *l
    spec:
      containers:
        - name: web
          image: web
          ports:
            - name: http
              containerPort: 80
`;

export const service = `# file: shop/templates/service.yaml
{{- if .Values.service.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.name" . }}
spec:
  clusterIP: None
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
{{- end }}
`;
