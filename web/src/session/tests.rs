//! The session without a browser: what each request does to run, selection and link.

use super::{Notice, Session, Telling};
use crate::command::{Command, Dialog, Menu, MenuPage, Panel, Speed, Stop};
use crate::keys;
use crate::scene::Pick;
use election_core::permalink::{Address, check_of};
use election_core::scenario::Scenario;
use election_core::value::Value;
use election_core::view::{Health, Role};
use election_core::words::{NodeId, Time};

/// Three Raft servers and a writer, with a caption at the start and one when somebody leads.
const STORY: &str = r#"{
    "version": 1, "key": "playground", "system": "raft", "until_ms": 8000, "seed": 3,
    "stagger_ms": [0, 0],
    "nodes": [{"id": "1"}, {"id": "2"}, {"id": "3"}],
    "clients": [{"id": "w", "kind": "writer", "attached": "1"}],
    "lesson": {"steps": [
        {"at_ms": 0, "say": "intro"},
        {"after": {"event": "leader"}, "say": "led"}
    ], "switch": {"setting": "pre-vote", "value": false}}
}"#;

fn scenario() -> Scenario {
    let value: Value = serde_json::from_str(STORY).expect("the story is JSON");
    let mut scenario = Scenario::read(&value).expect("the story is sound");
    // The switch tries the opposite of whatever the default is.
    if let Some(switch) = &mut scenario.lesson.switch {
        switch.value = Value::Bool(!scenario.config.settings.at("pre-vote").flag());
    }
    scenario
}

pub(super) fn session() -> Session {
    Session::open(scenario(), true).expect("the story starts")
}

fn leader(session: &Session) -> Option<NodeId> {
    let view = session.run.cluster().view();
    view.nodes.iter().find(|node| node.standing.role == Role::Leader).map(|node| node.id)
}

fn play_until_told(session: &mut Session) {
    session.apply(Command::GoTo(Stop::Leader, true));
    assert!(leader(session).is_some(), "somebody leads at the first change of leader");
}

/// Frames until a seek has arrived.
fn settle(session: &mut Session) {
    for _ in 0..1000 {
        if session.playback.goal.is_none() {
            return;
        }
        session.apply(Command::Elapsed(16.0));
    }
    panic!("the seek never arrives");
}

#[test]
fn time_goes_by_at_the_chosen_speed_and_stands_still_when_paused() {
    let mut session = session();
    session.apply(Command::Speed(Speed::from_word("0.1")));
    session.apply(Command::Elapsed(50.0));
    assert_eq!(session.run.now(), Time(5_000));
    session.apply(Command::TogglePlay);
    assert!(!session.apply(Command::Elapsed(50.0)));
    assert_eq!(session.run.now(), Time(5_000));
    assert!(!session.moves());
}

#[test]
fn the_automatic_speed_is_slow_while_votes_fly_and_fast_once_a_leader_leads() {
    let mut session = session();
    let (mut slowest, mut frames) = (f64::MAX, 0);
    while session.run.now() < Time::ms(7_000) {
        session.apply(Command::Elapsed(16.0));
        slowest = slowest.min(session.playback.rate);
        frames += 1;
        assert!(frames < 20_000, "the story takes for ever");
    }
    assert!(slowest < 0.01, "votes fly at {slowest}");
    assert!(session.playback.rate > 0.9, "nothing happens, at {}", session.playback.rate);
}

#[test]
fn a_story_stops_at_its_end_and_goes_on_when_asked() {
    let mut session = session();
    session.apply(Command::Seek(Time::ms(7_990)));
    settle(&mut session);
    session.apply(Command::Speed(Speed::from_word("1")));
    session.apply(Command::Elapsed(100.0));
    assert_eq!(session.run.now(), Time::ms(8_000));
    assert!(!session.playback.playing);
    session.apply(Command::Play(true));
    session.apply(Command::Elapsed(100.0));
    assert!(session.run.now() > Time::ms(8_000));
}

#[test]
fn a_click_kills_and_a_second_one_restarts() {
    let mut session = session();
    session.apply(Command::KillOrRestart(NodeId(1)));
    assert!(matches!(session.run.cluster().health(NodeId(1)), Health::Down { .. }));
    session.apply(Command::KillOrRestart(NodeId(1)));
    assert_eq!(session.run.cluster().health(NodeId(1)), Health::Up);
}

#[test]
fn a_deed_in_the_past_forks_and_keeps_the_other_branch() {
    let mut session = session();
    session.apply(Command::Seek(Time::ms(5_000)));
    settle(&mut session);
    session.apply(Command::Seek(Time::ms(2_000)));
    settle(&mut session);
    session.apply(Command::KillOrRestart(NodeId(0)));
    assert_eq!((session.run.branches().len(), session.run.current()), (2, 1));
    session.apply(Command::Branch(0));
    assert_eq!(session.run.cluster().health(NodeId(0)), Health::Up);
}

#[test]
fn the_captions_come_when_their_events_do_and_give_way_to_the_visitor() {
    let mut session = session();
    assert_eq!(session.story.at(session.run.now()), Telling::Step(0));
    play_until_told(&mut session);
    assert_eq!(session.story.at(session.run.now()), Telling::Step(1));
    session.apply(Command::KillOrRestart(NodeId(0)));
    assert_eq!(session.story.at(session.run.now()), Telling::Events);
    session.apply(Command::Restart);
    settle(&mut session);
    assert_eq!(session.story.at(session.run.now()), Telling::Step(0));
}

#[test]
fn the_next_caption_is_a_seek_and_so_is_the_one_before() {
    let mut session = session();
    session.apply(Command::Caption(true));
    settle(&mut session);
    assert!(leader(&session).is_some());
    session.apply(Command::Caption(false));
    settle(&mut session);
    assert_eq!(session.run.now(), Time(0));
}

