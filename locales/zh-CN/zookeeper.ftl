# ZooKeeper 3.9 集群:快速领导者选举(FLE)与 ZAB。
zookeeper-title = ZooKeeper
zookeeper-about = 几台服务器共同维护一棵树。它们比较各自的历史来选出领导者，由法定人数的服务器向它承诺一个新纪元、
    接收它的历史，此后才开始服务。每次写入都经过领导者，当法定人数的服务器都已落盘时才算提交。

# 设置
setting-zookeeper-profile = 采用谁的时间参数：conf/zoo_sample.cfg 的，还是与本模型对照过的真实运行所用的较小值。
setting-zookeeper-tickTime = 基本时间单位。领导者每个 tick 向学习者 ping 两次，并检查一次是否仍有法定人数跟随。
setting-zookeeper-initLimit = 学习者连接领导者并接收其历史最多可用的时间。
setting-zookeeper-syncLimit = 领导者与已在服务的学习者之间允许沉默多久。
setting-zookeeper-connectToLearnerMasterLimit = 学习者尝试连接领导者的时限；0 表示与 initLimit 相同。
setting-zookeeper-cnxTimeout = 一次连接其他服务器选举端口的尝试最多用时。
setting-zookeeper-minNotificationInterval = 选举中的第一次等待。每次没有听到消息就加倍。
setting-zookeeper-maxNotificationInterval = 选举中最长的等待。
setting-zookeeper-leaderConnectDelayDuringRetryMs = 两次尝试连接领导者之间的间隔。学习者共尝试五次。
setting-zookeeper-observer_election_DelayMs = 失去领导者的观察者在寻找下一个之前随机停顿的上限。
setting-zookeeper-leaderServes = 领导者自己是否也为客户端服务。
setting-zookeeper-commitLogCount = 服务器在内存中保留多少条已提交事务，用来让学习者追上。
setting-zookeeper-snapshotSizeFactor = 为学习者最多读取多少日志文件，以快照大小的比例计。超过则发送快照；负数表示从不使用日志文件。
setting-zookeeper-testingonly_initialZxid = 每任领导者起始的计数：设为接近 4294967295，就能看到一个纪元的编号用完时会怎样。ZooKeeper 只在测试时使用它；正常为 0。

# 规则
rule-zookeeper-load-database = 服务器只从自洽的磁盘启动：currentEpoch 不早于最后一个事务，acceptedEpoch 不早于 currentEpoch，而且它自己在自己的服务器列表里。否则进程退出。
rule-zookeeper-total-order = 选票让位于纪元更新的那一张；纪元相同则让位于历史更长的；再相同则让位于 id 更大的。
otherwise-zookeeper-total-order = 如果在投票时和之后都不比较纪元，旧任期更长的日志就可能取胜，并带回后来的任期开始时所没有的东西。
rule-zookeeper-tally = 服务器只数与自己相同的选票，达到法定人数即可。
rule-zookeeper-check-leader = 遇到正在工作的集群时，只有领导者亲口说自己在领导，服务器才跟随它。
otherwise-zookeeper-check-leader = 尚未察觉的跟随者会继续推荐一个已经死去的领导者。
rule-zookeeper-round-gate = 较早轮次的选票被忽略。遇到较晚的轮次则采用它：忘掉所有选票，从自己最初的一票重新开始。
otherwise-zookeeper-round-gate = 处于不同轮次的服务器永远不会计入彼此的选票。
rule-zookeeper-finalize-wait = 法定人数意见一致后，再沉默 200 毫秒即成定局。其间若来了更好的选票，选举重新打开。
rule-zookeeper-connection = 每两台服务器之间只保留由较大 id 发起的连接。较小 id 来连接时，对方会关掉它再回拨。
rule-zookeeper-epoch-to-propose = 新纪元等于包括领导者在内的法定人数中曾接受过的最高纪元加一。
rule-zookeeper-accept-epoch = 对更高的纪元，学习者先把承诺落盘再回答；相同的纪元早已承诺过，不再重复计数；更低的则拒绝。
rule-zookeeper-epoch-ack = 历史比领导者更新的学习者会被拒绝：对它来说这不是合适的领导者。
otherwise-zookeeper-epoch-ack = 领先的学习者会丢弃只有它才保有的数据。
rule-zookeeper-sync-choice = 领导者把学习者的最后一条事务与自己的日志比较：补发缺少的(DIFF)、让它忘掉多余的(TRUNC)，或发送全部(SNAP)。
rule-zookeeper-log-before-epoch = 学习者先让领导者的历史落盘，再写入新的 currentEpoch。
otherwise-zookeeper-log-before-epoch = 若其间崩溃，就会留下新纪元配旧日志。它会赢得下一次选举，使已提交的事务被截断(ZOOKEEPER-4643)。
rule-zookeeper-log-before-ack = 学习者先让领导者的历史落盘，再确认 NEWLEADER。
otherwise-zookeeper-log-before-ack = 领导者会把一次崩溃就能带走的历史计算在内(ZOOKEEPER-3911、ZOOKEEPER-4646)。
rule-zookeeper-newleader-ack = 法定人数的服务器都已把领导者的历史落盘后，领导者才正式上任。
rule-zookeeper-commit = 提案按顺序提交：法定人数的服务器都已落盘才算数。
otherwise-zookeeper-commit = 只有领导者拥有的写入也会被确认，然后随领导者一起消失。
rule-zookeeper-last-logged-zxid = 服务器以它记入日志的全部内容投票，不论是否已提交。
otherwise-zookeeper-last-logged-zxid = 它会隐瞒自己记下的最后一条事务；靠它才得以提交的事务可能在下一任领导者那里缺失(ZOOKEEPER-2845)。
rule-zookeeper-keeps-quorum = 领导者每个 tick 检查一次是否仍有法定人数跟随；若没有，它自己也去寻找领导者。
rule-zookeeper-learner-timeout = 学习者太久听不到领导者，就去寻找另一个。
rule-zookeeper-client-ahead = 如果客户端已见过的比服务器拥有的还新，服务器会让它另寻别处。
rule-zookeeper-prep-request = 领导者在提议之前就决定一个请求会做什么，并把之前的所有提议都算进去。被拒绝的请求也会被提议：它在顺序中同样占一个位置。
rule-zookeeper-session-timeout = 客户端请求多长的会话超时就得到多长，但限制在 2 到 20 个 tick 之间。
rule-zookeeper-session-expiry = 会话在超时时间内没有任何动静，就在随后的第一个 tick 结束。只有领导者能这样宣布。
rule-zookeeper-session-restart = 新领导者重新给每个会话完整的超时时间：没有人会因为领导者更换而丢失会话。
otherwise-zookeeper-session-restart = 新领导者会结束所有还没来得及与它通话的会话。
rule-zookeeper-revalidate = 会话换到另一台服务器时，只要领导者仍然认得它，它就有效。
rule-zookeeper-recipe-position = 序号最小的子节点是领导者。其余每个只 watch 紧挨在自己前面的那一个；它消失后，再重新列出子节点。
otherwise-zookeeper-recipe-position = 它会把 watch 触发当成自己当选，尽管前面还有别人。
rule-zookeeper-fencing-token = 资源记住见过的最大令牌，拒绝任何拿着更小令牌的写入者。
otherwise-zookeeper-fencing-token = 资源会接受一个早已不是领导者的写入。

