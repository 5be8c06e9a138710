# 页面本身的文字。属于某个系统的文字在它自己的文件里。
page-title = 选举实验室
theme = 浅色或深色
share = 分享
close = 关闭
help = 帮助
of = /
time = 时间
servers = 服务器数
hint = 单击服务器可杀死或重启它，单击链路可切断它。右键有更多操作，按 ? 查看按键。
open-run = 打开这次运行
nothing-yet = 还没有发生任何事。

# 客户端看到的结果
acknowledged = 已确认
lost = 丢失
unknown = 未知
unavailable = 不可用
survivors = 仍在

# 面板
panel-why = 为什么
panel-node = 详情
panel-settings = 设置
panel-ledger = 账本
panel-log = 事件日志
panel-properties = 性质
panel-sources = 来源与简化

# 时间
play = 播放
pause = 暂停
step-on = 下一个事件
step-back = 上一个事件
leader-on = 下一次领导者更替
leader-back = 上一次领导者更替
speed = 速度
lens-whole = 显示整个运行
lens-follow = 近看当前时刻
speed-auto = 自动
branches = 这次运行的分支
branch-first = 原来的故事

# 解说
caption-place = { $place } / { $all }
caption-on = 下一段解说
caption-back = 上一段解说
caption-yours = 你自己的运行
flip = 换一边试试
restart = 从头开始
choose-story = 选择系统和故事

# 提示
notice-refused = 有些内容无法应用，运行已略过它们继续：
notice-outcome-changed = 这次运行的结果与生成链接时不同：模拟程序在此期间有了改动。
fallen-title = 这个页面出错了
fallen-advice = 你的运行没有丢：它的链接可以重现刚才发生的事。
fallen-again = 重新打开这次运行
fallen-afresh = 从头开始

# 进程
kind-server = 服务器
kind-observer = 观察者
kind-participant = 服务器
kind-sentinel = 哨兵
kind-redis = 实例
kind-instance = 实例
kind-broker = 代理
kind-controller = 控制器
kind-writer = 写客户端
kind-reader = 读客户端
kind-producer = 生产者
kind-consumer = 消费者
kind-application = 应用
node-name = { $kind } { $label }

# 事件:解说、日志和朗读区共用
event-started = { $node } 启动。
event-killed = { $node } 被杀死，与它相连的进程发现连接断开。
event-powered-off = { $node } 断电，没有人收到通知。
event-stopped = { $node } 正常停止。
event-panicked = { $node } 自行终止：{ $reason }
event-refused-to-start = { $node } 拒绝启动：{ $reason }
event-paused = { $node } 被暂停：听不到，也说不出。
event-resumed = { $node } 从暂停处继续。
event-delivered = { $peer } → { $node }：{ $message }
event-lost-cut = { $peer } → { $node }：{ $message } 丢在切断的链路上。
event-lost = { $peer } → { $node }：{ $message } 丢失。
event-refused = { $peer } → { $node }：{ $message } 被拒绝。
event-broke = { $node } 发现与 { $peer } 的连接断了。
event-fired = { $node }：{ $timer }
event-cited = { $node } 作出决定：{ $rule }
event-leads = { $node } 成为领导者，{ $epoch }。
event-leading = { $node } 开始接管，{ $epoch }。
event-looking = { $node } 寻找领导者。
event-follows = { $node } 跟随 { $peer }，{ $epoch }。
event-observes = { $node } 观察 { $peer }，{ $epoch }。
event-follows-nobody = { $node } 没有可跟随的领导者，{ $epoch }。
event-turned = { $node } 改变角色，{ $epoch }。
event-in-sync = { $node } 领导，同步的副本：{ $members }。
event-write = { $node } 发出写操作 { $op }。
event-read = { $node } 请求读取。
event-ok = { $node }：操作 { $op } 成功。
event-failed = { $node }：操作 { $op } 失败。
event-unknown = { $node } 无法得知操作 { $op } 的结果。
event-acked = { $node } 决定确认写操作 { $op }。
event-acted = 人为或按计划：{ $deed }
event-not-done = 无法执行：{ $deed }

