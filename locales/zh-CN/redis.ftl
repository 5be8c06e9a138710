# Redis 复制与 Sentinel，7.2。
redis-title = Redis + Sentinel
redis-about = 一台 Redis 主节点接受写入，并异步复制给副本，不等待它们确认。Sentinel 负责监视：
    当足够多的 Sentinel 认为主节点下线时，其中一个当选并提升一个副本。
    系统既不保证同一时刻只有一个主节点，也不保证已确认的写入不会丢失。

# 设置
setting-redis-down-after-milliseconds = PING 无应答超过这段时间，Sentinel 就认为该服务器下线。
setting-redis-quorum = 至少要有这么多 Sentinel 认为主节点下线，才会尝试故障转移。要主导故障转移，还需要全部 Sentinel 的多数票。
setting-redis-failover-timeout = 卡住的故障转移在这段时间后放弃。一次尝试之后，Sentinel 要等两倍时间才会再试。
setting-redis-parallel-syncs = 同时切换到新主节点的副本数量。
setting-redis-master-reboot-down-after-period = 主节点以新的 run id 重启后，超过这段时间仍未就绪就算下线。0 表示关闭。
setting-redis-min-replicas-to-write = 合格副本少于此数时，主节点拒绝写入。0 表示关闭，这是默认值。
setting-redis-min-replicas-max-lag = 副本最近一次确认不早于这么多整秒，就算合格。并不看它确认到了哪里。
setting-redis-repl-timeout = 复制连接静默超过这段时间，任何一端都会将其关闭。
setting-redis-repl-ping-replica-period = 主节点向副本发送 PING 的间隔。PING 在复制流中传输，会推进偏移量。
setting-redis-repl-backlog-size = 主节点为重连的副本保留多少复制流。缺得更多的副本只能全量同步。
setting-redis-repl-backlog-ttl = 没有副本的主节点保留 backlog 的时间。
setting-redis-repl-diskless-sync-delay = 开始全量同步前，主节点等待更多副本加入的时间。
setting-redis-replica-serve-stale-data = 副本与主节点断开时是否仍然响应读请求。
setting-redis-appendonly = 是否把每次写入记入 AOF 文件，每秒刷盘一次。
setting-redis-appendfsync = 何时刷写追加文件：每次应答之前、每秒一次在后台，或由操作系统决定。
setting-redis-save = 自动生成快照的条件：3600 秒 1 次修改、300 秒 100 次、60 秒 10000 次；或者从不。

