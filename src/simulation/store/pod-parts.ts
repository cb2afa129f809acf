export interface KeyReference {
  name?: string;
  key: string;
  optional?: boolean;
}

export interface EnvVariable {
  name: string;
  value?: string;
  valueFrom?: {
    configMapKeyRef?: KeyReference;
    secretKeyRef?: KeyReference;
    fieldRef?: { fieldPath: string };
    resourceFieldRef?: { resource: string };
  };
}

export interface EnvSource {
  prefix?: string;
  configMapRef?: { name?: string; optional?: boolean };
  secretRef?: { name?: string; optional?: boolean };
}

export interface HttpGet {
  port: number | string;
  path?: string;
  host?: string;
  scheme?: string;
}

export interface Probe {
  httpGet?: HttpGet;
  tcpSocket?: { port: number | string; host?: string };
  exec?: { command?: string[] };
  grpc?: { port: number; service?: string };
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
  terminationGracePeriodSeconds?: number;
}

export interface SecurityContext {
  runAsNonRoot?: boolean;
  runAsUser?: number;
  readOnlyRootFilesystem?: boolean;
}

export interface VolumeMount {
  name: string;
  mountPath: string;
  readOnly?: boolean;
  subPath?: string;
}

export interface KeyToPath {
  key: string;
  path: string;
}

export interface ConfigMapVolume {
  name?: string;
  items?: KeyToPath[];
  optional?: boolean;
}

export interface SecretVolume {
  secretName?: string;
  items?: KeyToPath[];
  optional?: boolean;
}

export interface Volume {
  name: string;
  configMap?: ConfigMapVolume;
  secret?: SecretVolume;
  projected?: { sources?: { configMap?: ConfigMapVolume; secret?: ConfigMapVolume }[] };
  emptyDir?: { sizeLimit?: string; medium?: string };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  hostPath?: { path: string; type?: string };
}
