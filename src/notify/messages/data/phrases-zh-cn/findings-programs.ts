import type { PhraseRow } from "../../phrases/phrase-book.ts";

/** What diagnosis says of releases, programs, images, settings and probes, and what it advises there. */
export const PROGRAMS_ZH_CN: readonly PhraseRow[] = [
  // Releases, and what a rollout changed.
  [
    "revision {q} served for {t} without a known failure, and revision {r} fails ({w}); what changed: {C}",
    "版本 {q} 运行 {t} 未见失败，而版本 {r} 失败（{w}）；变更内容：{C}",
  ],
  [
    "{n} pod of revision {q} still serve, for up to {t}, and revision {r} fails ({w}); what changed: {C}",
    "版本 {q} 的 {n} 个 Pod 仍在服务，最长 {t}，而版本 {r} 失败（{w}）；变更内容：{C}",
  ],
  [
    "{n} pods of revision {q} still serve, for up to {t}, and revision {r} fails ({w}); what changed: {C}",
    "版本 {q} 的 {n} 个 Pod 仍在服务，最长 {t}，而版本 {r} 失败（{w}）；变更内容：{C}",
  ],
  [
    "revision {q} stood for {t}, and revision {r} fails ({w}); what changed: {C}",
    "版本 {q} 存在了 {t}，而版本 {r} 失败（{w}）；变更内容：{C}",
  ],
  ["image {a} -> {b}", "镜像 {a} -> {b}"],
  ["revision {r} stood for {a}", "版本 {r} 存在了 {a}"],
  ["{C} and {n} more", "{C}，另有 {n} 项"],
  ["container {c} is new", "新增容器 {c}"],
  ["container {c} is gone", "移除容器 {c}"],
  ["environment {n} of container {c}: {F} -> {T}", "容器 {c} 的环境变量 {n}：{F} -> {T}"],
  ["image of container {c}: {F} -> {T}", "容器 {c} 的镜像：{F} -> {T}"],
  ["{n} of container {c}: {F} -> {T}", "容器 {c} 的 {n}：{F} -> {T}"],
  ["memory limit {a} -> {b}", "内存限制 {a} -> {b}"],
  ["declared need {a} -> {b} ({c})", "声明的需求 {a} -> {b}（{c}）"],
  ["command or arguments", "命令或参数"],
  ["other parts of the pod's specification", "Pod 规格的其他部分"],
  [
    "nothing of weight differs from revision {r}: what makes it fail lies outside of the template",
    "与版本 {r} 没有重要差异：失败的原因不在模板之中",
  ],
  ["what differs from revision {r} ({C}) does not explain {w}", "与版本 {r} 的差异（{C}）不能解释 {w}"],
  [
    "revision {r} needs {g}, which does not exist any more: its pods could not start",
    "版本 {r} 需要 {g}，而其已不存在：它的 Pod 无法启动",
  ],
  ["pods of revision {r} fail in the same way", "版本 {r} 的 Pod 也同样失败"],
  [
    "revision {a} ran for {t} before it began to fail, longer than revision {b}",
    "版本 {a} 运行 {t} 后才开始失败，长于版本 {b} 的运行时间",
  ],
  ["its log blames something that the rollout did not touch: {L}", "其日志指向此次更新没有改动的内容：{L}"],
  [
    "its log also blames something that the rollout did not touch: {L}",
    "其日志还指向此次更新没有改动的内容：{L}",
  ],
  ["ConfigMap {m}, which it reads, was changed too ({t})", "它所读取的 ConfigMap {m} 也已更改（{t}）"],
  ["revision {r} did not serve for {s} s, as far as is known", "据现有记录，版本 {r} 的服务时间不足 {s} 秒"],
  [
    "the present release ran for {a} before the first known kill, longer than the {b} of revision {r}",
    "当前版本运行 {a} 后才首次被终止，长于版本 {r} 的 {b}",
  ],
  [
    "the memory limit alone was lowered since revision {r}: giving it back is the smaller change",
    "自版本 {r} 以来只降低了内存限制：恢复该限制是更小的更改",
  ],
  // Memory and CPU.
  [
    "container {c} is not in the workload's own template: something put it into the pod",
    "容器 {c} 不在工作负载自身的模板中：由其他组件注入 Pod",
  ],
  [
    "only pods of an earlier revision were killed, under {a}; the present template already allows {b}, so what is missing is the end of its rollout",
    "只有旧版本的 Pod 在 {a} 下被终止；当前模板已允许 {b}，只需完成其滚动更新",
  ],
  ["Give the container a limit of its own", "为该容器设置自己的限制"],
  ["Or raise the default of the namespace", "或提高命名空间的默认值"],
  ["{h} leaves {n} % of the limit beside the heap", "{h} 在堆以外只留下限制的 {n} %"],
  ["{a} is set from limits.memory", "{a} 取自 limits.memory"],
  ["time until the kill: {a}", "到被终止的时间：{a}"],
  ["attempts of this incident", "本事件的各次尝试"],
  [
    "Container {c} was killed for memory, and files in its memory-backed volume count against its limit ({a} without a sizeLimit).",
    "容器 {c} 因内存被终止，其基于内存的卷中的文件计入限制（{a} 未设 sizeLimit）。",
  ],
  [
    "Container {c} was killed for memory at the limit of the whole pod, {a}, for it has none of its own.",
    "容器 {c} 因达到整个 Pod 的内存限制 {a} 被终止，它没有自己的限制。",
  ],
  [
    "Container {c} was killed for memory at the limit of the whole pod, {a}, which its own {b} and its neighbours' exceed together.",
    "容器 {c} 因达到整个 Pod 的内存限制 {a} 被终止：它自己的 {b} 与其他容器的限制相加超过该值。",
  ],
  ["memory limit of the whole pod: {a}", "整个 Pod 的内存限制：{a}"],
  [
    "the containers' limits together stay within the pod's {a}, so the container's own was reached first",
    "各容器的限制相加不超过 Pod 的 {a}，因此先达到的是容器自己的限制",
  ],
  ["its declared need is above its own limit as well", "其声明的需求也超过它自己的限制"],
  ["also killed there at that time: {p}", "同一时刻在该节点上也被终止的：{p}"],
  ["it never used more than {n} % of its limit before the kill", "被终止之前，其用量从未超过限制的 {n} %"],
  [
    "Container {c} of {o} is held back by its CPU limit of {a}: {M}, and its probes are not answered in time.",
    "{o} 的容器 {c} 受 CPU 限制 {a} 约束，无法按时响应探针：{M}。",
  ],
  [
    "Container {c} of {o} is held back by its CPU limit of {a}: {M}.",
    "{o} 的容器 {c} 受 CPU 限制 {a} 约束：{M}。",
  ],
  ["twice the present limit; {M}", "现有限制的两倍；{M}"],
  ["pod {p} uses {a}", "Pod {p} 使用 {a}"],
  ["nothing was measured", "没有测量数据"],
  [
    "Raise the limit, or take it away: a request alone keeps neighbours fair",
    "提高限制，或移除限制：仅有请求值即可保证相邻容器公平",
  ],
  // Evictions.
  ["A pod of {o} was evicted within the hour: {B}.", "{o} 的一个 Pod 在一小时内被驱逐：{B}。"],
  ["{n} pods of {o} were evicted within the hour: {B}.", "{o} 的 {n} 个 Pod 在一小时内被驱逐：{B}。"],
  ["node {n} was short of {r}", "节点 {n} 的 {r} 不足"],
  ["it used more storage on the node than it may", "其占用的节点存储超过允许值"],
  [
    "Write less to the node's disk, or raise the volume's sizeLimit or the container's ephemeral-storage limit",
    "减少向节点磁盘写入，或提高卷的 sizeLimit 或容器的 ephemeral-storage 限制",
  ],
  [
    "Look at what fills the node; pods that request nothing of {r} go first",
    "查看占满节点的内容；没有请求 {r} 的 Pod 会最先被驱逐",
  ],
  // Programs.
  [
    "Container {c} of {o} ends by itself with exit code {e} after {s}, as if its work were done, and says nothing.",
    "{o} 的容器 {c} 运行 {s} 后自行退出，退出码 {e}，如同工作已完成，没有任何输出。",
  ],
  [
    "Container {c} of {o} ends by itself with exit code {e} after {s}, as if its work were done; its last words: {L}.",
    "{o} 的容器 {c} 运行 {s} 后自行退出，退出码 {e}，如同工作已完成；最后的输出：{L}",
  ],
  [
    "Container {c} of {o} ends by itself with exit code {e} after {s}, and says nothing.",
    "{o} 的容器 {c} 运行 {s} 后自行退出，退出码 {e}，没有任何输出。",
  ],
  [
    "Container {c} of {o} ends by itself with exit code {e} after {s}; its last words: {L}.",
    "{o} 的容器 {c} 运行 {s} 后自行退出，退出码 {e}；最后的输出：{L}",
  ],
  ["Container {c} of {o} refuses its arguments: {L}.", "{o} 的容器 {c} 拒绝其启动参数：{L}"],
  ["Container {c} of {o} refuses its environment: {L}.", "{o} 的容器 {c} 拒绝其环境变量：{L}"],
  ["Container {c} of {o} cannot run its command ({W}): {B}.", "{o} 的容器 {c} 无法运行其命令（{W}）：{B}。"],
  ["Name a command that is in image {i} and may be executed", "改用镜像 {i} 中存在且可执行的命令"],
  [
    "Container {c} of {o} must not run as root (runAsNonRoot), and its image runs as root: {i}.",
    "{o} 的容器 {c} 不得以 root 运行（runAsNonRoot），而其镜像以 root 运行：{i}。",
  ],
  [
    "Container {c} of {o} must not run as root (runAsNonRoot), and its image names a user that cannot be checked: {i}.",
    "{o} 的容器 {c} 不得以 root 运行（runAsNonRoot），而其镜像指定的用户无法核实：{i}。",
  ],
  [
    "Give the container a user id that is not 0 and that its files belong to (securityContext.runAsUser), or an image that runs as another user",
    "为容器指定拥有其文件的非 0 用户 ID（securityContext.runAsUser），或改用以其他用户运行的镜像",
  ],
  // Images.
  [
    "Container {c} of {o} names an image that its registry does not have: {i}; {j} exists: {w} runs it.",
    "{o} 的容器 {c} 所用的镜像在仓库中不存在：{i}；而 {j} 存在：{w} 正在使用。",
  ],
  [
    "Container {c} of {o} names an image that its registry does not show: {i}; {j} exists: {w} runs it.",
    "{o} 的容器 {c} 所用的镜像在仓库中查不到：{i}；而 {j} 存在：{w} 正在使用。",
  ],
  ["{i} exists: {w} runs it", "{i} 存在：{w} 正在使用"],
  [
    "Load the image onto the node, or let the kubelet pull it (imagePullPolicy: IfNotPresent)",
    "将镜像加载到节点，或允许 kubelet 拉取（imagePullPolicy: IfNotPresent）",
  ],
  ["Let the pod use it", "让该 Pod 使用它"],
  // ConfigMaps, Secrets and mounts.
  ["revision {r}, which ran, names it too", "曾正常运行的版本 {r} 也引用它"],
  ["pod {p} of the same revision runs with it", "同一版本的 Pod {p} 正在使用它运行"],
  ["the present template has been available with it", "当前模板曾在引用它时可用"],
  [
    "{a} asks for ConfigMap {m}, which does not exist; {N}, so it was there and is gone.",
    "{a} 引用的 ConfigMap {m} 不存在；{N}，因此它曾经存在，现已消失。",
  ],
  [
    "{a} asks for the key {k} of ConfigMap {m}, which has {h}; {N}, so the key was there and is gone.",
    "{a} 引用 ConfigMap {m} 的键 {k}，而其中只有 {h}；{N}，因此该键曾经存在，现已消失。",
  ],
  [
    "{a} asks for the key {k} of ConfigMap {m}, which has none that could be read; {N}, so the key was there and is gone.",
    "{a} 引用 ConfigMap {m} 的键 {k}，而其中没有可读取的键；{N}，因此该键曾经存在，现已消失。",
  ],
  [
    "{a} asks for the key {k} of ConfigMap {m}, which has none that could be read.",
    "{a} 引用 ConfigMap {m} 的键 {k}，而其中没有可读取的键。",
  ],
  ["ConfigMap {m} has a near name and every key that is used", "ConfigMap {m} 名称相近，并包含所有使用的键"],
  ["ConfigMap {m} is the only one of a near name that holds {k}", "名称相近且包含 {k} 的只有 ConfigMap {m}"],
  ["ConfigMap {m} is the only one of a near name", "名称相近的只有 ConfigMap {m}"],
  ["its only near key is {k}", "名称相近的键只有 {k}"],
  ["Make the ConfigMap with the keys that are used: {k}", "创建该 ConfigMap，包含所使用的键：{k}"],
  [
    "ConfigMap {m} is immutable: make a new one with the key, and refer to that",
    "ConfigMap {m} 不可修改：新建一个包含该键的 ConfigMap，并改为引用它",
  ],
  [
    "{a} asks for Secret {m}, which does not exist; {N}, so it was there and is gone.",
    "{a} 引用的 Secret {m} 不存在；{N}，因此它曾经存在，现已消失。",
  ],
  ["{a} asks for Secret {m}, which does not exist; {B}.", "{a} 引用的 Secret {m} 不存在；{B}。"],
  ["{a} asks for Secret {m}, which does not exist.", "{a} 引用的 Secret {m} 不存在。"],
  [
    "{a} asks for the key {k} of Secret {m}, which does not exist; {N}, so it was there and is gone.",
    "{a} 引用 Secret {m} 中不存在的键 {k}；{N}，因此它曾经存在，现已消失。",
  ],
  [
    "{a} asks for the key {k} of Secret {m}, which does not exist; {B}.",
    "{a} 引用 Secret {m} 中不存在的键 {k}；{B}。",
  ],
  ["{a} asks for the key {k} of Secret {m}, which does not exist.", "{a} 引用 Secret {m} 中不存在的键 {k}。"],
  ["{a} refers to Secret {m}, the only near name", "{a} 引用 Secret {m}，名称相近的只有它"],
  ["{a} refers to its key {k}, the only near name", "{a} 引用其中的键 {k}，名称相近的只有它"],
  ["Make the Secret", "创建该 Secret"],
  [
    "See which keys the Secret has, and add the one that is missing",
    "查看该 Secret 已有的键，并添加缺少的键",
  ],
  [
    "ConfigMap {m} was changed after the pods started and names {h}, which serves; they still call {c}",
    "ConfigMap {m} 在 Pod 启动之后更改，其中指定的 {h} 可用；而 Pod 仍在调用 {c}",
  ],
  [
    "ConfigMap {m} was changed after the pods started and names {h}, which serve; they still call {c}",
    "ConfigMap {m} 在 Pod 启动之后更改，其中指定的 {h} 可用；而 Pod 仍在调用 {c}",
  ],
  ["ConfigMap {m} was written last by {w}", "ConfigMap {m} 最近由 {w} 写入"],
  [
    "A volume of {o} is mounted where container {c} does not expect it: {B}.",
    "{o} 的卷挂载的位置不是容器 {c} 所预期的：{B}。",
  ],
  [
    "{a} is the whole volume {v}, a folder, and the program wants a file there",
    "{a} 处是整个卷 {v}（目录），而程序需要的是文件",
  ],
  ["the program looks for {a}, and volume {v} is mounted at {b}", "程序查找 {a}，而卷 {v} 挂载在 {b}"],
  [
    "the runtime cannot mount a folder over a file, or a file over a folder: {M}",
    "运行时不能将目录挂载到文件上，也不能将文件挂载到目录上：{M}",
  ],
  [
    "Mount the volume at the path that the program reads; a single file needs subPath",
    "将卷挂载到程序读取的路径；单个文件需要 subPath",
  ],
  [
    "memory-backed emptyDir {v} at {p} without a sizeLimit",
    "挂载于 {p} 的基于内存的 emptyDir {v} 未设 sizeLimit",
  ],
  // Probes.
  [
    "The {P} of container {c} of {o} asks for what it does not serve: {B}.",
    "{o} 的容器 {c} 的{P}检查的不是它所提供的内容：{B}。",
  ],
  ["nobody listens on port {p}, and {W}", "端口 {p} 没有监听，而{W}"],
  ["nobody listens on port {p}", "端口 {p} 没有监听"],
  ["nobody listens on port {p}; it serves {a}", "端口 {p} 没有监听，容器提供的端口为 {a}"],
  ["port {a} -> {b}, as {W} says", "端口 {a} -> {b}，依据{W}"],
  ["the port that it declares says {p}", "其声明的端口为 {p}"],
  ["the port that it declares", "其声明的端口"],
  ["its log", "其日志"],
  ["its passing {n}", "其通过的 {n}"],
  ["Service {s} in front of it", "其前面的 Service {s}"],
  ["its passing {n} says {p}", "其通过的 {n} 使用 {p}"],
  ["Service {s} in front of it says {p}", "其前面的 Service {s} 使用 {p}"],
  ["its log says {p}", "其日志表明使用 {p}"],
  ["the container has no port named {a}; it has {h}", "容器没有名为 {a} 的端口；现有 {h}"],
  ["the container has no port named {a}", "容器没有名为 {a} 的端口"],
  ["port {a} -> {b}, the only one that fits", "端口 {a} -> {b}，唯一符合的端口"],
  ["port {a} -> {b}, the only port that it declares", "端口 {a} -> {b}，唯一声明的端口"],
  ["it asks by HTTPS, and the container answers in plain HTTP", "探针使用 HTTPS，而容器以明文 HTTP 响应"],
  ["it asks by HTTP, and the container speaks TLS", "探针使用 HTTP，而容器使用 TLS"],
  ["the container answers in plain HTTP", "容器以明文 HTTP 响应"],
  ["the container speaks TLS", "容器使用 TLS"],
  ["its command is not in the image or cannot be run there", "其命令在镜像中不存在或无法运行"],
  ["the server does not implement the gRPC health protocol", "服务器没有实现 gRPC 健康检查协议"],
  [
    "it asks by HTTP, the port is one for HTTPS, and the container refuses the request (400)",
    "探针使用 HTTP，而该端口为 HTTPS，容器拒绝了请求（400）",
  ],
  ["the port is one for HTTPS", "该端口为 HTTPS"],
  ["the container answers {n} for {p}", "容器对 {p} 返回 {n}"],
  ["the container answers {n} for {p}, while {W}", "容器对 {p} 返回 {n}，而{W}"],
  ["its {P} passes with {p}", "其{P}使用 {p} 通过"],
  ["its {P} is answered without an error for {p}", "其{P}对 {p} 得到的响应没有错误"],
  ["path {a} -> {b}: {W}", "路径 {a} -> {b}：{W}"],
  ["See what the container listens on", "查看容器监听的端口"],
  ["Correct the liveness probe", "修正存活探针"],
  ["Correct the readiness probe", "修正就绪探针"],
  ["Correct the startup probe", "修正启动探针"],
  [
    "Find out why it answers so late: too little CPU, or a check that does too much",
    "查明响应过慢的原因：CPU 不足，或检查内容过多",
  ],
  // Jobs.
  [
    "{j} failed for good ({r}): container {c} ended with exit code {e}; {W}.",
    "{j} 已最终失败（{r}）：容器 {c} 以退出码 {e} 结束；{W}。",
  ],
  ["{j} failed for good ({r}); {W}.", "{j} 已最终失败（{r}）；{W}。"],
  [
    "Service {s}, which did not answer it, has {n} ready endpoint now",
    "此前没有响应它的 Service {s} 现有 {n} 个就绪端点",
  ],
  [
    "Service {s}, which did not answer it, has {n} ready endpoints now",
    "此前没有响应它的 Service {s} 现有 {n} 个就绪端点",
  ],
  ["its {A} taken away ({w}), and the {B} well", "其{A}移走（{w}），而{B}正常"],
  ["pod was", " Pod 被"],
  ["pods were", " Pod 被"],
  ["node is", "节点"],
  ["nodes are", "节点"],
  ["other nodes are", "其他节点"],
  ["its template was changed after Job {j} was made", "其模板在 Job {j} 创建之后已更改"],
  [
    "Job {j} was ended because it took longer than its {s} s (activeDeadlineSeconds).",
    "Job {j} 因运行时间超过 {s} 秒被结束（activeDeadlineSeconds）。",
  ],
  [
    "Job {j} was ended because it took longer than its deadline (activeDeadlineSeconds).",
    "Job {j} 因运行时间超过期限被结束（activeDeadlineSeconds）。",
  ],
  ["See what takes so long, or allow more time in the template", "查看耗时的原因，或在模板中允许更长时间"],
  ["what made it fail is over, and its schedule runs it again", "失败的原因已消除，时间表会再次运行它"],
  [
    '{c} makes no Jobs: its schedule "{s}" names a day that no year has.',
    "{c} 不会创建 Job：其时间表“{s}”指定的日期在任何一年都不存在。",
  ],
  ["{c} makes no Jobs: {M}.", "{c} 不会创建 Job：{M}。"],
  ["it is suspended, and its runs are missed", "它已暂停，有人在等待其运行"],
  ["Let it run again", "恢复运行"],
  ["Set a schedule that comes due", "设置会到期的时间表"],
];
