# The page itself. What belongs to one system stands in its own file.
page-title = Election Lab
theme = Light or dark
share = Share
close = Close
help = Help
of = of
time = Time
servers = Servers
hint = Click a server to kill or restart it, a link to cut it. Right-click for more. ? for keys.
open-run = Open this run
nothing-yet = Nothing has happened yet.

# What clients saw
acknowledged = acknowledged
lost = lost
unknown = unknown
unavailable = unavailable
survivors = survivors

# Panels
panel-why = Why
panel-node = Details
panel-settings = Settings
panel-ledger = Ledger
panel-log = Event log
panel-properties = Properties
panel-sources = Sources and simplifications

# Time
play = Play
pause = Pause
step-on = Next event
step-back = Previous event
leader-on = Next change of leader
leader-back = Previous change of leader
speed = Speed
lens-whole = Show the whole run
lens-follow = Follow closely
speed-auto = auto
branches = Branches of this run
branch-first = the story

# Captions
caption-place = { $place } of { $all }
caption-on = Next caption
caption-back = Previous caption
caption-yours = your own run
flip = Flip it
restart = From the beginning
choose-story = Choose a system and a story

# Notices
notice-refused = Not everything could be applied. The run goes on without it:
notice-outcome-changed = This run no longer ends as it did when its link was made: the simulation has changed since.
fallen-title = Something went wrong in this page
fallen-advice = Your run is not lost: its link reproduces what happened.
fallen-again = Open this run again
fallen-afresh = Start from the beginning

# Processes
kind-server = server
kind-observer = observer
kind-participant = server
kind-sentinel = sentinel
kind-redis = instance
kind-instance = instance
kind-broker = broker
kind-controller = controller
kind-writer = writer
kind-reader = reader
kind-producer = producer
kind-consumer = consumer
kind-application = application
node-name = { $kind } { $label }

# Events, as the caption, the log and the live region tell them
event-started = { $node } starts.
event-killed = { $node } is killed; its peers see their connections break.
event-powered-off = { $node } loses power. Nobody is told.
event-stopped = { $node } stops gracefully.
event-panicked = { $node } ends itself: { $reason }
event-refused-to-start = { $node } does not start: { $reason }
event-paused = { $node } is paused: it neither hears nor speaks.
event-resumed = { $node } goes on where it was paused.
event-delivered = { $peer } → { $node }: { $message }
event-lost-cut = { $peer } → { $node }: { $message } is lost on a cut link.
event-lost = { $peer } → { $node }: { $message } is lost.
event-refused = { $peer } → { $node }: { $message } is refused.
event-broke = { $node } notices that its connection to { $peer } broke.
event-fired = { $node }: { $timer }
event-cited = { $node } decides: { $rule }
event-leads = { $node } leads, { $epoch }.
event-leading = { $node } begins to take over, { $epoch }.
event-looking = { $node } looks for a leader.
event-follows = { $node } follows { $peer }, { $epoch }.
event-observes = { $node } observes { $peer }, { $epoch }.
event-follows-nobody = { $node } follows nobody, { $epoch }.
event-turned = { $node } changes its role, { $epoch }.
event-in-sync = { $node } leads, with { $members } in sync.
event-write = { $node } sends write { $op }.
event-read = { $node } asks to read.
event-ok = { $node }: operation { $op } succeeded.
event-failed = { $node }: operation { $op } failed.
event-unknown = { $node } cannot know what became of operation { $op }.
event-acked = { $node } decides to acknowledge write { $op }.
event-acted = By hand or by plan: { $deed }
event-not-done = Could not be done: { $deed }

epoch = epoch { $epoch }
epoch-raft = term { $epoch }

# Why
compared = compared in this order
decides = decides
otherwise = Otherwise:
led-here = What led here
why-empty = No decision has been made yet. Select an event, a server or a message.
last-decision = Why its last decision?

