# ZooKeeper 3.9 集群:快速领导者选举(FLE)与 ZAB。
zookeeper-title = ZooKeeper
zookeeper-about = 几台服务器共同维护一棵树。它们比较各自的历史来选出领导者,由法定人数的服务器向它承诺一个新纪元、
    接收它的历史,此后才开始服务。每次写入都经过领导者,当法定人数的服务器都已落盘时才算提交。

# 设置
setting-zookeeper-profile = 采用谁的时间参数:conf/zoo_sample.cfg 的,还是与本模型对照过的真实运行所用的较小值。
setting-zookeeper-tickTime = 基本时间单位。领导者每个 tick 向学习者 ping 两次,并检查一次是否仍有法定人数跟随。
setting-zookeeper-initLimit = 学习者连接领导者并接收其历史最多可用的时间。
setting-zookeeper-syncLimit = 领导者与已在服务的学习者之间允许沉默多久。
setting-zookeeper-connectToLearnerMasterLimit = 学习者尝试连接领导者的时限;0 表示与 initLimit 相同。
setting-zookeeper-cnxTimeout = 一次连接其他服务器选举端口的尝试最多用时。
setting-zookeeper-minNotificationInterval = 选举中的第一次等待。每次没有听到消息就加倍。
setting-zookeeper-maxNotificationInterval = 选举中最长的等待。
setting-zookeeper-leaderConnectDelayDuringRetryMs = 两次尝试连接领导者之间的间隔。学习者共尝试五次。
setting-zookeeper-observer_election_DelayMs = 失去领导者的观察者在寻找下一个之前随机停顿的上限。
setting-zookeeper-leaderServes = 领导者自己是否也为客户端服务。
setting-zookeeper-commitLogCount = 服务器在内存中保留多少条已提交事务,用来让学习者追上。
setting-zookeeper-snapshotSizeFactor = 为学习者最多读取多少日志文件,以快照大小的比例计。超过则发送快照;负数表示从不使用日志文件。
setting-zookeeper-fsync_ms = 模拟磁盘一次写入的最长用时。这不是 ZooKeeper 的设置。

# 规则
rule-zookeeper-total-order = 选票让位于纪元更新的那一张;纪元相同则让位于历史更长的;再相同则让位于 id 更大的。
otherwise-zookeeper-total-order = 如果只看日志长短而不看纪元,带着旧任期残留的服务器就可能当选,而更新的服务器会拒绝跟随它。
rule-zookeeper-tally = 服务器只数与自己相同的选票,达到法定人数即可。
rule-zookeeper-check-leader = 遇到正在工作的集群时,只有领导者亲口说自己在领导,服务器才跟随它。
otherwise-zookeeper-check-leader = 尚未察觉的跟随者会继续推荐一个已经死去的领导者。
rule-zookeeper-round-gate = 较早轮次的选票被忽略。遇到较晚的轮次则采用它:忘掉所有选票,从自己最初的一票重新开始。
otherwise-zookeeper-round-gate = 处于不同轮次的服务器永远不会计入彼此的选票。
rule-zookeeper-finalize-wait = 法定人数意见一致后,再沉默 200 毫秒即成定局。其间若来了更好的选票,选举重新打开。
rule-zookeeper-connection = 每两台服务器之间只保留由较大 id 发起的连接。较小 id 来连接时,对方会关掉它再回拨。
rule-zookeeper-epoch-to-propose = 新纪元等于包括领导者在内的法定人数中曾接受过的最高纪元加一。
rule-zookeeper-accept-epoch = 对更高的纪元,学习者先把承诺落盘再回答;相同的纪元早已承诺过,不再重复计数;更低的则拒绝。
rule-zookeeper-epoch-ack = 历史比领导者更新的学习者会被拒绝:对它来说这不是合适的领导者。
otherwise-zookeeper-epoch-ack = 领先的学习者会丢弃只有它才保有的数据。
rule-zookeeper-sync-choice = 领导者把学习者的最后一条事务与自己的日志比较:补发缺少的(DIFF)、让它忘掉多余的(TRUNC),或发送全部(SNAP)。
rule-zookeeper-log-before-epoch = 学习者先让领导者的历史落盘,再写入新的 currentEpoch。
otherwise-zookeeper-log-before-epoch = 若其间崩溃,就会留下新纪元配旧日志。它会赢得下一次选举,使已提交的事务被截断(ZOOKEEPER-4643)。
rule-zookeeper-log-before-ack = 学习者先让领导者的历史落盘,再确认 NEWLEADER。
otherwise-zookeeper-log-before-ack = 领导者会把一次崩溃就能带走的历史计算在内(ZOOKEEPER-3911、ZOOKEEPER-4646)。
rule-zookeeper-newleader-ack = 法定人数的服务器都已把领导者的历史落盘后,领导者才正式上任。
rule-zookeeper-commit = 提案按顺序提交:法定人数的服务器都已落盘才算数。
otherwise-zookeeper-commit = 只有领导者拥有的写入也会被确认,然后随领导者一起消失。
rule-zookeeper-last-logged-zxid = 服务器以它记入日志的全部内容投票,不论是否已提交。
otherwise-zookeeper-last-logged-zxid = 它会隐瞒自己记下的最后一条事务;靠它才得以提交的事务可能在下一任领导者那里缺失(ZOOKEEPER-2845)。
rule-zookeeper-keeps-quorum = 领导者每个 tick 检查一次是否仍有法定人数跟随;若没有,它自己也去寻找领导者。
rule-zookeeper-learner-timeout = 学习者太久听不到领导者,就去寻找另一个。
rule-zookeeper-client-ahead = 如果客户端已见过的比服务器拥有的还新,服务器会让它另寻别处。

