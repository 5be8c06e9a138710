# Kafka
kafka-title = Kafka
kafka-about = 各 broker 保存分区日志的副本，其中一个是领导者；由谁领导，由控制器自己的小型法定人数来决定。

# settings
setting-kafka-profile = 模拟哪个版本；它决定其他设置的默认值。
setting-kafka-unclean_leader_election_enable = 当 ISR 里已无人可用时，ISR 之外的副本能否当领导者？自 0.11 起默认关闭。
setting-kafka-min_insync_replicas = 要接受 acks=all 的写入，至少要有多少个同步副本。
setting-kafka-elr = 合格领导者副本（KIP-966）：离开过小 ISR 的副本仍算数据完整，除非它曾崩溃。
setting-kafka-partitions = 主题有多少个分区。第一个分区是观察的焦点。
setting-kafka-replicationFactor = 每个分区有多少个副本；默认 3 个，broker 不足时有几个算几个。
setting-kafka-assignment = 每个分区的副本列表，排在最前的是首选领导者。
setting-kafka-isr = 运行开始时第一个分区的 ISR。
setting-kafka-leaderEpoch = 运行开始时各分区的 leader epoch。
setting-kafka-replica_lag_time_max_ms = 跟随者落后超过这么久就会离开 ISR；每过一半时间检查一次。
setting-kafka-replica_fetch_wait_max_ms = 跟随者的 Fetch 在领导者处等待新记录的最长时间。
setting-kafka-replica_fetch_backoff_ms = Fetch 失败后跟随者等待多久。
setting-kafka-replica_fetch_max_bytes = 一次 Fetch 对一个分区最多取多少数据；这里一条记录按 1 KiB 计。
setting-kafka-replica_socket_timeout_ms = Fetch 超过这么久没有回应就放弃。
setting-kafka-replica_high_watermark_checkpoint_interval_ms = broker 每隔多久把高水位写到磁盘。
setting-kafka-log_flush_interval_messages = 日志每写入这么多条记录就刷盘一次。默认从不：由操作系统决定。
setting-kafka-auto_leader_rebalance_enable = 领导权是否会自动回到副本列表中的第一个副本？
setting-kafka-leader_imbalance_check_interval_seconds = 控制器每隔多久检查领导权能否归位。
setting-kafka-unclean_leader_election_interval_ms = 每隔多久重新检查没有领导者的分区。
setting-kafka-broker_session_timeout_ms = broker 超过这么久没有音讯就会被隔离（fence）。
setting-kafka-broker_heartbeat_interval_ms = broker 每隔多久向控制器发送心跳。
setting-kafka-controller_quorum_election_timeout_ms = 没有领导者的控制器在请求投票前等待的时间：此值到其两倍之间。
setting-kafka-controller_quorum_fetch_timeout_ms = 控制器这么久得不到领导者的回应，就去寻找新的领导者。
setting-kafka-controller_quorum_election_backoff_max_ms = 领导者辞职后，继任者最多等待多久。
setting-kafka-controller_quorum_append_linger_ms = 元数据记录在一起追加之前先积攒多久。
setting-kafka-controller_quorum_retry_backoff_ms = 元数据 Fetch 失败后隔多久再试。

# messages
message-kafka-Vote = 控制器请求投票；带 preVote 时只是先问能不能得到票。
message-kafka-VoteResponse = 回应：给或不给。
message-kafka-BeginQuorumEpoch = 控制器的新领导者宣告自己。
message-kafka-BeginQuorumEpochResponse = 已听到宣告。
message-kafka-EndQuorumEpoch = 控制器的领导者卸任，并列出继任者。
message-kafka-QuorumFetch = 控制器或 broker 拉取 __cluster_metadata 的新记录。线上协议里它就是 Fetch。
message-kafka-QuorumFetchResponse = __cluster_metadata 的记录，以及已提交到哪里。
message-kafka-BrokerRegistration = 启动后的 broker 向控制器注册。
message-kafka-BrokerRegistrationResponse = broker epoch，或拒绝的原因。
message-kafka-BrokerHeartbeat = broker 报告自己活着，以及元数据读到了哪里。
message-kafka-BrokerHeartbeatResponse = 它是否被隔离，是否可以停止。
message-kafka-AlterPartition = 领导者提议新的 ISR。
message-kafka-AlterPartitionResponse = 控制器现在的 ISR，或拒绝的原因。
message-kafka-Fetch = 跟随者或消费者拉取记录。跟随者的 offset 就是它的确认。
message-kafka-FetchResponse = 记录与高水位；或者两份日志从哪里开始分叉。
message-kafka-Produce = 生产者写入记录。
message-kafka-ProduceResponse = 记录所在的位置，或错误。
message-kafka-Metadata = 客户端询问谁是领导者。
message-kafka-MetadataResponse = 在这个 broker 看来谁是领导者。