epoch = 纪元 { $epoch }
epoch-raft = 任期 { $epoch }

# 为什么
compared = 按此顺序比较
decides = 决定
otherwise = 否则：
led-here = 前因
why-empty = 还没有作出任何决定。请选择一个事件、服务器或消息。
last-decision = 它上一个决定的理由？

# 详情
select-something = 请选择服务器、链路或消息：用数字键、Tab 键，或菜单里的“查看”。
message-gone = 这条消息已不在途中。
health-up = 正在运行。
health-isolated = 正在运行，但与所有人断开。
health-paused = 已暂停 { $span }。
health-down = 已停机 { $span }。
facts = 它所知道的
timers = 定时器
fire-now = 立即触发
sent = 发出
arrives = 到达
held = 链路恢复之后
lose = 丢掉它
delay = 推迟 100 ms
duplicate = 送达两次
slow-link = 延迟增至 500 ms
log-help = 决定、故障和角色变化，最新的在前。选择一条即可跳到那里。
log-of = 只列出与 { $node } 有关的，最新的在前。

# 操作
deed-kill = 杀死
deed-kill-help = 对端立刻知道
deed-restart = 重启
deed-restart-help = 带着磁盘上的数据
deed-power-off = 断电
deed-power-off-help = 先是沉默，然后超时
deed-pause = 暂停
deed-pause-help = 长时间 GC、SIGSTOP
deed-resume = 继续
deed-stop = 正常停止
deed-isolate = 隔离
deed-isolate-help = 切断它的所有链路
deed-cut = 切断一条链路…
deed-slow = 拖慢一条链路…
deed-wipe = 清空磁盘后重启
inspect = 查看
is-cut = 已切断，单击恢复
cut-both = 切断 { $from } – { $to }
cut-forward = 只切断 { $from } → { $to }
cut-backward = 只切断 { $to } → { $from }
heal-both = 恢复 { $from } – { $to }
heal-forward = 恢复 { $from } → { $to }
heal-backward = 恢复 { $to } → { $from }

# 设置
settings-of = 系统设置：
seed = 种子
seed-help = 同一个种子在任何机器上都得到同一次运行。
default-is = 默认 { $value }。
live = 立即生效。
restarts = 改动后重新运行。
break-a-rule = 打破一条规则看看
break-a-rule-help = 下面每条规则都在防止某件事。关掉一条：运行会在没有它的情况下重新开始，性质面板会显示它原来的用处。

# 账本
ledger-empty = 还没有客户端提出请求。
ledger-attempted = 尝试
ledger-attempted-help = 已发起的写操作
ledger-acknowledged = 已确认
ledger-acknowledged-help = 客户端看到成功
ledger-survivors = 仍在
ledger-survivors-help = 已确认，且以其数据为准的进程持有
ledger-lost = 丢失
ledger-lost-help = 已确认，但以其数据为准的进程没有
ledger-doomed = 其中注定丢失
ledger-doomed-help = 还在某块将被覆盖的磁盘上
ledger-recovered = 恢复
ledger-recovered-help = 未确认，却仍然存在
ledger-failed = 失败
ledger-failed-help = 肯定没有生效
ledger-unknown = 未知
ledger-unknown-help = 客户端无从得知，从不计入丢失
ledger-open = 进行中
ledger-open-help = 仍在等待答复
ledger-duplicated = 重复
ledger-duplicated-help = 被保存了不止一次
ledger-reads = 读取
ledger-stale = 过期读取
ledger-stale-help = 错过了在它开始之前已确认的写入
ledger-unavailable = 不可用
ledger-unavailable-help = 从最早失败或悬挂超过一秒的写请求，到下一次写入得到确认为止

