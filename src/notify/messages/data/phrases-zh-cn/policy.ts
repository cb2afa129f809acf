import type { PhraseRow } from "../../phrases/phrase-book.ts";

/** Why the policy answers as it does: rails, defaults, what narrows them; and why nothing can be done. */
export const POLICY_ZH_CN: readonly PhraseRow[] = [
  ["{W} allows no change without a person; else: {R}", "{W}不允许无人批准的更改；若无此限制：{R}"],
  ["the environment", "环境配置"],
  ["the namespace's label", "命名空间的标签"],
  ["the namespace's annotation", "命名空间的注解"],
  ["the workload's label", "工作负载的标签"],
  ["the workload's annotation", "工作负载的注解"],
  ["{W} sets {k} to off", "{W}将 {k} 设为 off"],
  ["{W} sets {k} to {v}", "{W}将 {k} 设为 {v}"],
  ["a return to a revision that ran well", "回到运行正常的版本"],
  ["a memory limit within the bounds", "在允许范围内的内存限制"],
  ["{W} is for a person to allow", "{W}须由人允许"],
  ["{W}, and the evidence leaves no other answer", "{W}，证据没有留下其他可能"],
  ["another number of replicas", "更改副本数"],
  ["another maximum", "更改上限"],
  ["another budget", "更改中断预算"],
  ["another selector", "更改选择器"],
  ["another port", "更改端口"],
  ["another probe", "更改探针"],
  ["another image", "更换镜像"],
  ["another size", "更改大小"],
  ["another placement", "更改调度约束"],
  ["another {k}", "更换 {k} "],
  ["a larger volume", "扩大存储卷"],
  ["a value that a model proposed", "模型提出的值"],
  ["to let it run again", "恢复运行"],
  ["to put a node to use again", "恢复使用节点"],
  ["to make a deleted Service again", "重建已删除的 Service "],
  ["to run a Job again", "重新运行 Job "],
  ["to evict a pod", "驱逐 Pod "],
  ["a change of this kind", "此类更改"],
  [
    "the only ConfigMap of a near name that holds every key used, and the evidence leaves no other answer",
    "名称相近且包含所有所需键的唯一 ConfigMap，证据没有留下其他可能",
  ],
  [
    "a selector that fits one workload, and the evidence leaves no other answer",
    "选择器只符合一个工作负载，证据没有留下其他可能",
  ],
  [
    "a port that alone is served, and the evidence leaves no other answer",
    "只有这一个端口在提供服务，证据没有留下其他可能",
  ],
  [
    "a size that the namespace demands, and the evidence leaves no other answer",
    "命名空间要求的大小，证据没有留下其他可能",
  ],
  ["a fix that held is undone when a person has seen the plan", "已生效的修复须由人看过方案后才会撤销"],
  [
    "{p} undid such a repair here (incident {i}): {W}; so a person must agree",
    "{p} 曾在此撤销过此类修复（事件 {i}）：{W}；因此须由人同意",
  ],
  ["a person gave a hint, so a person must agree", "有人提供了线索，因此须由人同意"],
  [
    "no signature knows this, only a model thought of it, so a person must agree",
    "没有规则认识此情况，仅由模型想到，因此须由人同意",
  ],
  ["the evidence leaves other answers, so a person must choose", "证据还留有其他可能，因此须由人选择"],
  [
    "the cause is {a} % sure, and under {b} % a person must agree",
    "对原因的把握为 {a} %，低于 {b} % 时须由人同意",
  ],
  [
    "one kill alone must not roll a whole workload: two within an hour, or a back-off, would",
    "仅一次终止不足以滚动更新整个工作负载：一小时内两次，或进入退避，才会更改",
  ],
  ["the evidence does not exclude that memory grows without end", "证据不能排除内存无限增长"],
  [
    "for this cause it held {a} of {b} times {W} ({d} % for sure), so a person must agree",
    "{W}针对该原因 {b} 次中有 {a} 次有效（可确定 {d} %），因此须由人同意",
  ],
  [
    "{R} (only earlier tries speak for more, and {w} does not say trustsHistory)",
    "{R}（只有以往的尝试支持放宽，而规则 {w} 未声明 trustsHistory）",
  ],
  ["{n} changes are rolling out, and {m} is the most", "已有 {n} 项更改正在进行，最多 {m} 项"],
  [
    "another incident is changing the same workload; they take turns",
    "另一事件正在更改同一工作负载，须依次进行",
  ],
  ["namespace {n} is this service's own", "命名空间 {n} 是本服务自己的"],
  ["namespace {n} is protected", "命名空间 {n} 受保护"],
  ["a repair never lowers a memory limit", "修复从不降低内存限制"],
  ["{a} is over the most that the policy allows, {b}", "{a} 超过策略允许的最大值 {b}"],
  [
    "{a} is over {b} times {c}, the last value that this service did not write",
    "{a} 超过 {c} 的 {b} 倍（{c} 是最近一次并非由本服务写入的值）",
  ],
  ["{a} is over {b} times {c}, which the policy allows at most", "{a} 超过 {c} 的 {b} 倍，即策略允许的上限"],
  ["{a} of {b} is over the most that the policy allows", "{b} 的 {a} 超过策略允许的最大值"],
  ["{p} paused it until {t}", "{p} 已暂停更改，至 {t}"],
  [
    "{n} pods of {a} do not fit: the matching nodes have {b} free",
    "{n} 个 {a} 的 Pod 放不下：符合条件的节点剩余 {b}",
  ],
  [
    "not every node has {a} free for its pod: one has {b}",
    "并非每个节点都有 {a} 可供其 Pod 使用：有一个节点只剩 {b}",
  ],
  ["no matching node has {a} free for one pod", "没有符合条件的节点能为一个 Pod 提供 {a}"],
  [
    "ResourceQuota {q} allows {a} of {r}, and {b} would be used",
    "ResourceQuota {q} 允许 {a} 的 {r}，更改后将使用 {b}",
  ],
  ["LimitRange {l} allows at most {a} a {k} (rule {r})", "LimitRange {l} 允许每个 {k} 最多 {a}（规则 {r}）"],
  ["LimitRange {l} allows at most {a} a {k}", "LimitRange {l} 允许每个 {k} 最多 {a}"],
  // Who else owns the object.
  ["Argo CD manages this object and would set the change back", "该对象由 Argo CD 管理，更改会被还原"],
  [
    "Argo CD (application {a}) manages this object and would set the change back",
    "该对象由 Argo CD（应用 {a}）管理，更改会被还原",
  ],
  ["Flux manages this object and would set the change back", "该对象由 Flux 管理，更改会被还原"],
  [
    "HorizontalPodAutoscaler {a} sets the number of replicas, and would set the change back",
    "副本数由 HorizontalPodAutoscaler {a} 设定，更改会被还原",
  ],
  [
    "VerticalPodAutoscaler {a} sets the resources of these pods",
    "这些 Pod 的资源由 VerticalPodAutoscaler {a} 设定",
  ],
  [
    "HorizontalPodAutoscaler {a} scales on memory, so another request would change the number of pods",
    "HorizontalPodAutoscaler {a} 按内存伸缩，更改请求值会改变 Pod 数量",
  ],
  // Why nothing is planned.
  ["{R} (rule {r})", "{R}（规则 {r}）"],
  [
    "this service makes no change for this cause: a person has to decide",
    "本服务不针对该原因做更改，须由人决定",
  ],
  ["this service makes no change here: a person has to decide", "本服务不在此处做更改，须由人决定"],
  ["what is wrong is not known for sure, so nothing was changed", "问题尚不能确定，因此没有做任何更改"],
  ["nothing is known that could be repaired", "没有已知的可修复之处"],
  ["the object at fault is not there any more", "出问题的对象已不存在"],
  ["the object is not there any more", "对象已不存在"],
  ["the object is there again", "对象已重新出现"],
  ["the object has changed since the plan was made: {B}", "制定方案之后对象已变化：{B}"],
  ["the object was deleted and made anew", "对象已被删除并重建"],
  [
    "the next plan would be the same as attempt {n}, which ended as {r}",
    "下一个方案将与第 {n} 次尝试相同，而该次结果为 {r}",
  ],
  [
    "{n} attempts did not hold, and {m} is the most: memory that grows without end is suspected",
    "{n} 次尝试均未保持，最多 {m} 次：怀疑内存无限增长",
  ],
  ["{n} attempts did not hold, and {m} is the most", "{n} 次尝试均未保持，最多 {m} 次"],
  ["the API server refused the change {n} times", "API 服务器 {n} 次拒绝了该更改"],
  [
    "{n} attempts in a row ended because something else changes this object: {B}",
    "连续 {n} 次尝试因其他对象更改而结束：{B}",
  ],
  [
    "attempt {n} failed for another reason than memory, so more memory is no answer: {B}",
    "第 {n} 次尝试因内存以外的原因失败，增加内存没有用：{B}",
  ],
  [
    "{n} changes of this field were made since its last foreign value, and {m} is the most",
    "自上次他人设定的值以来，该字段已更改 {n} 次，最多 {m} 次",
  ],
  ["memory that grows without end is suspected", "怀疑内存无限增长"],
  ["its rollout is paused", "其滚动更新已暂停"],
  [
    "its update strategy is OnDelete, so no pod would change until somebody deletes it",
    "其更新策略为 OnDelete，删除 Pod 之前不会有变化",
  ],
  // The review of the rules.
  [
    "policy review, {a} to {b}: {n} decisions on {m} incidents",
    "策略回顾，{a} 至 {b}：{m} 个事件的 {n} 项决定",
  ],
  ["nothing was decided, so nothing can be said of any rule", "没有任何决定，因此无法评价任何规则"],
  ["never matched: {r}", "从未匹配：{r}"],
  [
    "should be corrected: it could not be worked out {n} times, and denied each time",
    "应予更正：有 {n} 次无法计算，每次均按不允许处理",
  ],
  [
    "should be narrowed: {a} of {b} changes that it let happen did not hold",
    "应予收紧：其允许的 {b} 项更改中有 {a} 项未能保持",
  ],
  [
    "should be narrowed: {n} changes that held were undone by a person",
    "应予收紧：有 {n} 项有效的更改被人撤销",
  ],
  [
    "could be widened to auto: {a} of {b} questions had a yes, and all {c} changes held",
    "可放宽为自动：{b} 次询问中 {a} 次同意，{c} 项更改全部有效",
  ],
  [
    "should be narrowed: {a} of {b} changes that people agreed to did not hold",
    "应予收紧：经人同意的 {b} 项更改中有 {a} 项未能保持",
  ],
  ["could be narrowed to deny: {a} of {b} questions had a no", "可收紧为不允许：{b} 次询问中 {a} 次被拒绝"],
  [
    "could be widened to approve or auto: all {n} changes that it would have made were made by somebody, and helped",
    "可放宽为询问或自动：其本会做出的 {n} 项更改都有人做了，且有效",
  ],
  [
    "is rarely needed: {a} of {b} faults that it would have repaired went away by themselves",
    "很少需要：其本会修复的 {b} 个故障中 {a} 个自行消失",
  ],
  [
    "reaches nobody: {a} of {b} questions had no answer; name whom to tell, or escalate sooner",
    "没有送达任何人：{b} 次询问中 {a} 次没有回答；请指定通知对象，或提前升级",
  ],
];
