import type { PhraseRow } from "../../phrases/phrase-book.ts";

/** What diagnosis says: findings, what was ruled out, and evidence in words of ours. */
export const FINDINGS_ZH_CN: readonly PhraseRow[] = [
  ["{F} It was found without: {g}.", "{F}（诊断时缺少：{g}）"],
  ["less likely ({a} against {b}): {F}", "可能性较低（{a} 对 {b}）：{F}"],
  ["against it: {B}", "不利证据：{B}"],
  ["not read: {a} ({B})", "未能读取：{a}（{B}）"],
  ["What is wrong with {a} is not known.", "{a} 的问题原因未知。"],
  ["{a} does not exist any more", "{a} 已不存在"],
  // Memory.
  [
    "Container {c} of {o} was killed for memory ({n} such end is still on record, {r} restarts in all): {B}.",
    "{o} 的容器 {c} 因内存被终止（现存记录 {n} 次，共重启 {r} 次）：{B}。",
  ],
  [
    "Container {c} of {o} was killed for memory ({n} such ends are still on record, {r} restarts in all): {B}.",
    "{o} 的容器 {c} 因内存被终止（现存记录 {n} 次，共重启 {r} 次）：{B}。",
  ],
  ["Container {c} of {o} was killed for memory {n} times: {B}.", "{o} 的容器 {c} 因内存被终止 {n} 次：{B}。"],
  ["Container {c} of {o} was killed for memory: {B}.", "{o} 的容器 {c} 因内存被终止：{B}。"],
  ["it reached its limit of {a}", "达到其限制 {a}"],
  [
    "it reached its limit of {a}, which its template does not have and {g} gave its pods",
    "达到限制 {a}，该限制不在模板中，由 {g} 赋予其 Pod",
  ],
  ["it declares a need of about {a} ({B}) under a limit of {c}", "其声明约需 {a}（{B}），而限制为 {c}"],
  ["its limit is {a}, and {b} were measured", "其限制为 {a}，实测 {b}"],
  [
    "an earlier revision ran well under {a}, its limit is now {b}",
    "此前的版本在 {a} 下运行正常，现在的限制为 {b}",
  ],
  [
    "container {c}: memory limit {a}, request {b}; it declares {D}",
    "容器 {c}：内存限制 {a}，请求 {b}；声明 {D}",
  ],
  ["container {c}: memory limit {a}, request {b}", "容器 {c}：内存限制 {a}，请求 {b}"],
  ["{a}, with 10 % and 16Mi for the processes themselves", "{a}，另加 10 % 和 16Mi 供进程自身使用"],
  ["{a}, with 10 % and 64Mi for the process", "{a}，另加 10 % 和 64Mi 供进程自身使用"],
  ["{a}, with a third for the rest of the process", "{a}，另加三分之一供进程其余部分使用"],
  ["{a}, with half of it for fragmentation, buffers and saving", "{a}，另加一半供碎片、缓冲和保存使用"],
  [
    "{a}, with metaspace, direct memory and 128Mi for code cache, threads and the JVM",
    "{a}，另加 metaspace、直接内存，以及供代码缓存、线程和 JVM 使用的 128Mi",
  ],
  ["container {c}: no memory limit in the template", "容器 {c}：模板中没有内存限制"],
  [
    "container {c} of pod {p} ended after {s} s under a limit of {a}: {B}",
    "Pod {p} 的容器 {c} 在限制 {a} 下运行 {s} 秒后终止：{B}",
  ],
  [
    "container {c} of pod {p} ended after {s} s under no memory limit: {B}",
    "Pod {p} 的容器 {c} 在没有内存限制的情况下运行 {s} 秒后终止：{B}",
  ],
  ["OOMKilled, exit code 137", "OOMKilled，退出码 137"],
  [
    "OOMKilled with exit code {e}: the kernel killed a child process and the main one ended by itself",
    "OOMKilled，退出码 {e}：内核终止了子进程，主进程随后自行退出",
  ],
  [
    "exit code 137 (SIGKILL) that no probe, eviction or deletion explains",
    "退出码 137（SIGKILL），没有探针、驱逐或删除可以解释",
  ],
  [
    "exit code 137 (SIGKILL); events could not be read, so another killer is possible",
    "退出码 137（SIGKILL）；无法读取事件，因此可能另有原因",
  ],
  [
    "KubePodOOMKilled: Container {c} of {p} was OOM-killed",
    "KubePodOOMKilled：{p} 的容器 {c} 因内存不足被终止",
  ],
  [
    "the kernel's counter of memory kills rose while the container went on",
    "内核的内存终止计数上升，而容器继续运行",
  ],
  ["container {c} has no memory limit", "容器 {c} 没有内存限制"],
  ["the pod has no memory limit of its own", "该 Pod 自身没有内存限制"],
  ["no memory-backed emptyDir is mounted in the container", "容器没有挂载基于内存的 emptyDir"],
  ["its memory-backed volumes may hold {a} at most, of {b}", "其基于内存的卷最多容纳 {a}（共 {b}）"],
  ["no setting that it declares sizes a heap by the limit", "其声明的设置中没有按限制设定堆大小的"],
  ["the container's settings are not known", "容器的设置未知"],
  ["there is no earlier revision that ran without kills", "没有运行时未被终止的更早版本"],
  ["there is no earlier revision", "没有更早的版本"],
  ["nothing of weight differs from revision {r}, which ran well", "与运行正常的版本 {r} 没有重要差异"],
  ["nothing but memory sizes differs from revision {r}", "与版本 {r} 的差异仅为内存大小"],
  [
    "only one limit was tried, so growth without end can be neither shown nor excluded",
    "只试过一个限制，因此既不能证明也不能排除内存无限增长",
  ],
  [
    "the kill came at the same point of the run whatever the limit: {B}",
    "无论限制多少，终止都发生在运行的同一时刻：{B}",
  ],
  [
    "the length of the runs does not show growth in proportion to the limit: {B}",
    "运行时长未随限制成比例增长：{B}",
  ],
  [
    "what it declares ({a}) fits under the present limit, so it needs more than it says",
    "其声明的需求（{a}）在现有限制之内，因此实际需要更多",
  ],
  [
    "Container {c} grows without end: it was killed for memory after {b}.",
    "容器 {c} 的内存无限增长：在 {b} 后因内存被终止。",
  ],
  [
    "Container {c} grows without end, by {a} a minute until its limit ends it, as {n} samples of {m} show; a higher limit only puts the kill off.",
    "容器 {c} 的内存无限增长，每分钟 {a}，直至达到限制（依据 {m} 的 {n} 个采样）；提高限制只会推迟终止。",
  ],
  [
    "Container {c} was killed for memory, and its heap follows its limit ({a}): too little is left beside the heap, and a higher limit alone would only make the heap larger.",
    "容器 {c} 因内存被终止，其堆大小随限制变化（{a}）：堆以外所剩过少，仅提高限制只会使堆更大。",
  ],
  [
    "Container {c} was killed for memory, and files in its memory-backed volume count against its limit ({a}).",
    "容器 {c} 因内存被终止，其基于内存的卷中的文件计入限制（{a}）。",
  ],
  [
    "Container {c} of {o} is killed for memory since revision {r}: {B}.",
    "{o} 的容器 {c} 自版本 {r} 起因内存被终止：{B}。",
  ],
  [
    "revision {r} served for {a} without a known kill, and the kills began {b} after its successor; what changed: {C}",
    "版本 {r} 运行 {a} 未见终止，其后继版本上线 {b} 后开始被终止；变更内容：{C}",
  ],
  [
    "Node {n} ran out of memory and its kernel chose container {c}: {B}.",
    "节点 {n} 内存耗尽，内核选中了容器 {c}：{B}。",
  ],
  ["node {n} reports MemoryPressure", "节点 {n} 报告 MemoryPressure"],
  [
    "container {c} has no memory limit, so only the node's memory bounds it",
    "容器 {c} 没有内存限制，仅受节点内存约束",
  ],
  [
    "container {c} has a limit of its own, node {n} reports no memory pressure and no kill for the whole node, and no pod of another workload was first killed at the same time",
    "容器 {c} 有自己的限制，节点 {n} 没有内存压力，也没有整机范围的终止，同一时刻没有其他工作负载的 Pod 首次被终止",
  ],
  [
    "the container has a limit of its own; its node could not be looked at",
    "容器有自己的限制，但无法查看其节点",
  ],
  ["its declared need alone is above the limit ({a})", "仅其声明的需求就已超过限制（{a}）"],
  ["no memory kill is on record", "没有因内存被终止的记录"],
  ["experience: verified outcomes", "历史经验：已验证的结果"],
  [
    "{a} held {n} of {m} times for this cause on objects like this one, here {x} of {y}",
    "{a} 针对该原因在同类对象上 {m} 次中有 {n} 次有效，在此对象上 {y} 次中有 {x} 次",
  ],
  [
    "{a} held {n} of {m} times for this cause on objects like this one, never tried here",
    "{a} 针对该原因在同类对象上 {m} 次中有 {n} 次有效，在此对象上从未尝试",
  ],
  // Releases and programs.
  [
    "Revision {r} of {o} fails where revision {q} ran: {B}.",
    "{o} 的版本 {r} 失败，而版本 {q} 曾正常运行：{B}。",
  ],
  ["revision {r} served for {a} without a known failure", "版本 {r} 运行 {a} 未见失败"],
  [
    "Container {c} of {o} ends by itself with exit code {e} after {s}{w}; its last words: {L}.",
    "{o} 的容器 {c} 运行 {s} 后自行退出，退出码 {e}{w}；最后的输出：{L}",
  ],
  ["Container {c} of {o} refuses {a}: {B}.", "{o} 的容器 {c} 拒绝{a}：{B}。"],
  ["Container {c} of {o} cannot run its command: {B}.", "{o} 的容器 {c} 无法运行其命令：{B}。"],
  [
    "exit code 127, which a shell gives for a command that it does not find",
    "退出码 127，shell 找不到命令时返回该值",
  ],
  [
    "exit code 126, which a shell gives for a command that it may not run",
    "退出码 126，shell 无权执行命令时返回该值",
  ],
  [
    "Container {c} of {o} is held back by its CPU limit of {a}, and its probes are not answered in time.",
    "{o} 的容器 {c} 受 CPU 限制 {a} 约束，无法按时响应探针。",
  ],
  ["Container {c} of {o} is held back by its CPU limit of {a}.", "{o} 的容器 {c} 受 CPU 限制 {a} 约束。"],
  ["container {c}: CPU limit {a}", "容器 {c}：CPU 限制 {a}"],
  [
    "pod {p} was held back in {n} % of its periods within ten minutes",
    "Pod {p} 在十分钟内有 {n} % 的周期受到限制",
  ],
  // Probes.
  [
    "The {p} probe ends container {c} of {o} before it can have started: it is ended after {a} s, at the first chance that the probe gives ({b} s), and never answered before; it takes about {d} s to start ({E}).",
    "{p} 探针在 {o} 的容器 {c} 可能完成启动之前就将其终止：运行 {a} 秒即被终止，正是探针允许的最早时刻（{b} 秒），此前从未响应；启动约需 {d} 秒（{E}）。",
  ],
  [
    "The {p} probe ends container {c} of {o} before it can have started: it is ended after {a} s, at the first chance that the probe gives ({b} s), and never answered before.",
    "{p} 探针在 {o} 的容器 {c} 可能完成启动之前就将其终止：运行 {a} 秒即被终止，正是探针允许的最早时刻（{b} 秒），此前从未响应。",
  ],
  [
    "Container {c} of {o} answers its {p} later than the {s} s that it is given.",
    "{o} 的容器 {c} 响应 {p} 的时间超过给定的 {s} 秒。",
  ],
  ["its log blames something that it calls", "其日志指向它所调用的组件"],
  [
    "Give it a startup probe that lasts as long as the slowest start, and leave the liveness probe as it is",
    "为其设置能覆盖最慢启动的启动探针，存活探针保持不变",
  ],
  // Images.
  ["Name an image that exists", "改用存在的镜像"],
  ["Give the namespace working credentials for the registry", "为命名空间提供有效的仓库凭据"],
  [
    "Build the image for the nodes' platform, or place the pod on nodes of the image's",
    "为节点的平台构建镜像，或将 Pod 放到与镜像平台一致的节点",
  ],
  ["See whether the registry answers from the node", "查看节点能否访问镜像仓库"],
  ["the registry does not answer, and the pull is being tried again", "镜像仓库没有响应，正在重试拉取"],
  [
    "Container {c} of {o} may not pull its image {i} (imagePullPolicy Never), and node {n} does not have it.",
    "{o} 的容器 {c} 不允许拉取镜像 {i}（imagePullPolicy Never），而节点 {n} 上没有该镜像。",
  ],
  [
    "Container {c} of {o} names an image that is no valid reference: {i}.",
    "{o} 的容器 {c} 的镜像名称无效：{i}。",
  ],
  [
    "Container {c} of {o} has an image without a build for the processor of node {n}: {i}.",
    "{o} 的容器 {c} 的镜像没有适用于节点 {n} 处理器的版本：{i}。",
  ],
  [
    "The registry of {i} does not answer, so container {c} of {o} cannot start; the kubelet tries again by itself.",
    "{i} 的镜像仓库没有响应，{o} 的容器 {c} 无法启动；kubelet 会自行重试。",
  ],
  [
    "Container {c} of {o} names an image that its registry does not have: {i}.",
    "{o} 的容器 {c} 所用的镜像在仓库中不存在：{i}。",
  ],
  [
    "Container {c} of {o} names an image that its registry does not show: {i}.",
    "{o} 的容器 {c} 所用的镜像在仓库中查不到：{i}。",
  ],
  [
    "Container {c} of {o} cannot pull its image {i}, and the words of the runtime do not tell why.",
    "{o} 的容器 {c} 无法拉取镜像 {i}，运行时的信息没有说明原因。",
  ],
  [
    "The registry refuses {i} to container {c} of {o}: {B}, or the repository does not exist.",
    "仓库拒绝向 {o} 的容器 {c} 提供 {i}：{B}，或该仓库不存在。",
  ],
  ["The registry refuses {i} to container {c} of {o}: {B}.", "仓库拒绝向 {o} 的容器 {c} 提供 {i}：{B}。"],
  ["the pod names no pull secret", "该 Pod 没有指定拉取凭据"],
  ["the pull secret is missing: {a}", "缺少拉取凭据：{a}"],
  ["the pull secrets ({a}) are not accepted", "拉取凭据（{a}）不被接受"],
  [
    "Image {i} of container {c} of {o} was built for another processor than that of node {n}: exec format error.",
    "{o} 的容器 {c} 的镜像 {i} 是为不同于节点 {n} 的处理器构建的：exec format error。",
  ],
  // Configuration.
  [
    "{a} asks for ConfigMap {m}, which does not exist; ConfigMap {b} is the only one of a near name that holds {k}.",
    "{a} 引用的 ConfigMap {m} 不存在；名称相近且包含 {k} 的只有 ConfigMap {b}。",
  ],
  [
    "{a} asks for ConfigMap {m}, which does not exist; ConfigMap {b} is the only one of a near name.",
    "{a} 引用的 ConfigMap {m} 不存在；名称相近的只有 ConfigMap {b}。",
  ],
  ["{a} asks for ConfigMap {m}, which does not exist.", "{a} 引用的 ConfigMap {m} 不存在。"],
  [
    "{a} asks for the key {k} of ConfigMap {m}, which has {h}; its only near key is {n}.",
    "{a} 引用 ConfigMap {m} 的键 {k}，而其中只有 {h}；名称相近的键只有 {n}。",
  ],
  [
    "{a} asks for the key {k} of ConfigMap {m}, which has {h}.",
    "{a} 引用 ConfigMap {m} 的键 {k}，而其中只有 {h}。",
  ],
  ["ConfigMap {m} has the keys {k}", "ConfigMap {m} 包含的键：{k}"],
  ["{a} refuses what ConfigMap {m} holds: {B}.", "{a} 拒绝 ConfigMap {m} 的内容：{B}。"],
  [
    "{a} refuses what ConfigMap {m} holds, which was written {t} ago: {B}.",
    "{a} 拒绝 ConfigMap {m} 的内容（{t} 前写入）：{B}。",
  ],
  ["ConfigMap {m} was written last at {t}, and names {h}", "ConfigMap {m} 最近写入于 {t}，其中指定 {h}"],
  ["{m} was written last at {t}", "{m} 最近写入于 {t}"],
  [
    "{a} runs with what ConfigMap {m} held before it was changed: it still calls {h}, which nothing names any more, and the ConfigMap names {n}.",
    "{a} 仍在使用 ConfigMap {m} 修改之前的内容：仍在调用已无处指定的 {h}，而该 ConfigMap 现指定 {n}。",
  ],
  [
    "Compare with what was there before, in the repository that it comes from or in its last applied form",
    "与之前的内容对照：见其来源仓库或最近一次应用的内容",
  ],
  [
    "Correct it, then start the pods anew: they read it at their start",
    "修正内容后重新启动 Pod：它们在启动时读取",
  ],
  ["Make the ConfigMap", "创建该 ConfigMap"],
  ["Add the key", "添加该键"],
  ["Set the variable to what the program accepts", "将变量设为程序接受的值"],
  ["Correct the arguments", "修正启动参数"],
  ["Start the pods anew, so that they read it", "重新启动 Pod，使其读取新内容"],
  // Services and the network.
  ["See on which ports the pods listen", "查看 Pod 监听的端口"],
  [
    "Deploy what it is for, or delete the Service when nothing needs it any more",
    "部署其对应的工作负载；如已无需要，删除该 Service",
  ],
  [
    "See whether its workload was removed, or runs in another namespace",
    "查看其工作负载是否已被移除，或运行在其他命名空间",
  ],
  ["Make the Service again", "重建该 Service"],
  ["See what stands behind the Service", "查看该 Service 背后的 Pod"],
  ["Allow exactly this, if the program should have it", "如程序应有此权限，仅授予这一项"],
  ["See what it may do", "查看其拥有的权限"],
  [
    "{s} selects {l}, which no pod has; only {o} fits: {W}.",
    "{s} 选择 {l}，但没有 Pod 带有该标签；只有 {o} 符合：{W}。",
  ],
  [
    "{s} selects {l}, which no pod has; {o} fits: {W}.",
    "{s} 选择 {l}，但没有 Pod 带有该标签；{o} 符合：{W}。",
  ],
  [
    "{s} selects {l}; no pod of namespace {n} has these labels, and no workload there looks as if it were meant.",
    "{s} 选择 {l}；命名空间 {n} 中没有带有这些标签的 Pod，也没有看起来对应的工作负载。",
  ],
  [
    "Port {p} of {s} sends to {t} of {o}: {B}. It fits {f}: {G}.",
    "{s} 的端口 {p} 转发到 {o} 的 {t}：{B}。它符合 {f}：{G}。",
  ],
  ["Port {p} of {s} sends to {t} of {o}: {B}.", "{s} 的端口 {p} 转发到 {o} 的 {t}：{B}。"],
  ["no container of its pods has a {q} port called {n}", "其 Pod 的容器都没有名为 {n} 的 {q} 端口"],
  ["its pods say that they listen on {a}, and not on {b}", "其 Pod 的日志表明监听 {a}，而不是 {b}"],
  ["its pods have the ports {a}, and nothing of them names {b}", "其 Pod 的端口为 {a}，其中没有 {b}"],
  ["its pods have all labels of the selector but {a}", "其 Pod 具有选择器中除 {a} 以外的所有标签"],
  ["it has the Service's name ({a})", "其名称与 Service 相同（{a}）"],
  ["it is called {a}, as the selector says", "其名称 {a} 与选择器一致"],
  ["selector {a}; no endpoint", "选择器 {a}；没有端点"],
  ["labels of its pods: {a}", "其 Pod 的标签：{a}"],
  ["{i} sends to Service {s}, which does not exist.", "{i} 指向不存在的 Service {s}。"],
  [
    "{i} sends to port {p} of Service {s}, which has {h}.",
    "{i} 指向 Service {s} 的端口 {p}，而该 Service 只有 {h}。",
  ],
  [
    "{i} is of class {c}, which the cluster does not have (it has {h}), and no controller has taken it.",
    "{i} 的类为 {c}，集群中没有该类（现有：{h}），因此没有控制器处理它。",
  ],
  [
    "{a} calls {s}, and there is no Service {n}, though {k} {w} is there: the Service is missing.",
    "{a} 调用 {s}，但没有 Service {n}，而 {k} {w} 存在：缺少该 Service。",
  ],
  ["{a} fails because of what it depends on: {B}.", "{a} 因其依赖而失败：{B}。"],
  ["{a} cannot reach what it depends on: {B}.", "{a} 无法访问其依赖：{B}。"],
  ["Service {s}, which it calls, is scaled to zero", "其调用的 Service {s} 已缩容为零"],
  ["Service {s}, which it calls, has no ready pod", "其调用的 Service {s} 没有就绪的 Pod"],
  ["Service {s}: {a} of {b} endpoints are ready", "Service {s}：{b} 个端点中 {a} 个就绪"],
  ["{a} of {b} endpoints are ready", "{b} 个端点中 {a} 个就绪"],
  ["{a} fails because a TLS certificate of {h} is out of date.", "{a} 因 {h} 的 TLS 证书已过期而失败。"],
  ["{a} fails because a TLS certificate is out of date.", "{a} 因 TLS 证书已过期而失败。"],
  [
    "{a} is not allowed what it needs: ServiceAccount {s} may not {w}.",
    "{a} 缺少所需权限：ServiceAccount {s} 不能 {w}。",
  ],
  // Scale, budgets, quotas and autoscalers.
  ["{o} has no replicas, while {B}.", "{o} 没有副本，而 {B}。"],
  ["Service {s} sends to it", "Service {s} 向其转发流量"],
  ["HorizontalPodAutoscaler {h} scales it", "HorizontalPodAutoscaler {h} 对其伸缩"],
  ["spec.replicas is 0; {B}", "spec.replicas 为 0；{B}"],
  [
    "{a} is at its maximum of {n} replicas and wants more: {B}.",
    "{a} 已达到上限 {n} 个副本，仍需要更多：{B}。",
  ],
  ["{a} does not scale: {B}.", "{a} 无法伸缩：{B}。"],
  ["{h} scales {o}, which does not exist.", "{h} 的伸缩目标 {o} 不存在。"],
  [
    "{b} asks for {n} healthy pods of {m} ({f}: {v}), so that none may ever be evicted and no node with one of them can be drained.",
    "{b} 要求 {m} 个 Pod 中 {n} 个健康（{f}：{v}），因此永远不能驱逐任何一个，有其 Pod 的节点都无法排空。",
  ],
  ["{q} leaves no room: {B}, and {o} asks for more.", "{q} 已没有余量：{B}，而 {o} 需要更多。"],
  ["{a} of {b} {r} are used", "{r} 已使用 {a}（共 {b}）"],
  [
    "Where nobody scaled it down on purpose, give it its replicas back",
    "如果不是有人有意缩容，请恢复其副本数",
  ],
  [
    "See whether the load is what it should be, before more is given to it",
    "增加资源之前，先确认负载是否正常",
  ],
  ["See who uses how much, and scale down what is not needed", "查看各方的用量，缩减不需要的部分"],
  ["Or give the namespace more, where the cluster has it", "或在集群有余量时为命名空间增加配额"],
  [
    "Give its workload a second replica, where it can run with two",
    "如其可以多副本运行，为工作负载增加一个副本",
  ],
  // Scheduling, storage, nodes, jobs.
  ["pod {p} is not scheduled: {M}", "Pod {p} 未被调度：{M}"],
  ["{c} finds no volume: {B}.", "{c} 找不到卷：{B}。"],
  ["its class {c} does not exist ({h})", "其存储类 {c} 不存在（{h}）"],
  ["{a} is nearly full: {B}.", "{a} 即将写满：{B}。"],
  ["{a} % of {b} are in use", "{b} 已使用 {a} %"],
  ["{a} is cordoned, and no pod waits for a node like it", "{a} 已停止调度，没有 Pod 在等待此类节点"],
  ["spec.unschedulable is true", "spec.unschedulable 为 true"],
  ["Where nobody works on it any more, let it take pods again", "如果已无人维护，请恢复其调度"],
  [
    "{j} failed for good ({r}): container {c} ended with exit code {e}.",
    "{j} 已最终失败（{r}）：容器 {c} 以退出码 {e} 结束。",
  ],
  ["{j} failed for good ({r}).", "{j} 已最终失败（{r}）。"],
  [
    "{c} is suspended, so that it makes no Jobs; somebody misses its runs.",
    "{c} 已暂停，不会创建 Job，而有人在等待其运行。",
  ],
  ["Read what its last pod said", "查看其最后一个 Pod 的日志"],
  ["When the reason is gone, run it again", "原因消除后，重新运行"],
  ["Read what it said before it ended", "查看其终止前的日志"],
  ["no run of it is on record", "没有其运行记录"],
  ["{a} {b} of revision {r} still serve, for up to {t}", "版本 {r} 的 {a} 个 {b} 仍在服务，最长 {t}"],
  ["container {c} runs since {t}, before that", "容器 {c} 自 {t} 起运行，早于该修改"],
];
