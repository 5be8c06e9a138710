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
setting-raft-max-size-per-msg = 一条消息最多携带多少字节的条目；0 表示每次一条。这里每个条目按 8 KiB 计。
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
rule-raft-commit-to = 领导者说哪里已提交，跟随者就提交到哪里。如果自己的日志没有那么长，说明它丢失了曾经确认过的条目：etcd 会 panic 退出。
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
timer-raft-Save = 距写下的内容落盘；在此之前不发送、不应用，也不计时钟滴答。
timer-raft-Next = 距客户端的下一个请求。
timer-raft-Deadline = 距客户端放弃。
timer-raft-Retry = 距客户端重试。
timer-raft-Stop = 距被要求停止的领导者不再等待继任者而退出。

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
raft-playground-title = 五台服务器，随你折腾
raft-playground-summary = 一个健康的集群，带一个写客户端和一个读客户端。试试杀掉领导者、切断链路、更改设置。

raft-election-title = 领导者当选、宕机、被取代
raft-election-summary = 五台服务器启动时没有领导者。谁的计时器先到，谁先发问；谁来领导，由多数派决定。
raft-election-start = 没有领导者。每台服务器都在等待，各自抽取了不同的时长。
raft-election-ask = 有一个计时器先到了。它的服务器先只是询问：你会投给我吗？任期不变。
raft-election-campaign = 多数派愿意。于是它开启新的任期，投自己一票，并请求投票。
raft-election-leader = 五票中的三票就是多数派：它成为领导者，并立刻写入一条本任期的空条目来宣告。
raft-election-dies = 领导者宕机。跟随者尚未察觉，只是不再有心跳。
raft-election-again = 大约沉默一秒后，第一个计时器到时，新的任期有了新的领导者。
raft-election-returns = 旧领导者重新启动。磁盘记得它所在的任期；第一个心跳告诉它，时代已经变了。

raft-split-vote-title = 两个候选者，各得两票
raft-split-vote-summary = 两台服务器同时竞选，平分选票。这个任期无人当选，下一次由随机的计时器来决定。
raft-split-vote-start = 四台服务器，多数派是三。
raft-split-vote-both = 1 和 2 同时失去耐心，各自投自己一票，并请求其他服务器。
raft-split-vote-lost = 3 先听到 1，4 先听到 2。一个任期只投一票，先到先得：二比二，这个任期没有领导者。
raft-split-vote-next = 每台服务器都重新抽取了等待时间。解法仅此而已：总有一个先到。
raft-split-vote-leader = 新的任期，只有一个候选者，得到了多数派。

raft-log-replication-title = 三台服务器上的一份日志
raft-log-replication-summary = 领导者写入，多数派确认，其余跟上。离开过的服务器会被补齐。
raft-log-replication-start = 让 1 先发问，由它来领导。
raft-log-replication-write = 客户端写入。领导者把条目放入自己的日志，并发送给两个跟随者。
raft-log-replication-commit = 有了一份确认，三台中已有两台持有：条目已提交，客户端得到答复。
raft-log-replication-cut = 3 被隔离。三台中的两台仍是多数派，没有人等 3。
raft-log-replication-heal = 链路恢复。下一条发给 3 的消息从它日志末尾之后开始，3 会说明末尾在哪里。
raft-log-replication-probe = 一个提示就够了：领导者退回那里，把之后的全部补上。
raft-log-replication-kill = 现在 2 宕机，由 3 来凑成多数派。
raft-log-replication-restart = 2 带着磁盘上的日志回来，只缺之后的部分。

raft-figure-7-title = 六种不同，一种一致
raft-figure-7-summary = Raft 论文图 7：新领导者面对缺条目、多条目、或两者兼有的跟随者，使所有日志与自己一致。
raft-figure-7-start = 历经七个任期的崩溃之后的七份日志。到索引 3 为止一致：这些已经提交。
raft-figure-7-ask = L 请求第 8 任期的选票。谁的日志比它的结束得更晚？
raft-figure-7-leader = c 有更多第 6 任期的条目，d 有更晚的任期：它们拒绝。a、b、e、f 同意，七票得五票。
raft-figure-7-probe = 在自己的末尾之后什么都接不上。每个跟随者说明可能共有的条目，领导者就从那里试起，整个任期地跳过。
raft-figure-7-overwrite = 有冲突的部分被删除，其中没有任何已提交的条目。
raft-figure-7-end = 七份相同的日志。

