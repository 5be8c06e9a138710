//! What a gesture on the stage or in the band asks of the session.

use crate::command::{Command, Look, Menu, MenuPage};
use crate::dom;
use crate::scene::Pick;
use crate::session::Session;
use crate::view::stage::StageEvent;
use crate::view::timeline::BandEvent;
use election_core::action::Direction;

/// What a gesture on the stage, which is found by `css`, means; `None` for nothing.
pub fn meant(event: StageEvent, session: &Session, css: &str) -> Option<Command> {
    Some(match event {
        StageEvent::Click(Pick::Node(id)) => Command::KillOrRestart(id),
        StageEvent::Click(Pick::Link(a, b)) => Command::CutOrHeal(a, b, Direction::Both),
        StageEvent::Click(pick) => Command::Select(Some(pick)),
        StageEvent::Menu(pick, place) => {
            let (x, y) = dom::corner_of(css).unwrap_or_default();
            let at = Some((x + place.x, y + place.y));
            Command::Menu(Menu { of: pick, at, page: MenuPage::Deeds })
        }
        StageEvent::Hover(pick) => Command::Hover(pick),
        StageEvent::Partition(partition) => Command::Partition(partition),
        StageEvent::Background if session.menu.is_some() => Command::MenuPage(None),
        StageEvent::Background => Command::Background,
        StageEvent::LineFrom(point) => Command::Line(Some((point, point))),
        StageEvent::LineTo(point) => Command::Line(Some((session.line?.0, point))),
        StageEvent::LineCancelled => Command::Line(None),
        StageEvent::CutAcross(links) => Command::CutAll(links),
        StageEvent::Link { a, b, direction, heal } => Command::Link { a, b, direction, heal },
    })
}

/// What a gesture in the band means.
pub fn meant_in_band(event: BandEvent) -> Command {
    match event {
        BandEvent::Seek(at) => Command::Seek(at),
        BandEvent::Zoom(closer) => Command::Look(Look::Zoom(closer)),
        BandEvent::Pick(Pick::Step(step)) => Command::SeekStep(step),
        BandEvent::Pick(pick) => Command::Select(Some(pick)),
        BandEvent::Hover(pick) => Command::Hover(pick),
        BandEvent::Brush(from, to) => Command::Look(Look::Brush(Some((from, to)))),
        BandEvent::Window(from, to) => Command::Look(Look::Window(from, to)),
        BandEvent::Pan(part) => Command::Look(Look::Pan(part)),
        BandEvent::Whole => Command::Look(Look::Whole),
        BandEvent::Finger(id, part) => Command::Look(Look::Finger(id, part)),
        BandEvent::Centre(at) => Command::Look(Look::Centre(at)),
    }
}