# 消息
message-zookeeper-InitialMessage = 一台服务器连接另一台的选举端口，并说明自己是谁。
message-zookeeper-accepted = 连接被保留。
message-zookeeper-Notification = 一张选票：发送者希望谁来领导、那台服务器的纪元与最后事务、轮次，以及发送者当前的状态。
message-zookeeper-connect = 学习者连接它的领导者。
message-zookeeper-connected = 领导者接受了连接。
message-zookeeper-FOLLOWERINFO = 跟随者报告它接受过的纪元。
message-zookeeper-OBSERVERINFO = 观察者报告它接受过的纪元。
message-zookeeper-LEADERINFO = 领导者提出新纪元。
message-zookeeper-ACKEPOCH = 学习者已作出承诺，并报告自己的历史有多新。
message-zookeeper-DIFF = 你只缺少下面这些。
message-zookeeper-TRUNC = 忘掉这之后的一切。
message-zookeeper-SNAP = 接收整棵树。
message-zookeeper-NEWLEADER = 这就是我的历史：落盘后请确认。
message-zookeeper-UPTODATE = 法定人数已具备：开始服务吧。
message-zookeeper-PROPOSAL = 一条待写入日志的事务。
message-zookeeper-ACK = 它已在我的磁盘上。
message-zookeeper-COMMIT = 法定人数已拥有它：执行吧。
message-zookeeper-INFORM = 发给观察者：一条已提交的事务。
message-zookeeper-PING = 领导者还在；学习者同样回应。
message-zookeeper-REQUEST = 学习者把客户端的写入转交给领导者。
message-zookeeper-SYNC = 客户端希望看到此刻为止已提交的全部内容。
message-zookeeper-ConnectRequest = 客户端请求服务，并说明它已看到哪里。
message-zookeeper-ConnectResponse = 服务器开始为它服务。
message-zookeeper-setData = 客户端写入。
message-zookeeper-getData = 客户端读取。服务器用自己的树来回答。
message-zookeeper-sync = 客户端请它的服务器先追上领导者。
message-zookeeper-ping = 空闲的客户端还在。
message-zookeeper-pong = 它的服务器也还在。
message-zookeeper-Reply = 对客户端的答复。
message-zookeeper-REVALIDATE = 学习者询问一个会话是否仍然有效，领导者作答。
message-zookeeper-create = 客户端创建一个 znode。
message-zookeeper-delete = 客户端删除一个 znode。
message-zookeeper-check = 客户端检查一个版本号。
message-zookeeper-multi = 客户端要求这些操作要么全做、要么全不做。
message-zookeeper-exists = 客户端询问某个 znode 是否存在，还可以留下一个 watch。
message-zookeeper-getChildren = 客户端询问一个 znode 有哪些子节点，还可以留下一个 watch。
message-zookeeper-closeSession = 客户端结束会话：它的临时 znode 随之消失。
message-zookeeper-setWatches = 客户端带着它仍在等待的 watch 回来。
message-zookeeper-WatcherEvent = watch 触发：有东西变了，但不说变成什么。它只触发一次。
message-zookeeper-open = 应用的新领导者在写资源之前先读一遍。
message-zookeeper-opened = 资源当前的内容。
message-zookeeper-save = 领导者用自己所知的内容再加一行，整体覆盖资源。
message-zookeeper-saved = 写入被接受。
message-zookeeper-refused = 更晚的领导者已经来过：拒绝。

