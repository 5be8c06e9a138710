//! The comparison's part of a link. It stands at the end, every pair of it marked with `vs`:
//! `…&vs=redis/split-brain&vs.set.min-replicas-to-write=1&vs.t=…`. What remains without it is
//! the link to the run on the left, but that its sum is called `sums`: there are two, and if the
//! second is missing, the link was cut off.

use super::{Comparison, Plan};

/// The text of a link's second half.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Beside {
    /// The link to the run on the right, as it would stand alone.
    pub link: String,
    /// It goes by the plan of the story on the left.
    pub lent: bool,
}

/// What is often the same in both halves, and long: it is written once.
const SHARED: [&str; 2] = ["file", "do"];

/// How the sums of a link to one run begin, and of a link to two.
const ONE: &str = "?sum=";
const BOTH: &str = "?sums=";

impl Comparison {
    /// The link to both runs; `left` is the one to the first alone.
    pub(in crate::session) fn fragment(&self, left: &str) -> String {
        let whole = self.other.fragment();
        let (path, pairs) = whole.split_once('?').unwrap_or((&whole, ""));
        let story = path.split_once('/').map_or(path, |(_, story)| story);
        let mut out = left.replacen(ONE, BOTH, 1);
        out.push_str("&vs=");
        out.push_str(story);
        for pair in pairs.split('&').filter(|pair| !pair.is_empty()) {
            let name = pair.split('=').next().unwrap_or_default();
            let shared = SHARED.contains(&name) && pair_of(left, name) == Some(pair);
            out.push_str("&vs.");
            out.push_str(if shared { name } else { pair });
        }
        if self.plan == Plan::Lent {
            out.push_str("&vs.plan=lent");
        }
        out
    }
}

/// The pair of this name in a link.
fn pair_of<'a>(link: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = link.split_once('?').map_or("", |(_, pairs)| pairs).split('&');
    pairs.find(|pair| pair.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
}

/// Splits a fragment into the link to the run on the left, and what stands beside it.
pub fn split(fragment: &str) -> (String, Option<Beside>) {
    let mut left = String::new();
    let (mut story, mut pairs, mut lent) = (None, Vec::new(), false);
    let of_two = fragment.contains(BOTH);
    let fragment = &*fragment.replacen(BOTH, ONE, 1);
    for (place, pair) in fragment.split('&').enumerate() {
        match pair.strip_prefix("vs") {
            Some(rest) if place > 0 && rest.starts_with('=') => story = Some(&rest[1..]),
            Some(".plan=lent") if place > 0 => lent = true,
            Some(rest) if place > 0 && rest.starts_with('.') => pairs.push(&rest[1..]),
            _ => {
                left.push_str(if place > 0 { "&" } else { "" });
                left.push_str(pair);
            }
        }
    }
    // The second sum is missing: what there is of the second half is not all of it.
    let sealed = pairs.iter().any(|pair| pair.starts_with("sum="));
    let story = story.filter(|_| sealed || !of_two);
    let shared = |pair: &&str| SHARED.contains(pair).then(|| pair_of(&left, pair)).flatten();
    let pairs: Vec<&str> = pairs.iter().map(|pair| shared(pair).unwrap_or(pair)).collect();
    let version = fragment.split('/').next().unwrap_or_default();
    let link = |story: &str| [version, "/", story, "?", &pairs.join("&")].concat();
    let beside = story.map(|story| Beside { link: link(story), lent });
    // Half of a comparison without a story to compare with is a broken link, and reads as one.
    let broken = (of_two || !pairs.is_empty()).then(|| Beside { link: link(""), lent });
    let beside = beside.or(broken);
    (left, beside)
}