# 规则
rule-redis-sdown = PING 无应答超过 down-after-milliseconds，或主节点自称副本太久，Sentinel 就认为它主观下线。
rule-redis-odown = 本 Sentinel 认为主节点下线，并且五秒内有足够多的其他 Sentinel 也这样说、达到 quorum，主节点即为客观下线。
otherwise-redis-odown = 没有 quorum，只要某个 Sentinel 自己与主节点断开，就会发起故障转移。
rule-redis-failover-timing = 主节点客观下线、没有正在进行的故障转移、且距上次尝试至少两倍 failover-timeout，才会尝试。十秒内未当选则放弃。
rule-redis-new-epoch = Sentinel 听到的最大纪元成为自己的纪元。每次尝试都从一个新纪元开始。
rule-redis-sentinel-vote = 每个纪元里，Sentinel 把票投给第一个来要票的，其他一概不看。
otherwise-redis-sentinel-vote = 如果同一纪元能投第二票，可能有两个 Sentinel 同时当选，提升两个副本。
rule-redis-sentinel-elected = 获得全部已知 Sentinel（包括已死的）的多数票，且不少于 quorum，才算当选。
otherwise-redis-sentinel-elected = 如果只看 quorum，网络分区的两侧可能在同一纪元各选出一个领导者。
rule-redis-select-replica = 先排除已下线、信息过旧或优先级为 0 的副本；其余的优先级数字最小者胜，其次偏移量最大者，再次 run id 最小者。
otherwise-redis-select-replica = 如果先比偏移量，优先级更好但落后的副本就不会胜出，它缺少的写入也就不会丢失。
rule-redis-failover-state = 故障转移逐个状态推进：选出副本、提升它、等 INFO 显示角色已变、再让其他副本改随它。提升之前都可以放弃。
rule-redis-parallel-syncs = 提升之后，其他副本依次切换到新主节点，同时最多 parallel-syncs 个。
rule-redis-config-epoch = 两份配置以纪元较大者为准。Sentinel 一听到新配置，立即改用新主节点。
otherwise-redis-config-epoch = 如果以最后听到的为准，旧配置可能在新配置之后卷土重来。
rule-redis-convert-to-slave = 表中的副本自称主节点超过 8 秒，而表中的主节点状态正常，就把它改为副本。回来的旧主节点要到下一次 INFO 才被发现，最长再等 10 秒。
otherwise-redis-convert-to-slave = 如果一恢复连通就降级，旧主节点就不会再确认十秒注定丢失的写入。
rule-redis-fix-slave-config = 副本跟随错误的主节点超过 failover-timeout，就把它指回正确的主节点。
rule-redis-tilt = 定时器晚了超过 2 秒的 Sentinel 不再相信自己的时钟：30 秒内只观察和投票，不采取行动。
rule-redis-discovery = Sentinel 从主节点的 INFO 得知副本，从 hello 消息得知其他 Sentinel。
rule-redis-psync = 副本所报的复制历史主节点认得、未超出共同部分、且缺少的字节还在 backlog 中，就可以接着复制；否则全量同步，原有数据被丢弃。
otherwise-redis-psync = 如果任何副本都能直接接着复制，旧主节点就会保留别人没有的写入，数据永远不一致。
rule-redis-shift-replid = 被提升的副本以旧 id 记住旧历史（到自己的偏移量为止），并开始新的历史。
rule-redis-full-resync = 主节点的快照整体替换本机数据，快照里没有的写入就此消失。
rule-redis-min-replicas = 主节点每秒、以及副本上线或离开时，统计最近有确认的副本。数量不足就回复 NOREPLICAS。
otherwise-redis-min-replicas = 没有这道闸门，被隔离的主节点会在整个分区期间一直接受写入。
rule-redis-wait = WAIT 统计已确认客户端最后一次写入的副本数。它只报告，不回滚。
rule-redis-refuse = 副本对写入回复 READONLY；正在加载的服务器回复 LOADING；与主节点断开的副本可能回复 MASTERDOWN。
rule-redis-repl-timeout = 超过 repl-timeout 没有任何消息的连接被关闭。
rule-redis-failover-command = FAILOVER 先暂停写入，等某个副本确认了全部数据，才把主节点交给它。
rule-redis-config-set = CONFIG SET 只改变一台服务器，重启后失效，除非先重写配置文件；SENTINEL SET 只改变一个 Sentinel，其他 Sentinel 保持原值。
rule-redis-aof-flush = 追加文件正在刷盘时，对它的写入被推迟，最多两秒。之后主线程等待磁盘，服务器不再应答任何人。

# 消息
message-redis-PING = 你在吗？
message-redis-PONG = 我在；或者一个同样算作应答的错误。
message-redis-INFO = 告诉我你的角色、主节点、副本和偏移量。
message-redis-INFO-reply = 角色、主节点、副本、偏移量。
message-redis-PUBLISH = Sentinel 通过这台服务器告诉其他 Sentinel：我是谁、我认为谁是主节点。
message-redis-published = 消息已转发。
message-redis-SUBSCRIBE = 我要订阅这里发布的消息。
message-redis-hello = 另一个 Sentinel 发布的消息。
message-redis-is-master-down-by-addr = 你也认为主节点下线了吗？若带有名字：你愿意投票给我吗？
message-redis-is-master-down-reply = 是否下线，以及票投给了谁。
message-redis-SLAVEOF = 成为某台服务器的副本，或成为主节点。客户端连接会被断开，以便它们重新询问。
message-redis-EXEC = 事务已执行。
message-redis-PSYNC = 这段历史我有到这个字节：可以接着复制吗？
message-redis-FULLRESYNC = 不可以：接下来是全量快照，你原有的数据将被丢弃。
message-redis-CONTINUE = 可以：这是你缺少的部分。
message-redis-NOMASTERLINK = 现在不行：我自己也没连上主节点。
message-redis-RDB = 全量快照。
message-redis-stream = 主节点执行过的写入和 PING。
message-redis-REPLCONF-ACK = 到这个字节为止我都有了。
message-redis-SET = 一次写入。
message-redis-WAIT = 等这么多副本有了我的最后一次写入再告诉我。
message-redis-GET = 一次读取。
message-redis-OK = 写入已在本机完成。
message-redis-acks = 这么多副本已经有了。
message-redis-value = 读到的值。
message-redis-error = 命令被拒绝。
message-redis-get-master-addr-by-name = 谁是主节点？
message-redis-master-addr = 主节点的地址。
message-redis-switch-master = 主节点已经更换。