# Details
select-something = Select a server, a link or a message: with the digits, with Tab, or with Inspect in a menu.
message-gone = This message is no longer under way.
health-up = Runs.
health-isolated = Runs, but is cut off from everybody.
health-paused = Paused for { $span }.
health-down = Down for { $span }.
facts = What it knows
timers = Timers
fire-now = Fire now
sent = sent
arrives = arrives
held = when the link heals
lose = Lose it
delay = Delay it by 100 ms
duplicate = Deliver it twice
slow-link = Slow it to 500 ms
log-help = Decisions, faults and changes of role, newest first. Select one to go there.
log-of = Only what concerns { $node }, newest first.

# Deeds
deed-kill = Kill
deed-kill-help = peers notice at once
deed-restart = Restart
deed-restart-help = with what is on its disk
deed-power-off = Power off
deed-power-off-help = silence, then timeouts
deed-pause = Pause
deed-pause-help = a long GC, SIGSTOP
deed-resume = Resume
deed-stop = Stop gracefully
deed-isolate = Isolate
deed-isolate-help = cut all its links
deed-cut = Cut a link…
deed-slow = Slow a link…
deed-wipe = Restart, empty disk
inspect = Inspect
is-cut = is cut; heals it
cut-both = Cut { $from } – { $to }
cut-forward = Cut only { $from } → { $to }
cut-backward = Cut only { $to } → { $from }
heal-both = Heal { $from } – { $to }
heal-forward = Heal { $from } → { $to }
heal-backward = Heal { $to } → { $from }

# Settings
settings-of = Settings of
seed = Seed
seed-help = The same seed gives the same run, everywhere.
default-is = Default { $value }.
live = Takes effect at once.
restarts = The run starts again with it.
break-a-rule = Break a rule and see
break-a-rule-help = Every rule below prevents something. Switch one off: the run starts again without it, and the properties show what it was good for.

# Ledger
ledger-empty = No client has asked for anything yet.
ledger-attempted = Attempted
ledger-attempted-help = writes started
ledger-acknowledged = Acknowledged
ledger-acknowledged-help = their client saw success
ledger-survivors = Survivors
ledger-survivors-help = acknowledged, and the authority holds them
ledger-lost = Lost
ledger-lost-help = acknowledged, and the authority does not hold them
ledger-doomed = of these doomed
ledger-doomed-help = still on some disk that will be overruled
ledger-recovered = Recovered
ledger-recovered-help = not acknowledged, and there all the same
ledger-failed = Failed
ledger-failed-help = certainly without effect
ledger-unknown = Unknown
ledger-unknown-help = the client cannot know; never counted as lost
ledger-open = Open
ledger-open-help = still waiting for an answer
ledger-duplicated = Duplicated
ledger-duplicated-help = held more than once
ledger-reads = Reads
ledger-stale = Stale reads
ledger-stale-help = missed a write acknowledged before they began
ledger-unavailable = Unavailable
ledger-unavailable-help = from the oldest write that failed or hung for more than a second, to the next acknowledged one

# Properties that are watched on every run
status-violated = violated
status-holds = holds
status-idle = not put to the test yet
not-promised = The system does not promise this.
property-one-leader-per-epoch = One leader per epoch
property-one-leader-per-epoch-says = No two processes are established as leader in the same epoch.
property-epoch-monotonic = Epochs only rise
property-epoch-monotonic-says = No process goes back to an earlier epoch.
property-committed-prefix-agrees = Committed logs agree
property-committed-prefix-agrees-says = What any two processes know to be committed is the same, entry by entry.
property-watermark-monotonic = The watermark only rises
property-watermark-monotonic-says = What a process knows to be committed never becomes less.
property-no-dual-ack = One acknowledger at a time
property-no-dual-ack-says = Once a later leader acknowledges writes, an earlier one no longer does.
property-acked-on-authority = Acknowledged writes are kept
property-acked-on-authority-says = The process whose data count holds every acknowledged write.
property-acked-not-destroyed = Acknowledged writes are on some disk
property-acked-not-destroyed-says = Every acknowledged write is held by at least one process.
property-acked-readable = Acknowledged writes can be read
property-acked-readable-says = No read misses a write that was acknowledged before it began.
property-dual-leader-belief = One believes it leads
property-dual-leader-belief-says = At no moment do two running processes both believe that they lead.
property-leader-within = A leader in time
property-leader-within-says = While a majority is up and connected, somebody leads within the time its settings allow.
property-server-led-within = Every server finds its leader
property-server-led-within-says = A server that is up and connected to a majority knows a leader within the time its settings allow.

