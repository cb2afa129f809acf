import type { PhraseRow } from "../../phrases/phrase-book.ts";

/** Why a plan cannot be made or may not be carried out, and where a person makes the change instead. */
export const PLANNING_ZH_CN: readonly PhraseRow[] = [
  ["affected: {L}", "受影响：{L}"],
  // Reasons against a plan.
  ["the change would not reach the pods: {R}", "更改不会到达 Pod：{R}"],
  [
    "its update strategy has the partition {n}, so not all pods would change",
    "其更新策略的 partition 为 {n}，因此不会更改所有 Pod",
  ],
  ["{o} cannot be changed: {R}", "{o} 无法更改：{R}"],
  ["{o} has no container {c} any more", "{o} 已没有容器 {c}"],
  [
    "container {c} has no memory limit, so the node ran out of memory",
    "容器 {c} 没有内存限制，因此是节点内存耗尽",
  ],
  ["the template of a Job cannot be changed; a new Job can", "Job 的模板不能更改，只能新建 Job"],
  [
    "this API server cannot resize a pod in place, and nothing recreates the pod",
    "此 API 服务器不支持就地调整 Pod，且没有控制器会重建它",
  ],
  ["an init container cannot be resized in place", "init 容器不能就地调整"],
  ["a template of this kind does not reach its pods by itself", "此类模板不会自行应用到其 Pod"],
  ["the limit could not be read", "无法读取限制"],
  ["nothing would change, for {P} is so already", "不会有任何变化，因为已是如此：{P}"],
  ["{t} cannot be done to a {k}", "不能对 {k} 执行 {t}"],
  ["the repair that was found is one of {o}", "找到的修复属于 {o}"],
  ["which pod is meant is not known", "不清楚所指的是哪个 Pod"],
  ["a claim is only ever made larger", "存储声明只能扩大"],
  ["a claim is made at most {n} times as large at a time", "存储声明每次最多扩大到 {n} 倍"],
  ["only a claim that is bound can be made larger", "只有已绑定的存储声明才能扩大"],
  ["the claim's size could not be read", "无法读取存储声明的大小"],
  ["the claim's size is {a}, and not {b} any more", "存储声明的大小为 {a}，已不是 {b}"],
  ["a repair never scales to zero", "修复从不缩容为零"],
  ["{a} replicas are more than {b}", "{a} 个副本超过 {b} 个"],
  ["the maximum is only ever raised", "上限只会提高"],
  ["a budget of nothing protects nothing", "为零的预算起不到保护作用"],
  ["a budget that allows nothing can never be met", "不允许任何中断的预算无法满足"],
  ["a budget of all pods can never be met", "覆盖全部 Pod 的预算无法满足"],
  ["a Service without a selector sends to nothing", "没有选择器的 Service 不会转发到任何对象"],
  ["the Service has no port {p} any more", "该 Service 已没有端口 {p}"],
  ["there is no container {c} any more", "已没有容器 {c}"],
  ["it is there again", "其已重新出现"],
  [
    "this service deletes no Service, not even one that it has made",
    "本服务不删除任何 Service，包括自己创建的",
  ],
  [
    "a Job that was made is left as it is, with what it did and logged",
    "已创建的 Job 保持原样，包括其结果和日志",
  ],
  ["pod {p} is being deleted already", "Pod {p} 已在删除"],
  ["nothing would make pod {p} anew", "没有控制器会重建 Pod {p}"],
  [
    "pod {p} has {n} disruption budgets, and the API server then evicts nothing",
    "Pod {p} 有 {n} 个中断预算，此时 API 服务器不会驱逐",
  ],
  [
    "disruption budget {b} needs {n} healthy pods and has {m}, so pod {p} may not be evicted now",
    "中断预算 {b} 需要 {n} 个健康的 Pod，现有 {m} 个，因此目前不能驱逐 Pod {p}",
  ],
  [
    "PodDisruptionBudget {b} wants {n} pods that are well, and the change may leave {m}",
    "PodDisruptionBudget {b} 要求 {n} 个正常的 Pod，而更改可能只剩 {m} 个",
  ],
  [
    "the change may take down the last ready replica of Service {s}",
    "更改可能使 Service {s} 的最后一个就绪副本不可用",
  ],
  [
    "what it would change holds characters that cannot be kept (NUL, or halves of a pair), so that it could not be put back as it was: take them out of the object",
    "要更改的内容含有无法保存的字符（NUL 或不成对的代理字符），无法按原样恢复：请先从对象中移除",
  ],
  ["it names no ConfigMap", "其没有指定 ConfigMap"],
  ["ConfigMap {m} is another one by now", "ConfigMap {m} 已不是原来的对象"],
  [
    "ConfigMap {m} is not there, or it cannot be seen who else reads it",
    "ConfigMap {m} 不存在，或无法得知还有谁读取它",
  ],
  [
    "ConfigMap {m} is not there any more, or it cannot be seen who reads it",
    "ConfigMap {m} 已不存在，或无法得知谁读取它",
  ],
  ["ConfigMap {m} is read by {w} too by now", "ConfigMap {m} 现在还被 {w} 读取"],
  [
    "ConfigMap {m} is also read by {w}: their pods get the new value when they next start, and this proof does not look at them",
    "ConfigMap {m} 还被 {w} 读取：它们的 Pod 下次启动时得到新值，此验证不检查它们",
  ],
  // Who else owns the object, and where the change is made.
  [
    "{k} {n} ({v}) owns or controls this object and would set the change back",
    "该对象由 {k} {n}（{v}）拥有或控制，更改会被还原",
  ],
  [
    "KEDA's ScaledObject {a} sets the number of replicas, and would set the change back",
    "副本数由 KEDA 的 ScaledObject {a} 设定，更改会被还原",
  ],
  [
    "Change the VerticalPodAutoscaler's bounds (resourcePolicy), or set its update mode to Off first: {P}",
    "修改 VerticalPodAutoscaler 的上下限（resourcePolicy），或先将其更新模式设为 Off：{P}",
  ],
  [
    "Change limit and request together with the autoscaler's target: {P}",
    "将限制、请求与自动伸缩器的目标一并修改：{P}",
  ],
  [
    "Change the ScaledObject's minReplicaCount or maxReplicaCount, which decide on the number of replicas: {P}",
    "修改决定副本数的 ScaledObject 的 minReplicaCount 或 maxReplicaCount：{P}",
  ],
  [
    "Change the autoscaler's minReplicas or maxReplicas, which decide on the number of replicas: {P}",
    "修改决定副本数的自动伸缩器的 minReplicas 或 maxReplicas：{P}",
  ],
  [
    "Change the VerticalPodAutoscaler's bounds (resourcePolicy), or set its update mode to Off first ({o}): {P}",
    "修改 VerticalPodAutoscaler 的上下限（resourcePolicy），或先将其更新模式设为 Off（{o}）：{P}",
  ],
  [
    "Change limit and request together with the autoscaler's target ({o}): {P}",
    "将限制、请求与自动伸缩器的目标一并修改（{o}）：{P}",
  ],
  [
    "Change the ScaledObject's minReplicaCount or maxReplicaCount, which decide on the number of replicas ({o}): {P}",
    "修改决定副本数的 ScaledObject 的 minReplicaCount 或 maxReplicaCount（{o}）：{P}",
  ],
  [
    "Change the autoscaler's minReplicas or maxReplicas, which decide on the number of replicas ({o}): {P}",
    "修改决定副本数的自动伸缩器的 minReplicas 或 maxReplicas（{o}）：{P}",
  ],
  [
    "Change the manifest in the Git repository that Argo CD deploys from ({W}): {P}",
    "修改 Argo CD 所用 Git 仓库中的清单（{W}）：{P}",
  ],
  [
    "Change the manifest in the Git repository that Flux deploys from ({W}): {P}",
    "修改 Flux 所用 Git 仓库中的清单（{W}）：{P}",
  ],
  [
    "Change the custom resource that the operator works from ({W}): {P}",
    "修改 operator 所依据的自定义资源（{W}）：{P}",
  ],
  [
    "Change the values of the chart that {o} installs ({W}): {P}",
    "修改 {o} 所安装的 chart 的 values（{W}）：{P}",
  ],
  ["Or add this element to {l} of {o}, where that is defined", "或在 {o} 的定义之处，将此元素加入其 {l}"],
  [
    "Which value of chart {c} decides on it is for the chart to say",
    "由 chart {c} 的哪个 value 决定，须由该 chart 说明",
  ],
  [
    "Which of the chart's values decides on it cannot be known here; these are in force",
    "此处无法得知由 chart 的哪个 value 决定；当前生效的是",
  ],
  [
    "Keep the change through the next upgrade, if the chart names its values as most do",
    "使更改在下次升级后保留（若该 chart 的 values 按惯例命名）",
  ],
  ["go back to what revision {n} was", "恢复为版本 {n} 的内容"],
  ["Make the change at its source: {P}", "在其来源处更改：{P}"],
  [
    "Give container {c} a memory request and limit, so that it is placed where it fits",
    "为容器 {c} 设置内存请求和限制，使其调度到放得下的节点",
  ],
  ["Delete {k} {n} and create it with a limit of {a} ({B})", "删除 {k} {n}，并以限制 {a} 重建（{B}）"],
  // Bounds and marks.
  ["the rule could not be worked out: {R}", "该规则无法计算：{R}"],
  ["beyond what the rule allows: {B}", "超出规则允许的范围：{B}"],
  ["{n} replicas are under the fewest that the policy allows, {m}", "{n} 个副本少于策略允许的最小值 {m}"],
  ["{n} replicas are over the most that the policy allows, {m}", "{n} 个副本超过策略允许的最大值 {m}"],
  ["it would wait {a} s for a start, and {b} s are the most", "启动等待将为 {a} 秒，最多 {b} 秒"],
  [
    "image {i} is from none of the registries that the policy allows, {r}",
    "镜像 {i} 不来自策略允许的任何仓库（{r}）",
  ],
  ["the environment sets AUTONOMY to {v}", "环境配置将 AUTONOMY 设为 {v}"],
  [
    "{W} sets {k} to {v}, which is none of {a}: it counts as observe",
    "{W}将 {k} 设为 {v}，不是有效值（{a}）：按 observe 处理",
  ],
  [
    "{W} sets {k} to {v}, which is no time as in {t}: nothing is changed until it is corrected",
    "{W}将 {k} 设为 {v}，不是如 {t} 的时间：更正之前不做任何更改",
  ],
  ["rule {r} only observes", "规则 {r} 只观察"],
  ["{W} pauses it until {t}", "{W}暂停更改，至 {t}"],
  [
    "LimitRange {l} allows a limit of at most {n} times the request",
    "LimitRange {l} 允许限制最多为请求的 {n} 倍",
  ],
];