# 定时器
timer-zookeeper-notTimeout = 选举中的等待：结束时重发选票，下一次等待加倍。
timer-zookeeper-finalizeWait = 法定人数一致之后的 200 毫秒沉默。
timer-zookeeper-cnxTimeout = 连接另一台服务器最多用时。
timer-zookeeper-initLimit = 开始服务之前的一个阶段最多用时。
timer-zookeeper-syncLimit = 能忍受领导者沉默多久。
timer-zookeeper-tick = 领导者的半个 tick。
timer-zookeeper-learner = 能忍受这个学习者沉默多久。
timer-zookeeper-fsync = 磁盘正忙。
timer-zookeeper-redial = 距离再次连接领导者。
timer-zookeeper-observerDelay = 观察者寻找领导者之前的停顿。
timer-zookeeper-next = 距离客户端的下一次操作。
timer-zookeeper-reconnect = 距离客户端连接下一台服务器。
timer-zookeeper-connectTimeout = 客户端一次连接尝试最多用时。
timer-zookeeper-readTimeout = 客户端能忍受服务器沉默多久。
timer-zookeeper-ping = 距离空闲的客户端报到。
timer-zookeeper-sessionExpiry = 距离领导者下一次检查到期的会话。
timer-zookeeper-clientExpiry = 没有服务器时，客户端还相信自己的会话多久。
timer-zookeeper-callback = 距离应用的事件线程处理已经到达的事件。
timer-zookeeper-snapshot = 距离快照读完或写完。

# 性质
property-leader-log-complete = 领导者拥有每次提交
property-leader-log-complete-says = 新上任的领导者拥有迄今提交过的每一条事务。
property-primary-integrity = 旧任期不再复活
property-primary-integrity-says = 新上任的领导者不会带回后来的任期开始时所没有的东西。
property-process-consistency = 跟随者只拥有领导者拥有的
property-process-consistency-says = 正在服务的跟随者没有任何领导者所缺的事务。
property-epoch-accepted-first = 先接受，后采用
property-epoch-accepted-first-says = 服务器不会采用它没有承诺过的纪元：acceptedEpoch 从不低于 currentEpoch。
property-leaders-own-word = 领导者亲口所说
property-leaders-own-word-says = 加入正在工作的集群的服务器，都亲耳听过领导者说自己在领导。
property-session-full-timeout = 会话得到完整的超时时间
property-session-full-timeout-says = 领导者只有亲自等满会话允许的沉默时间，才会结束它。
property-elected-is-first = 当选者排在最前
property-elected-is-first-says = 取得领导权的应用，前面没有更小的序号。
property-resource-fenced = 资源有栅栏保护
property-resource-fenced-says = 资源见过更晚的领导者之后，不再接受更早领导者的写入。

# start-one-by-one
zookeeper-start-one-by-one-title = 服务器逐台启动
zookeeper-start-one-by-one-summary = 三台空服务器依次启动。第二台成为领导者，而 id 最大的第三台改变不了这一点。
zookeeper-start-one-by-one-alone = 服务器 1 独自启动，投票给自己；但需要三台中的两台一致，所以谁也得不到服务。
zookeeper-start-one-by-one-waits = 它在 200、400、800 毫秒后反复尝试：无人应答。
zookeeper-start-one-by-one-second = 服务器 2 启动，也投票给自己。两份历史都是空的，于是 id 较大者更好。
zookeeper-start-one-by-one-agree = 服务器 1 改投 2。三台中的两台已一致：接下来由 200 毫秒的沉默来定局。
zookeeper-start-one-by-one-leads = 服务器 2 成为领导者。新纪元已获承诺，它的历史已在两块磁盘上，客户端得到服务。
zookeeper-start-one-by-one-who-leads = 现在启动 id 最大的服务器 3。谁会领导？
zookeeper-start-one-by-one-third = 服务器 3 启动并投票给自己。其他服务器已不在选举中：它们回答自己跟随谁。
zookeeper-start-one-by-one-follows = 法定人数跟随 2，而且 2 亲口说自己在领导：服务器 3 立即跟随。正在工作的领导者不会被更大的 id 赶下台。

# leader-dies-longer-log-wins
zookeeper-leader-dies-longer-log-wins-title = 领导者死去：日志更长者胜
zookeeper-leader-dies-longer-log-wins-summary = 最后一次写入到达了服务器 1，却没有到达服务器 3。尽管 3 的 id 更大，仍是 1 当选。
zookeeper-leader-dies-longer-log-wins-intro = 服务器 1 和 2 先启动，所以由 2 领导纪元 1。随后服务器 3 加入并跟随。
zookeeper-leader-dies-longer-log-wins-writes = 客户端开始写入。每次写入都是一条带有下一个 zxid 的事务，三台中有两台落盘即提交。
zookeeper-leader-dies-longer-log-wins-cut = 123 次写入之后，2 与 3 之间的链路断开。服务器 1 和 2 仍是法定人数。
zookeeper-leader-dies-longer-log-wins-dies = 第 124 次写入已在服务器 1 和 2 上，并已确认。就在此刻，服务器 2 断电。
zookeeper-leader-dies-longer-log-wins-who-leads-next = 服务器 1 有 124 条事务；服务器 3 有 123 条，id 却更大。谁会领导？
zookeeper-leader-dies-longer-log-wins-votes = 再没有人听到领导者。幸存者各自投票给自己，并出示自己最后的 zxid。
zookeeper-leader-dies-longer-log-wins-adopts = 纪元相同，但 0x10000007c 晚于 0x10000007b：服务器 3 放弃自己的一票。
zookeeper-leader-dies-longer-log-wins-why-1 = 服务器 1 领导纪元 2，并把 3 缺少的补发给它。没有任何已确认的写入丢失：选票的次序正是为此而定。