# timers
timer-kafka-election = 控制器没有领导者：该请求投票了。
timer-kafka-quorum-fetch-timeout = 控制器的领导者没有回应。
timer-kafka-check-quorum = 没有多数控制器来拉取。
timer-kafka-begin-quorum-epoch = 控制器的领导者再次宣告自己。
timer-kafka-quorum-retry = 重试元数据拉取。
timer-kafka-parked-quorum-fetch = 元数据拉取等新内容等够了。
timer-kafka-append-linger = 把积攒的元数据记录一起追加。
timer-kafka-broker-session = 某个 broker 的会话可能已过期。
timer-kafka-rebalance = 领导权能否回到首选副本？
timer-kafka-unclean-election = 重新检查没有领导者的分区。
timer-kafka-heartbeat = 下一次心跳，或心跳的回应迟到。
timer-kafka-alter-partition = 再次提议 ISR 变更。
timer-kafka-isr-expiration = 领导者检查落后的跟随者。
timer-kafka-checkpoint = 把高水位写到磁盘。
timer-kafka-fetch-backoff = 跟随者再次拉取。
timer-kafka-fetch-timeout = Fetch 没有回应。
timer-kafka-parked-fetch = Fetch 等记录等够了。
timer-kafka-purgatory = 写入等副本等够了。
timer-kafka-shutdown = broker 不再等控制器放行。
timer-kafka-next = 客户端的下一次操作。
timer-kafka-retry = 客户端重试。
timer-kafka-request-timeout = 客户端没有得到回应。
timer-kafka-delivery-timeout = 客户端放弃。

# rules
rule-kafka-elect-leader-kraft = 列表中第一个既在 ISR 中（ISR 为空时看 ELR）又存活的副本当领导者。一个都没有时分区就没有领导者，除非允许不洁选举。
rule-kafka-partition-change = 一条记录同时改变分区的领导者、ISR、ELR、副本及其 epoch。
rule-kafka-alter-partition = 控制器只接受现任领导者在当前 epoch 下提议的 ISR，且成员都必须存活。
rule-kafka-broker-heartbeat = 心跳决定 broker 是被接纳、被隔离，还是可以停止。
rule-kafka-broker-session = 超过 broker.session.timeout.ms 没有音讯的 broker 被隔离：离开所有 ISR，失去领导权。
rule-kafka-register-broker = 同一 id 的第一个进程会话仍有效时，第二个进程会被拒绝。
rule-kafka-raft-vote = 控制器在一个 epoch 里只投一票，且只投给日志不比自己旧的候选者。仍能听到领导者的控制器会拒绝预投票。
rule-kafka-raft-tally = 多数控制器选出领导者。
rule-kafka-raft-high-watermark = 多数控制器已拉取、且其中包含领导者自己 epoch 的记录，元数据才算提交。
rule-kafka-raft-check-quorum = 若在 1.5 倍拉取超时内没有多数来拉取，控制器的领导者就卸任。
rule-kafka-raft-resign-backoff = 领导者卸任时，日志最长的继任者立即行动，其余依次延后。
rule-kafka-out-of-sync = 跟随者在 replica.lag.time.max.ms 内一直没追上就离开 ISR；缺多少条消息并不重要。
rule-kafka-isr-expand = 跟随者拥有全部已提交记录，并到达领导者 epoch 的起点，才能加入 ISR。
rule-kafka-high-watermark = ISR 中的每个成员以及可能已加入的成员都拥有某条记录，它才算提交；少于 min.insync.replicas 时绝不提交。
rule-kafka-produce = acks=0 没有回应；acks=1 只等领导者自己；acks=all 等待 ISR，且至少要有 min.insync.replicas 个。
rule-kafka-fetch-divergence = 根据跟随者最后一条记录的 epoch，领导者就知道两份日志从哪里分叉。
rule-kafka-fetch-fencing = 带着其他 leader epoch 的 Fetch 会被拒绝。
rule-kafka-truncate = 跟随者从与领导者分叉处截断日志。若像 0.11 之前那样截到自己的高水位，可能截掉已提交的记录。

# properties
property-one-leader-per-partition-epoch = 每个 leader epoch 只有一个领导者
property-one-leader-per-partition-epoch-says = 任何时候都不会有两个 broker 在同一 leader epoch 里领导同一分区。
property-committed-metadata-agree = 已提交的元数据一致
property-committed-metadata-agree-says = 一个进程视为已提交的元数据，在其他进程上也一样。
property-unheard-controller-resigns = 无人响应的控制器会卸任
property-unheard-controller-resigns-says = 没有多数来拉取的控制器领导者会按时卸任。
property-leader-from-isr = 领导者来自 ISR
property-leader-from-isr-says = 未开启不洁选举时，每个当选者都来自 ISR 或 ELR。
property-leader-waits-for-controllers-isr = 领导者等待整个 ISR
property-leader-waits-for-controllers-isr-says = 控制器可能从 ISR 选出的每个副本，领导者提交前都会等它。
property-min-isr-commits = 低于下限不提交
property-min-isr-commits-says = 同步副本少于 min.insync.replicas 时不会提交任何记录。
property-isr-holds-committed = ISR 拥有全部已提交记录
property-isr-holds-committed-says = ISR 的每个成员都拥有每条已提交的记录。
property-logs-agree-below-high-watermark = 已提交部分日志一致
property-logs-agree-below-high-watermark-says = 在两者高水位之下，两个副本的记录相同。
property-clean-leader-is-complete = 新领导者数据完整
property-clean-leader-is-complete-says = 新领导者拥有此前提交的一切。
property-consumed-records-stay = 读过的不会变
property-consumed-records-stay-says = 消费者读过的记录不会变成别的。

# stories
kafka-playground-title = 三个 broker，三个控制器
kafka-playground-summary = 一个三副本分区、一个生产者、一个消费者：随意破坏。
