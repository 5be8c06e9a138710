//! Line icons on a grid of 16: always beside a word or with a label of their own.

use yew::prelude::*;

/// An icon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// A dark theme.
    Moon,
    /// A light theme.
    Sun,
    /// Something opens below.
    Down,
    /// To the one before.
    Left,
    /// To the next one.
    Right,
    /// Close.
    Cross,
    /// All is well.
    Check,
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// One event back.
    StepBack,
    /// One event on.
    StepOn,
    /// To the leader before.
    LeaderBack,
    /// To the next leader.
    LeaderOn,
    /// To the decision before.
    DecisionBack,
    /// To the next decision.
    DecisionOn,
    /// To the fault before.
    FaultBack,
    /// To the next fault.
    FaultOn,
    /// Less.
    Minus,
    /// More.
    Plus,
    /// The workbench: stage, sides, timeline.
    Bench,
    /// The story: stage and caption.
    Story,
    /// From the beginning.
    Again,
    /// Kill.
    Bolt,
    /// Power off.
    Power,
    /// Stop gracefully.
    Square,
    /// Cut off from all.
    Isolate,
    /// Cut a link.
    Scissors,
    /// Slow down; a timer.
    Clock,
    /// An empty disk.
    Disk,
    /// Look closer.
    Lens,
    /// All of it, from edge to edge.
    Wide,
    /// An administrator's request.
    Wrench,
    /// Link, share.
    Chain,
    /// A run that went two ways.
    Fork,
    /// Two side by side.
    Pair,
}

const LEADER_BACK: &str = "M2 4v8M9.500 4.200l1.200 2.500 2.700.400-2 1.900.500 2.700-2.400-1.300-2.400 1.300\
     .500-2.700-2-1.900 2.700-.400Z";
const LEADER_ON: &str = "M14 4v8M6.500 4.200l1.200 2.500 2.700.400-2 1.900.500 2.700-2.400-1.300-2.400 1.300\
     .500-2.700-2-1.900 2.700-.400Z";

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Icon::Moon => "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5Z",
            Icon::Sun => {
                "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15\
                 M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1"
            }
            Icon::Down => "m4 6 4 4 4-4",
            Icon::Left => "m10 3.500-4.500 4.500 4.500 4.500",
            Icon::Right => "m6 3.500 4.500 4.500-4.500 4.500",
            Icon::Cross => "m4 4 8 8M12 4l-8 8",
            Icon::Check => "m3 8.500 3.200 3.200L13 4.800",
            Icon::Play => "M5 3.200v9.600L13 8Z",
            Icon::Pause => "M5.500 3.200v9.600M10.500 3.200v9.600",
            Icon::StepBack => "M3.500 3.500v9M12 3.500 7.500 8l4.500 4.500",
            Icon::StepOn => "M12.500 3.500v9M4 3.500 8.500 8 4 12.500",
            Icon::LeaderBack => LEADER_BACK,
            Icon::LeaderOn => LEADER_ON,
            Icon::DecisionBack => "M2.500 4v8M10 4l4 4-4 4-4-4Z",
            Icon::DecisionOn => "M13.500 4v8M6 4l4 4-4 4-4-4Z",
            Icon::FaultBack => "M2.500 4v8M6.500 4.500l7 7M13.500 4.500l-7 7",
            Icon::FaultOn => "M13.500 4v8M2.500 4.500l7 7M9.500 4.500l-7 7",
            Icon::Minus => "M3 8h10",
            Icon::Plus => "M3 8h10M8 3v10",
            Icon::Bench => "M2 2.500h12v11H2ZM5.500 2.500v7M10.500 2.500v7M2 9.500h12",
            Icon::Story => "M2 2.500h12v11H2ZM4.500 11h7",
            Icon::Again => "M3 8a5 5 0 1 0 1.600-3.700M4.500 1.800v2.700h2.700",
            Icon::Bolt => "M9 1.500 3.500 9H8l-1 5.500L12.500 7H8Z",
            Icon::Power => "M8 2v6M4.800 4.200a5 5 0 1 0 6.400 0",
            Icon::Square => "M4.200 4.200h7.600v7.600H4.200Z",
            Icon::Isolate => {
                "M8 5.800a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 0 0 0-4.400ZM8 1.500v2.300M8 12.200v2.300\
                 M1.500 8h2.300M12.200 8h2.300M3.400 3.400 5 5M11 11l1.600 1.600M12.600 3.400 11 5M5 11l-1.600 1.600"
            }
            Icon::Scissors => {
                "M3.600 1.700a2.300 2.300 0 1 0 0 4.600 2.300 2.300 0 0 0 0-4.600ZM3.600 9.700a2.300 2.300 0 1 0 \
                 0 4.600 2.300 2.300 0 0 0 0-4.600ZM5.600 5.200 14 11.400M5.600 10.800 14 4.600"
            }
            Icon::Clock => {
                "M8 2.200a5.800 5.800 0 1 0 0 11.600A5.800 5.800 0 0 0 8 2.200ZM8 4.800V8l2.400 1.400"
            }
            Icon::Disk => {
                "M3 4c0-1 2.200-1.800 5-1.800S13 3 13 4s-2.200 1.800-5 1.800S3 5 3 4ZM3 4v8c0 1 2.200 1.800 \
                 5 1.800s5-.8 5-1.800V4M6.300 8.800l3.400 2.600M9.700 8.800l-3.400 2.600"
            }
            Icon::Lens => {
                "M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9ZM10.400 10.400 14 14"
            }
            Icon::Wide => {
                "M1.5 3v10M14.5 3v10M4 8h8M6 5.500 3.800 8 6 10.500M10 5.500 12.200 8 10 10.500"
            }
            Icon::Wrench => {
                "M13.500 4.500 11 7 9 5l2.500-2.500a3.500 3.500 0 0 0-4.700 4.400L2.500 11.200l2.300 2.300 4.300-4.300\
                 a3.500 3.500 0 0 0 4.400-4.700Z"
            }
            Icon::Fork => {
                "M4.500 2.200a1.600 1.600 0 1 0 0 3.200 1.600 1.600 0 0 0 0-3.200Z\
                 M4.500 10.600a1.600 1.600 0 1 0 0 3.200 1.600 1.600 0 0 0 0-3.200Z\
                 M11.500 4.200a1.600 1.600 0 1 0 0 3.200 1.600 1.600 0 0 0 0-3.200Z\
                 M4.500 5.400v5.200M11.500 7.400c0 2-3 2.200-7 2.600"
            }
            Icon::Pair => "M2.200 3h4.600v10H2.200ZM9.200 3h4.600v10H9.200Z",
            Icon::Chain => {
                "M6.800 9.200a2.600 2.600 0 0 0 3.700 0l2.300-2.300a2.600 2.600 0 0 0-3.700-3.700l-.8.8M9.200 6.800a2.600 \
                 2.600 0 0 0-3.700 0L3.200 9.100a2.600 2.600 0 0 0 3.700 3.700l.8-.8"
            }
        }
    }
}

/// Draws an icon; what it means is said beside it.
pub fn icon(icon: Icon) -> Html {
    html! {
        <svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d={icon.path()} /></svg>
    }
}