# start-within-200ms
zookeeper-start-within-200ms-title = 200 毫秒沉默之内
zookeeper-start-within-200ms-summary = 服务器 3 在服务器 2 之后 100 毫秒启动，选举尚未定局：于是由它领导。
zookeeper-start-within-200ms-intro = 服务器 1 独自等待。服务器 2 将在第一秒启动，服务器 3 再晚十分之一秒。
zookeeper-start-within-200ms-who-leads = 若相隔 350 毫秒，服务器 2 会领导。相隔 100 毫秒时谁来领导？
zookeeper-start-within-200ms-wait = 服务器 1 和 2 都同意由 2 领导。但它们还在等待：必须有 200 毫秒的沉默。
zookeeper-start-within-200ms-third = 服务器 3 在沉默期内出声，带着更好的一票：选举重新打开。
zookeeper-start-within-200ms-leads = 服务器 3 领导。等待正是为此而设：一同启动的服务器应当一同比较。

# leader-dies-equal-logs
zookeeper-leader-dies-equal-logs-title = 领导者死去：日志相同
zookeeper-leader-dies-equal-logs-summary = 两个幸存者的历史相同，id 较大者胜出。
zookeeper-leader-dies-equal-logs-intro = 服务器 2 领导纪元 1；服务器 1 和 3 跟随，并拥有全部数据。
zookeeper-leader-dies-equal-logs-who-leads-next = 现在将杀死服务器 2。1 和 3 谁会领导？
zookeeper-leader-dies-equal-logs-dies = 它的连接断开，两者在几毫秒内察觉，开始第 2 轮。
zookeeper-leader-dies-equal-logs-adopts = 纪元相同，最后的 zxid 也相同：由 id 决定，服务器 1 改投 3。
zookeeper-leader-dies-equal-logs-leads = 领导者死后零点几秒，服务器 3 领导纪元 2。

# epoch-beats-log
zookeeper-epoch-beats-log-title = 纪元胜过日志
zookeeper-epoch-beats-log-summary = 服务器 1 的日志较短，但纪元更新。它来领导，其他服务器忘掉多余的尾部。
zookeeper-epoch-beats-log-intro = 服务器 1 有 3 条事务，currentEpoch 为 2；服务器 2 和 3 各有 9 条，currentEpoch 为 1。
zookeeper-epoch-beats-log-who-leads = 三台同时启动。谁会领导？
zookeeper-epoch-beats-log-compare = 先比较纪元：2 大于 1。更长的日志根本不再比较。
zookeeper-epoch-beats-log-leads = 服务器 1 领导。它接收过纪元 2 的历史；纪元 1 在此之外写下的，从未在其中提交。
zookeeper-epoch-beats-log-truncates = TRUNC：其他服务器忘掉第 4 到第 9 条事务。
zookeeper-epoch-beats-log-serves = 三台都有同样的三条事务，集群开始服务。

# leftovers-do-not-win
zookeeper-leftovers-do-not-win-title = 残留不能取胜
zookeeper-leftovers-do-not-win-summary = 死去的领导者带着别人都没有的写入归来。一个没有任何写入的更新纪元胜过它。
zookeeper-leftovers-do-not-win-intro = 服务器 3 领导纪元 1，客户端向它写入。
zookeeper-leftovers-do-not-win-cut = 服务器 3 和它的客户端被隔开。它仍把下一次写入记入日志，但无人确认。
zookeeper-leftovers-do-not-win-dies = 服务器 3 死去，磁盘上多出一条事务。
zookeeper-leftovers-do-not-win-epoch-2 = 服务器 1 和 2 组成纪元 2，其间无人写入。
zookeeper-leftovers-do-not-win-all-down = 它们也死去。一切都只剩磁盘上的内容：3 的日志更长，1 和 2 的纪元更新。
zookeeper-leftovers-do-not-win-who-leads = 三台将同时启动。谁会领导？
zookeeper-leftovers-do-not-win-restart = 选票先按纪元比较。
zookeeper-leftovers-do-not-win-leads = 服务器 2 领导：纪元 2 的历史延续下去。若旧写入此时复活，那个没有它而开始的任期就白费了。
zookeeper-leftovers-do-not-win-truncates = 服务器 3 跟随并忘掉残留。它的客户端得到的只是 ConnectionLoss。

