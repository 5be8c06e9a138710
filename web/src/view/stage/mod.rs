//! The stage as SVG. Every class comes from a closed list, every glyph has a name, a role and a
//! target that a finger can hit.

mod card;
mod flight;
pub mod glyph;
mod hands;
mod link;
mod lit;
mod node;

use super::Say;
use super::svg::n;
use crate::scene::stage::{Middle, MiddleSays};
use crate::scene::{Pick, Point, Stage};
use election_core::action::Direction;
use election_core::words::NodeId;
use std::rc::Rc;
use yew::prelude::*;

/// What a visitor did on the stage.
#[derive(Clone, PartialEq, Debug)]
pub enum StageEvent {
    /// Clicked something, or pressed Enter on it.
    Click(Pick),
    /// Asked for the menu of something: it belongs at this place of the stage.
    Menu(Pick, Point),
    /// The pointer, or the keyboard's focus, is on something else now.
    Hover(Option<Pick>),
    /// Chose a partition.
    Partition(u32),
    /// Clicked where nothing is.
    Background,
    /// Begins to draw a line across the stage.
    LineFrom(Point),
    /// Draws on.
    LineTo(Point),
    /// Gives the line up.
    LineCancelled,
    /// Drew a line that crosses these links.
    CutAcross(Vec<(NodeId, NodeId)>),
    /// Chose what is to become of a link.
    Link {
        /// One end.
        a: NodeId,
        /// The other end.
        b: NodeId,
        /// Which ways are meant: forward is from `a` to `b`.
        direction: Direction,
        /// Heal it rather than cut it.
        heal: bool,
    },
}

/// Draws the stage.
pub fn stage(stage: &Rc<Stage>, say: Say, on: &Callback<StageEvent>) -> Html {
    let hands = hands::Hands::of(stage, on);
    let view_box = format!("0 0 {} {}", n(stage.width), n(stage.height));
    html! {
        <svg class="stage" viewBox={view_box} role="group" aria-label={say("stage", &[])}
            onpointerdown={hands.down} onpointermove={hands.moved} onpointerup={hands.up}
            onpointerleave={hands.left} onpointercancel={hands.cancelled}>
            { glyph::patterns() }
            { lit::lit(stage) }
            <g class="links">
                { for stage.links.iter().map(|sprite| link::link(sprite, say, on)) }
            </g>
            { stage.middle.map_or_else(Html::default, |it| middle(&it, stage, say)) }
            { flight::flights(stage, say, on) }
            <g class="nodes">
                { for stage.nodes.iter().map(|sprite| node::node(sprite, stage, say, on)) }
            </g>
            { for stage.decided.as_ref().map(|it| card::decided(it, stage, say)) }
            if let Some(offer) = &stage.offer {
                { link::offer(offer, stage, say, on) }
            }
            { stage.line.map_or_else(Html::default, |line| hands::line(line, stage)) }
        </svg>
    }
}

fn middle(middle: &Middle, stage: &Stage, say: Say) -> Html {
    let (first, second) = match middle.says {
        MiddleSays::NobodyLeads { up, of } => {
            let (up, of) = (up.to_string(), of.to_string());
            let args = [("up", up.as_str()), ("of", of.as_str())];
            (say("stage-nobody-leads", &[]), say("stage-running", &args))
        }
        MiddleSays::SeveralLead(count) => {
            let args = [("count", count.to_string())];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            (say("stage-several-lead", &args), String::new())
        }
    };
    let below = middle.at.moved(0.0, stage.sizes.text * 1.5);
    html! {
        <g class="middle">
            { glyph::text(middle.at, stage.sizes.name * 1.15, "strong halo", &first) }
            { glyph::text(below, stage.sizes.text, "quiet halo", &second) }
        </g>
    }
}
