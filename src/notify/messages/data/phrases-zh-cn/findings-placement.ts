import type { PhraseRow } from "../../phrases/phrase-book.ts";

/** What diagnosis says of pods that find no place or may not be made, and of replicas, autoscalers, budgets and quotas. */
export const PLACEMENT_ZH_CN: readonly PhraseRow[] = [
  // Refused on creation.
  [
    "No pod of {o} is created: the admission webhook {w} refuses it: {M}.",
    "{o} 的 Pod 无法创建：准入 webhook {w} 拒绝：{M}",
  ],
  [
    "No pod of {o} is created: the admission policy {w} refuses it: {M}.",
    "{o} 的 Pod 无法创建：准入策略 {w} 拒绝：{M}",
  ],
  [
    "No pod of {o} is created: the admission webhook {w} does not answer, and nothing is created without it: {M}.",
    "{o} 的 Pod 无法创建：准入 webhook {w} 没有响应，而没有它就不会创建任何内容：{M}",
  ],
  [
    "No pod of {o} is created: RuntimeClass {r} does not exist.",
    "{o} 的 Pod 无法创建：RuntimeClass {r} 不存在。",
  ],
  ["Change the template as the webhook demands, or its rule", "按 webhook 的要求修改模板，或修改其规则"],
  ["Change the template as the policy demands, or the policy", "按策略的要求修改模板，或修改该策略"],
  [
    "Bring the webhook's Service back, or take its configuration away if it was left behind",
    "恢复该 webhook 的 Service；如为残留，移除其配置",
  ],
  ["Name a RuntimeClass that exists, or none", "改用存在的 RuntimeClass，或不指定"],
  [
    "No pod of {o} is created: the namespace's Pod Security level {l} forbids what its template asks for: {M}.",
    "{o} 的 Pod 无法创建：命名空间的 Pod 安全级别 {l} 禁止其模板所要求的内容：{M}",
  ],
  ["No pod of {o} is created: {B}.", "{o} 的 Pod 无法创建：{B}。"],
  [
    "the limit range allows a ratio of {a} {r} per {p}, and it is {b}",
    "LimitRange 允许每个 {p} 的 {r} 比例为 {a}，而实际为 {b}",
  ],
  [
    "the limit range allows a max of {a} {r} per {p}, and its {w} is {b}",
    "LimitRange 允许每个 {p} 的 {r} 最多 {a}，而其 {w} 为 {b}",
  ],
  [
    "the limit range allows a min of {a} {r} per {p}, and its {w} is {b}",
    "LimitRange 允许每个 {p} 的 {r} 最少 {a}，而其 {w} 为 {b}",
  ],
  [
    "the limit range allows a {m} of {a} {r} per {p}, and its {w} is {b}",
    "LimitRange 允许每个 {p} 的 {r} 的 {m} 为 {a}，而其 {w} 为 {b}",
  ],
  [
    "the limit range allows a {m} of {a} {r} per {p}, and none is set",
    "LimitRange 允许每个 {p} 的 {r} 的 {m} 为 {a}，而没有设置",
  ],
  [
    "the limit range allows a {m} of {a} {r} per {p}, and it is {b}",
    "LimitRange 允许每个 {p} 的 {r} 的 {m} 为 {a}，而实际为 {b}",
  ],
  [
    "its request of {a} {r} is above the limit of {b}, which the namespace's limit range sets by default",
    "其 {r} 请求 {a} 高于限制 {b}，该限制由命名空间的 LimitRange 默认设定",
  ],
  ["See the range", "查看该 LimitRange"],
  [
    "Bring the sizes of the template within the range, or widen the range",
    "将模板中的大小调整到范围之内，或放宽范围",
  ],
  ["ServiceAccount {s} does not exist (near it are {n})", "ServiceAccount {s} 不存在（名称相近的有 {n}）"],
  ["ServiceAccount {s} does not exist (there are {n})", "ServiceAccount {s} 不存在（现有 {n}）"],
  ["PriorityClass {s} does not exist (near it are {n})", "PriorityClass {s} 不存在（名称相近的有 {n}）"],
  ["PriorityClass {s} does not exist (there are none)", "PriorityClass {s} 不存在（没有任何 PriorityClass）"],
  ["PriorityClass {s} does not exist (there are {n})", "PriorityClass {s} 不存在（现有 {n}）"],
  ["{s} is the only {k} of a near name", "{s} 是名称相近的唯一 {k} 对象"],
  [
    "Create it if it should exist: it then has no permissions until it is bound to a role",
    "如应存在，则创建；绑定角色之前它没有任何权限",
  ],
  ["Create it if it should exist", "如应存在，则创建"],
  ["Or name another in the template ({f})", "或在模板中改用其他名称（{f}）"],
  [
    "Bring the template to what the level demands; the program may then lack rights that it relied on",
    "按该级别的要求修改模板；程序可能因此缺少其依赖的权限",
  ],
  [
    "Or lower the level of the namespace, if these pods must have it",
    "如这些 Pod 确有需要，或降低命名空间的级别",
  ],
  [
    "quota {q} demands {r} of every container, and the template does not set it",
    "配额 {q} 要求每个容器设置 {r}，而模板没有设置",
  ],
  [
    "Set {r} in the template, or give the namespace a LimitRange with defaults",
    "在模板中设置 {r}，或为命名空间添加带默认值的 LimitRange",
  ],
  [
    "One pod of {o} asks for more than quota {q} allows in all ({U}).",
    "{o} 的一个 Pod 的请求就超过配额 {q} 的总量（{U}）。",
  ],
  ["Quota {q} leaves no room for the pods of {o} ({U}).", "配额 {q} 没有给 {o} 的 Pod 留下余量（{U}）。"],
  ["{r}: {a} of {b} used, {c} more asked for", "{r}：已使用 {a}（共 {b}），还需 {c}"],
  ["See what uses the quota", "查看配额的使用情况"],
  [
    "Raise the quota, or scale down what matters less in the namespace",
    "提高配额，或缩减命名空间中次要的工作负载",
  ],
  [
    "quota {q} demands {r}: as much as is written for its other bound",
    "配额 {q} 要求 {r}：取值与另一项界限相同",
  ],
  ["quota {q} demands {r}: a share of what it has left", "配额 {q} 要求 {r}：取其剩余量的一部分"],
  [
    "there are fewer pods than there should be, and no event says why",
    "Pod 数量少于应有数量，没有事件说明原因",
  ],
  ["pods are refused: {M}", "Pod 被拒绝：{M}"],
  // Scheduling.
  [
    "No node takes the pods of {o}: they ask for port {p} of the node itself, which is in use on every node that could take them.",
    "没有节点能运行 {o} 的 Pod：它们需要节点自身的端口 {p}，而所有可用节点上该端口都已被占用。",
  ],
  [
    "without the node's own port {p}: a Service reaches the pods without it",
    "不使用节点自身的端口 {p}：Service 不依赖它即可访问 Pod",
  ],
  [
    "Find what holds the port: a replica of its own (then run at most one a node), or another workload",
    "查找占用该端口的对象：自己的副本（则每个节点最多运行一个）或其他工作负载",
  ],
  [
    "The nodes that could take the pods of {o} are full: each pod asks for {r}.",
    "可以运行 {o} 的 Pod 的节点已满：每个 Pod 请求 {r}。",
  ],
  [
    "The nodes that could take the pods of {o} are full: each pod asks for {a} of {r} and {b} of {s}.",
    "可以运行 {o} 的 Pod 的节点已满：每个 Pod 请求 {r} {a}、{s} {b}。",
  ],
  [
    "The nodes that could take the pods of {o} are full: each pod asks for {a} of {r}.",
    "可以运行 {o} 的 Pod 的节点已满：每个 Pod 请求 {r} {a}。",
  ],
  ["See what is asked for on each node", "查看各节点上的资源请求"],
  [
    "Add a node, or make room: scale down or lower the requests of what matters less",
    "增加节点，或腾出空间：缩减次要的工作负载或降低其请求",
  ],
  ["Run fewer replicas until there is room", "在有空间之前减少副本数"],
  [
    "The pods of {o} wait for a node: {n} could take them and is {W}.",
    "{o} 的 Pod 在等待节点：{n} 可以运行它们，但{W}。",
  ],
  [
    "The pods of {o} wait for a node: {n} could take them and are {W}.",
    "{o} 的 Pod 在等待节点：{n} 可以运行它们，但{W}。",
  ],
  ["not ready", "未就绪"],
  ["short of a resource", "资源不足"],
  ["cordoned", "已停止调度"],
  ["See to node {n}", "处理节点 {n}"],
  ["a node may come back, or be added, within minutes", "几分钟内可能有节点恢复或加入"],
  ["No node takes the pods of {o}: {B}.", "没有节点能运行 {o} 的 Pod：{B}。"],
  ["none has what their node selector or affinity ask for", "没有节点符合其节点选择器或亲和性"],
  ["Correct the placement ({B}), or label a node", "修正调度约束（{B}），或为节点添加标签"],
  ["Label a node", "为节点添加标签"],
  ["none of {n} nodes has the label {l}", "{n} 个节点都没有标签 {l}"],
  ["the label {l} of {n} nodes has the values {v}", "{n} 个节点上标签 {l} 的值为 {v}"],
  ["none of {n} nodes satisfies {e}", "{n} 个节点都不满足 {e}"],
  [
    "node selector {F} -> {t}, the only near value that nodes have",
    "节点选择器 {F} -> {t}，节点上唯一相近的值",
  ],
  [
    "node selector {f} -> {t}, the only near label that nodes have",
    "节点选择器 {f} -> {t}，节点上唯一相近的标签",
  ],
  ["without node selector {l}, which no node satisfies", "移除没有节点满足的节点选择器 {l}"],
  [
    "node affinity {F} -> {t}, the only near value that nodes have",
    "节点亲和性 {F} -> {t}，节点上唯一相近的值",
  ],
  ["without the required node affinity {l}, which no node satisfies", "移除没有节点满足的必需节点亲和性 {l}"],
  [
    "No node can ever take the pods of {o}: they ask for more than any one node offers together.",
    "任何节点都无法运行 {o} 的 Pod：其请求的总和超过任何一个节点的容量。",
  ],
  [
    "No node can ever take the pods of {o}: they ask for {a} of {r}, and the largest has {b}.",
    "任何节点都无法运行 {o} 的 Pod：其请求 {r} {a}，而最大的节点只有 {b}。",
  ],
  ["No node can ever take the pods of {o}: they ask for {B}.", "任何节点都无法运行 {o} 的 Pod：其请求 {B}。"],
  ["{a} of {r}, and the largest has {b}", "{r} {a}，而最大的节点只有 {b}"],
  [
    "Ask for what the program needs, at most what one node offers{w}, or add a larger node",
    "按程序的实际需要请求，不超过单个节点的容量{w}，或增加更大的节点",
  ],
  [
    "Ask for what the program needs, at most what one node offers, or add a larger node",
    "按程序的实际需要请求，不超过单个节点的容量，或增加更大的节点",
  ],
  ["node {n} offers {r}", "节点 {n} 提供 {r}"],
  ["{B}; the largest node cannot take {r}", "{B}；最大的节点无法满足 {r}"],
  ["no node has the label {l}, by which they must be spread", "没有节点带有其分布所依据的标签 {l}"],
  [
    "they must be spread evenly over {l}, and what is left would be uneven",
    "它们必须在 {l} 上均匀分布，而剩余的位置会造成不均",
  ],
  ["spread over {l} where possible, in place of always", "在 {l} 上尽量均匀分布，而不是强制"],
  [
    "Let the spread be a wish (whenUnsatisfiable: ScheduleAnyway), or add nodes where it lacks them",
    "将分布改为尽力而为（whenUnsatisfiable: ScheduleAnyway），或在缺少节点处增加节点",
  ],
  ["{w} preferred in place of required", "{w} 由必需改为首选"],
  [
    "Prefer the rule in place of requiring it, run fewer replicas, or add nodes",
    "将该规则由必需改为首选，减少副本数，或增加节点",
  ],
  ["no more replicas than nodes that may take one each", "副本数不超过各可运行一个副本的节点数"],
  [
    "the nodes that could are tainted ({t}), and the pods do not tolerate that",
    "可用的节点带有污点（{t}），而 Pod 没有相应的容忍",
  ],
  [
    "Tolerate the taint if the pods may run there, or take it off the node if it was left behind",
    "如 Pod 可以在其上运行，添加容忍；如为残留，移除节点上的污点",
  ],
  ["tolerate {t}, the one taint of the nodes that could take the pods", "容忍 {t}，即可用节点上唯一的污点"],
  ["node {n} has the taints {t}", "节点 {n} 带有污点 {t}"],
  // Replicas and autoscalers.
  ["{A} and HorizontalPodAutoscaler {h} scales it", "{A}，且 HorizontalPodAutoscaler {h} 对其伸缩"],
  ["{A} and Service {s} sends to it", "{A}，且 Service {s} 向其转发流量"],
  ["it has no replicas, while {B}", "其没有副本，而 {B}"],
  ["{o} has no replicas by design: {B}", "{o} 按设计没有副本：{B}"],
  [
    "{o} is scaled to zero, and no Service sends to it and no autoscaler scales it",
    "{o} 已缩容为零，没有 Service 向其转发流量，也没有自动伸缩器对其伸缩",
  ],
  ["how many it had is not on record", "没有其原有副本数的记录"],
  [
    "it scales by a share of the request, and in {o} container {c} has no request for {r}",
    "其按请求值的比例伸缩，而 {o} 的容器 {c} 没有 {r} 请求",
  ],
  ["it scales by a share of the request, and in {o} {M}", "其按请求值的比例伸缩，而 {o} 中 {M}"],
  ["container {c} has no request for {r}", "容器 {c} 没有 {r} 请求"],
  [
    "Give container {c} a request for {r}: what it uses in quiet times",
    "为容器 {c} 设置 {r} 请求：取其平静时的用量",
  ],
  [
    "the API of resource metrics ({a}) is not served: {p} is not installed, or does not answer",
    "资源指标的 API（{a}）不可用：{p} 没有安装，或没有响应",
  ],
  [
    "the API of custom metrics ({a}) is not served: {P} is not installed, or does not answer",
    "自定义指标的 API（{a}）不可用：没有安装{P}，或其没有响应",
  ],
  [
    "the API of external metrics ({a}) is not served: {P} is not installed, or does not answer",
    "外部指标的 API（{a}）不可用：没有安装{P}，或其没有响应",
  ],
  ["an adapter such as prometheus-adapter", "适配器（如 prometheus-adapter）"],
  ["an adapter such as KEDA's", "适配器（如 KEDA）"],
  ["See whether it is registered and available", "查看其是否已注册并可用"],
  [
    "the {k} metrics API does not give it metric {m}: nothing serves {g}, or what serves it does not know the metric",
    "{k} 指标 API 没有提供指标 {m}：{g} 没有对应的服务，或该服务没有此指标",
  ],
  [
    "the {k} metrics API does not give it its metric: nothing serves {g}, or what serves it does not know the metric",
    "{k} 指标 API 没有提供其指标：{g} 没有对应的服务，或该服务没有此指标",
  ],
  [
    "it scales by metric {m}, and nothing serves {g}: an adapter such as prometheus-adapter is not installed",
    "其按指标 {m} 伸缩，而 {g} 没有对应的服务：没有安装适配器（如 prometheus-adapter）",
  ],
  [
    "it scales by its metric, and nothing serves {g}: an adapter such as prometheus-adapter is not installed",
    "其按自身指标伸缩，而 {g} 没有对应的服务：没有安装适配器（如 prometheus-adapter）",
  ],
  ["See whether an adapter is registered and available", "查看是否有适配器已注册并可用"],
  ["See which metrics it knows", "查看其提供的指标"],
  ["Where the name is a slip, correct it", "如名称为笔误，予以修正"],
  ["See what serves the metrics APIs, and whether it is available", "查看提供指标 API 的服务及其是否可用"],
  ["See how {p} is", "查看 {p} 的状态"],
  ["it is active below its maximum for {s} s", "其正常生效，未达上限，持续 {s} 秒"],
  ["{n} replicas at {w}: {c}", "{n} 个副本，{w}：{c}"],
  ["it wants more than {n} replicas; how many it does not tell", "其需要超过 {n} 个副本，但没有说明具体数量"],
  ["its target has no replicas, so that scaling is disabled", "其目标没有副本，因此伸缩已停用"],
  ["{h} has only just been made, and metrics come within minutes", "{h} 刚刚创建，指标会在几分钟内出现"],
  ["it wants {a} replicas and there are {b}", "其需要 {a} 个副本，现有 {b} 个"],
  [
    "{h} sees its metric and has room below its maximum, or needs none",
    "{h} 能看到其指标，且未达到上限或不需要更多",
  ],
  ["{h} scales {o}, which does not exist. There is {n}.", "{h} 的伸缩目标 {o} 不存在。现有 {n}。"],
  ["Where {a} is what it should scale, name that", "如其应伸缩 {a}，改为引用它"],
  ["Where its workload is gone for good, delete it with it", "如其工作负载已不再需要，将其一并删除"],
  // Budgets and quotas.
  ["{b} matches no pod now, which hinders nobody", "{b} 目前没有匹配的 Pod，不妨碍任何操作"],
  ["{b} allows {n} disruptions", "{b} 允许 {n} 个中断"],
  ["{b} has just used up what it allows", "{b} 刚刚用完其允许的中断数"],
  [
    "{f} is {v}; {n} pods expected, all healthy, {d} must stay, 0 disruptions allowed",
    "{f} 为 {v}；预期 {n} 个 Pod，全部健康，必须保留 {d} 个，允许 0 个中断",
  ],
  [
    "Let one pod be away at a time, whatever the number of replicas",
    "无论副本数多少，每次允许一个 Pod 不可用",
  ],
  ["{b} cannot be worked out, so that no eviction is allowed: {M}", "{b} 无法计算，因此不允许任何驱逐：{M}"],
  [
    "Use a whole number for minAvailable where its pods have no controller with a scale, or select those of one controller alone",
    "如其 Pod 没有可伸缩的控制器，minAvailable 使用整数；或只选择一个控制器的 Pod",
  ],
  ["{a} of {b} pods are healthy, and {c} must stay", "{b} 个 Pod 中 {a} 个健康，必须保留 {c} 个"],
  ["{B}, and pods are on their way", "{B}，新的 Pod 正在启动"],
  [
    "{b} allows no disruption, for pods of {o} are not healthy: {F}",
    "{b} 不允许中断，因为 {o} 的 Pod 不健康：{F}",
  ],
  ["{b} allows no disruption, for pods of {o} are not healthy", "{b} 不允许中断，因为 {o} 的 Pod 不健康"],
  ["{n} disruptions are allowed for {s} s", "允许 {n} 个中断，持续 {s} 秒"],
  ["{n} disruptions are allowed", "允许 {n} 个中断"],
  [
    "{q} refuses nothing now ({n}): every workload of the namespace has the pods that it asks for",
    "{q} 目前没有拒绝任何请求（{n}）：命名空间内各工作负载的 Pod 数均符合要求",
  ],
];