raft-partition-heals-title = 领导者在错误的一侧
raft-partition-heals-summary = 五台中的两台（包括领导者）被隔开。它们不能再确认任何写入，另外三台继续工作。
raft-partition-heals-start = 1 领导五台服务器；一个客户端经由 1 写入，另一个经由 4。
raft-partition-heals-cut = 网络分裂：1、2 在这边，3、4、5 在那边。1 仍接受写入，但五份中的两份什么也提交不了。
raft-partition-heals-down = 一个选举超时内只有 2 作答：CheckQuorum 使 1 退位。它已无人可领导，并且知道这一点。
raft-partition-heals-sides = 那三台有了更晚任期的领导者，服务着它们的客户端。1 和 2 请求预投票，却永远得不到第三票。
raft-partition-heals-stale = 小侧的读客户端要求可串行化读：2 用自己较旧的状态作答。若要线性一致读，则只能等待。
raft-partition-heals-heal = 网络恢复。一秒之内各服务器重新拨通连接；更晚任期的第一条消息使 1 和 2 成为跟随者。
raft-partition-heals-overwrite = 1 独自接受的写入让位于多数派已提交的内容。它的客户端从未被告知写入是安全的。

raft-figure-8-title = 在多数派上，却没有提交
raft-figure-8-summary = 领导者不能靠数副本来提交较早任期的条目：之后的领导者仍可能覆盖它。
raft-figure-8-start = Raft 论文图 8，一步一步来。每条消息耗时 100 毫秒，只携带一个条目。
raft-figure-8-a = (a) 1 领导第 2 任期。它的条目（其中有客户端的写入）只到达 2，随后它宕机。
raft-figure-8-b = (b) 5 凭 3、4 的选票赢得第 3 任期，写入一条没有到达任何人的条目，然后宕机。
raft-figure-8-c = (c) 1 回来并领导第 4 任期，把旧的写入带给 3：现在它在 1、2、3 上，已是多数派。
raft-figure-8-wait = 五台中已有三台持有，1 却仍不提交：条目属于第 2 任期，而领导者属于第 4 任期。它要等自己任期的条目，随后宕机。
raft-figure-8-ask = 5 回来了，它的最后一条属于第 3 任期。现在谁能当选？
raft-figure-8-d = (d) 5 凭 3 和 4（日志分别止于第 2 和第 1 任期）当选，并覆盖那条旧的写入。它曾在多数派上，却从未提交。
raft-figure-8-end = 客户端从未听到写入已安全。凡是承诺过的，都没有丢。

raft-figure-8-counted-title = 数着副本提交，然后丢失
raft-figure-8-counted-summary = 与图 8 相同的步骤，但关掉规则：一条已确认的写入被覆盖。
raft-figure-8-counted-start = Raft 论文图 8，一步一步来。每条消息耗时 100 毫秒，只携带一个条目。
raft-figure-8-counted-a = (a) 1 领导第 2 任期。它的条目（其中有客户端的写入）只到达 2，随后它宕机。
raft-figure-8-counted-b = (b) 5 凭 3、4 的选票赢得第 3 任期，写入一条没有到达任何人的条目，然后宕机。
raft-figure-8-counted-c = (c) 1 回来并领导第 4 任期，把旧的写入带给 3：现在它在 1、2、3 上，已是多数派。
raft-figure-8-counted-wait = 没有这条规则，1 数到三份副本便提交了旧的写入，并告诉客户端写入已安全。随后 1 宕机。
raft-figure-8-counted-ask = 5 回来了，它的最后一条属于第 3 任期。现在谁能当选？
raft-figure-8-counted-d = (d) 5 照样凭 3 和 4 当选，并覆盖了一条已提交的写入。
raft-figure-8-counted-end = 一条已确认的写入丢失了：领导者完整性被破坏。