# 每次运行都会检查的性质
status-violated = 被违反
status-holds = 成立
status-idle = 尚未受到考验
not-promised = 系统并不承诺这一点。
property-one-leader-per-epoch = 每个纪元一个领导者
property-one-leader-per-epoch-says = 同一纪元里不会有两个进程都确立为领导者。
property-epoch-monotonic = 纪元只增不减
property-epoch-monotonic-says = 任何进程都不会回到更早的纪元。
property-committed-prefix-agrees = 已提交的日志一致
property-committed-prefix-agrees-says = 任意两个进程所知的已提交内容逐条相同。
property-watermark-monotonic = 水位只增不减
property-watermark-monotonic-says = 一个进程所知的已提交内容从不变少。
property-no-dual-ack = 同一时刻只有一个确认者
property-no-dual-ack-says = 后来的领导者一旦开始确认写入，先前的就不再确认。
property-acked-on-authority = 已确认的写入得到保留
property-acked-on-authority-says = 以其数据为准的进程持有每一个已确认的写入。
property-acked-not-destroyed = 已确认的写入仍在某块磁盘上
property-acked-not-destroyed-says = 每个已确认的写入至少有一个进程持有。
property-acked-readable = 已确认的写入可以读到
property-acked-readable-says = 没有读取会错过在它开始之前已确认的写入。
property-dual-leader-belief = 只有一个自认为领导者
property-dual-leader-belief-says = 任何时刻都不会有两个运行中的进程同时认为自己是领导者。
property-leader-within = 及时选出领导者
property-leader-within-says = 只要多数节点存活且互相连通，就会在设置所允许的时间内出现领导者。
property-server-led-within = 每台服务器都找到领导者
property-server-led-within-says = 存活且与多数节点连通的服务器，会在设置所允许的时间内知道领导者是谁。

# 来源
sources-help = 运行中的每个决定都引用下列规则之一，并注明它在真实源码中的位置。

# 帮助
gesture-node = 单击服务器：杀死它；如果它已停机，则重启它。
gesture-menu = 右键、长按或按 M：可以对它做的其他一切。
gesture-link = 单击链路：切断或恢复。指针停在上面可只选一个方向。
gesture-line = 在舞台上画一条线：它穿过的链路全部切断。
gesture-more = 单击消息、决定或事件：它是什么，为何如此。
help-play = 播放或暂停
help-step = 后退或前进一个事件
help-leader = 到上一次或下一次领导者更替
help-caption = 到上一段或下一段解说
help-speed = 更快或更慢
help-select = 选择服务器；下面的字母键随后作用于它
help-settings = 设置
help-escape = 关闭最上层

# 舞台
stage = 舞台：进程、链路和消息
stage-link = 链路 { $a } – { $b }
stage-link-cut = 自 { $time } 起切断
stage-link-cut-one-way = 自 { $time } 起切断 { $a } 到 { $b } 方向
stage-link-slow = 延迟增至 { $time }
stage-link-lossy = 丢失 { $percent } %
stage-message = { $name }，从 { $from } 到 { $to }
stage-message-held = { $name }，从 { $from } 到 { $to }，被切断的链路扣住
stage-nobody-leads = 没有领导者
stage-running = { $of } 个中有 { $up } 个在运行
stage-several-lead = { $count } 个都认为自己是领导者
stage-down = 停机 { $time }
stage-paused = 暂停 { $time }
stage-not-started = 尚未启动
stage-votes-for = 投票给 { $node }
stage-in-hull = 在 { $name } 中
stage-cut-off = 与外界断开
stage-partition = 分区 { $partition }
stage-in-set = 在 { $set } 中
stage-out-of-set = 不在 { $set } 中
stage-no-replica = 没有副本
stage-holds = 领导 { $leads }/{ $holds }
stage-decided = 分区 { $partition }：领导者 { $leader }，纪元 { $epoch }
stage-decided-nobody = 分区 { $partition }：没有领导者，纪元 { $epoch }
stage-cut-both = 切断 { $a } – { $b }
stage-cut-one-way = 只切 { $a } → { $b }
stage-heal-both = 恢复 { $a } – { $b }
stage-heal-one-way = 只恢复 { $a } → { $b }