# 定时器
timer-redis-replicationCron = 每秒一次：确认、PING、断开的连接、合格副本计数。
timer-redis-BGSAVE = 正在写快照。
timer-redis-loading = 正在加载快照。
timer-redis-WAIT = WAIT 的超时。
timer-redis-sentinelTimer = Sentinel 主动做的一切。周期每次重新抽取，53 到 100 ms，使各 Sentinel 不会步调一致地要票。
timer-redis-desync = 尝试的起算时间里最多一秒的随机部分。
timer-redis-next-operation = 客户端的下一次操作。
timer-redis-timeout = 客户端等待应答的时间。
timer-redis-ask-sentinel = 客户端再次询问 Sentinel。
timer-redis-fsync = 主线程等待文件写入磁盘。
timer-redis-bio-aof-fsync = 在后台刷写追加文件。
timer-redis-RDB-child = 子进程把快照写入磁盘。
timer-redis-aof-postponed = 对追加文件的写入最多可以推迟多久。

# 性质
property-one-vote-per-epoch = 每个纪元一票
property-one-vote-per-epoch-says = Sentinel 在同一纪元绝不投两次票，重启后也不会。
property-one-failover-leader-per-epoch = 每个纪元一个故障转移领导者
property-one-failover-leader-per-epoch-says = 同一纪元里绝不会有两个 Sentinel 当选。
property-elected-by-majority = 由多数派选出
property-elected-by-majority-says = 当选者拥有全部已知 Sentinel 的多数票，且不少于 quorum。
property-failover-needs-odown = 故障转移需要 quorum
property-failover-needs-odown-says = 非人工的故障转移，只在达到 quorum 的 Sentinel 都看到主节点（或其前任）下线之后才会开始。
property-one-master-per-config-epoch = 每个配置纪元一个主节点
property-one-master-per-config-epoch-says = 处于同一配置纪元的 Sentinel 指认同一个主节点。
property-replica-equals-master = 偏移量相同则数据相同
property-replica-equals-master-says = 已连接的副本与主节点偏移量相同时，持有的写入完全一致。
property-one-replication-group = 同一个复制组
property-one-replication-group-says = 每台服务器现在或曾经是被监视主节点的副本。从不复制任何人的服务器自成一个主节点：这是配置错误，而不是选举的结果。

# 自由实验
redis-playground-title = 自由实验
redis-playground-summary = 一个主节点、两个副本、三个 Sentinel，一个写客户端和一个读客户端：随意制造故障。

# sentinel-failover
redis-sentinel-failover-title = 主节点死亡，Sentinel 提升副本
redis-sentinel-failover-summary = 从第一个无应答的 PING 到 +switch-master，与真实日志逐行对应。
redis-sentinel-failover-intro = 一个主节点、两个副本、三个 Sentinel。客户端向 Sentinel 询问主节点后写入 r1。每个 Sentinel 每秒向每台服务器发送一次 PING。
redis-sentinel-failover-killed = r1 死亡。连接随之断开，所有人立刻察觉；但 Sentinel 要等一秒无应答才判定它下线。
redis-sentinel-failover-who = 两个副本数据相同、优先级相同。谁会被提升？
redis-sentinel-failover-sdown = +sdown：在这个 Sentinel 看来主节点主观下线。它去询问其他 Sentinel。
redis-sentinel-failover-odown = +odown：达到 quorum 2。新纪元开始，这个 Sentinel 开始要票。
redis-sentinel-failover-elected = +elected-leader：多数派投给了它，现在才可以行动。投票决定的是由谁主导故障转移，而不是提升哪个副本。
redis-sentinel-failover-selected = +selected-slave：优先级相同、偏移量相同，由最小的 run id 决定：r3。
redis-sentinel-failover-promoted = +promoted-slave：INFO 显示 r3 已是主节点。从此不能回头；新的配置纪元随下一条 hello 传播。
redis-sentinel-failover-switched = +switch-master，客户端随之切换。距死亡约 2.3 秒，其中一秒用来确认。
redis-sentinel-failover-back = r1 回来了，仍以为自己是主节点，没有人告诉它情况已变。
redis-sentinel-failover-converted = +convert-to-slave：INFO 中的错误角色持续 8 秒后，r1 被改为副本，并从 r3 全量复制。

