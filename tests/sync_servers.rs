//! The same story on Dovecot, Cyrus, Courier and pymap. Where one could not be fetched, `make test`
//! leaves its module out and says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use support::servers::courier::Courier;
use support::servers::cyrus::Cyrus;
use support::servers::pymap::Pymap;

/// The story, scene by scene, on one server.
macro_rules! told_on {
    ($module:ident, $server:expr, [$($scene:ident),*]) => {
        mod $module {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $scene() {
                    sync_kit::story::$scene($server).await;
                }
            )*
        }
    };
    ($module:ident, $server:expr) => {
        told_on!($module, $server, [
            mail_is_listed_and_read,
            what_is_done_here_is_done_there,
            what_another_client_does_comes_here,
            offline_and_online_again,
            a_broken_move_is_done_once
        ]);
    };
}

told_on!(on_dovecot, support::dovecot::Dovecot::start());
told_on!(on_cyrus, Cyrus::start());
told_on!(on_courier, Courier::start());
told_on!(on_pymap, Pymap::start());