# 时间带
band = 时间：播放头
band-two-leaders = 两个进程都认为自己是领导者，持续 { $time }
band-leads = 领导，纪元 { $epoch }
band-takes-over = 接管，纪元 { $epoch }
band-writes = 写入
band-leads-raft = 领导，任期 { $epoch }
band-takes-over-raft = 接管，任期 { $epoch }

# 单独调用一条规则
calculator = 规则计算器
calculator-rule = 规则
calculator-verdict = 判定
calculator-add = 添加一行
calculator-remove = 删除此行

# 并排的两次运行
compare-switch = 对比 { $a } 与 { $b }
what-if = 若为 { $value }？
value-on = 开
value-off = 关
compare-same = 同一次运行
compare-holds = 生效
compare-off = 关闭
compare-change = 右侧的值
compare-keep-left = 只看这一个
compare-keep-right = 只看这一个
compare-parts = 分歧时刻
compare-at = { $at } 秒
compare-stop = 。
compare-left = 左：{ $says }
compare-left-later = 左（{ $at } 秒）：{ $says }
compare-left-nothing = 左侧不再发生任何事。
compare-right = 右：{ $says }
compare-right-later = 右（{ $at } 秒）：{ $says }
compare-right-nothing = 右侧不再发生任何事。
compare-thinking = 正在寻找两者的分歧点…
compare-never-part = 直到故事结束，服务器和客户端都看不出任何差别。
compare-strangers = 两边的角色不同：无法逐台比较服务器，只能比较各自客户端看到的结果。
compare-plan-same = 相同的种子 { $seed }，相同的故障。对其中一个的操作会同时作用于两边。
compare-plan-lent = 相同的种子 { $seed }。右侧承受左侧的故障：故障所涉及的一切它都有。你的操作会同时作用于两边。
compare-plan-own = 相同的种子 { $seed }，但故障各不相同：左侧故障所涉及的东西右侧没有。名称对得上时，你的操作会同时作用于两边。
compare-now = 现在
compare-end = 结束时
compare-better = （更好）
compare-refused = 被拒绝
compare-refused-help = 确定没有产生效果
compare-reads = 读取
compare-reads-help = 得到回答的读操作
compare-elections = 选举
compare-elections-help = 有多少次确立了领导者
compare-messages = 消息
compare-messages-help = 已送达、丢失或被拒绝
compare-marks = 此刻的差别
compare-health = 是否运行
compare-role = 角色
compare-epoch = 纪元
compare-log = 日志
compare-story = 与这个故事对比
compare-story-help = 把一个故事放到当前故事旁边：相同的种子；名称对得上时，故障也相同。

# 分支
panel-branches = 分支
branches-help = 在过去的时刻动手，就会产生一个分支。其余分支保持原样。
branch-at = { $at } 秒：{ $deed }
branch-rename = 重命名
branch-compare = 与当前分支对比
branch-kill = 杀死 { $node }
branch-power-off = { $node } 断电
branch-restart = 重启 { $node }
branch-wipe = 清空 { $node }
branch-pause = 暂停 { $node }
branch-resume = 恢复 { $node }
branch-stop = 停止 { $node }
branch-isolate = 隔离 { $node }
branch-cut = 切断 { $from } – { $to }
branch-heal = 恢复链路 { $from } – { $to }
branch-heal-all = 恢复所有链路
branch-partition = 分区 { $groups }
branch-slow = 减慢 { $from } – { $to }
branch-lossy = 丢包 { $from } – { $to }
branch-lose = 丢失 { $message } { $from } → { $to }
branch-duplicate = 重复 { $message } { $from } → { $to }
branch-delay = 延迟 { $message } { $from } → { $to }
branch-fire = 触发 { $node } 的 { $timer }
branch-set = { $setting } = { $value }
branch-request = { $node }：{ $request }

