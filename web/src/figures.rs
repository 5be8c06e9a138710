//! Times and durations as the page prints them.

use election_core::words::Time;

/// A moment: seconds with four decimals, so that a message of 1 ms can be followed.
pub fn moment(at: Time) -> String {
    let tenths = at.0 / 100;
    format!("{}.{:04} s", tenths / 10_000, tenths % 10_000)
}

/// A moment in a list: seconds with three decimals.
pub fn stamp(at: Time) -> String {
    at.to_string()
}

/// A duration of so many µs, in the unit that reads best.
pub fn span(micros: u64) -> String {
    match micros {
        0 => "0 ms".into(),
        1..10_000 => one_decimal(micros.div_ceil(100), " ms"),
        10_000..1_000_000 => format!("{} ms", micros / 1000),
        1_000_000..60_000_000 => one_decimal(micros / 100_000, " s"),
        _ => format!("{} min {} s", micros / 60_000_000, micros / 1_000_000 % 60),
    }
}

/// A duration of so many µs with all its milliseconds: `4.068 s`.
pub fn exact(micros: u64) -> String {
    if micros < 1_000_000 { span(micros) } else { [&Time(micros).to_string(), " s"].concat() }
}

fn one_decimal(tenths: u64, unit: &str) -> String {
    match tenths % 10 {
        0 => format!("{}{unit}", tenths / 10),
        digit => format!("{}.{digit}{unit}", tenths / 10),
    }
}

/// A count in groups of three digits.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well_at_every_size() {
        let printed: Vec<String> =
            [0, 40, 5_600, 200_000, 3_420_000, 125_000_000].into_iter().map(span).collect();
        assert_eq!(printed, ["0 ms", "0.1 ms", "5.6 ms", "200 ms", "3.4 s", "2 min 5 s"]);
    }

    #[test]
    fn a_moment_shows_tenths_of_a_millisecond() {
        assert_eq!(moment(Time(8_005_649)), "8.0056 s");
    }
}