raft-disruptive-server-title = 归来的捣乱者
raft-disruptive-server-summary = 被隔离的服务器一再提高自己的任期。它一回来，就推翻了健康的领导者。
raft-disruptive-server-start = 1 在领导，一切正常。PreVote 已关闭。
raft-disruptive-server-cut = 5 被隔离，听不到心跳。
raft-disruptive-server-raises = 于是它独自竞选，一个任期接一个任期，没有人听见。
raft-disruptive-server-heal = 链路恢复，一秒之内各服务器重新拨通了连接。其他服务器听得到领导者，不理会它的竞选。但 5 必须以自己更高的任期答复领导者的心跳。
raft-disruptive-server-deposed = 更高的任期：1 退位，尽管它没有任何问题。
raft-disruptive-server-leader = 又一次选举，一段不能写入的时间。若启用 PreVote，5 会先询问，任期也不会增加。

raft-disruptive-server-prevote-title = 先询问的归来者
raft-disruptive-server-prevote-summary = 同样的隔离，但启用 PreVote：服务器先询问再竞选，得不到回应，归来时仍在旧任期。
raft-disruptive-server-prevote-start = 1 在领导，一切正常。PreVote 已启用，这是 etcd 的默认。
raft-disruptive-server-prevote-cut = 5 被隔离，听不到心跳。
raft-disruptive-server-prevote-asks = 它询问自己能否赢得下一任期。没有回应就不竞选，任期不变。
raft-disruptive-server-prevote-heal = 链路恢复，一秒之内又传来了它所在任期的心跳。
raft-disruptive-server-prevote-calm = 5 重新跟随，其他服务器毫无察觉。

raft-partial-links-title = 半张网络，永无宁日
raft-partial-links-summary = 十条链路断了五条，正如 2020 年的一次故障。每台服务器仍能经由他人抵达多数派，但朴素的 Raft 永远无法安定。
raft-partial-links-start = 3 在领导。PreVote 与 CheckQuorum 均关闭：最初论文中的 Raft。
raft-partial-links-cut = 只剩 1–2、1–3、2–3、2–4、3–5 五条链路。3 仍能到达 1、2、5，加上自己就是多数派。
raft-partial-links-four = 4 听不到 3，于是竞选。只有 2 听得见，但 2 因此进入 3 不知道的任期。
raft-partial-links-churn = 2 不再听从 3，自己竞选；3 只得跟随。然后 4 或 5 又重新开始。
raft-partial-links-never = 领导者换了又换，尽管健康的多数派一直连通。没有丢失什么，也没做成多少事。

raft-partial-links-prevote-title = 半张网络，一个领导者
raft-partial-links-prevote-summary = 断掉同样的五条链路；PreVote 与 CheckQuorum 保住多数派仍听得到的领导者。
raft-partial-links-prevote-start = 3 在领导，采用 etcd 的默认设置。
raft-partial-links-prevote-cut = 只剩 1–2、1–3、2–3、2–4、3–5 五条链路。
raft-partial-links-prevote-four = 4 听不到任何消息，于是询问。2 听得到领导者，便不作答：这是一个选举超时的租约。
raft-partial-links-prevote-calm = 4 徒劳地一再询问。任期不变，3 在领导，客户端照常写入。

raft-forgotten-vote-title = 忘了一票，一个任期两个领导者
raft-forgotten-vote-summary = Raft 先把任期和选票写入磁盘再作答。这里一台服务器重启后忘了自己的票，又投了一次。
raft-forgotten-vote-start = 1 与 3 互不相通，2 与两者都通。选票没有写入磁盘。
raft-forgotten-vote-first = 1 在第 1 任期竞选，得到 2 的票：三票得二，它成为领导者。它的第一条日志没有送达。
raft-forgotten-vote-restart = 2 重启。它记得任期，却不记得投给了谁。
raft-forgotten-vote-ask = 3 在同一任期竞选，向 2 要票。现在谁是领导者？
raft-forgotten-vote-two = 2 投出了第二票：第 1 任期有了两个领导者。若选票写在磁盘上，它就会拒绝。