# 分享、导出、打开
share-title = 分享与导出
share-link = 链接
share-link-says = 打开后正是 { $at } 时的这次运行：故事、设置、种子和你做过的一切。共 { $count } 个字符。
share-link-long = 共 { $count } 个字符：有些聊天和邮件程序会截断这么长的链接，场景文件更可靠。
share-link-too-long = 这次运行需要 { $count } 个字符的链接，超出浏览器能传递的长度。请保存场景文件并发送文件。
share-copy = 复制链接
share-copied = 已复制。
share-embed = 嵌入
share-copy-frame = 复制 HTML
share-picture = 幻灯片图片
share-stage = 舞台
share-timeline = 时间线
share-svg = 保存 SVG
share-png = 保存 PNG
share-violated = 被违反的性质
share-files = 文件
share-scenario = 场景
share-scenario-help = JSON，你的操作已写入计划：可在这里和命令行中运行
share-trace = 轨迹
share-trace-help = NDJSON，到此刻为止的每个事件及其原因
share-history = 历史
share-history-help = EDN，Jepsen 格式的客户端操作
share-open = 打开一次运行
share-choose = 选择文件…
share-paste = 或在此粘贴场景或链接
share-open-help = 也可以把文件拖放到页面任意位置。文件会先经过检查；在确认无误之前，当前的运行保持不变，按“后退”可回到它。
notice-more = 另有 { $count } 项

# 链接和文件可能的问题，以及可以怎么办
trouble-link-newer = 这个链接由更新版本的选举实验室生成。
trouble-link-newer-do = 请在生成它的地方打开，或索取场景文件。这里先显示另一次运行。
trouble-link-foreign = 这个地址中 # 之后的内容不是运行的链接。
trouble-link-foreign-do = 链接由“分享”生成，以 #1/ 开头。
trouble-link-long = 这个链接有 { $found } 个字符，最多读取 { $allowed } 个。
trouble-link-long-do = 请改为索取场景文件，并把它拖放到本页。
trouble-link-broken = 这个链接被截断，或指向不存在的内容：
trouble-link-broken-do = 请重新完整复制。这里先显示另一次运行。
trouble-link-damaged = 这个链接在传递途中被改动或截断。这里运行的是其中还能读出的部分：
trouble-link-damaged-do = 这不是当初分享的运行：请重新完整复制链接，或索取场景文件。
trouble-empty = 拖放、粘贴或获取的内容中没有文字。
trouble-empty-do = 允许的内容：JSON 格式的场景，或由“分享”生成的链接。
trouble-large = 内容有 { $found } KB；场景最多 { $allowed } KB。
trouble-large-do = 这里只能打开场景，不能打开轨迹或历史。当前运行继续。
trouble-cut-off = 这个文件在中途结束：还有 { $found } 个括号或引号没有闭合。
trouble-cut-off-do = 请重新完整下载或复制。当前运行继续。
trouble-not-json = 这既不是场景（JSON），也不是运行的链接：{ $found }
trouble-not-json-do = 场景以花括号开头，由“分享”中的“场景”生成。当前运行继续。
trouble-deep = 列表和对象的嵌套超过 { $allowed } 层：这不是场景。
trouble-deep-do = 场景由“分享”中的“场景”生成。当前运行继续。
trouble-left-out = 这个场景属于尚未载入的系统。
trouble-left-out-do = 请先打开该系统的任意一个故事，再把场景带进来。
trouble-foreign = 这是 JSON，但不是选举实验室的场景。其中有：{ $found }
trouble-foreign-do = 场景有 version、system 和 nodes 字段。当前运行继续。
trouble-newer = 这个场景的版本是 { $found }；本页读取版本 1。
trouble-newer-do = 请用更新的选举实验室打开。当前运行继续。
trouble-field = 这个场景无法运行：
trouble-field-do = 请改正这个字段后重新打开文件。当前运行继续。
trouble-address = 无法从 { $found } 获取场景。
trouble-address-do = ?scenario= 之后允许：以 https:// 或 http:// 开头的地址，或本站的路径。
trouble-status = { $found } 处没有场景：服务器回答 { $allowed }。
trouble-status-do = 请检查 ?scenario= 之后的地址，或下载文件后拖放到本页。
trouble-unreachable = 无法读取 { $found }：服务器无法访问，或不允许其他页面读取（CORS）。
trouble-unreachable-do = 请在单独的标签页中打开该地址，保存文件，再拖放到本页。
trouble-timed-out = { $found } 在 { $allowed } 秒内没有回答。
trouble-timed-out-do = 请重新打开该地址再试，或下载文件后拖放到本页。
trouble-long = 到此刻为止，这次运行有 { $found } 个事件；这里最多写出 { $allowed } 个。
trouble-long-do = 请把播放头移到更早的时刻，或保存场景后使用命令行。
trouble-clipboard-do = 浏览器不允许本页复制。文字已选中：请按 Ctrl+C 或 ⌘C 复制。
trouble-storage = 浏览器不允许本页记住这个选择。
trouble-storage-do = 它在重新载入之前有效。带有 ?theme=dark 或 ?lang=zh-CN 的地址可以保留它。
trouble-picture = 无法生成这个文件。
trouble-picture-do = 请试试另一种格式，或截取屏幕。

