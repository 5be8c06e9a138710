# etcd 风格的 Raft。
raft-title = Raft（etcd）
raft-about = 各服务器维护同一份日志。其中一个由多数派选出，在一个任期内负责写入；条目被多数派持有后即提交。
    这里是 etcd 的 Raft：沿用它的名称、默认值和扩展——PreVote、CheckQuorum、领导权转移。

# 设置
setting-raft-profile = 采用哪套默认值：etcd、论文，或 raftscope 页面。
setting-raft-heartbeat-interval = 领导者发送心跳的间隔。etcd 的时钟也按此间隔走一个 tick。
setting-raft-election-timeout = 跟随者至少忍受多久的沉默。每次等待时间重新随机抽取，最长约为两倍。
setting-raft-pre-vote = 竞选之前先询问自己能否当选，不提高任期。
setting-raft-check-quorum = 领导者若在一个选举超时内没有听到多数派的回应便退位；不久前听到过领导者的服务器不理会竞选。
setting-raft-initial-election-tick-advance = 服务器启动时跳过首个选举超时的大部分。

# 规则
rule-raft-election-timeout = 服务器在随机选举超时内没有听到领导者，就发起竞选。
rule-raft-grant-vote = 若本任期内没有投给别人、也不知道有领导者，且候选者的日志不比自己旧，服务器就投票给它。
rule-raft-one-vote-per-term = 一个任期只投一票，先到先得；任期有了领导者之后不再投票。
otherwise-raft-one-vote-per-term = 若同一服务器投出第二票，两个候选者可能在同一任期各自凑够多数派。
rule-raft-durable-vote = 任期和选票先写入磁盘再应答，重启后都不会忘记。
otherwise-raft-durable-vote = 忘记了选票的服务器会在同一任期再投一次，这个任期就可能出现两个领导者。
rule-raft-up-to-date = 候选者的最后一条日志不得比投票者旧：先比任期，再比长度。
otherwise-raft-up-to-date = 若投票给日志更短的候选者，新领导者可能缺少已提交的条目，并在各处将其删除。
rule-raft-lease = 启用 CheckQuorum 时，在一个选举超时内听到过领导者的服务器不理会更高任期的竞选，除非是该领导者要求的。
rule-raft-pre-vote-keeps-term = 询问能否当选以及作答，都不改变任何人的任期和选票。
otherwise-raft-pre-vote-keeps-term = 若询问也会提高任期，它就会像真正的竞选一样打扰健康的领导者。
rule-raft-tally = 得到多数派的选票即当选；多数派已不可能达到即落选。
otherwise-raft-tally = 若半数就够，两个半数可以互不知情地各自做出决定。
rule-raft-stale-term = 不听从较早任期的消息；被取代的领导者可能会被告知新的任期。
otherwise-raft-stale-term = 听从被取代的领导者，可能让它覆盖已提交的条目。
rule-raft-higher-term = 收到更高任期的消息，就成为该任期的跟随者。
rule-raft-append-entries = 跟随者只在与领导者相同的条目之后追加，且只删除有冲突的部分。
otherwise-raft-append-entries = 若前一条目未知也照样追加，两份日志可能某条相同而之前不同。
rule-raft-next-probe = 被拒绝后，领导者退回到两份日志仍可能一致的最后位置，一次跳过整个任期。
rule-raft-commit-index = 条目被多数派持有、且属于领导者自己的任期，才算提交；更早的条目随之一并提交。
otherwise-raft-commit-index = 较早任期的条目即使已在多数派上，仍可能被后来的领导者覆盖。
rule-raft-check-quorum = 领导者若在一个选举超时内没有得到多数派的回应，就退位。
rule-raft-read-index = 多数派确认领导者仍在领导之后，才回答读请求。
otherwise-raft-read-index = 不去确认的领导者可能早已被取代而不自知，从而返回旧数据。
rule-raft-transfer-leadership = 移交领导权时，领导者停止接受提案；目标拥有全部日志后，通知它立即竞选。

# 消息
message-raft-MsgPreVote = 下一任期你会投给我吗？此时什么都还没有改变。
message-raft-MsgPreVoteResp = 对竞选前询问的答复。
message-raft-MsgVote = 请在这个任期投票给我。
message-raft-MsgVoteResp = 选票，或拒绝。
message-raft-MsgApp = 领导者日志中的条目、其前一条目，以及已提交到哪里。
message-raft-MsgAppResp = 跟随者的日志与领导者一致到哪里，或提示从哪里分岔。
message-raft-MsgHeartbeat = 领导者还在。
message-raft-MsgHeartbeatResp = 跟随者也在。
message-raft-MsgReadIndexResp = 服务器须应用到哪个位置才可回答读请求。
message-raft-MsgTimeoutNow = 领导者移交领导权：请立即竞选。
message-raft-MsgProp = 跟随者把客户端的写请求转给领导者。
message-raft-MsgReadIndex = 跟随者询问领导者：读请求须等到哪里。
message-raft-PutRequest = 客户端写入。
message-raft-PutResponse = 写入已提交，或出错。
message-raft-RangeRequest = 客户端读取。
message-raft-RangeResponse = 读到的内容，或出错。

# 计时器
timer-raft-Election = 若听不到领导者，到时便发起竞选。
timer-raft-Heartbeat = 距领导者下一次心跳。
timer-raft-CheckQuorum = 距领导者下一次检查多数派是否在场。
timer-raft-Request = 距等待中的客户端请求超时。
timer-raft-ReadIndex = 距再次向领导者询问读请求。
timer-raft-Next = 距客户端的下一个请求。
timer-raft-Deadline = 距客户端放弃。
timer-raft-Retry = 距客户端重试。

# 性质
property-election-safety = 选举安全性
property-election-safety-says = 一个任期最多一个领导者。
property-leader-append-only = 领导者只追加
property-leader-append-only-says = 领导者从不覆盖或删除自己日志中的条目，只会追加。
property-log-matching = 日志匹配
property-log-matching-says = 两份日志若在同一索引处有同一任期的条目，则直到该处完全相同。
property-leader-completeness = 领导者完整性
property-leader-completeness-says = 在某个任期提交的条目，存在于之后每个任期的领导者日志中。
property-state-machine-safety = 状态机安全性
property-state-machine-safety-says = 任何两个服务器都不会在同一索引处应用不同的条目。
property-one-vote-per-term = 每个任期一票
property-one-vote-per-term-says = 没有服务器在同一任期投给两个候选者，重启之后也不会。
property-committed-on-majority = 提交即在多数派上
property-committed-on-majority-says = 条目首次被视为已提交时，已在多数派的磁盘上。
property-terms-begin-with-a-campaign = 任期始于竞选
property-terms-begin-with-a-campaign-says = 没有服务器处于无人竞选过的任期。

# 场景
raft-playground-title = 可随意折腾的五台服务器
raft-playground-summary = 一个健康的集群，带一个写客户端和一个读客户端。试试杀掉领导者、切断链路、更改设置。