#[test]
fn a_link_leads_to_the_same_moment_of_the_same_run() {
    let mut session = session();
    play_until_told(&mut session);
    session.apply(Command::KillOrRestart(leader(&session).expect("it was just elected")));
    session.apply(Command::Seek(session.run.now().plus(700_000)));
    settle(&mut session);
    let address = Address::parse(&session.fragment()).expect("we wrote it");
    let link = address.apply(&scenario());
    let mut again = Session::follow(scenario(), link, address.check).expect("it can be followed");
    settle(&mut again);
    assert_eq!(again.run.now(), session.run.now());
    assert_eq!(again.run.cluster().hash(), session.run.cluster().hash());
    assert_eq!(again.notice, None);
}

#[test]
fn a_changed_outcome_is_said() {
    let session = session();
    let address = Address::parse(&session.fragment()).expect("we wrote it");
    let other = check_of(session.run.cluster()) ^ 1;
    let link = address.apply(&scenario());
    let mut again = Session::follow(scenario(), link, Some(other)).expect("it can be followed");
    settle(&mut again);
    assert_eq!(again.notice, Some(Notice::OutcomeChanged));
}

#[test]
fn a_bad_setting_is_refused_by_name_and_the_run_is_kept() {
    let mut session = session();
    play_until_told(&mut session);
    let now = session.run.now();
    session.apply(Command::Set("heartbeat-interval", Value::Int(-1)));
    let Some(Notice::Refused(fields)) = &session.notice else { panic!("nothing was refused") };
    assert_eq!(fields[0].path, "settings.heartbeat-interval");
    assert_eq!(session.run.now(), now);
}

#[test]
fn the_switch_of_a_lesson_flips_its_setting_and_back() {
    let mut session = session();
    let before = session.run.cluster().config().settings.at("pre-vote").clone();
    session.apply(Command::Flip);
    settle(&mut session);
    assert!(session.is_flipped());
    assert_ne!(*session.run.cluster().config().settings.at("pre-vote"), before);
    session.apply(Command::Flip);
    settle(&mut session);
    assert_eq!(*session.run.cluster().config().settings.at("pre-vote"), before);
}

#[test]
fn another_number_of_servers_is_another_run_of_the_same_story() {
    let mut session = session();
    for count in [7, 3, 5] {
        session.apply(Command::Servers(count));
        assert_eq!(session.run.scenario().config.servers().count(), usize::from(count));
        assert_eq!(session.run.scenario().config.nodes.last().map(|n| n.kind.client), Some(true));
    }
    let address = Address::parse(&session.fragment()).expect("we wrote it");
    let link = address.apply(&scenario());
    assert_eq!(link.scenario.config.servers().count(), 5, "the link keeps the number");
    assert_eq!(session.notice, None);
}

#[test]
fn why_tells_of_the_selected_step_and_of_the_selected_process() {
    let mut session = session();
    play_until_told(&mut session);
    let node = leader(&session).expect("somebody leads");
    session.apply(Command::Select(Some(Pick::Node(node))));
    assert_eq!(session.panel, Some(Panel::Node));
    session.apply(Command::Panel(Some(Panel::Why)));
    let why = session.why.as_ref().expect("it decided something");
    assert!(super::cites(&why.events), "a decision is cited");
    let step = why.step;
    session.apply(Command::SeekStep(step));
    assert_eq!(session.selected, Some(Pick::Step(step)));
}

#[test]
fn digits_select_and_letters_act_on_what_is_selected() {
    let mut session = session();
    let mut press = |key: &str| {
        let command = keys::command(key, false, &session);
        command.map(|command| session.apply(command))
    };
    assert_eq!(press("k"), None, "nothing is selected");
    press("2");
    press("k");
    assert_eq!(press("9"), None, "there is no ninth process");
    assert!(matches!(session.run.cluster().health(NodeId(1)), Health::Down { .. }));
    assert_eq!(session.selected, Some(Pick::Node(NodeId(1))));
}

#[test]
fn escape_closes_what_lies_on_top_first() {
    let mut session = session();
    session.apply(Command::Select(Some(Pick::Node(NodeId(0)))));
    session.apply(Command::Dialog(Some(Dialog::Help)));
    let of = Pick::Node(NodeId(0));
    session.apply(Command::Menu(Menu { of, at: None, page: MenuPage::Deeds }));
    session.apply(Command::Escape);
    assert!(session.menu.is_none() && session.dialog.is_some());
    session.apply(Command::Escape);
    assert!(session.dialog.is_none() && session.panel.is_some());
    session.apply(Command::Escape);
    assert!(session.panel.is_none() && session.selected.is_none());
}

/// How long a visitor who only watches sits before a story, in s of the wall clock.
fn watched(session: &mut Session) -> f64 {
    let mut wall = 0.0;
    while session.playback.playing && wall < 1_000_000.0 {
        session.apply(Command::Elapsed(50.0));
        wall += 50.0;
    }
    wall / 1000.0
}

#[test]
fn every_story_plays_by_itself_in_a_few_minutes_at_most() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    for (system, keys) in crate::address::CATALOGUE {
        for key in *keys {
            let file = root.join(system).join(format!("{key}.json"));
            let text = std::fs::read_to_string(file).expect("the catalogue lists files");
            let value: Value = serde_json::from_str(&text).expect("a story is JSON");
            let scenario = Scenario::read(&value).expect("a built-in story is sound");
            let mut session = Session::open(scenario, true).expect("it starts");
            let seconds = watched(&mut session);
            // The longest tell a minute and a half of simulated time in five acts.
            assert!(seconds < 300.0, "{system}/{key} takes {seconds} s");
        }
    }
}