# 消息
message-zookeeper-InitialMessage = 一台服务器连接另一台的选举端口,并说明自己是谁。
message-zookeeper-accepted = 连接被保留。
message-zookeeper-Notification = 一张选票:发送者希望谁来领导、那台服务器的纪元与最后事务、轮次,以及发送者当前的状态。
message-zookeeper-connect = 学习者连接它的领导者。
message-zookeeper-connected = 领导者接受了连接。
message-zookeeper-FOLLOWERINFO = 跟随者报告它接受过的纪元。
message-zookeeper-OBSERVERINFO = 观察者报告它接受过的纪元。
message-zookeeper-LEADERINFO = 领导者提出新纪元。
message-zookeeper-ACKEPOCH = 学习者已作出承诺,并报告自己的历史有多新。
message-zookeeper-DIFF = 你只缺少下面这些。
message-zookeeper-TRUNC = 忘掉这之后的一切。
message-zookeeper-SNAP = 接收整棵树。
message-zookeeper-NEWLEADER = 这就是我的历史:落盘后请确认。
message-zookeeper-UPTODATE = 法定人数已具备:开始服务吧。
message-zookeeper-PROPOSAL = 一条待写入日志的事务。
message-zookeeper-ACK = 它已在我的磁盘上。
message-zookeeper-COMMIT = 法定人数已拥有它:执行吧。
message-zookeeper-INFORM = 发给观察者:一条已提交的事务。
message-zookeeper-PING = 领导者还在;学习者同样回应。
message-zookeeper-REQUEST = 学习者把客户端的写入转交给领导者。
message-zookeeper-SYNC = 客户端希望看到此刻为止已提交的全部内容。
message-zookeeper-ConnectRequest = 客户端请求服务,并说明它已看到哪里。
message-zookeeper-ConnectResponse = 服务器开始为它服务。
message-zookeeper-setData = 客户端写入。
message-zookeeper-getData = 客户端读取。服务器用自己的树来回答。
message-zookeeper-sync = 客户端请它的服务器先追上领导者。
message-zookeeper-ping = 空闲的客户端还在。
message-zookeeper-pong = 它的服务器也还在。
message-zookeeper-Reply = 对客户端的答复。

# 定时器
timer-zookeeper-notTimeout = 选举中的等待:结束时重发选票,下一次等待加倍。
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