# who-is-promoted
redis-who-is-promoted-title = 提升谁：优先级先于数据
redis-who-is-promoted-summary = 落后但优先级更好的副本胜出，它缺少的写入全部丢失。
redis-who-is-promoted-intro = 三个副本：r2 优先级 10，r3 默认 100，r4 为 0，即永不提升。数字越小越优先。
redis-who-is-promoted-cut = r2 与主节点断开，但 Sentinel 仍能连到它。每秒 50 次写入，它逐渐落后。
redis-who-is-promoted-killed = 主节点死亡。r3 拥有全部已确认的写入，r2 缺少四秒的写入。
redis-who-is-promoted-who = 哪个副本会被提升？
redis-who-is-promoted-selected = r4 因优先级 0 被排除。另外两个中优先级数字小者胜：r2。只有优先级相同时才比较偏移量。
redis-who-is-promoted-doomed = 约 200 次已确认的写入不在新主节点上。r3 暂时还保有它们。
redis-who-is-promoted-gone = r3 请求 r2 接着复制，但它的偏移量已超出两段历史的分叉点：全量同步。这些写入从所有节点上消失。

# split-brain
redis-split-brain-title = 脑裂：两个主节点，其中一个的写入注定丢失
redis-split-brain-summary = 与客户端一起被隔离的主节点继续确认写入，全部丢失；恢复连通之后还要再丢十一秒多。
redis-split-brain-intro = 客户端 a 保持与 r1 的连接，每 20 ms 写一次；客户端 b 向 Sentinel 询问。min-replicas-to-write 为默认值 0。
redis-split-brain-cut = 网络分裂：r1、s1 和客户端 a 在一侧，其余在另一侧。r1 仍接受 a 的每次写入并回复 OK。
redis-split-brain-two = 多数派一侧提升了 r2，现在有两个主节点。r1 并不知道，也没有任何配置促使它去问。
redis-split-brain-doomed = r1 现在确认的每次写入都注定丢失：r2 永远看不到。而客户端 a 觉得一切正常。
redis-split-brain-healed = 网络恢复，正在重拨的连接一两秒后才接通。r1 依旧在确认写入。
redis-split-brain-when = r1 什么时候才会停止接受写入？
redis-split-brain-converted = +convert-to-slave：重新拨通 r1 的 Sentinel 每 10 秒读一次 INFO，并等错误角色超过 8 秒。直到此刻，恢复连通十一秒多之后，才通知 r1。
redis-split-brain-gone = r1 请求 r2 从自己的偏移量接着复制，但 r2 不认得这段历史：全量同步。分裂以来确认的所有写入就此消失。

# min-replicas
redis-min-replicas-title = min-replicas-to-write 限制丢失
redis-min-replicas-summary = 同样的分裂，min-replicas-to-write 1、max-lag 10：约十秒的写入丢失，之后是 NOREPLICAS。
redis-min-replicas-intro = 同样的分裂，但 min-replicas-to-write 为 1：没有任何副本在 10 秒内确认过的主节点会拒绝写入。
redis-min-replicas-cut = 网络分裂。r1 的副本不到一秒前刚确认过，暂时仍算合格，闸门开着。
redis-min-replicas-two = 两个主节点。r1 仍在确认，因为闸门只看最近一次确认有多旧，不看确认了什么。
redis-min-replicas-gate = NOREPLICAS：最近一次确认已超过 10 个整秒。从此不会再丢更多。
redis-min-replicas-healed = 这一次，恢复连通不再增加丢失。
redis-min-replicas-gone = 闸门关闭之前 r1 确认的写入被丢弃：约 10.2 秒，而不是整个分裂期间。

# min-replicas-short-lag
redis-min-replicas-short-lag-title = 更短的延迟，更小的丢失
redis-min-replicas-short-lag-summary = min-replicas-max-lag 3：被隔离的主节点三秒后停止接受写入。
redis-min-replicas-short-lag-intro = 同一道闸门，min-replicas-max-lag 为 3。
redis-min-replicas-short-lag-cut = 网络分裂。
redis-min-replicas-short-lag-two = 两个主节点，各有一个客户端。
redis-min-replicas-short-lag-gate = 约 3.2 秒后 NOREPLICAS：按整秒计算，每秒检查一次。
redis-min-replicas-short-lag-healed = 网络恢复；r1 早已不再接受写入。
redis-min-replicas-short-lag-gone = 约 160 次写入丢失。代价是：副本只要卡住几秒，所有写入都会停止。