# 手动或计划所做的事
done-kill = 杀死{ $node }
done-power-off = 切断{ $node }的电源
done-restart = 重启{ $node }
done-wipe = 以空磁盘重启{ $node }
done-pause = 暂停{ $node }
done-resume = 恢复{ $node }
done-stop = 优雅停止{ $node }
done-isolate = 隔离{ $node }
done-break = 断开 { $from } 与 { $to } 之间的连接
done-hold = 扣留 { $from } – { $to } 上的 { $message }
done-hold-one-way = 扣留 { $from } → { $to } 上的 { $message }
done-drop = 丢弃 { $from } – { $to } 上的 { $message }
done-drop-one-way = 丢弃 { $from } → { $to } 上的 { $message }
done-pass = 放行 { $from } – { $to } 上的 { $message }
done-pass-one-way = 放行 { $from } → { $to } 上的 { $message }
done-stall = 让{ $node }的磁盘停滞
done-unstall = 让{ $node }的磁盘恢复
done-cut = 切断 { $from } – { $to }
done-cut-one-way = 切断 { $from } → { $to }
done-heal = 恢复 { $from } – { $to }
done-heal-one-way = 恢复 { $from } → { $to }
done-heal-all = 恢复全部链路
done-partition = 分区 { $groups }
done-slow = 把 { $from } – { $to } 减慢到 { $latency } 毫秒
done-lossy = { $from } – { $to } 丢失 { $loss } %
done-lose = 丢失从 { $from } 到 { $to } 的 { $message }
done-duplicate = 把从 { $from } 到 { $to } 的 { $message } 投递两次
done-delay = 把从 { $from } 到 { $to } 的 { $message } 推迟 { $ms } 毫秒
done-fire = 立即触发{ $node }的 { $timer }
done-set = 把 { $setting } 设为 { $value }
done-request = 请求{ $node }执行 { $request }
done-any-message = 下一条消息
done-every-message = 所有消息

