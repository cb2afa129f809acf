import type { ActionType } from "../../../domain/action.ts";

/** What each action does, in Chinese. */
export const ACTIONS_ZH_CN: Record<ActionType, string> = {
  SetMemoryLimit: "调整容器的内存限制",
  RollBackRevision: "回滚到之前的版本",
  ResizePod: "就地调整 Pod 的资源，不重启",
  ReplaceStuckPods: "替换卡住的 Pod",
  SetResources: "调整资源请求与限制",
  SetImage: "更换容器镜像",
  SetProbe: "修改探针",
  SetServiceSelector: "修改 Service 的选择器",
  SetServicePort: "修改 Service 的端口",
  SetReference: "修改对配置对象的引用",
  SetField: "修改一个字段的值",
  SetScale: "调整副本数",
  SetAutoscalerBounds: "调整自动扩缩容的上下限",
  SetBudget: "修改中断预算",
  RelaxPlacement: "放宽调度约束",
  ExpandClaim: "扩大存储卷声明",
  ResumeCronJob: "恢复 CronJob",
  UncordonNode: "恢复节点的调度",
  RestartRollout: "滚动重启",
  EvictPod: "驱逐一个 Pod",
  RunJobAgain: "重新运行 Job",
  RecreateService: "按记录重建 Service",
};
