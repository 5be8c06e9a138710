//! Sessions, and the elections of applications.

use crate::ask::{refused, verdict};

#[test]
fn a_timeout_stays_within_the_servers_limits() {
    for (input, expected) in [
        (r#""requested":90000"#, 60000),
        (r#""requested":60000"#, 60000),
        (r#""requested":7000"#, 7000),
        (r#""requested":100"#, 6000),
        (r#""requested":100,"minSessionTimeout":50"#, 100),
        (r#""requested":90000,"maxSessionTimeout":80000"#, 80000),
        // The upper limit has the last word.
        (r#""requested":1,"minSessionTimeout":70000"#, 60000),
    ] {
        let input = format!(r#"{{"tickTime":3000,{input}}}"#);
        verdict("zookeeper/session-timeout", &input, &expected.to_string());
    }
    refused(
        "zookeeper/session-timeout",
        r#"{"tickTime":0,"requested":1}"#,
        "tickTime: 0 is not an int from 1 to 2147483647",
    );
}

#[test]
fn sessions_expire_in_buckets_of_a_tick() {
    for (tick, now, timeout, expected) in [
        (3000, 3500, 9000, 15000),
        (2000, 0, 6000, 8000),
        (2000, 1999, 4000, 6000),
        (2000, 2000, 4000, 8000),
    ] {
        let input = format!(r#"{{"tickTime":{tick},"now":{now},"timeout":{timeout}}}"#);
        verdict("zookeeper/session-expiry", &input, &expected.to_string());
    }
}

#[test]
fn a_client_has_limits_of_its_own() {
    for (timeout, servers, read, connect, expiry) in
        [(9000, 5, 6000, 1800, 12000), (10000, 3, 6666, 3333, 13333), (0, 1, 0, 0, 0)]
    {
        verdict(
            "zookeeper/client-timeouts",
            &format!(r#"{{"sessionTimeout":{timeout},"servers":{servers}}}"#),
            &format!(
                r#"{{"readTimeout":{read},"connectTimeout":{connect},"clientExpiry":{expiry}}}"#
            ),
        );
    }
    refused(
        "zookeeper/client-timeouts",
        r#"{"sessionTimeout":9000,"servers":0}"#,
        "servers: 0 is not an int from 1 to 2147483647",
    );
}

#[test]
fn everyone_watches_the_one_before() {
    let position = |children: &str, me: &str, expected: &str| {
        let input = format!(r#"{{"children":{children},"me":"{me}"}}"#);
        verdict("zookeeper/recipe-position", &input, expected);
    };
    let three = r#"["n_0000000021","n_0000000004","n_0000000019"]"#;
    position(three, "n_0000000004", r#"{"leader":true,"watch":null}"#);
    position(three, "n_0000000019", r#"{"leader":false,"watch":"n_0000000004"}"#);
    position(three, "n_0000000021", r#"{"leader":false,"watch":"n_0000000019"}"#);
    // By number, not by name: the prefix is a guid.
    let guids = r#"["z-n_0000000001","a-n_0000000002"]"#;
    position(guids, "a-n_0000000002", r#"{"leader":false,"watch":"z-n_0000000001"}"#);
    position(guids, "z-n_0000000001", r#"{"leader":true,"watch":null}"#);
    position(r#"["0000000000"]"#, "0000000000", r#"{"leader":true,"watch":null}"#);
}

#[test]
fn a_position_needs_a_number_of_ones_own() {
    for (children, me, message) in [
        (r#"["n_1"]"#, "n_1", "children[0]: \"n_1\" is not a name that ends in ten digits"),
        (
            r#"["é000000001"]"#,
            "é",
            "children[0]: \"é000000001\" is not a name that ends in ten digits",
        ),
        (r#"["n_0000000001"]"#, "n_0000000002", "me: \"n_0000000002\" is not one of the children"),
        (
            r#"["a0000000001","b0000000001"]"#,
            "a0000000001",
            "children[1]: \"b0000000001\" has the number of another child; allowed: one child each",
        ),
    ] {
        let input = format!(r#"{{"children":{children},"me":"{me}"}}"#);
        refused("zookeeper/recipe-position", &input, message);
    }
}

#[test]
fn a_suffix_has_ten_places() {
    for (cversion, expected) in [
        (0, "0000000000"),
        (37, "0000000037"),
        (2147483647, "2147483647"),
        (-1, "-000000001"),
        (-2147483648, "-2147483648"),
    ] {
        let input = format!(r#"{{"cversion":{cversion}}}"#);
        verdict("zookeeper/sequence-suffix", &input, &format!("{expected:?}"));
    }
    refused(
        "zookeeper/sequence-suffix",
        r#"{"cversion":2147483648}"#,
        "cversion: 2147483648 is not an int from -2147483648 to 2147483647",
    );
}
