//! Which key does what: one table for the page, its menus and its help.

use crate::command::{Command, Dialog, Look, Menu, MenuPage, Panel, Speed, Stop};
use crate::scene::Pick;
use crate::session::Session;
use election_core::action::Action;
use election_core::property::Status;
use election_core::view::Health;
use election_core::words::NodeId;

/// What the keys of a process do, with the key of the text that says so. The order is the
/// menu's; `None` draws a line.
pub const DEEDS: [Option<(char, &str)>; 13] = [
    Some(('K', "deed-kill")),
    Some(('O', "deed-power-off")),
    Some(('P', "deed-pause")),
    Some(('S', "deed-stop")),
    None,
    Some(('I', "deed-isolate")),
    Some(('X', "deed-cut")),
    Some(('L', "deed-slow")),
    Some(('R', "deed-break")),
    Some(('H', "deed-filter")),
    None,
    Some(('T', "deed-stall")),
    Some(('W', "deed-wipe")),
];

/// What a pressed key asks for; `None` leaves it to the browser. `key` is as in
/// `KeyboardEvent.key`.
pub fn command(key: &str, shift: bool, session: &Session) -> Option<Command> {
    let open = session.menu.is_some() || session.dialog.is_some();
    Some(match key {
        "Escape" => Command::Escape,
        "Enter" if session.menu.is_some() => Command::Select(session.menu.map(|menu| menu.of)),
        "?" => Command::Dialog(Some(Dialog::Help)),
        _ if session.dialog.is_some() => return None,
        " " if !open => Command::TogglePlay,
        "ArrowLeft" | "ArrowRight" if !open => {
            let forward = key == "ArrowRight";
            Command::GoTo(if shift { Stop::Leader } else { Stop::Event }, forward)
        }
        "PageDown" | "PageUp" if !open => Command::Caption(key == "PageDown"),
        "d" | "D" if !open => Command::GoTo(Stop::Decision, !shift),
        "f" | "F" if !open => Command::GoTo(Stop::Fault, !shift),
        "z" if !open => Command::Look(Look::Zoom(true)),
        "Z" if !open => Command::Look(Look::Zoom(false)),
        "0" if !open => Command::Look(Look::Whole),
        "End" if !open => Command::Live,
        "v" | "V" if !open => Command::Witness(next_broken(session)?),
        "n" | "N" if !open => Command::WhyNobody,
        "b" | "B" if !open => Command::Form(session.form.other()),
        "-" | "+" | "=" => Command::Speed(faster(session.playback.speed, key != "-")),
        "," => Command::Panel(Some(Panel::Settings)),
        _ => {
            let letter = key.chars().next().filter(|_| key.chars().count() == 1)?;
            return match letter.to_digit(10) {
                Some(digit) => select(digit, session),
                None => on_selected(letter.to_ascii_uppercase(), session),
            };
        }
    })
}

/// The broken claim after the one whose witness is selected.
fn next_broken(session: &Session) -> Option<&'static str> {
    let mut broken = session.run.cluster().properties();
    broken.retain(|claim| claim.status == Status::Violated);
    let shown = |id| broken.iter().position(|claim| claim.id == id);
    let place = session.witness.and_then(|(id, _)| shown(id)).map_or(0, |place| place + 1);
    broken.get(place % broken.len().max(1)).map(|claim| claim.id)
}

/// Digits select processes in their order.
fn select(digit: u32, session: &Session) -> Option<Command> {
    let place = u8::try_from(digit.checked_sub(1)?).ok()?;
    let nodes = session.run.scenario().config.nodes.len();
    (usize::from(place) < nodes).then_some(Command::Select(Some(Pick::Node(NodeId(place)))))
}

fn on_selected(letter: char, session: &Session) -> Option<Command> {
    let of = session.menu.map(|menu| menu.of).or(session.selected);
    let Some(Pick::Node(id)) = of else { return None };
    deed(letter, id, session)
}

/// What the key of a deed does to a process as it is now; `None` where it makes no sense.
pub fn deed(letter: char, id: NodeId, session: &Session) -> Option<Command> {
    let health = session.run.cluster().health(id);
    let up = health == Health::Up;
    let paused = matches!(health, Health::Paused { .. });
    let down = matches!(health, Health::Down { .. });
    let action = match letter {
        'K' if up || paused => Action::Kill(id),
        'K' if down => Action::Restart(id),
        'O' if !down => Action::PowerOff(id),
        'P' if up => Action::Pause(id),
        'P' if paused => Action::Resume(id),
        'S' if up => Action::Stop(id),
        'I' => Action::Isolate(id),
        'W' => Action::Wipe(id),
        'T' if down || !has_disk(id, session) => return None,
        'T' if is_stalled(id, session) => Action::Unstall(id),
        'T' => Action::Stall(id),
        'R' => return Some(page(id, MenuPage::Break, session)),
        'H' => return Some(page(id, MenuPage::Filter, session)),
        'X' => return Some(page(id, MenuPage::Cut, session)),
        'L' => return Some(page(id, MenuPage::Slow, session)),
        _ => return None,
    };
    Some(Command::Act(action))
}

fn page(id: NodeId, page: MenuPage, session: &Session) -> Command {
    match session.menu {
        Some(_) => Command::MenuPage(Some(page)),
        None => Command::Menu(Menu { of: Pick::Node(id), at: None, page }),
    }
}

/// Whether a process waits for its disk at all.
fn has_disk(id: NodeId, session: &Session) -> bool {
    let node = session.run.scenario().config.nodes.get(id.index());
    node.is_some_and(|node| node.kind.fsync_us.is_some())
}

fn is_stalled(id: NodeId, session: &Session) -> bool {
    let view = session.run.cluster().view();
    view.nodes.get(id.index()).is_some_and(|node| node.stalled.is_some())
}

/// The text that says what a deed's key does to a process as it is now.
pub fn deed_key(letter: char, text: &'static str, id: NodeId, session: &Session) -> &'static str {
    match (letter, session.run.cluster().health(id)) {
        ('T', _) if is_stalled(id, session) => "deed-unstall",
        ('K', Health::Down { .. }) => "deed-restart",
        ('P', Health::Paused { .. }) => "deed-resume",
        _ => text,
    }
}

fn faster(speed: Speed, faster: bool) -> Speed {
    let Speed::Fixed(step) = speed else {
        return Speed::Fixed(if faster { 6 } else { 2 });
    };
    let last = Speed::STEPS.len() as u8 - 1;
    Speed::Fixed(if faster { (step + 1).min(last) } else { step.saturating_sub(1) })
}