# Sources
sources-help = Every decision in a run cites one of these rules, with the place in the real source.

# Help
gesture-node = Click a server: it is killed, or restarted if it is down.
gesture-menu = Right-click, long-press or press M: everything else that can be done to it.
gesture-link = Click a link: it is cut, or heals. Hover it for one direction only.
gesture-line = Draw a line across the stage: every link it crosses is cut.
gesture-more = Click a message, a decision or an event: what it is and why it came to that.
help-play = play or pause
help-step = one event back or on
help-leader = to the previous or next change of leader
help-caption = to the previous or next caption
help-speed = faster or slower
help-select = select a server; the letters below then act on it
help-settings = settings
help-escape = close what lies on top

# The stage
stage = The stage: processes, links and messages
stage-link = link { $a } – { $b }
stage-link-cut = cut since { $time }
stage-link-cut-one-way = cut from { $a } to { $b } since { $time }
stage-link-slow = slowed to { $time }
stage-link-lossy = loses { $percent } %
stage-message = { $name } from { $from } to { $to }
stage-message-held = { $name } from { $from } to { $to }, held by the cut link
stage-nobody-leads = nobody leads
stage-running = { $up } of { $of } run
stage-several-lead = { $count } believe they lead
stage-down = down { $time }
stage-paused = paused { $time }
stage-not-started = not started
stage-votes-for = votes for { $node }
stage-in-hull = in the { $name }
stage-cut-off = cut off
stage-partition = partition { $partition }
stage-in-set = in { $set }
stage-out-of-set = not in { $set }
stage-no-replica = no replica
stage-holds = leads { $leads }/{ $holds }
stage-decided = partition { $partition }: leader { $leader }, epoch { $epoch }
stage-decided-nobody = partition { $partition }: no leader, epoch { $epoch }
stage-cut-both = cut { $a } – { $b }
stage-cut-one-way = only { $a } → { $b }
stage-heal-both = heal { $a } – { $b }
stage-heal-one-way = only { $a } → { $b }

# The band
band = Time: the playhead
band-two-leaders = two believe they lead, for { $time }
band-leads = leads, epoch { $epoch }
band-takes-over = takes over, epoch { $epoch }
band-writes = writes
band-leads-raft = leads, term { $epoch }
band-takes-over-raft = takes over, term { $epoch }

# A rule called alone
calculator = Rule calculator
calculator-rule = Rule
calculator-verdict = Verdict
calculator-add = Add a row
calculator-remove = Remove this row

# Two runs side by side
compare-switch = Compare { $a } and { $b }
what-if = What if { $value }?
value-on = on
value-off = off
compare-same = The same run
compare-holds = holds
compare-off = switched off
compare-change = The value on the right
compare-keep-left = Only this one
compare-keep-right = Only this one
compare-parts = They part at
compare-at = { $at } s
compare-stop = .
compare-left = On the left: { $says }
compare-left-later = On the left, at { $at } s: { $says }
compare-left-nothing = On the left nothing more happens.
compare-right = On the right: { $says }
compare-right-later = On the right, at { $at } s: { $says }
compare-right-nothing = On the right nothing more happens.
compare-thinking = Looking for where the two part…
compare-never-part = Up to the end of the story, nothing that a server or a client would notice differs.
compare-strangers = Two different casts: they cannot be compared server by server, but by what their clients see.
compare-plan-same = Same seed { $seed }, same faults. What you do to one is done to both.
compare-plan-lent = Same seed { $seed }. The right one suffers the faults of the left one: it has everything they name. What you do is done to both.
compare-plan-own = Same seed { $seed }, but each has its own faults: the right one does not have what those of the left one name. What you do is done to both where the names fit.
compare-now = now
compare-end = at the end
compare-better = (better)
compare-refused = Refused
compare-refused-help = certainly without effect
compare-reads = Reads
compare-reads-help = reads that were answered
compare-elections = Elections
compare-elections-help = how often somebody was established as leader
compare-messages = Messages
compare-messages-help = arrived, lost or refused
compare-marks = What differs now
compare-health = runs or not
compare-role = role
compare-epoch = epoch
compare-log = log
compare-story = Compare with this story
compare-story-help = sets a story beside the one that is shown: same seed, and the same faults where it has what they name.