# old-leader-returns
zookeeper-old-leader-returns-title = 旧领导者归来
zookeeper-old-leader-returns-summary = 领导者暂停了六秒。醒来时它仍以为自己在领导，并用旧数据回答了一次读取。
zookeeper-old-leader-returns-intro = 服务器 3 领导。一个客户端经服务器 1 写入，另一个从服务器 3 读取。
zookeeper-old-leader-returns-paused = 服务器 3 突然停住，如同一次漫长的垃圾回收。它的连接仍然开着。
zookeeper-old-leader-returns-timeout = 跟随者在 syncLimit × tickTime 内什么也没听到，开始寻找领导者。
zookeeper-old-leader-returns-new-epoch = 服务器 2 领导纪元 2，写入继续。
zookeeper-old-leader-returns-what-will-it-do = 一次读取正等在沉睡的服务器那里。它醒来时，会有几台服务器以为自己在领导：一台还是两台？
zookeeper-old-leader-returns-returns = 服务器 3 醒来。对它来说时间没有流逝。
zookeeper-old-leader-returns-stale = 它用自己的树回答读取：旧数据。写入它却无法提交，没有法定人数跟随它。
zookeeper-old-leader-returns-steps-down = 到下一次检查时，它发现无人跟随，于是下台。
zookeeper-old-leader-returns-follows = 它跟随服务器 2，补上错过的内容。若要避免陈旧读取，客户端应先调用 sync。

# minority-stops
zookeeper-minority-stops-title = 少数派停止服务
zookeeper-minority-stops-summary = 五台服务器被切成二与三。两台的一侧什么也不提供；已确认的写入无一丢失。
zookeeper-minority-stops-intro = 服务器 5 领导五台服务器。一个客户端在服务器 5，另一个在服务器 1。
zookeeper-minority-stops-cut = 网络断开：4、5 在一侧，1、2、3 在另一侧。没有拒绝，只有沉默。
zookeeper-minority-stops-no-ack = 服务器 5 仍在提议，但五台中的两台不是法定人数：它无法确认任何写入。
zookeeper-minority-stops-steps-down = 服务器 5 发现跟随者太少，于是下台，并关闭客户端连接。
zookeeper-minority-stops-majority = 三台的一侧在纪元 2 选出服务器 3，继续工作。
zookeeper-minority-stops-lost-writes = 网络恢复后：会丢失多少已确认的写入？
zookeeper-minority-stops-heal = 网络恢复。服务器 4 和 5 得知已有一个集群。
zookeeper-minority-stops-back = 服务器 5 跟随，并忘掉只是提议过的内容。没有已确认的写入丢失：那一侧从未确认过。

# observers
zookeeper-observers-title = 观察者
zookeeper-observers-summary = 服务器 4 和 5 没有投票权。它们提供读取，从不领导，也从不计入法定人数。
zookeeper-observers-intro = 三个投票者和两个 id 最大的观察者。没有人会主动告知观察者：它们要自己去问谁是领导者。
zookeeper-observers-serve = 客户端从观察者 4 读取：读者更多，投票却不变慢。
zookeeper-observers-dies = 领导者服务器 3 死去。
zookeeper-observers-detour = 投票者寻找新领导者。观察者来问时，它们用旧的选票回答：它会先去尝试死去的领导者。
zookeeper-observers-leads = 服务器 2 领导。稍后观察者才找到它。
zookeeper-observers-quorum = 现在服务器 2 将死去。剩下 1、4、5，是五台中的三台。它们会有领导者吗？
zookeeper-observers-three-of-five = 只有投票者才算：三个中的一个不是法定人数。无人服务。
zookeeper-observers-back = 服务器 2 归来后，三个投票者中有了两个，一切继续。

# four-phases
zookeeper-four-phases-title = 四个阶段，三种追赶方式
zookeeper-four-phases-summary = 选举、发现、同步、广播；以及 DIFF、TRUNC、SNAP，各有各的理由。
zookeeper-four-phases-election = 选举：服务器比较历史，就候选人达成一致。
zookeeper-four-phases-discovery = 发现：学习者告诉候选人自己接受过的纪元。新纪元高于所有这些。
zookeeper-four-phases-promise = 各自把对新纪元的承诺落盘：acceptedEpoch。此时尚未采用它。
zookeeper-four-phases-synchronization = 同步：学习者得到领导者的历史，先落盘，再写 currentEpoch，然后确认。
zookeeper-four-phases-broadcast = 广播：法定人数已确认，领导者正式上任，写入被提议并提交。
zookeeper-four-phases-falls-behind = 服务器 1 停机一秒，错过了一些写入。
zookeeper-four-phases-diff = 它归来，领导者只补发它缺少的：DIFF。
zookeeper-four-phases-cut = 领导者服务器 3 与一个客户端一起被隔开。它记下了别人都没有的写入。
zookeeper-four-phases-trunc = 服务器 2 领导纪元 2。服务器 3 必须先忘掉残留：TRUNC。
zookeeper-four-phases-wiped = 服务器 1 失去磁盘，空手启动。
zookeeper-four-phases-snap = 它什么都缺，于是得到整棵树：SNAP。