# min-replicas-price
redis-min-replicas-price-title = 闸门的代价
redis-min-replicas-price-summary = min-replicas-to-write 为 1 时，副本死光，健康的主节点也停止接受写入。
redis-min-replicas-price-intro = min-replicas-to-write 为 1，没有分区，主节点健康。
redis-min-replicas-price-one = 一个副本死亡，还剩一个：写入继续。
redis-min-replicas-price-none = 另一个副本也死了。连接断开，主节点立即重新计数。
redis-min-replicas-price-refused = NOREPLICAS。主节点健康，无需故障转移，却没人能写：闸门的代价是可用性。
redis-min-replicas-price-back = 一个副本回来并复制数据。
redis-min-replicas-price-open = 它上线了，闸门打开。没有任何丢失。

# wait-narrows
redis-wait-narrows-title = WAIT 告诉你什么有风险
redis-wait-narrows-summary = 使用 WAIT 1，被隔离主节点上的写入不会被当作已确认：已确认的一个也没丢。
redis-wait-narrows-intro = 每次写入后客户端发送 WAIT 1 300，只有当一个副本已有该写入时才算确认。
redis-wait-narrows-cut = 网络分裂。r1 仍然执行每次写入。
redis-wait-narrows-zero = 但 WAIT 在 300 ms 后返回 0。客户端知道自己无从知道：这次写入可能保留，也可能消失。
redis-wait-narrows-two = 另一侧提升了 r2。
redis-wait-narrows-gone = 分裂以来 r1 的写入被丢弃，其中没有一个经 WAIT 确认过。

# wait-still-loses
redis-wait-still-loses-title = WAIT 缩小缺口，但没有消除它
redis-wait-still-loses-summary = WAIT 在一个副本上确认过的写入，在另一个副本被提升后丢失。
redis-wait-still-loses-intro = 每次写入后都有 WAIT 1。r3 的优先级更好：10。
redis-wait-still-loses-cut = r3 落后。r2 拥有全部数据，所以 WAIT 仍返回 1。
redis-wait-still-loses-killed = 主节点死亡。所有已确认的写入都在 r2 上。
redis-wait-still-loses-selected = Sentinel 既不看 WAIT，也不先比偏移量：优先级决定，选中 r3。
redis-wait-still-loses-gone = r2 必须跟随 r3，两秒内副本确认过的写入全部消失。

# quorum-is-not-majority
redis-quorum-is-not-majority-title = quorum 不是多数派
redis-quorum-is-not-majority-summary = 五个 Sentinel 中的两个达到 quorum 2，判定主节点下线，却永远选不出领导者。
redis-quorum-is-not-majority-intro = 五个 Sentinel，quorum 为 2：需要这么多 Sentinel 认为主节点下线。
redis-quorum-is-not-majority-cut = s1、s2 与副本 r2 被隔离。主节点在另一侧，活得好好的。
redis-quorum-is-not-majority-odown = 两个都认为它下线：达到 quorum，+odown。其中一个尝试故障转移。
redis-quorum-is-not-majority-win = 凭两票能当选吗？
redis-quorum-is-not-majority-abort = -failover-abort-not-elected：五票中需要三票，死掉或不可达的 Sentinel 也算在内。quorum 小只是发现得更快，并不能让少数派变成多数派。
redis-quorum-is-not-majority-healed = 一切恢复。自始至终只有一个主节点，没有任何丢失。

# sentinel-leader-dies
redis-sentinel-leader-dies-title = 当选的 Sentinel 死亡
redis-sentinel-leader-dies-summary = +elected-leader 之后当选者立刻死亡，两倍 failover-timeout 内无人接手。
redis-sentinel-leader-dies-intro = 三个 Sentinel，failover-timeout 为 10 秒（默认 180 秒）。
redis-sentinel-leader-dies-killed = 主节点死亡。
redis-sentinel-leader-dies-dies = +elected-leader，就在此刻当选的 Sentinel 死了。另外两个都把票投给了它。
redis-sentinel-leader-dies-delay = 它们看到什么也没发生。但投票给别人时自己的时钟已重置：2 × failover-timeout 之内不再尝试。
redis-sentinel-leader-dies-again = 20 秒后新纪元开始，剩下的两个仍是三个中的多数派。
redis-sentinel-leader-dies-done = 故障转移完成。若用默认的 180 秒，则需要六分钟。