# Branches
panel-branches = Branches
branches-help = Whoever acts in the past begins a branch. The others stay as they were.
branch-at = { $deed } at { $at } s
branch-rename = Rename
branch-compare = Compare with the one shown
branch-kill = kill { $node }
branch-power-off = power off { $node }
branch-restart = restart { $node }
branch-wipe = wipe { $node }
branch-pause = pause { $node }
branch-resume = resume { $node }
branch-stop = stop { $node }
branch-isolate = isolate { $node }
branch-cut = cut { $from } – { $to }
branch-heal = heal { $from } – { $to }
branch-heal-all = heal everything
branch-partition = partition { $groups }
branch-slow = slow { $from } – { $to }
branch-lossy = lossy { $from } – { $to }
branch-lose = lose { $message } { $from } → { $to }
branch-duplicate = double { $message } { $from } → { $to }
branch-delay = delay { $message } { $from } → { $to }
branch-fire = fire { $timer } of { $node }
branch-set = { $setting } = { $value }
branch-request = { $request } at { $node }

# Share, export, open
share-title = Share and export
share-link = Link
share-link-says = Opens exactly this run at { $at }: story, settings, seed and everything you did. { $count } characters.
share-link-long = { $count } characters: some chats and mail programs cut so long a link. The scenario file is safer.
share-link-too-long = This run would need a link of { $count } characters, more than a browser passes on. Save the scenario file and send that instead.
share-copy = Copy link
share-copied = Copied.
share-embed = Embed
share-copy-frame = Copy HTML
share-picture = Picture for a slide
share-stage = Stage
share-timeline = Timeline
share-svg = Save SVG
share-png = Save PNG
share-violated = violated properties
share-files = Files
share-scenario = Scenario
share-scenario-help = JSON with what you did as its plan: runs here and on the command line
share-trace = Trace
share-trace-help = NDJSON, every event up to now with its cause
share-history = History
share-history-help = EDN, the clients' operations in Jepsen's form
share-open = Open a run
share-choose = Choose a file…
share-paste = or paste a scenario or a link here
share-open-help = A file can also be dropped anywhere on the page. It is checked first; what runs now stays until it is good, and Back returns to it.
notice-more = and { $count } more

