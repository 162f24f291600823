//! What a look at the network comes to, as tables, and what this machine says of itself.

use super::*;

const A: Source = Source::From(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)));
const B: Source = Source::From(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2)));
const NO: Source = Source::Nowhere;

fn ways(server: Source, four: Source, six: Source) -> Ways {
    Ways { server, world: [four, six] }
}

#[test]
fn only_a_change_that_matters_disturbs_a_connection() {
    let long = Some(PROBE);
    let just = Some(Duration::from_secs(1));
    for (before, now, heard, probed, expected) in [
        (ways(A, A, NO), ways(A, A, NO), false, None, Verdict::Same),
        (ways(A, A, NO), ways(A, A, NO), true, None, Verdict::Doubtful),
        (ways(A, A, NO), ways(A, A, NO), true, long, Verdict::Doubtful),
        (ways(A, A, NO), ways(A, A, NO), true, just, Verdict::Same),
        (ways(A, A, NO), ways(B, B, NO), true, just, Verdict::Changed),
        (ways(A, A, NO), ways(B, B, NO), false, just, Verdict::Changed),
        (ways(A, A, NO), ways(A, A, B), false, None, Verdict::Changed),
        (ways(A, A, B), ways(NO, NO, B), true, None, Verdict::Changed),
        (ways(A, A, B), ways(NO, NO, NO), true, None, Verdict::Gone),
        (ways(NO, NO, NO), ways(NO, NO, NO), true, None, Verdict::Same),
        (ways(NO, NO, NO), ways(A, A, NO), false, just, Verdict::Changed),
        (ways(NO, NO, NO), ways(A, NO, NO), true, just, Verdict::Changed),
        (ways(Source::Unknown, NO, NO), ways(NO, NO, NO), true, None, Verdict::Gone),
    ] {
        assert_eq!(judge(&before, &now, heard, probed), expected, "{before:?} {now:?} {heard}");
    }
}

#[test]
fn a_server_on_this_computer_is_reached_whatever_the_network_does() {
    let here = Ways::now(Some(Ipv4Addr::LOCALHOST.into()));
    assert_eq!(here.server, Source::From(Ipv4Addr::LOCALHOST.into()));
    assert_eq!(here.world, [Source::Nowhere; 2]);
    assert!(here.any());
    assert!(severed(Ipv4Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()).is_none());
}

#[test]
fn an_address_that_is_not_ours_is_one_that_went_away() {
    // TEST-NET-3 (RFC 5737): no machine has it.
    let gone = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 77));
    let fault = severed(gone, Ipv4Addr::LOCALHOST.into()).unwrap();
    assert_eq!((fault.kind, fault.place), (FaultKind::Lost, Place::Connect));
}
