//! New mail now and then: the first soon after the start, then one every few minutes, each once;
//! then it is calm.

use std::sync::Arc;
use std::time::Duration;

use super::seed;
use super::shared::Shared;

const FIRST: Duration = Duration::from_secs(20);
/// Seconds between two.
const PAUSE: std::ops::RangeInclusive<u64> = 60..=180;

/// Delivers until there is nothing left; to be aborted before that if the demo ends.
pub async fn deliver(shared: Arc<Shared>) {
    let mut pause = FIRST;
    for message in seed::ARRIVALS {
        tokio::time::sleep(pause).await;
        let now = super::now();
        shared.deliver(&seed::fresh(message, now), now);
        pause = Duration::from_secs(fastrand::u64(PAUSE));
    }
}