# What may be wrong with links and files, and what can be done
trouble-link-newer = This link was made by a later version of Election Lab.
trouble-link-newer-do = Open it where it was made, or ask for the scenario file. Here is another run meanwhile.
trouble-link-foreign = What stands behind # in this address is not a link to a run.
trouble-link-foreign-do = A link is made with Share and begins with #1/.
trouble-link-long = This link has { $found } characters; at most { $allowed } are read.
trouble-link-long-do = Ask for the scenario file instead and drop it on this page.
trouble-link-broken = This link is cut off, or names something that does not exist:
trouble-link-broken-do = Copy it again, whole. Here is another run meanwhile.
trouble-link-damaged = This link was changed or cut off on its way. What could be read of it runs here:
trouble-link-damaged-do = It is not the run that was shared: copy the link again, whole, or ask for the scenario file.
trouble-empty = There was no text in what was dropped, pasted or fetched.
trouble-empty-do = Allowed: a scenario as JSON, or a link made with Share.
trouble-large = This is { $found } KB; a scenario has at most { $allowed } KB.
trouble-large-do = A trace or a history cannot be opened here, only a scenario. The run goes on.
trouble-cut-off = This file ends in the middle: { $found } brackets or quotes are still open.
trouble-cut-off-do = Download or copy it again, whole. The run goes on.
trouble-not-json = This is neither a scenario (JSON) nor a link to a run: { $found }
trouble-not-json-do = A scenario begins with a brace and is written by Share, Scenario. The run goes on.
trouble-deep = Lists and objects are nested more than { $allowed } deep: this is no scenario.
trouble-deep-do = A scenario is written by Share, Scenario. The run goes on.
trouble-left-out = This scenario is of a system that has not been loaded.
trouble-left-out-do = Open any story of its system, then bring the scenario again.
trouble-foreign = This is JSON, but no scenario of Election Lab. It holds: { $found }
trouble-foreign-do = A scenario has the fields version, system and nodes. The run goes on.
trouble-newer = This scenario has version { $found }; this page reads version 1.
trouble-newer-do = Open it in a newer Election Lab. The run goes on.
trouble-field = This scenario cannot be run:
trouble-field-do = Correct this field and open the file again. The run goes on.
trouble-address = { $found } is no address from which a scenario can be fetched.
trouble-address-do = Allowed after ?scenario=: an address beginning with https:// or http://, or a path on this host.
trouble-status = There is no scenario at { $found }: the host answered { $allowed }.
trouble-status-do = Check the address after ?scenario=, or download the file and drop it on this page.
trouble-unreachable = { $found } could not be read: the host cannot be reached, or does not allow other pages to read from it (CORS).
trouble-unreachable-do = Open the address in a tab of its own, save the file, and drop it on this page.
trouble-timed-out = { $found } did not answer within { $allowed } seconds.
trouble-timed-out-do = Open the address again to retry, or download the file and drop it on this page.
trouble-long = This run has { $found } events up to now; at most { $allowed } are written out here.
trouble-long-do = Move the playhead to an earlier time, or save the scenario and use the command line.
trouble-clipboard-do = Your browser does not let the page copy. The text is selected: copy it with Ctrl+C or ⌘C.
trouble-storage = Your browser does not let this page remember the choice.
trouble-storage-do = It holds until you reload. An address with ?theme=dark or ?lang=en keeps it.
trouble-picture = The file could not be made.
trouble-picture-do = Try the other format, or take a screenshot.

# What a hand or a plan does
done-kill = kill { $node }
done-power-off = power off { $node }
done-restart = restart { $node }
done-wipe = restart { $node } with an empty disk
done-pause = pause { $node }
done-resume = resume { $node }
done-stop = stop { $node } gracefully
done-isolate = isolate { $node }
done-break = break the connections between { $from } and { $to }
done-hold = hold { $message } on { $from } – { $to }
done-hold-one-way = hold { $message } on { $from } → { $to }
done-drop = drop { $message } on { $from } – { $to }
done-drop-one-way = drop { $message } on { $from } → { $to }
done-pass = let { $message } pass on { $from } – { $to }
done-pass-one-way = let { $message } pass on { $from } → { $to }
done-stall = stall the disk of { $node }
done-unstall = let the disk of { $node } go on
done-cut = cut { $from } – { $to }
done-cut-one-way = cut { $from } → { $to }
done-heal = heal { $from } – { $to }
done-heal-one-way = heal { $from } → { $to }
done-heal-all = heal everything
done-partition = partition { $groups }
done-slow = slow { $from } – { $to } to { $latency } ms
done-lossy = { $from } – { $to } lose { $loss } %
done-lose = lose { $message } from { $from } to { $to }
done-duplicate = deliver { $message } from { $from } to { $to } twice
done-delay = delay { $message } from { $from } to { $to } by { $ms } ms
done-fire = fire { $timer } of { $node } now
done-set = set { $setting } to { $value }
done-request = ask { $node } for { $request }
done-any-message = the next message
done-every-message = every message