# 工作台
form-workbench = 工作台
form-workbench-help = 一次看全：设置、检查器、账本、完整时间线（B）
form-story = 故事
form-story-help = 只看舞台和解说（B）
bench-lesson = 课程
bench-inspector = 检查器
bench-events = 事件
bench-attempted = 已尝试
bench-failed = 失败
bench-hold = { $count } 条成立
bench-end-ok = { $count } 次成功
bench-end-lost = 丢失 { $count } 次
bench-end-some = { $count } 次成功，{ $failed } 次未成
overview = 全程
zoom = 缩放
zoom-in = 看更短的时间（Z）
zoom-out = 看更长的时间（Shift Z）
live-word = 最新
live-help = 跳到已推演的最远处并继续（End）
decision-on = 下一个决定（D）
decision-back = 上一个决定（Shift D）
fault-on = 下一个故障（F）
fault-back = 上一个故障（Shift F）
band-doomed = 它在这里确认的写入会丢失
notice-no-further-event = 之后不再发生任何事。
notice-no-further-decision = 播放头这一侧没有更多决定。
notice-no-further-leader = 播放头这一侧领导者不再变更。
notice-no-further-fault = 播放头这一侧没有更多故障。点击服务器或链路即可制造一个。
mark-kill = 杀死
mark-power-off = 断电
mark-stop = 停止
mark-restart = 重启
mark-wipe = 清空磁盘
mark-pause = 暂停
mark-resume = 恢复
mark-cut = 切断
mark-heal = 恢复链路
mark-heal-all = 全部恢复
mark-isolate = 隔离
mark-partition = 分区
mark-slow = 减速
mark-lossy = 丢包
mark-lose = 丢弃
mark-delay = 推迟
mark-duplicate = 重复
mark-fire = 触发
mark-set = 设置
mark-request = 请求
gesture-timeline = 在时间线上：拖动刻度尺放大，双击看全程，Ctrl 加滚轮或双指缩放，按住 Shift 拖动平移。
help-decision = 到下一个决定，按住 Shift 到上一个
help-fault = 到下一个故障，按住 Shift 到上一个
help-live = 跳到已推演的最远处并继续
help-violation = 跳到断言被打破之处；再按到下一条
help-zoom = 时间线上看更短或更长的时间；0：全程
help-form = 工作台或故事

# Why
votes-counted = 除自己一票外，计入的选票
what-if-off = 如果没有这条规则呢？
led-here-of = { $all } 个事件中的因果链，由近及远。
led-here-more = 更早的 { $count } 步
life-of = { $node } 的第 { $op } 次写入的一生
life-lost = 客户端已收到 OK，但它已不在任何磁盘上。
life-doomed = 客户端已收到 OK，但当前有效的数据里没有它。它只在 { $nodes } 上，注定丢失。
life-safe = 它是安全的：保存在 { $nodes } 上。
life-nowhere = 没有任何节点保存它。
life-unsure = 客户端没有收到 OK。它在 { $nodes } 上。
life-asked = { $node } 发起写入
life-held = { $node } 的日志中有了它
life-acknowledged = { $node } 以纪元 { $epoch } 领导者的身份确认了它
life-ok = 客户端看到 OK
life-failed = 客户端看到 { $error }：失败
life-unknown = 客户端无从得知结果：{ $error }
life-dropped = { $node } 丢弃了它
life-overruled = 现在以 { $node } 的数据为准，其中没有它
life-rescued = 现在以 { $node } 的数据为准，其中有它
life-gone = 已没有任何磁盘保存它
life-ask-remedy = 哪个设置本可以救下它？
life-saved-by = 本可以救下它的设置
life-remedy = 丢失 { $lost } 次，确认 { $acknowledged } 次：用它把同一次运行重演一遍的结果。
life-compare = 对比
life-no-remedy = 在试过的单个设置中，没有一个能让这次运行少丢写入。
ledger-lost-writes = 丢失的写入
ledger-lost-more = 还有 { $count } 个

# What elections cost
costs = 代价随分区数的变化
costs-count = 用 10、30、100、300 个分区各数一遍
costs-help = 每个分区三个副本；领导所有分区的 broker 宕机。每个数字都来自一次单独的运行；两个坐标轴都是十倍递增。
costs-zookeeper = 每个副本各自监视（普通的 ZooKeeper 应用）
costs-kafka-v2 = 每个副本各自监视（控制器出现之前的 Kafka，V2）
costs-kafka = 只有控制器监视（Kafka 2.8）
costs-of-events = 事件
costs-of-reads = 读
costs-of-writes = 写
costs-of-requests = 请求