# errored-write-survives
zookeeper-errored-write-survives-title = 报错却存活的写入
zookeeper-errored-write-survives-summary = 写入途中两个跟随者死去。客户端看到错误；事后写入却在。
zookeeper-errored-write-survives-intro = 服务器 3 领导。客户端每秒向它写入一次。
zookeeper-errored-write-survives-followers-die = 两个跟随者都死去。
zookeeper-errored-write-survives-logged = 领导者仍把下一次写入记入日志。它无法提交：三台中的一台不是法定人数。
zookeeper-errored-write-survives-steps-down = 领导者下台并关闭连接。客户端看到 ConnectionLoss：结果未知，而不是失败。
zookeeper-errored-write-survives-is-it-there = 跟随者将会归来。那次写入会在吗？
zookeeper-errored-write-survives-restart = 服务器 3 以它记下的全部内容投票，不论是否已提交。
zookeeper-errored-write-survives-there = 它再次领导，法定人数接收了它的整份日志：那次写入终究提交了。

# zk-2845
zookeeper-zk-2845-title = ZOOKEEPER-2845：隐瞒写入的选票
zookeeper-zk-2845-summary = 服务器 1 已记下一次写入，但尚未执行。投票时必须算上它，否则已提交的写入会丢失。
zookeeper-zk-2845-intro = 服务器 3 领导。第一次写入已到达各处。
zookeeper-zk-2845-cut = 通往服务器 2 的链路断开。
zookeeper-zk-2845-committed = 第二次写入已记在 3 和 1 上：达到法定人数，客户端得到确认。服务器 1 却从未听到它已提交。
zookeeper-zk-2845-dies = 服务器 3 断电。
zookeeper-zk-2845-who-leads-next = 那次写入在服务器 1 的日志里，却不在它的树里。服务器 2 的 id 更大。谁会领导？
zookeeper-zk-2845-votes = 服务器 1 先执行它记下的一切，再以此投票。修复之前，它以树的状态投票。
zookeeper-zk-2845-leads = 服务器 1 领导，写入得以保留。关掉这条规则：服务器 2 领导，写入消失。

# zk-3911
zookeeper-zk-3911-title = ZOOKEEPER-3911：先确认，后落盘
zookeeper-zk-3911-summary = 跟随者刚确认 NEWLEADER 就崩溃。它确认过的内容必须已在磁盘上。
zookeeper-zk-3911-intro = 服务器 3 与服务器 1 组成集群，服务器 2 加入。第一次写入已到达各处。
zookeeper-zk-3911-misses = 第二次写入时服务器 1 停机。
zookeeper-zk-3911-committed = 它记在 3 和 2 上，已提交并已确认。
zookeeper-zk-3911-alone = 服务器 2 死去，服务器 3 下台：独自一台不能领导。
zookeeper-zk-3911-returns = 服务器 1 归来。服务器 3 当选，并补发它缺少的写入。
zookeeper-zk-3911-acks = 服务器 1 确认 NEWLEADER，就在这一刻断电。随后服务器 3 也死去。
zookeeper-zk-3911-who-leads-next = 服务器 1 已写下新纪元，服务器 2 没有。谁会领导？
zookeeper-zk-3911-restart = 服务器 1 和 2 再次启动。
zookeeper-zk-3911-leads = 服务器 1 凭更新的纪元取胜，而且它有那次写入。关掉这条规则：它没有写入也会取胜，服务器 2 还会被要求忘掉。

# zk-4643
zookeeper-zk-4643-title = ZOOKEEPER-4643：先写纪元，后写日志
zookeeper-zk-4643-summary = 跟随者在接收历史的中途崩溃。新纪元配旧日志会赢得下一次选举。
zookeeper-zk-4643-intro = 服务器 3 与服务器 1 组成集群，服务器 2 加入。第一次写入已到达各处。
zookeeper-zk-4643-misses = 第二次写入时服务器 1 停机。
zookeeper-zk-4643-committed = 它记在 3 和 2 上，已提交并已确认。
zookeeper-zk-4643-alone = 服务器 2 死去，服务器 3 下台。
zookeeper-zk-4643-returns = 服务器 1 归来并收到那次写入。它必须先把写入落盘，再写新纪元。
zookeeper-zk-4643-crash = 它在两步中的第一步之后断电；随后服务器 3 也死去。
zookeeper-zk-4643-who-leads-next = 服务器 1 和 2 将再次启动。谁会领导？
zookeeper-zk-4643-restart = 两者都有那次写入，纪元都是 1。
zookeeper-zk-4643-leads = 服务器 2 凭 id 领导，什么也没丢。关掉这条规则：服务器 1 有纪元 2 却缺那次写入。它会取胜，写入消失。

# rounds
zookeeper-rounds-title = 轮次
zookeeper-rounds-summary = 四台中有两台处于第 2 轮，另外两台重启后从第 1 轮开始。它们必须走到一起。
zookeeper-rounds-intro = 四台服务器，三台才是法定人数。服务器 4 领导。
zookeeper-rounds-half-dies = 服务器 3 和 4 死去。服务器 1 和 2 开始第 2 轮。
zookeeper-rounds-no-quorum = 四台中的两台不是法定人数：它们一遍遍询问，每次等待更久。
zookeeper-rounds-restart = 服务器 3 和 4 重新启动。刚启动的进程从第 1 轮数起。
zookeeper-rounds-adopt = 它们听说第 2 轮，便采用它，忘掉所有选票，从自己的一票重新开始。
zookeeper-rounds-leads = 现在所有选票同属一轮，服务器 4 再次领导。没有这条规则，两半永远不会计入彼此。