raft-stale-vote-title = 过期的选票
raft-stale-vote-summary = 在某个任期投出的票到了下一个任期才送达。若把它计入，就可能没有多数派也当上领导者。
raft-stale-vote-start = 1 与 3 互不相通。2 给 1 的答复很慢。
raft-stale-vote-first = 1 在第 1 任期竞选。2 投给了它，但选票在路上要走很久。
raft-stale-vote-second = 1 失去耐心，在第 2 任期竞选。这次请求没有到达 2。
raft-stale-vote-counted = 第 1 任期的票到了。规则关闭时，1 把它算作第 2 任期的票，没有该任期的选票就当上了领导者。
raft-stale-vote-two = 3 凭 2 真正的一票赢得第 2 任期。一个任期，两个领导者。

raft-linearizable-read-title = 知道自己可能过时的读
raft-linearizable-read-summary = 一个不知道自己已被取代的领导者收到读请求。只有多数派确认它仍在领导，它才能作答。
raft-linearizable-read-start = 1 在领导。一个客户端经由 4 写入，另一个经由 1 读取。CheckQuorum 已关闭。
raft-linearizable-read-cut = 1、2 与读客户端一起被隔开。
raft-linearizable-read-two = 另外三台已选出领导者并接受写入。1 仍以为自己领导着第 1 任期。
raft-linearizable-read-waits = 读客户端询问 1。只有 2 答复它的心跳，不成多数派：不回答，好过回答旧数据。
raft-linearizable-read-heal = 网络恢复，1 得知更晚的任期，读取得以继续。

raft-leadership-transfer-title = 领导者交班
raft-leadership-transfer-summary = 领导权在几毫秒内移交给指定的服务器。被正常停止的领导者也会这样做；被杀掉的则要耗去一秒。
raft-leadership-transfer-start = 1 在领导。
raft-leadership-transfer-transfer = 管理员要求 1 把领导权交给 3。1 停止接受提案，并查看 3 的进度。
raft-leadership-transfer-now = 3 已有全部日志：1 说，立即竞选。无需超时，也无需预投票。
raft-leadership-transfer-leads = 其他服务器虽听得到领导者，仍投给了它：竞选请求表明这是领导者的意愿。几毫秒后便是第 2 任期。
raft-leadership-transfer-stop = 3 被要求停止。它先交班再退出。
raft-leadership-transfer-kill = 这个领导者被杀掉：来不及通知任何人，随后约一秒无人领导。

raft-quorum-loss-title = 听到的人太少的领导者
raft-quorum-loss-summary = 除了 1 的链路，其余全部中断。领导者只够得着 1；CheckQuorum 让位给够得着所有人的那一台。
raft-quorum-loss-start = 3 在领导。
raft-quorum-loss-cut = 只剩 1 的链路。3 只够得着 1，五台中的两台；什么都提交不了。
raft-quorum-loss-down = 一个选举超时内有三台没有回应：3 退位，1 也不再听到领导者。
raft-quorum-loss-hub = 1 够得着所有人。它询问、当选，客户端的写入得以继续。

raft-quorum-loss-unchecked-title = 留任却无人可领的领导者
raft-quorum-loss-unchecked-summary = 断掉同样的链路，但没有 CheckQuorum：领导者留任，而唯一能取代它的服务器对它很满意。
raft-quorum-loss-unchecked-start = 3 在领导。CheckQuorum 已关闭。
raft-quorum-loss-unchecked-cut = 只剩 1 的链路。3 只够得着 1，五台中的两台。
raft-quorum-loss-unchecked-stuck = 2、4、5 请求预投票，但只够得着 1：五票中的两票。1 自己听得到心跳，不会去问。
raft-quorum-loss-unchecked-ever = 在谁看来都没有问题，却再也没有写入得到确认。