# The workbench
form-workbench = Workbench
form-workbench-help = Everything at once: settings, inspector, ledger, the whole timeline (B)
form-story = Story
form-story-help = Stage and caption only (B)
bench-lesson = Lesson
bench-inspector = Inspector
bench-events = Events
bench-attempted = attempted
bench-failed = failed
bench-hold = { $count } hold
bench-end-ok = { $count } ok
bench-end-lost = { $count } lost
bench-end-some = { $count } ok, { $failed } not
overview = whole run
zoom = Zoom
zoom-in = Show less time (Z)
zoom-out = Show more time (Shift Z)
live-word = live
live-help = To where the run was told last, and on from there (End)
decision-on = Next decision (D)
decision-back = Previous decision (Shift D)
fault-on = Next fault (F)
fault-back = Previous fault (Shift F)
band-doomed = what it acknowledges here is lost
notice-no-further-event = Nothing further happens.
notice-no-further-decision = No further decision on this side of the playhead.
notice-no-further-leader = No further change of leader on this side of the playhead.
notice-no-further-fault = No further fault on this side of the playhead. Click a server or a link to cause one.
mark-kill = kill
mark-power-off = power off
mark-stop = stop
mark-restart = restart
mark-wipe = wipe
mark-pause = pause
mark-resume = resume
mark-cut = cut
mark-heal = heal
mark-heal-all = heal all
mark-isolate = isolate
mark-partition = partition
mark-slow = slow
mark-lossy = lossy
mark-lose = lose
mark-delay = delay
mark-duplicate = duplicate
mark-fire = fire
mark-set = set
mark-request = request
gesture-timeline = In the timeline: drag the ruler to look closer, double-click for the whole run, Ctrl and wheel or two fingers to zoom, Shift and drag to pan.
help-decision = to the next decision, with Shift to the one before
help-fault = to the next fault, with Shift to the one before
help-live = to where the run was told last, and on
help-violation = to what broke a claim; again for the next claim
help-zoom = less or more time in the timeline; 0: the whole run
help-form = workbench or story

# Why
votes-counted = Votes counted, beside its own
what-if-off = What if this rule did not hold?
led-here-of = The chain of causes, nearest first, out of { $all } events.
led-here-more = { $count } steps before these
life-of = The life of write { $op } of { $node }
life-lost = Its client was told OK, and no disk holds it any more.
life-doomed = Its client was told OK, but the data that count lack it. It is only on { $nodes }, and doomed.
life-safe = It is safe: on { $nodes }.
life-nowhere = Nobody holds it.
life-unsure = Its client was not told OK. It is on { $nodes }.
life-asked = { $node } asks for it
life-held = { $node } has it in its log
life-acknowledged = { $node } confirms it, as leader of epoch { $epoch }
life-ok = its client sees OK
life-failed = its client sees { $error }: it failed
life-unknown = its client cannot know: { $error }
life-dropped = { $node } throws it away
life-overruled = the data of { $node } count now, and lack it
life-rescued = the data of { $node } count now, and have it
life-gone = no disk holds it any more
life-ask-remedy = Which setting would have saved it?
life-saved-by = What would have saved it
life-remedy = { $lost } lost, { $acknowledged } acknowledged: the same run, told again with it.
life-compare = Compare
life-no-remedy = No single setting that was tried loses fewer writes in this run.
ledger-lost-writes = Lost writes
ledger-lost-more = and { $count } more

# What elections cost
costs = What it costs, by the number of partitions
costs-count = Count it for 10, 30, 100 and 300 partitions
costs-help = Three replicas of each partition; the broker that leads all of them dies. Every number is counted in a run of its own; both axes grow tenfold.
costs-zookeeper = Every replica watches (a plain application of ZooKeeper)
costs-kafka-v2 = Every replica watches (Kafka before the controller, V2)
costs-kafka = One controller watches (Kafka 2.8)
costs-of-events = events
costs-of-reads = reads
costs-of-writes = writes
costs-of-requests = requests
