/**
 * Words that the messages of Kubernetes, of kernels, of runtimes and of common servers are made of. A search's query is
 * built of these, so that a name which somebody gave to something of theirs stays in the house.
 */
export const PUBLIC_WORDS: ReadonlySet<string> = new Set(
  `
  abort aborted accept access accessible account acquire active actual add address admission affinity after again alive
  allocatable allocate allocated allocation allowed already annotation api apparmor architecture argument arguments array
  assertion assign at attach attached attempt attempts auth authenticate authentication authority authorization authorized
  available back backend backoff bad bind binding block blocked body broken broker bucket buffer build busy byte bytes
  cache call callback can cannot canceled cancelled capability capacity cert certificate cgroup chain change changed
  channel check checksum child class client clock close closed cluster code collection column command commit compile
  config configmap configuration configured conflict connect connected connecting connection connections connector
  constraint consumer container content context controller cookie copy core corrupt corrupted cors could cpu crash crashed
  create created credential credentials critical cron current daemon data database datasource dead deadline deadlock
  debug decode decrypt default definition delete deleted denied dependency deployment deprecated deserialize destination
  detached device dial digest directory disabled disconnected disk dispatch dns does domain driver dropped dump duplicate
  election element empty enabled encode encoding encryption end endpoint endpoints enough entry entrypoint env environment
  error errors event eviction evicted exceed exceeded exception exec executable execute execution exist exists exit exited
  expected expired export expression extension external fail failed failing failure fallback fatal fault feature fetch
  field file files filesystem filter find finalizer flag flags flush for forbidden fork format found frame free from full
  function garbage gateway generation get grace group handler handshake hash header headers health healthy heap heartbeat
  hook host hostname hostpath http https identifier idle ignore illegal image immutable import in inaccessible incompatible
  incomplete index info ingress init initialization initialize initialized inode inodes input insert insufficient integer
  integrity interface internal interrupt invalid io is isolation issue issuer job join json kernel key keys keystore kill
  killed kind kubelet label latest leader leak lease length level library limit limited limits line link list listen
  listener liveness load loading local lock locked log login lookup lost malformed manager manifest map mask master match
  matching max maximum memory merge message metadata method metrics migration minimum mismatch missing mode module mount
  mounted mounting must name namespace native negative network no node none not null number object obsolete of offline
  offset on open operation operator option options or order orphan os other out output over overflow overlap owner package
  page panic parameter parse parser parsing partition patch path pending permission permissions persistent pid pipe platform
  plugin pod policy pool port ports preempted prefix present pressure priority privileged probe process processes producer
  program protocol provision provisioner proxy pull push query queue quorum quota range rate read readiness ready reason
  rebalance receive received recover recovery recursion redirect reference refresh refused register registration registry
  reject rejected release reload remote remove rename replica replicas replication request requests required requires
  reset resize resolve resolver resource resources response restart restore result retries retry return revision role
  rollback rollout root route router rules run running runtime sandbox scale schedule scheduled scheduler schema scope script
  secret segment segmentation selector semaphore send serialization serialize server service session set setting shard
  shared shell shutdown signal signature size skew slot snapshot socket source spec spread ssl stack stale start started
  starting startup state statement status stop stopped storage store stream string subject subnet subprocess success
  supported suspended sync syntax system table tag taint target task template temporary terminate terminated termination
  text thread threads throttled throttling time timed timeout timestamp tls to token toleration too topic topology trace
  transaction transport trust trusted type unable unauthorized unavailable unbound undefined unexpected unhandled unhealthy
  unique unknown unmount unpack unreachable unrecognized unschedulable unset unsupported until update updated upgrade
  upstream uri url usage use used user using valid validate validation value values variable verification verify version
  volume volumes wait waiting was watch webhook while with without worker write writing wrong zero zone
  `
    .trim()
    .split(/\s+/),
);