# wiped-disk
zookeeper-wiped-disk-title = 被清空的磁盘
zookeeper-wiped-disk-summary = 一台服务器失去磁盘，一台落后的服务器当选。最后一道检查保住了已确认的写入。
zookeeper-wiped-disk-intro = 服务器 3 领导，客户端写入。
zookeeper-wiped-disk-stops = 服务器 2 停机。又有两次写入记在 3 和 1 上，并已确认。
zookeeper-wiped-disk-wiped = 服务器 3 死去，服务器 1 以空磁盘重启。这已超出协议承诺能承受的范围。
zookeeper-wiped-disk-old = 服务器 2 启动。它缺最后两次写入，而服务器 1 一无所有。
zookeeper-wiped-disk-elected = 服务器 2 当选。还没来得及同步，通往服务器 1 的链路就断了。
zookeeper-wiped-disk-safe = 服务器 3 将带着全部写入归来，遇到一台自称在领导的服务器。这些写入安全吗？
zookeeper-wiped-disk-returns = 服务器 3 归来，得知服务器 2 在领导。
zookeeper-wiped-disk-refused = 它出示自己的历史有多新，服务器 2 看到它领先：不会让服务器 3 忘掉。
zookeeper-wiped-disk-leads = 服务器 2 放弃，服务器 3 当选，所有写入都得以保留。

# playground
zookeeper-playground-title = 自由实验
zookeeper-playground-summary = 三台服务器，一个写入者，一个读取者。随意破坏。
zookeeper-playground-intro = 三台同时启动，所以 id 最大者领导。点击服务器可以杀死它，点击链路可以切断它。

# herd
zookeeper-herd-title = 羊群效应
zookeeper-herd-summary = 六个应用 watch 同一个临时 znode。它的主人一死，其余的同时冲上来。
zookeeper-herd-intro = 三台 ZooKeeper 服务器。应用 A 到 F 要在它们之间选出领导者：谁能创建临时 znode /leader，谁就领导。
zookeeper-herd-first = A 最先到：它的 create 成功了，这个 znode 与 A 的会话同生死。
zookeeper-herd-watch = 其余的得到 NODEEXISTS，并各自在所连的服务器上对 /leader 留下一个 watch。
zookeeper-herd-events = A 将会死掉。会发出多少个 watch 事件？
zookeeper-herd-kill = A 被杀死。连接立刻断开，但会话还活着：只有集群的领导者可以结束它。
zookeeper-herd-expired = 整个超时时间里都没有 A 的消息，直到 tick 结束。一个事务结束它的会话，同时删除 /leader。
zookeeper-herd-herd = 五个 watch 触发，五个应用醒来，都要同一样东西。
zookeeper-herd-count = 五个事件、五次 create、一个赢家、四次拒绝，还有为下次准备的五个新 watch。换成一千个应用，每样都是一千。

# sequential-predecessor
zookeeper-sequential-predecessor-title = 只看你前面的那一个
zookeeper-sequential-predecessor-summary = 每个应用创建一个带序号的 znode，只 watch 自己的前一个：一次死亡只惊动一个，而不是所有。
zookeeper-sequential-predecessor-intro = 还是这六个应用，改用文档里的做法：每个都以 EPHEMERAL 和 SEQUENTIAL 创建 /election/…n_。
zookeeper-sequential-predecessor-first = A 的序号最小，是 0：它领导。
zookeeper-sequential-predecessor-chain = 其余的排成一列，每个只 watch 紧挨在自己前面的 znode。
zookeeper-sequential-predecessor-kill = A 被杀死。
zookeeper-sequential-predecessor-one-event = 一个 watch 事件，一次列出子节点，没有 create：现在 B 的序号最小。C 到 F 什么也没听到。
zookeeper-sequential-predecessor-middle = 排在中间的 D 将会死掉。E 的 watch 触发时，它会成为领导者吗？
zookeeper-sequential-predecessor-kill-middle = D 被杀死。B 继续领导。
zookeeper-sequential-predecessor-fired = E 的 watch 触发了，于是它再看一遍：B 和 C 还在前面。现在它 watch C。
zookeeper-sequential-predecessor-end = watch 只说有东西变了，从不说你当选了。去掉这条规则，看 E 如何在 B 之外也当起领导者。

# delayed-watch-split-brain
zookeeper-delayed-watch-split-brain-title = 迟到的消息
zookeeper-delayed-watch-split-brain-summary = 领导者已被替换，而告知它的事件还在路上。两个都在领导，互相覆盖。
zookeeper-delayed-watch-split-brain-intro = A 和 B 选出一个领导者。领导者写一个对 ZooKeeper 一无所知的文件：先读一次，之后每次带着多出的一行整体保存。
zookeeper-delayed-watch-split-brain-works = A 领导，每秒写十行。
zookeeper-delayed-watch-split-brain-slow = 从 A 的服务器发给 A 的消息现在要走两秒。很慢，但还不至于丢掉会话。
zookeeper-delayed-watch-split-brain-deleted = 运维人员删除 /leader，想让领导权转移。A 和 B 都 watch 着它。
zookeeper-delayed-watch-split-brain-two = B 先得知，创建 /leader 并开始领导。A 的事件还在路上：A 也在领导，会话完全健康。
zookeeper-delayed-watch-split-brain-file = 文件里现在是谁写的行？
zookeeper-delayed-watch-split-brain-overwrites = 两个都按自己的记忆保存文件，于是每次保存都丢掉对方的行，而每一行都曾被确认。
zookeeper-delayed-watch-split-brain-told = A 终于听说自己的 znode 没了，转为跟随。
zookeeper-delayed-watch-split-brain-lost = 已确认的行永远没了。ZooKeeper 没有做错：watch 总在事后到来。只有文件自己能拒绝旧的领导者。

