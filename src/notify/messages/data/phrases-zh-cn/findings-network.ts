import type { PhraseRow } from "../../phrases/phrase-book.ts";

/** What diagnosis says of calls to others, Services, Ingresses and permissions, and what it advises there. */
export const NETWORK_ZH_CN: readonly PhraseRow[] = [
  // What is called.
  ["Service {s}, which it calls, {W}", "其调用的 Service {s} {W}"],
  ["leads out of the cluster, and nobody answers there", "指向集群之外，而对方没有响应"],
  ["has {n} ready endpoints and did not answer it all the same", "有 {n} 个就绪端点，却没有响应"],
  ["what it calls is ready now and did not answer before", "其调用的组件现已就绪，此前没有响应"],
  ["selects no pod of any workload", "没有选中任何工作负载的 Pod"],
  ["has no ready endpoint: {o} is scaled to zero", "没有就绪端点：{o} 已缩容为零"],
  ["has no ready endpoint: {o} has no ready pod", "没有就绪端点：{o} 没有就绪的 Pod"],
  ["sends to port {p}, which its pods do not declare", "转发到其 Pod 没有声明的端口 {p}"],
  ["{h}, which is outside of the cluster as far as is known, {W}", "{h}（据现有信息位于集群之外）{W}"],
  ["does not resolve", "无法解析"],
  ["cannot be resolved", "无法解析"],
  ["refuses the connection", "拒绝连接"],
  ["does not answer", "没有响应"],
  ["does not serve", "无法提供服务"],
  ["no name resolves: the cluster's DNS Service {W}", "任何名称都无法解析：集群的 DNS Service {W}"],
  ["See whether it can be reached ({a}), and whether it is up", "查看能否访问（{a}），以及其是否运行"],
  ["See whether it can be reached, and whether it is up", "查看能否访问，以及其是否运行"],
  [
    "{a} cannot reach what it depends on: it calls {h}, and there is no Service {s} in namespace {n}; near it is {m} ({f}).",
    "{a} 无法访问其依赖：其调用 {h}，而命名空间 {n} 中没有 Service {s}；名称相近的有 {m}（{f}）。",
  ],
  [
    "{a} cannot reach what it depends on: it calls {h}, and there is no Service {s} in namespace {n}; near it are {m} ({f}).",
    "{a} 无法访问其依赖：其调用 {h}，而命名空间 {n} 中没有 Service {s}；名称相近的有 {m}（{f}）。",
  ],
  [
    "{a} cannot reach what it depends on: it calls {h}, and there is no Service {s} in namespace {n} ({f}).",
    "{a} 无法访问其依赖：其调用 {h}，而命名空间 {n} 中没有 Service {s}（{f}）。",
  ],
  [
    "it calls {h}, and there is no Service {s} in namespace {n}; near it is {m}",
    "其调用 {h}，而命名空间 {n} 中没有 Service {s}；名称相近的有 {m}",
  ],
  [
    "it calls {h}, and there is no Service {s} in namespace {n}; near it are {m}",
    "其调用 {h}，而命名空间 {n} 中没有 Service {s}；名称相近的有 {m}",
  ],
  [
    "it calls {h}, and there is no Service {s} in namespace {n}",
    "其调用 {h}，而命名空间 {n} 中没有 Service {s}",
  ],
  [
    "it calls port {p} of Service {s}, which offers {o} ({f})",
    "其调用 Service {s} 的端口 {p}，而该 Service 提供 {o}（{f}）",
  ],
  [
    "it calls port {p} of Service {s}, which offers {o}",
    "其调用 Service {s} 的端口 {p}，而该 Service 提供 {o}",
  ],
  ["Name a Service that exists ({f})", "改用存在的 Service（{f}）"],
  ["Name a Service that exists", "改用存在的 Service"],
  ["Call {a} in place of {b} ({f})", "改为调用 {a}，而不是 {b}（{f}）"],
  ["Call {a} in place of {b}", "改为调用 {a}，而不是 {b}"],
  ["Call port {p} ({f})", "改为调用端口 {p}（{f}）"],
  ["Call port {p}", "改为调用端口 {p}"],
  ["See what there is", "查看现有的 Service"],
  [
    "{a} keeps {b} from Service {s}: it lets nothing out to any port/{p}.",
    "{a} 阻止 {b} 访问 Service {s}：不允许任何流量发往任意 {p} 端口。",
  ],
  [
    "{a} keeps {b} from Service {s}: it lets nothing out to {p}.",
    "{a} 阻止 {b} 访问 Service {s}：不允许任何流量发往 {p}。",
  ],
  [
    "{a} keeps {b} from Service {s}: it of the called pods lets nothing in for any port/{p}.",
    "{a} 阻止 {b} 访问 Service {s}：被调用的 Pod 在任意 {p} 端口上都不允许流量进入。",
  ],
  [
    "{a} keeps {b} from Service {s}: it of the called pods lets nothing in for {p}.",
    "{a} 阻止 {b} 访问 Service {s}：被调用的 Pod 不允许 {p} 的任何流量进入。",
  ],
  ["{a} keeps {b} from {C}: it lets nothing out to {p}.", "{a} 阻止 {b} 访问{C}：不允许任何流量发往 {p}。"],
  [
    "{a} keeps {b} from {C}: it of the called pods lets nothing in for {p}.",
    "{a} 阻止 {b} 访问{C}：被调用的 Pod 不允许 {p} 的任何流量进入。",
  ],
  ["the cluster's name servers", "集群的域名服务器"],
  [
    "{a} selects the pods for {d}, and none of its rules matches the connection",
    "{a} 对这些 Pod 的 {d} 生效，而其中没有规则匹配该连接",
  ],
  [
    "Let it through, if it is meant to be: a policy adds to those that there are",
    "如应允许，则放行：新的策略与现有策略叠加生效",
  ],
  ["See the policy", "查看该策略"],
  [
    "{a} fails because a TLS certificate of {h} is not valid yet, or a clock is wrong.",
    "{a} 因 {h} 的 TLS 证书尚未生效（或时钟有误）而失败。",
  ],
  [
    "{a} fails because a TLS certificate is not valid yet, or a clock is wrong.",
    "{a} 因 TLS 证书尚未生效（或时钟有误）而失败。",
  ],
  ["See how long it is valid", "查看其有效期"],
  ["Renew it, and restart what has read the old one", "更新证书，并重启读取旧证书的程序"],
  [
    "{a} is refused by what it calls: {L}; it takes its settings from {s}.",
    "{a} 被其调用的组件拒绝：{L}；其设置取自 {s}。",
  ],
  ["{a} is refused by what it calls: {L}.", "{a} 被其调用的组件拒绝：{L}"],
  ["{a} is refused by {h}: {L}; it takes its settings from {s}.", "{a} 被 {h} 拒绝：{L}；其设置取自 {s}。"],
  ["{a} is refused by {h}: {L}.", "{a} 被 {h} 拒绝：{L}"],
  [
    "See when it was changed last, and which keys it has; compare with what the other side expects",
    "查看其最近的更改时间和包含的键，并与对方的要求对照",
  ],
  [
    "Correct the credentials there or here, then start the pods anew: they read them at their start",
    "在对方或此处修正凭据，然后重新启动 Pod：它们在启动时读取凭据",
  ],
  // Permissions.
  [
    "{a} is not allowed what it needs: ServiceAccount {s} may not {w}; {B}.",
    "{a} 缺少所需权限：ServiceAccount {s} 不能 {w}；{B}。",
  ],
  [
    "{a} is not allowed what it needs: ServiceAccount {s} may not {w}: {B}.",
    "{a} 缺少所需权限：ServiceAccount {s} 不能 {w}：{B}。",
  ],
  [
    "{a} is not allowed what it needs: ServiceAccount {s} may not {w} at the cluster scope.",
    "{a} 缺少所需权限：ServiceAccount {s} 不能在集群范围内 {w}。",
  ],
  [
    "{a} is not allowed what it needs: ServiceAccount {s} may not {w} in namespace {n}.",
    "{a} 缺少所需权限：ServiceAccount {s} 不能在命名空间 {n} 中 {w}。",
  ],
  [
    "{a} is not allowed what it needs: ServiceAccount {s} may not {w} at the cluster scope; {B}.",
    "{a} 缺少所需权限：ServiceAccount {s} 不能在集群范围内 {w}；{B}。",
  ],
  [
    "{a} is not allowed what it needs: ServiceAccount {s} may not {w} in namespace {n}; {B}.",
    "{a} 缺少所需权限：ServiceAccount {s} 不能在命名空间 {n} 中 {w}；{B}。",
  ],
  [
    "ServiceAccount {s} is bound in namespace {n} alone ({b}), and asks at the cluster scope",
    "ServiceAccount {s} 只在命名空间 {n} 中绑定（{b}），而请求的是集群范围",
  ],
  [
    "ServiceAccount {s} is bound in namespace {n} alone ({b}), and asks in {t}",
    "ServiceAccount {s} 只在命名空间 {n} 中绑定（{b}），而请求的是 {t}",
  ],
  [
    "{b} binds the account {a} of namespace {n}, not of {m}",
    "{b} 绑定的是命名空间 {n} 的账号 {a}，而不是 {m} 的",
  ],
  ["{b} binds {a}, and the account is called {s}", "{b} 绑定的是 {a}，而该账号名为 {s}"],
  ["no binding names ServiceAccount {s}", "没有绑定指定 ServiceAccount {s}"],
  ["{b} binds it to {r}", "{b} 将其绑定到 {r}"],
  ["{r}, to which it is bound, says nothing of {w}", "其绑定的 {r} 没有涉及 {w}"],
  [
    "{r}, to which it is bound, allows {v} on {w}, and not {x}",
    "其绑定的 {r} 允许对 {w} 执行 {v}，但不允许 {x}",
  ],
  [
    "{r}, to which it is bound, names {w} in API group {g}, and it is in {h}",
    "其绑定的 {r} 将 {w} 写在 API 组 {g} 中，而它属于 {h}",
  ],
  // Services.
  ["its pods have the port that the Service sends to", "其 Pod 具有该 Service 转发到的端口"],
  ["its pods have {a}, a slip away from {b}", "其 Pod 带有 {a}，与 {b} 仅差一处笔误"],
  ["its name {a} is a slip away from the Service's", "其名称 {a} 与 Service 的名称仅差一处笔误"],
  ["port {p} has targetPort {t}", "端口 {p} 的 targetPort 为 {t}"],
  ["declares no ports", "没有声明端口"],
  ["logs of its pods: listens on {p}", "其 Pod 的日志：监听 {p}"],
  ["Service {s} sends to {o} already", "Service {s} 已转发到 {o}"],
  ["it may also be meant for {o}", "也可能用于 {o}"],
  ["Where it is meant for {o}, let it select that", "如用于 {o}，让其选择该工作负载"],
  [
    "{s} selects {l}, which does not lead to what it was applied for: it was applied with {m}, which {o} has, and changed since.",
    "{s} 选择 {l}，与最初应用时的目标不符：应用时为 {m}（{o} 带有该标签），之后被修改。",
  ],
  [
    "{s} selects {l} and so sends to {n}; {o} is what it is named for, and nothing sends there.",
    "{s} 选择 {l}，因此转发到 {n}；而其名称对应的是 {o}，没有流量发往那里。",
  ],
  ["{o} has its name and port", "{o} 的名称和端口与之相同"],
  [
    "{s} is a name for something outside, and has no endpoints by design",
    "{s} 是外部目标的名称，按设计没有端点",
  ],
  [
    "{s} has no selector: its endpoints are written by somebody else, {n} of them ready",
    "{s} 没有选择器：其端点由其他组件写入，其中 {n} 个就绪",
  ],
  ["{s} has only just been made", "{s} 刚刚创建"],
  ["{s} has no endpoint, for {o} has no pods", "{s} 没有端点，因为 {o} 没有 Pod"],
  ["{n} replicas are asked for, and there is no pod", "要求 {n} 个副本，而没有 Pod"],
  ["{s} sends to a DaemonSet that no node needs now", "{s} 转发到一个当前没有节点需要的 DaemonSet"],
  ["{a} endpoints ready, {b} not", "{a} 个端点就绪，{b} 个未就绪"],
  ["{s} has pods that come or go, and its endpoints follow", "{s} 的 Pod 正在增减，其端点随之变化"],
  [
    "{R}, and the pods behind it are well by all that Kubernetes tells; the errors are made by the application, or by what it calls.",
    "{R}，从 Kubernetes 的各项信息看其背后的 Pod 正常；错误来自应用本身或其调用的组件。",
  ],
  [
    "{s} is well now: it sends to {n} ready endpoints that serve its ports",
    "{s} 现已正常：其转发到 {n} 个提供其端口的就绪端点",
  ],
  [
    "{s} sends to {n} ready endpoints, and errors are told of it",
    "{s} 转发到 {n} 个就绪端点，而有其错误的报告",
  ],
  ["it sends to {o}, which has no replicas", "其转发到 {o}，而 {o} 没有副本"],
  [
    "{s} has no ready endpoint ({n} are not ready), for the pods of {o} are not ready: {M}",
    "{s} 没有就绪端点（{n} 个未就绪），因为 {o} 的 Pod 未就绪：{M}",
  ],
  [
    "{s} has no ready endpoint ({n} are not ready), for the pods of {o} are not ready",
    "{s} 没有就绪端点（{n} 个未就绪），因为 {o} 的 Pod 未就绪",
  ],
  ["{s} was deleted, and what it sent to is gone as well", "{s} 已被删除，其转发到的对象也已消失"],
  [
    "{s} was deleted, Service {t} is in its place, and nothing names the old one",
    "{s} 已被删除，由 Service {t} 取代，没有对象再引用原来的 Service",
  ],
  [
    "{s} was deleted, while {o} runs on and {c} still name it.",
    "{s} 已被删除，而 {o} 仍在运行，{c} 仍引用它。",
  ],
  ["{s} was deleted, while {o} runs on and it was a {t}.", "{s} 已被删除，而 {o} 仍在运行；其类型为 {t}。"],
  ["{s} was deleted, while {o} runs on.", "{s} 已被删除，而 {o} 仍在运行。"],
  ["{s} was deleted; it is on record as it was", "{s} 已被删除；其原有内容有记录"],
  ["Make it again as it was", "按原样重建"],
  // Ingresses.
  [
    "{i} sends to Service {s}, which does not exist; {t} does, is a slip away and has port {p}.",
    "{i} 指向不存在的 Service {s}；而 {t} 存在，名称仅差一处笔误，并有端口 {p}。",
  ],
  ["there is no Service {s}; near it: {n}", "没有 Service {s}；名称相近的有：{n}"],
  ["there is no Service {s}", "没有 Service {s}"],
  ["Where {a} is meant, let the Ingress name it", "如指的是 {a}，让 Ingress 引用它"],
  ["Or make the Service that it names", "或创建其引用的 Service"],
  ["Choose the port that is meant", "选择所指的端口"],
  ["See which classes and controllers there are", "查看现有的类和控制器"],
  [
    "{i} is well now: every Service and port that it names is there, and they have ready endpoints",
    "{i} 现已正常：其引用的所有 Service 和端口都存在，并有就绪端点",
  ],
  ["no Service and port for {a}", "{a} 没有对应的 Service 和端口"],
  ["no ready endpoint for port {p}", "端口 {p} 没有就绪端点"],
  ["every backend is there for {s} s", "所有后端都存在，持续 {s} 秒"],
  ["no ready endpoint for its port", "其端口没有就绪端点"],
  ["no ready endpoint for it", "没有就绪端点"],
  ["{s} has no ready endpoint; {n} are not ready", "{s} 没有就绪端点；{n} 个未就绪"],
  ["{n} ready endpoints for {s} s", "{n} 个就绪端点，持续 {s} 秒"],
  ["it sends to {o}, which has no replicas for {s} s", "其转发到没有副本的 {o}，持续 {s} 秒"],
  ["its pods have {a} in place of {b}", "其 Pod 带有 {a}，而不是 {b}"],
  ["selector {a}; last applied: {b}", "选择器 {a}；最近一次应用：{b}"],
  ["backend {a} at {p}", "{p} 处的后端 {a}"],
  ["{n} ready endpoints", "{n} 个就绪端点"],
  ["it selects {l}, which no pod has", "其选择 {l}，而没有 Pod 带有该标签"],
];