# manual-failover
redis-manual-failover-title = FAILOVER：主节点交接
redis-manual-failover-summary = 主节点暂停写入，直到副本拥有全部数据。没有任何丢失。
redis-manual-failover-intro = 一个主节点、一个副本，没有 Sentinel。客户端知道两台服务器。
redis-manual-failover-order = FAILOVER：主节点暂停新的写入，等待副本确认全部数据。
redis-manual-failover-synced = 偏移量相等。主节点先变成副本，再请对方接任，顺序如此：绝不会有两个主节点。
redis-manual-failover-done = 两者共享同一段历史，部分同步就够了。被暂停的写入得到 READONLY，客户端转到新主节点。计划外的故障转移没有这样平静的一刻。

# manual-failover-sentinel
redis-manual-failover-sentinel-title = SENTINEL FAILOVER：有命令，无协调
redis-manual-failover-sentinel-summary = 不需要投票，也没有暂停客户端：客户端切换之前写到旧主节点的数据丢失。
redis-manual-failover-sentinel-intro = 一切正常。运维人员想换一个主节点，以便升级 r1。
redis-manual-failover-sentinel-order = 在 s1 上执行 SENTINEL FAILOVER：不需要 ODOWN，也不需要投票。s1 按通常规则选出副本。
redis-manual-failover-sentinel-promoting = r2 被告知成为主节点。在 INFO 显示、r3 也切换完之前的一两秒里，s1 仍指认 r1，r1 也仍在确认写入。
redis-manual-failover-sentinel-switched = 客户端切换。这期间 r1 确认的写入从未到达 r2。
redis-manual-failover-sentinel-converted = 八秒多之后 r1 才被告知。
redis-manual-failover-sentinel-gone = 它多出来的写入被丢弃。想要无丢失的交接，请用 FAILOVER。

# paused-master
redis-paused-master-title = 主节点醒来
redis-paused-master-summary = 沉睡中被替换的主节点，醒来后还会确认十秒注定丢失的写入。
redis-paused-master-intro = 客户端与 r1 保持同一条连接。
redis-paused-master-paused = r1 突然停顿：长时间换页、虚拟机冻结、SIGSTOP。连接仍然开着。
redis-paused-master-switched = Sentinel 已经替换了它。
redis-paused-master-awake = r1 醒来。对它来说时间没有流逝。客户端的写入还在套接字里，r1 回复 OK。
redis-paused-master-converted = 10 秒之后、约 500 次确认之后，它才被告知。
redis-paused-master-gone = 这些写入全部消失。客户端此后得到 READONLY：它从不询问谁是主节点。

# empty-master-returns
redis-empty-master-returns-title = 主节点回来了，数据没回来
redis-empty-master-returns-summary = 没有持久化，又被快速重启：副本把空数据复制了过去。
redis-empty-master-returns-intro = 主节点不落盘：save 为空，appendonly 为 no。两个副本在内存中保有全部数据。
redis-empty-master-returns-killed = 主节点崩溃。
redis-empty-master-returns-back = 半秒内被守护进程重启，任何 Sentinel 都来不及判定下线。它是空的，而它是主节点。
redis-empty-master-returns-gone = 副本重新连接。它们不认得新的历史，于是全量同步：复制了空数据。
redis-empty-master-returns-end = 所有已确认的写入从三台服务器上消失。Sentinel 没有看到故障，只看到一次重启。

# jepsen-56-percent
redis-jepsen-56-percent-title = Jepsen，2013 年：丢失 56%
redis-jepsen-56-percent-summary = 五台主机、五个客户端、2000 次写入、一次分区：超过一半已确认的写入消失。
redis-jepsen-56-percent-intro = 首个公开发表的此类测试。每个客户端向本机的 Sentinel 询问主节点，每秒写五个数。客户端与服务器之间的连接从不切断。
redis-jepsen-56-percent-cut = 主机分裂：1、2 在一侧，3、4、5 在另一侧。五个客户端仍能连到主节点 r1，没有人抱怨。
redis-jepsen-56-percent-two = 30 秒后多数派提升了 r5。三个客户端切换；另两个的 Sentinel 在少数派一侧，仍留在 r1。
redis-jepsen-56-percent-healed = 分区恢复。r1 又持续了十秒。
redis-jepsen-56-percent-demoted = r1 被降级，分裂以来它确认的写入全部被丢弃。
redis-jepsen-56-percent-sum = 约 2000 次尝试，几乎全部得到确认，约 870 个幸存，约 1130 个丢失：丢失率 0.56。原测试的数字是 1998 个确认、872 个幸存、1126 个丢失。