# 性质
property-leader-log-complete = 领导者拥有每次提交
property-leader-log-complete-says = 新上任的领导者拥有迄今提交过的每一条事务。
property-primary-integrity = 旧任期不再复活
property-primary-integrity-says = 新上任的领导者不会带回后来的任期开始时所没有的东西。
property-process-consistency = 跟随者只拥有领导者拥有的
property-process-consistency-says = 正在服务的跟随者没有任何领导者所缺的事务。
property-epoch-accepted-first = 先接受,后采用
property-epoch-accepted-first-says = 服务器不会采用它没有承诺过的纪元:acceptedEpoch 从不低于 currentEpoch。
property-leaders-own-word = 领导者亲口所说
property-leaders-own-word-says = 加入正在工作的集群的服务器,都亲耳听过领导者说自己在领导。

# start-one-by-one
zookeeper-start-one-by-one-title = 服务器逐台启动
zookeeper-start-one-by-one-summary = 三台空服务器依次启动。第二台成为领导者,而 id 最大的第三台改变不了这一点。
zookeeper-start-one-by-one-alone = 服务器 1 独自启动,投票给自己;但需要三台中的两台一致,所以谁也得不到服务。
zookeeper-start-one-by-one-waits = 它在 200、400、800 毫秒后反复尝试:无人应答。
zookeeper-start-one-by-one-second = 服务器 2 启动,也投票给自己。两份历史都是空的,于是 id 较大者更好。
zookeeper-start-one-by-one-agree = 服务器 1 改投 2。三台中的两台已一致:接下来由 200 毫秒的沉默来定局。
zookeeper-start-one-by-one-leads = 服务器 2 成为领导者。新纪元已获承诺,它的历史已在两块磁盘上,客户端得到服务。
zookeeper-start-one-by-one-who-leads = 现在启动 id 最大的服务器 3。谁会领导?
zookeeper-start-one-by-one-third = 服务器 3 启动并投票给自己。其他服务器已不在选举中:它们回答自己跟随谁。
zookeeper-start-one-by-one-follows = 法定人数跟随 2,而且 2 亲口说自己在领导:服务器 3 立即跟随。正在工作的领导者不会被更大的 id 赶下台。

# leader-dies-longer-log-wins
zookeeper-leader-dies-longer-log-wins-title = 领导者死去:日志更长者胜
zookeeper-leader-dies-longer-log-wins-summary = 最后一次写入到达了服务器 1,却没有到达服务器 3。尽管 3 的 id 更大,仍是 1 当选。
zookeeper-leader-dies-longer-log-wins-intro = 服务器 1 和 2 先启动,所以由 2 领导纪元 1。随后服务器 3 加入并跟随。
zookeeper-leader-dies-longer-log-wins-writes = 客户端开始写入。每次写入都是一条带有下一个 zxid 的事务,三台中有两台落盘即提交。
zookeeper-leader-dies-longer-log-wins-cut = 123 次写入之后,2 与 3 之间的链路断开。服务器 1 和 2 仍是法定人数。
zookeeper-leader-dies-longer-log-wins-dies = 第 124 次写入已在服务器 1 和 2 上,并已确认。就在此刻,服务器 2 断电。
zookeeper-leader-dies-longer-log-wins-who-leads-next = 服务器 1 有 124 条事务;服务器 3 有 123 条,id 却更大。谁会领导?
zookeeper-leader-dies-longer-log-wins-votes = 再没有人听到领导者。幸存者各自投票给自己,并出示自己最后的 zxid。
zookeeper-leader-dies-longer-log-wins-adopts = 纪元相同,但 0x10000007c 晚于 0x10000007b:服务器 3 放弃自己的一票。
zookeeper-leader-dies-longer-log-wins-why-1 = 服务器 1 领导纪元 2,并把 3 缺少的补发给它。没有任何已确认的写入丢失:选票的次序正是为此而定。

# playground
zookeeper-playground-title = 自由实验
zookeeper-playground-summary = 三台服务器,一个写入者,一个读取者。随意破坏。
zookeeper-playground-intro = 三台同时启动,所以 id 最大者领导。点击服务器可以杀死它,点击链路可以切断它。