# paused-leader
zookeeper-paused-leader-title = 睡着的领导者
zookeeper-paused-leader-summary = 领导者停顿的时间超过了会话的寿命。它醒来后做的第一件事就是写入。
zookeeper-paused-leader-intro = A 领导并写一个文件，B 等待。A 很谨慎：一听说自己失去了服务器，就放弃领导。
zookeeper-paused-leader-pause = A 完全停住：一次漫长的垃圾回收，或者虚拟机正在迁移。
zookeeper-paused-leader-expired = 整个超时时间里集群都没有 A 的消息，于是结束它的会话。
zookeeper-paused-leader-next = B 创建 /leader，接着写这个文件。睡着的 A 仍抱着原来的信念。
zookeeper-paused-leader-still-leads = A 即将醒来。它会以为自己是什么？
zookeeper-paused-leader-wakes = A 醒了。它的事件线程有一队事件要处理；写线程更快，也没有理由怀疑。
zookeeper-paused-leader-overwritten = A 按自己的记忆保存了文件：B 的行全没了，直到 B 再保存，又丢掉 A 的行。
zookeeper-paused-leader-too-late = 现在 A 的回调才执行：Expired。它开始新会话，重新排队。谨慎还不够。

# fencing
zookeeper-fencing-title = 栅栏令牌
zookeeper-fencing-summary = 还是那个睡着的领导者，但文件要求出示令牌，并记住最大的一个。
zookeeper-fencing-intro = 同样的 A、B 和文件。领导者的每个请求都带着令牌：创建它的 /leader 的 zxid。比见过的更小的令牌，文件一律拒绝。
zookeeper-fencing-pause = A 完全停住，时间超过会话的寿命。
zookeeper-fencing-expired = 集群结束 A 的会话。
zookeeper-fencing-next = B 带着更大的令牌领导：zxid 只增不减。它读了文件，文件从此记住这个令牌。
zookeeper-fencing-still-leads = A 会醒来，并以为自己还在领导。文件会怎么做？
zookeeper-fencing-wakes = A 醒来就写，和之前一样。
zookeeper-fencing-refused = 拒绝：文件已经见过更晚的领导者。A 从这次拒绝中得知了它还没从 ZooKeeper 听到的事。
zookeeper-fencing-lesson = 有两个以为自己在领导，却什么也没丢。选举只是提示；最后的决定权必须在被保护的东西手里。

# watch-load
zookeeper-watch-load-title = 每个分区一个 watch
zookeeper-watch-load-summary = 三个副本为 100 个分区各选一个领导者，就像 Kafka 有控制器之前那样。
zookeeper-watch-load-intro = 三个 broker，各有 100 个分区的副本。每个分区有自己的选举：一个临时 znode，每个副本都 watch 它。
zookeeper-watch-load-watches = A 最先到，领导全部 100 个分区。B 和 C 各留下 100 个 watch，A 自己也一样。
zookeeper-watch-load-events = A 将会死掉。服务器会发出多少个 watch 事件？
zookeeper-watch-load-kill = A 被杀死。
zookeeper-watch-load-storm = 200 个事件：每个分区、每个剩下的副本各一个。
zookeeper-watch-load-sum = 200 个事件、200 次 create、100 次拒绝、200 个新 watch，而每次 create 都是要写到法定人数磁盘上的事务。若有一个控制器，它只会听到一个事件，替所有分区作决定。

# session-survives
zookeeper-session-survives-title = 会话比领导者活得久
zookeeper-session-survives-summary = 集群的领导者死了。它的客户端的会话和临时 znode 却没有。
zookeeper-session-survives-intro = 服务器 3 领导集群。连着服务器 1 的 A 凭临时 znode /leader 领导各应用；B 连着服务器 2，C 连着服务器 3。
zookeeper-session-survives-sessions = 会话是事务：每台服务器的磁盘上都有。每个会话沉默了多久，只有领导者知道，来自跟随者对 PING 的回应。
zookeeper-session-survives-ephemeral = 服务器 3 将会死掉，它知道的也随之消失。/leader 会怎样？
zookeeper-session-survives-kill = 服务器 3 被杀死。其余的寻找领导者，并关闭所有客户端的连接。
zookeeper-session-survives-careful = A 处于 Disconnected：它的会话可能还在，也可能不在。它不再以领导者行事。
zookeeper-session-survives-restart = 新领导者无从知道谁沉默了多久，于是每个会话重新得到完整的超时时间。
zookeeper-session-survives-moved = 一个客户端带着会话来到另一台服务器。那台服务器询问领导者，领导者说它有效。
zookeeper-session-survives-end = A 凭同一个 znode、同一个令牌继续领导，没有惊动任何人。去掉这条规则，新领导者就会结束还活着的会话。
